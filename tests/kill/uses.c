// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/uses.h"

#include <linux/capability.h>
#include <string.h>

#include "tests/kill/attack.h"
#include "tests/kill/snapshot.h"

/** struct target - a namespace that is in use */
struct target {
	const char *kind;
	const struct seen *seen;
	char name[64];
	char device[64];
};

static void attempt(const struct target *t, struct attempt *a, const char *how)
{
	const char *const argv[] = { "daxtest", "--namespace", t->name, "--destroy-data", server_uuid(t->name),
				     "*.hole.read-pmd-shared", "devdax.*map.write", how, NULL };

	a->status = run_as(&a->less, argv, a->said, sizeof(a->said));
}

/* it goes on, as far as it can without writing */
static bool goes_on(const char *words)
{
	return !strcmp(words, UNSEEN) || !strcmp(words, NEVER);
}

static void expect_words(struct scenario *s, const struct target *t, const char *how, unsigned int lack,
			 const char *words, const char *option)
{
	struct attempt a = { .less.capability = lack };
	char step[64];

	snprintf(step, sizeof(step), "%s, %s", t->kind, how);
	attempt(t, &a, option);
	if (!goes_on(words))
		expect_result(s, step, "exit status", 2, a.status, "it is in use");
	expect_result(s, step, strstr(a.said, words) ? words : a.said, 1, strstr(a.said, words) != NULL,
		      "in use, and it says so");
}

static void expect_noticed(struct scenario *s, const struct target *t, const char *how, unsigned int lack,
			   const char *words)
{
	const char *const dry_run = "--dry-run";

	expect_words(s, t, how, lack, words, goes_on(words) ? dry_run : NULL);
	/* a look does not go by what is claimed when the device is taken */
	if (!strcmp(words, CLAIM))
		expect_words(s, t, how, lack, words, dry_run);
}

static void expect_same(struct scenario *s, const struct target *t, struct snapshot *before)
{
	struct snapshot after;
	char text[400];
	unsigned int nr;

	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(before, &after, text, sizeof(text));
	expect_result(s, t->kind, nr ? text : "lines that differ", 0, nr, "nothing was touched");
	snapshot_clear(before);
	snapshot_clear(&after);
}

static void attack_used(struct scenario *s, const struct way *way, const struct target *t)
{
	const struct seen *seen = t->seen;
	struct snapshot before;

	/* what uses it may have written to it */
	snapshot_take(&before, SERVER_DATA, "");
	expect_noticed(s, t, "counted", 0, seen->counted);
	expect_noticed(s, t, "not counted", CAP_SYS_RAWIO, seen->uncounted ? seen->uncounted : seen->counted);
	if (way->lack)
		expect_noticed(s, t, "with less", way->lack, way->lacking);
	expect_same(s, t, &before);
}

static void try_on(struct scenario *s, const struct way *way, const struct target *t)
{
	unsigned int others = 0;
	struct user user;
	struct error *err;

	if (!t->seen->counted)
		return;
	err = user_start(way, t->device, &user);
	if (err && err->kind == ERROR_UNTESTABLE)
		scenario_skip(s, "%s", err->message);
	scenario_need(s, err);
	attack_used(s, way, t);
	user_end(&user);
	scenario_need(s, user_wait_free(t->device, &others));
	expect_result(s, t->kind, "open elsewhere when it is over", 0, others, "it is free again");
}

extern const struct way *const __start_ways[], *const __stop_ways[];

const struct way *way_find(const char *name)
{
	for (const struct way *const *way = __start_ways; way < __stop_ways; way++)
		if (!strcmp((*way)->name, name))
			return *way;
	abort();
}

void way_try(struct scenario *s, const struct way *way)
{
	const struct victim v = victim_set_up(s);
	struct target block = { .kind = "block", .seen = &way->block };
	struct target chars = { .kind = "device-dax", .seen = &way->chars };

	snprintf(block.name, sizeof(block.name), "%s", v.server.scratch);
	snprintf(block.device, sizeof(block.device), "%s", v.device);
	if (!server_find_devdax(chars.name, sizeof(chars.name), chars.device, sizeof(chars.device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	try_on(s, way, &block);
	try_on(s, way, &chars);
}
