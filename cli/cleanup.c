// SPDX-License-Identifier: GPL-2.0-or-later
/* normalpage cleanup: take down what runs that died have left, as their journals tell. */
#include <getopt.h>

#include "cli/command.h"
#include "lib/report/text.h"
#include "provisioning/journal/thing.h"

/** struct tally - what was found */
struct tally {
	bool dry_run;
	unsigned int removed, left, alive;
};

static void usage(void)
{
	puts("Usage: normalpage cleanup [OPTION]...\n"
	     "Take down what test programs have made on this machine and could not take down, because\n"
	     "they were killed or the machine went down. Only what is provably theirs is touched; the\n"
	     "rest is named.\n\n"
	     "  -n, --dry-run        only say what would be removed\n"
	     "      --forget NAME    leave this thing as it is for good: strike it out of the journal\n"
	     "                       (RUN/NUMBER, as it is named where it is left; RUN: all of a run's)\n"
	     "  -h, --help           show this\n\n"
	     "Exit status: 0 nothing is left, 1 something is, 2 error.\n"
	     "The journals are in /var/lib/normalpage/journal or /run/normalpage/journal, or in\n"
	     "$NORMALPAGE_JOURNAL.");
}

static void removed(void *data, const char *what)
{
	struct tally *t = data;

	text_put_line(stdout, "%s  %s", t->dry_run ? "would remove" : "removed", what);
	t->removed++;
}

static void left(void *data, const char *what, const char *why)
{
	struct tally *t = data;

	text_put_line(stdout, "%s  %s: %s", t->dry_run ? "would leave " : "left   ", what, why);
	t->left++;
}

static void alive(void *data, const char *run)
{
	struct tally *t = data;

	text_put_line(stdout, "%s  run %s: it is still going on", t->dry_run ? "would leave " : "left   ", run);
	t->alive++;
}

static void forgotten(void *data, const char *what)
{
	printf("%s  %s\n", *(bool *)data ? "would forget" : "forgot ", what);
}

static struct error *clean_up(bool dry_run, int *status)
{
	struct tally tally = { .dry_run = dry_run };
	const struct take_down how = { .dry_run = dry_run, .data = &tally, .removed = removed,
				       .left = left, .alive = alive };
	struct error *err = take_down_dead(&how);

	if (!err && geteuid())
		puts("not root: only runs of this user were looked at");
	if (!err && !tally.removed && !tally.left && !tally.alive)
		puts("nothing to clean up");
	*status = tally.left ? 1 : 0;
	return err;
}

static struct error *run(int argc, char **argv, int *status)
{
	static const struct option options[] = {
		{ "dry-run", no_argument, NULL, 'n' },
		{ "forget", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *forget = NULL;
	bool dry_run = false;
	int c;

	while ((c = getopt_long(argc, argv, ":nh", options, NULL)) != -1) {
		if (c == 'h') {
			usage();
			return NULL;
		}
		if (c == 'f')
			forget = optarg;
		else if (c == 'n')
			dry_run = true;
		else
			return command_bad_option(c, argv);
	}
	if (optind < argc)
		return error_create(ERROR_USAGE, "unexpected word '%s' (see 'normalpage cleanup "
				    "--help')", argv[optind]);
	if (forget)
		return take_down_forget(forget, dry_run, &dry_run, forgotten);
	return clean_up(dry_run, status);
}

COMMAND(cleanup) = {
	.name = "cleanup",
	.summary = "take down what runs that died have left on this machine",
	.run = run,
};
