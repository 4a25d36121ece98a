// SPDX-License-Identifier: GPL-2.0-or-later
/* Documentation/admin-guide/blockdev/zram.rst; a swap area's header: include/linux/swap.h. */
#include "mmtest/zram.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/swap.h>
#include <unistd.h>

#include "lib/base/device.h"
#include "lib/base/full_write.h"
#include "lib/base/size.h"
#include "lib/harness/guard.h"
#include "lib/harness/shared_system.h"
#include "lib/kernel/system_file.h"
#include "provisioning/journal/own_zram.h"

#define CONTROL "/sys/class/zram-control/"

/* without a journal, in a guest that is thrown away, as well */
static struct own_zram common = { .label = "normalpage", .size = 16 * MIB };
static struct journal *journal;

struct error *zram_write_down(struct journal *into)
{
	journal = into;
	return own_zram_choose(&common);
}

static bool make_swap_area(int fd)
{
	static union {
		unsigned char page[PTE_SIZE];
		struct {
			char boot_bits[1024];
			uint32_t version;
			uint32_t last_page;
		} header;
	} area;

	area.header.version = 1;
	area.header.last_page = (uint32_t)(common.size / PTE_SIZE - 1);
	memcpy(area.page + SWAP_LABEL_OFFSET, common.label, sizeof(common.label));
	memcpy(area.page + PTE_SIZE - 10, "SWAPSPACE2", 10);
	return full_write(fd, &area, sizeof(area)) && !fsync(fd);
}

static struct error *swap_to(const char *device)
{
	guarded(fd) int fd = -1;
	struct error *err = device_open(device, O_RDWR, &fd);
	char path[32];

	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!make_swap_area(fd) || swapon(path, 0))
		return error_errno(errno, "/dev/%s", device);
	return NULL;
}

void zram_swap(struct scenario *s)
{
	guarded(error) struct error *err = NULL;
	char disksize[64], device[32];
	unsigned long number;

	shared_system_need(s, "swaps to a zram device");
	if (access(CONTROL "hot_add", F_OK))
		scenario_skip(s, "no zram to swap to: modprobe zram (CONFIG_ZRAM)");
	err = own_zram_add(journal, &common, &number);
	if (err)
		scenario_skip(s, "a zram device: %s (root)", err->message);
	snprintf(disksize, sizeof(disksize), "/sys/block/zram%lu/disksize", number);
	snprintf(device, sizeof(device), "zram%lu", number);
	if (!system_file_set_number(disksize, common.size))
		err = error_errno(errno, "%s", disksize);
	else
		err = swap_to(device);
	if (!err)
		return;
	/* without swap on it, nothing else shows that it is ours */
	system_file_set_number(CONTROL "hot_remove", number);
	scenario_broken(s, "swapping to a zram device: %s", err->message);
}

static void remove_device(const char *device, struct judgement *j)
{
	guarded(error) struct error *err = own_zram_remove(device);

	if (err)
		guard_log(j, err->message);
}

/* what has our label; what cannot be looked at may have it */
static void look_at(const char *device, struct judgement *j)
{
	bool ours = false;
	guarded(error) struct error *err = own_zram_has_label("", device, common.label, &ours);

	if (err)
		guard_log(j, err->message);
	if (ours)
		remove_device(device, j);
}

static void remove_left(struct kernel *kernel, struct judgement *j)
{
	guarded(file) FILE *f = fopen("/proc/swaps", "re");
	char line[256], number[16], device[32];

	(void)kernel;
	/* not there: a kernel without CONFIG_SWAP */
	if (!f && errno != ENOENT)
		guard_log(j, "what is swapped to cannot be looked at: /proc/swaps");
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "/dev/zram%15[0-9]", number) != 1)
			continue;
		snprintf(device, sizeof(device), "zram%s", number);
		look_at(device, j);
	}
}

GUARD(swap) = { .name = "swap", .after = remove_left };
