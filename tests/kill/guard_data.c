// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guards against daxtest, and cleanup, on what holds foreign data: signatures, remains of what was destroyed,
 * what another user has taken over. And on names that were not said in full.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>

#include "lib/base/array.h"
#include "provisioning/journal/thing.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/namespace.h"
#include "provisioning/pmem/tree.h"
#include "tests/kill/attack.h"
#include "tests/kill/killer.h"
#include "tests/kill/snapshot.h"

#define ND "/sys/bus/nd/devices/"

static void signature(struct scenario *s)
{
	const struct victim v = victim_set_up(s);

	scenario_need(s, filesystem_make(v.device, "ext4"));
	expect_refused(s, "a file system, not mounted", v.server.scratch, "ext4");
	scenario_need(s, filesystem_wipe(v.device));
}

SCENARIO(guard_signature, "guard", "signature", "a namespace with a file system is refused",
	 .timeout = 120, .run = signature);

/* a signature that is put there by mapping the device, as it is everything else */
static void devdax_signature(struct scenario *s)
{
	static const char luks[] = "LUKS\xba\xbe\0\1";
	char name[64], device[64], was[sizeof(luks)];
	char *data = MAP_FAILED;
	int fd;

	victim_set_up(s);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	fd = open(device, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		data = mmap(NULL, PMD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		scenario_broken(s, "%s: %s", device, strerror(errno));
	memcpy(was, data, sizeof(was));
	memcpy(data, luks, sizeof(luks));
	munmap(data, PMD_SIZE);
	close(fd);
	expect_refused(s, "with a LUKS header", name, "crypto_LUKS");
	fd = open(device, O_RDWR | O_CLOEXEC);
	data = mmap(NULL, PMD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data != MAP_FAILED)
		memcpy(data, was, sizeof(was));
}

SCENARIO(guard_devdax_signature, "guard", "devdax-signature",
	 "a device-dax device with a signature is refused", .timeout = 120,
	 .run = devdax_signature);

static void not_said_twice(struct scenario *s)
{
	static const char other[] = "6e6f726d-616c-4061-8765-736572766572";
	const struct victim v = victim_set_up(s);
	const char *const argvs[][8] = {
		{ "daxtest", "--namespace", v.server.scratch, NULL },
		{ "daxtest", "--namespace", v.server.scratch, "--destroy-data", "namespace", NULL },
		/* the name moves; another one's uuid, or a part of it, is not its */
		{ "daxtest", "--namespace", v.server.scratch, "--destroy-data", v.server.scratch, NULL },
		{ "daxtest", "--namespace", v.server.scratch, "--destroy-data", other, NULL },
		{ "daxtest", "--namespace", v.server.scratch, "--destroy-data", "", NULL },
		{ "daxtest", "--namespace", "namespace*", "--destroy-data", "*", NULL },
		{ "daxtest", "--namespace", v.device, "--destroy-data", server_uuid(v.server.scratch), NULL },
		{ "daxtest", "--destroy-data", server_uuid(v.server.scratch), NULL },
		{ "daxtest", "--region", v.server.region, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(argvs); i++)
		expect_result(s, argvs[i][1], "exit status", REFUSED, run_untraced(argvs[i]),
			      "what is overwritten is named in full, twice");
}

SCENARIO(guard_not_said_twice, "guard", "not-said-twice",
	 "nothing is overwritten that was not named in full, twice", .timeout = 120,
	 .run = not_said_twice);

/* what a dead run left is the last namespace of the region */
static void last_device(struct scenario *s, const char *region, char *device, size_t size)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, "namespace");

	*device = '\0';
	for (char **name = names.item; name && *name; name++) {
		guarded(free) char *holder = tree_read(TREE_HERE, ND "%s/holder", *name);
		struct string_list blocks guarded(strings) = { 0 };
		char dir[128];

		if (!holder || strncmp(*name + 9, region + 6, 1))
			continue;
		snprintf(dir, sizeof(dir), ND "%s/block", holder);
		blocks = tree_entries(TREE_HERE, dir, "pmem");
		if (blocks.nr)
			snprintf(device, size, "/dev/%s", blocks.item[0]);
	}
	if (!*device)
		scenario_broken(s, "the dead run left no namespace");
}

static void unmount_all(void)
{
	struct string_list dirs guarded(strings) = tree_entries(TREE_HERE, "/run/normalpage", "normalpage-");
	char path[256];

	for (char **dir = dirs.item; dir && *dir; dir++) {
		snprintf(path, sizeof(path), "/run/normalpage/%s", *dir);
		umount2(path, 0);
	}
}

/* makes a namespace in free capacity, has @change change its device, and destroys it as ndctl does */
static void with_namespace(struct scenario *s, const char *region, struct error *(*change)(const char *device))
{
	const struct pmem_plan plan = { .region = region, .mode = PMEM_FSDAX, .align = PMD_SIZE,
					.size = 64ull << 20 };
	struct pmem *pmem guarded(pmem) = NULL;
	struct journal *journal guarded(journal) = NULL;
	struct pmem_namespace *ns;

	scenario_need(s, journal_open(&journal));
	scenario_need(s, pmem_open(&pmem));
	scenario_need(s, pmem_namespace_create_in(pmem, journal, &plan, &ns));
	scenario_need(s, change(pmem_namespace_device(ns)));
	scenario_need(s, pmem_namespace_destroy(ns));
	scenario_need(s, things_remove_own(journal, &(struct things_removal){ .dry_run = false }));
}

static struct error *make_ext4(const char *device)
{
	return filesystem_make(device, "ext4");
}

/* destroying a namespace leaves what was in it; the next one of its size has it again */
static void remains(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	const char *const daxtest[] = { "daxtest", "--region", v.server.region, "--size", "64M",
					"*.hole.read-pmd-shared", NULL };
	struct snapshot before, after;
	char text[400];
	unsigned int nr;

	with_namespace(s, v.server.region, make_ext4);
	snapshot_take(&before, SERVER_DATA, "");
	expect_result(s, "a file system in free capacity", "exit status", REFUSED, run_untraced(daxtest),
		      "what a destroyed namespace held may be missed");
	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(&before, &after, text, sizeof(text));
	expect_result(s, "a file system in free capacity", nr ? text : "lines that differ", 0, nr,
		      "the namespace that was made for it is gone");
	snapshot_clear(&before);
	snapshot_clear(&after);
	with_namespace(s, v.server.region, filesystem_wipe);
	expect_result(s, "and none", "exit status", 0, run_untraced(daxtest), "then it can be used");
}

SCENARIO(guard_remains, "guard", "remains",
	 "what a destroyed namespace held is not overwritten, and the way there is taken back", .timeout = 240,
	 .run = remains);

/* an administrator who takes what is there for free */
static void taken_over(struct scenario *s)
{
	static const char *const cleanup[] = { "normalpage", "cleanup", NULL };
	const struct victim v = victim_set_up(s);
	const char *const daxtest[] = { "daxtest", "--region", v.server.region, "--size", "64M",
					"*.hole.read-pmd-shared", NULL };
	struct killing k = { 0 };
	struct snapshot before, after;
	char device[64];

	if (kill_at(daxtest, &k))
		scenario_broken(s, "daxtest cannot be started");
	k.at = k.calls * 3 / 5;
	kill_at(daxtest, &k);
	last_device(s, v.server.region, device, sizeof(device));
	unmount_all();
	scenario_need(s, filesystem_wipe(device));
	scenario_need(s, filesystem_make(device, "ext4"));
	snapshot_take(&before, SERVER_DATA, "");
	expect_result(s, "another user made a file system there", "exit status of cleanup", 1 << 8,
		      run_untraced(cleanup), "what is not provably ours is left and named");
	snapshot_take(&after, SERVER_DATA, "");
	/* the directory that it was mounted at, and what is in the journal, go: they are ours */
	expect_result(s, "another user made a file system there", "its device is the same", 1,
		      !snapshot_sum_differs(&before, &after, device), "nothing was touched");
	snapshot_clear(&before);
	snapshot_clear(&after);
	scenario_need(s, filesystem_wipe(device));
	expect_result(s, "and removed it", "exit status of cleanup", 0, run_untraced(cleanup),
		      "then it is free again");
}

SCENARIO(guard_taken_over, "guard", "taken-over",
	 "cleanup leaves what a dead run made once another user has made a file system there",
	 .timeout = 240, .run = taken_over);
