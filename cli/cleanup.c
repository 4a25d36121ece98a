// SPDX-License-Identifier: GPL-2.0-or-later
/* normalpage cleanup: remove what runs that died have left, as their journals say; or empty the cache. */
#include <string.h>

#include "cli/cleanup_cache.h"
#include "cli/command.h"
#include "lib/base/text.h"
#include "provisioning/journal/thing.h"

/** struct cleanup_count - how many things were found */
struct cleanup_count {
	bool dry_run;
	unsigned int removed, left, alive;
};

static void removed(void *data, const char *what)
{
	struct cleanup_count *t = data;

	text_put_line(stdout, "%s  %s", t->dry_run ? "would remove" : "removed", what);
	t->removed++;
}

static void left(void *data, const char *what, const char *why)
{
	struct cleanup_count *t = data;

	text_put_line(stdout, "%s  %s: %s", t->dry_run ? "would leave " : "left   ", what, why);
	t->left++;
}

static void alive(void *data, const char *run)
{
	struct cleanup_count *t = data;

	text_put_line(stdout, "%s  run %s: it is still going on", t->dry_run ? "would leave " : "left   ", run);
	t->alive++;
}

static void forgotten(void *data, const char *what)
{
	printf("%s  %s\n", *(bool *)data ? "would forget" : "forgot ", what);
}

static struct error *clean_up(bool dry_run, int *status)
{
	struct cleanup_count count = { .dry_run = dry_run };
	const struct things_removal how = { .dry_run = dry_run, .data = &count, .removed = removed,
					    .left = left, .alive = alive };
	struct error *err = things_remove_dead(&how);

	if (!err && geteuid())
		puts("not root: only runs of this user were looked at");
	if (!err && !count.removed && !count.left && !count.alive)
		puts("nothing to clean up");
	*status = count.left ? 1 : 0;
	return err;
}

/** struct words - the command's options; @forget, @older_than: their values, or NULL */
struct words {
	bool dry_run, cache;
	const char *forget, *older_than;
};

static const struct option_spec specs[] = {
	OPTION("dry-run", 'n', NULL, "only say what would be removed", OPTION_FLAG(struct words, dry_run)),
	OPTION("forget", 0, "NAME", "leave this thing as it is for good: delete it from the journal\n"
	       "(RUN/NUMBER, as it is named where it is left; RUN: all of a run's)",
	       OPTION_TEXT(struct words, forget)),
	OPTION("cache", 0, NULL, "in place of that, remove what 'normalpage run' has kept for this\n"
	       "user: kernels, packages, initramfs, snapshots. What a running\n"
	       "normalpage uses stays", OPTION_FLAG(struct words, cache)),
	OPTION("older-than", 0, "DAYS", "of the cache, only what was not used for so many days, and what\n"
	       "was left half made", OPTION_TEXT(struct words, older_than)),
	OPTION_HELP,
	{ .name = NULL },
};

static struct error *parse(struct words *words, int argc, char **argv, bool *answered)
{
	const struct option_set set = {
		.program = "normalpage cleanup",
		.words = "[OPTION]...",
		.about = "Remove what test programs have made on this machine and could not remove, because\n"
			 "they were killed or the machine went down. Only what is provably theirs is touched; the\n"
			 "rest is named.",
		.end = "Exit status: 0 nothing is left, 1 something is, 2 error.\n"
		       "The journals are in /var/lib/normalpage/journal or /run/normalpage/journal, or in\n"
		       "$NORMALPAGE_JOURNAL; the cache is ~/.cache/normalpage, or\n"
		       "$XDG_CACHE_HOME/normalpage.",
		.table = { { specs, words } },
	};

	return command_parse(&set, argc, argv, answered, NULL);
}

/* 0 without a word; a sign would be taken by strtoul() */
static struct error *parse_days(const char *text, unsigned int *days)
{
	unsigned long value;
	char *end;

	*days = 0;
	if (!text)
		return NULL;
	value = strtoul(text, &end, 10);
	if (!*text || strspn(text, "0123456789") != strlen(text) || *end || value > 36500)
		return error_create(ERROR_USAGE, "--older-than %s: give a number of days", text);
	*days = (unsigned int)value;
	return NULL;
}

static struct error *run(int argc, char **argv, int *status)
{
	struct words words = { 0 };
	unsigned int days = 0;
	bool answered;
	struct error *err = parse(&words, argc, argv, &answered);

	if (err || answered)
		return err;
	if (words.older_than && !words.cache)
		err = error_create(ERROR_USAGE, "--older-than goes with --cache");
	if (!err && words.forget && words.cache)
		err = error_create(ERROR_USAGE, "--forget is for the journal: leave --cache out");
	if (!err)
		err = parse_days(words.older_than, &days);
	if (err)
		return err;
	if (words.forget)
		return things_forget(words.forget, words.dry_run, &words.dry_run, forgotten);
	return words.cache ? cleanup_cache(days, words.dry_run, status) :
			     clean_up(words.dry_run, status);
}

COMMAND(cleanup) = {
	.name = "cleanup",
	.summary = "remove what runs that died have left on this machine, or empty the cache",
	.run = run,
};
