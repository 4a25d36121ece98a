// SPDX-License-Identifier: GPL-2.0-or-later
/* daxtest --mount on partitions: whether PMDs fit is a matter of where memory has the partition. */
#include <errno.h>
#include <fcntl.h>
#include <linux/blkpg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "lib/base/size.h"
#include "lib/harness/scenario.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/idle.h"
#include "tests/kill/killer.h"
#include "tests/kill/server.h"

#define DIR "/run/partition"
#define SKIPPED (4 << 8)	/* exit status 4, as wait(2) has it: no test could be done */

static void change_partition(struct scenario *s, const char *device, int op, long long start)
{
	struct blkpg_partition part = { .start = start, .length = 40 * MIB, .pno = 1 };
	struct blkpg_ioctl_arg arg = { .op = op, .datalen = sizeof(part), .data = &part };
	guarded(fd) int fd = open(device, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, BLKPG, &arg))
		scenario_broken(s, "a partition of %s: %s", device, strerror(errno));
}

/* the kernel alone knows of it: nothing is written */
static void expect_on_partition(struct scenario *s, long long start, const char *glob, int status)
{
	const char *const argv[] = { "daxtest", "--mount", DIR, "--size", "8M", glob, NULL };
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	char device[64], partition[80], step[80];
	struct server server = { 0 };

	server_set_up(s, &server);
	scenario_need(s, idle_check_namespace("", server.scratch, &ns));
	snprintf(device, sizeof(device), "/dev/%s", ns.device);
	snprintf(partition, sizeof(partition), "%sp1", device);
	snprintf(step, sizeof(step), "%s at %lld MiB", glob, start / MIB);
	change_partition(s, device, BLKPG_ADD_PARTITION, start);
	scenario_need(s, filesystem_make(partition, "ext4"));
	scenario_need(s, filesystem_mount(partition, "ext4", "dax=always", DIR));
	expect_result(s, step, "wait status", status, run_untraced(argv),
		      "fs/dax.c dax_iomap_direct_access(): the pfn is a multiple of the size");
	scenario_need(s, filesystem_unmount(DIR));
	scenario_need(s, filesystem_wipe(partition));
	change_partition(s, device, BLKPG_DEL_PARTITION, start);
}

static void aligned(struct scenario *s)
{
	expect_on_partition(s, 2 * MIB, "*.data.read-pmd", 0);
}

SCENARIO(partition_aligned, "partition", "aligned", "a partition at 2 MiB: blocks are mapped by PMDs",
	 .timeout = 120, .run = aligned);

/* as partitioning programs make the first one */
static void skewed(struct scenario *s)
{
	expect_on_partition(s, MIB, "*.hole.read-pmd-shared", 0);
	expect_on_partition(s, MIB, "*.data.read-pmd", SKIPPED);
}

SCENARIO(partition_skewed, "partition", "skewed",
	 "a partition at 1 MiB: holes are mapped by PMDs, tests of blocks are skipped", .timeout = 120,
	 .run = skewed);
