// SPDX-License-Identifier: GPL-2.0-or-later
/* What a dead run of daxtest left, and another process uses now: cleanup leaves it. */
#include <linux/capability.h>
#include <string.h>
#include <sys/mount.h>

#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/tree.h"
#include "tests/kill/attack.h"
#include "tests/kill/killer.h"
#include "tests/kill/snapshot.h"
#include "tests/kill/uses.h"

#define ND "/sys/bus/nd/devices/"
#define LEFT 1	/* exit status: something is left */

static void unmount_all(void)
{
	struct string_list dirs guarded(strings) = tree_entries(TREE_HERE, "/run/normalpage", "normalpage-");
	char path[256];

	for (char **dir = dirs.item; dir && *dir; dir++) {
		snprintf(path, sizeof(path), "/run/normalpage/%s", *dir);
		umount2(path, 0);
	}
}

/* what was made last is the last of the region that has a device */
static void find_device(struct scenario *s, const char *region, char *device, size_t size)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, "namespace");

	for (char **name = names.item; name && *name; name++) {
		struct idle_namespace ns guarded(idle_namespace) = { 0 };
		guarded(error) struct error *err = NULL;

		if (strncmp(*name + strlen("namespace"), region + strlen("region"), 1))
			continue;
		err = idle_check_namespace("", *name, &ns);
		if (!err)
			snprintf(device, size, "/dev/%s", ns.device);
	}
	if (!*device)
		scenario_broken(s, "the dead run left no namespace");
}

/* killed when tests begin: the namespace is made, and what is on it */
static void leave_behind(struct scenario *s, const struct victim *v, bool block, char *device, size_t size)
{
	const char *const argv[] = { "daxtest", "--region", v->server.region, "--size", "64M",
				     block ? "--fs" : "--devdax", block ? "ext4" : "2m", "*.hole.read-pmd-shared",
				     "devdax.*map.write", NULL };
	struct killing k = { 0 };

	if (kill_at(argv, &k) || k.status)
		scenario_broken(s, "daxtest does not work: %s", k.said);
	k.at = k.calls * 3 / 5;
	if (kill_at(argv, &k) || !k.killed)
		scenario_broken(s, "daxtest cannot be killed");
	unmount_all();
	find_device(s, v->server.region, device, size);
}

static void expect_left(struct scenario *s, const char *way, const char *how, unsigned int lack, const char *words)
{
	static const char *const argv[] = { "normalpage", "cleanup", NULL };
	const struct less less = { .capability = lack };
	char said[2048], step[64];
	int status = run_as(&less, argv, said, sizeof(said));

	snprintf(step, sizeof(step), "%s, %s", way, how);
	expect_result(s, step, "exit status of cleanup", LEFT, status, "it is in use");
	expect_result(s, step, strstr(said, words) ? words : said, 1, strstr(said, words) != NULL, "and left");
}

static void try_way(struct scenario *s, const char *name, const char *device, bool block)
{
	const struct way *way = way_find(name);
	const struct seen *seen = block ? &way->block : &way->chars;
	struct snapshot before, after;
	unsigned int others = 0;
	struct user user;

	scenario_need(s, user_start(way, device, &user));
	snapshot_take(&before, SERVER_DATA, "");
	expect_left(s, name, "counted", 0, seen->counted);
	expect_left(s, name, "not counted", CAP_SYS_RAWIO, seen->uncounted ? seen->uncounted : seen->counted);
	snapshot_take(&after, SERVER_DATA, "");
	expect_result(s, name, "its device differs", 0, snapshot_sum_differs(&before, &after, device), "it is the same");
	snapshot_clear(&before);
	snapshot_clear(&after);
	user_end(&user);
	scenario_need(s, user_wait_free(device, &others));
}

static void clean_up(struct scenario *s, bool block, const char *const *ways)
{
	static const char *const cleanup[] = { "normalpage", "cleanup", NULL };
	const struct victim v = victim_set_up(s);
	char device[64] = "";

	leave_behind(s, &v, block, device, sizeof(device));
	for (; *ways; ways++)
		try_way(s, *ways, device, block);
	expect_result(s, "in use no more", "exit status of cleanup", 0, run_untraced(cleanup), "then it goes");
}

static void block(struct scenario *s)
{
	clean_up(s, true, (const char *const[]){ "open", "message", "nvmet-configured", NULL });
}

SCENARIO(cleanup_block, "sight", "cleanup-block", "cleanup leaves a block device of a dead run that is in use",
	 .timeout = 240, .run = block);

static void chars(struct scenario *s)
{
	clean_up(s, false, (const char *const[]){ "mapping", "ring", NULL });
}

SCENARIO(cleanup_devdax, "sight", "cleanup-devdax", "cleanup leaves a device-dax device of a dead run that is in use",
	 .timeout = 240, .run = chars);
