// SPDX-License-Identifier: GPL-2.0-or-later
/* normalpage survey: what this machine has, and what could be tested on it. Nothing is changed. */
#include <string.h>

#include "cli/command.h"
#include "cli/survey_human.h"
#include "lib/verdict/json_text.h"

/** struct words - the command's options */
struct words {
	const char *format, *root;
};

static const struct option_spec specs[] = {
	OPTION("format", 'f', "FORMAT", "human (default) or json (docs/records.md)", OPTION_TEXT(struct words, format)),
	OPTION("sysroot", 0, "DIR", "read the tree of /sys and /proc that was recorded in DIR",
	       OPTION_TEXT(struct words, root)),
	OPTION_HELP,
	{ .name = NULL },
};

static void survey_print(const struct words *words)
{
	struct json_object *survey = survey_take(words->root);

	if (strcmp(words->format, "json"))
		survey_write_human(survey);
	else
		json_text_write(stdout, survey, JSON_C_TO_STRING_PRETTY);
	json_object_put(survey);
}

static struct error *run(int argc, char **argv, int *status)
{
	struct words words = { "human", "" };
	const struct option_set set = {
		.program = "normalpage survey",
		.words = "[OPTION]...",
		.about = "Say what this machine has, and what could be tested on it at which risk, with the command\n"
			 "for each. Nothing is changed.",
		.table = { { specs, &words } },
	};
	bool answered;
	struct error *err = command_parse(&set, argc, argv, &answered, NULL);

	(void)status;
	if (err || answered)
		return err;
	if (strcmp(words.format, "human") && strcmp(words.format, "json"))
		return error_create(ERROR_USAGE, "unknown format '%s' (known: human, json)", words.format);
	if (*words.root && access(words.root, R_OK | X_OK))
		return error_create(ERROR_USAGE, "--sysroot %s: %m", words.root);
	survey_print(&words);
	return NULL;
}

COMMAND(survey) = {
	.name = "survey",
	.summary = "what this machine has, and what could be tested on it",
	.run = run,
};
