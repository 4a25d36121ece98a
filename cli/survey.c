// SPDX-License-Identifier: GPL-2.0-or-later
/* normalpage survey: what this machine has, and what could be tested on it. Nothing is changed. */
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/survey_human.h"
#include "lib/verdict/json_text.h"

static void usage(void)
{
	puts("Usage: normalpage survey [OPTION]...\n"
	     "Say what this machine has, and what could be tested on it at which risk, with the command\n"
	     "for each. Nothing is changed.\n\n"
	     "  -f, --format FORMAT  human (default) or json (docs/records.md)\n"
	     "      --sysroot DIR    read the tree of /sys and /proc that was recorded in DIR\n"
	     "  -h, --help           show this");
}

static struct error *run(int argc, char **argv, int *status)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "sysroot", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *format = "human", *root = "";
	struct json_object *survey;
	int c;

	(void)status;
	while ((c = getopt_long(argc, argv, ":f:h", options, NULL)) != -1) {
		if (c == 'h') {
			usage();
			return NULL;
		}
		if (c != 'f' && c != 'r')
			return command_bad_option(c, argv);
		*(c == 'f' ? &format : &root) = optarg;
	}
	if (optind < argc)
		return error_create(ERROR_USAGE, "unexpected word '%s' (see 'normalpage survey "
				    "--help')", argv[optind]);
	if (strcmp(format, "human") && strcmp(format, "json"))
		return error_create(ERROR_USAGE, "unknown format '%s' (known: human, json)", format);
	if (*root && access(root, R_OK | X_OK))
		return error_create(ERROR_USAGE, "--sysroot %s: %m", root);
	survey = survey_take(root);
	if (strcmp(format, "json"))
		survey_write_human(survey);
	else
		json_text_write(stdout, survey, JSON_C_TO_STRING_PRETTY);
	json_object_put(survey);
	return NULL;
}

COMMAND(survey) = {
	.name = "survey",
	.summary = "what this machine has, and what could be tested on it",
	.run = run,
};
