// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line of a test program: the options that all have, and its own. */
#include <string.h>

#include "lib/base/size.h"
#include "lib/base/version.h"
#include "lib/harness/program.h"
#include "lib/issues/issue_file.h"
#include "lib/verdict/exit_status.h"

static struct error *set_known_issues(void *data, const char *value)
{
	(void)data;
	return known_issues_read(value);
}

static struct error *set_max_time(void *data, const char *value)
{
	return number_parse("max-time", value, "seconds", &((struct program *)data)->limits.seconds);
}

static struct error *set_max_memory(void *data, const char *value)
{
	return size_parse("max-memory", value, NULL, &((struct program *)data)->limits.memory);
}

static const struct option_spec common[] = {
	OPTION("format", 'f', "FORMAT", "human (default), ktap, junit, json or lava",
	  OPTION_TEXT(struct program, format)),
	OPTION("list", 'l', NULL, "list the tests and what they show", OPTION_FLAG(struct program, list)),
	OPTION("dry-run", 0, NULL, "only print what would be changed", OPTION_FLAG(struct program, dry_run)),
	OPTION("hazardous", 0, NULL, "also do what is known to bring some kernels down",
	  OPTION_FLAG(struct program, hazardous)),
	OPTION("max-time", 0, "S", "begin no further test after S seconds", .set = set_max_time),
	OPTION("max-memory", 0, "SIZE", "private memory that a test may take, as 512M (RLIMIT_DATA)",
	  .set = set_max_memory),
	OPTION("known-issues", 0, "FILE", "more known issues, such as those of a distribution's\n"
	  "kernels (docs/known-issues.md)", .set = set_known_issues),
	OPTION("profile", 0, NULL, "with json: say what each test took its time for",
	  OPTION_FLAG(struct program, profiled)),
	OPTION("wait", 0, NULL, "with json: prepare all, then read from standard input which tests\n"
	  "to run (docs/records.md)", OPTION_FLAG(struct program, wait)),
	OPTION_HELP,
	OPTION("version", 0, NULL, "print the version", .set = NULL),
	{ .name = NULL },
};

static struct option_set options_of(struct program *program)
{
	return (struct option_set){
		.program = program->name,
		.words = "[OPTION]... [GLOB]...",
		.about = program->summary,
		.end = "A test runs if one of the GLOBs matches its name; without any, all run.\n"
		       EXIT_STATUS_HELP,
		.table = { { program->options, program->data }, { common, program } },
	};
}

struct error *program_parse(struct program *program, int argc, char **argv, bool *answered)
{
	const struct option_set options = options_of(program);
	const char *question = NULL;
	int first = argc;
	struct error *err;

	if (!program->format)
		program->format = "human";
	err = options_parse(&options, argc, argv, &question, &first);
	*answered = question;
	if (question && !strcmp(question, "help"))
		options_print_help(&options, stdout);
	else if (question)
		printf("%s %s\n", program->name, normalpage_version);
	program->globs = argv + first;
	program->nr_globs = (size_t)(argc - first);
	return err;
}
