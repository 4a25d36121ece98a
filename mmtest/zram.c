// SPDX-License-Identifier: GPL-2.0-or-later
/* Documentation/admin-guide/blockdev/zram.rst; a swap area's header: include/linux/swap.h. */
#include "mmtest/zram.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/swap.h>
#include <unistd.h>

#include "lib/harness/guard.h"
#include "lib/harness/shared_system.h"
#include "lib/kernel/system_file.h"
#include "provisioning/journal/own_zram.h"

#define CONTROL "/sys/class/zram-control/"
#define SIZE (16ul << 20)

static char label[SWAP_LABEL_SIZE] = "normalpage";

struct error *zram_write_down(struct journal *journal)
{
	return own_zram_write(journal, label);
}

static bool make_swap_area(const char *path)
{
	static union {
		unsigned char page[PTE_SIZE];
		struct {
			char boot_bits[1024];
			uint32_t version;
			uint32_t last_page;
		} header;
	} area;
	guarded(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

	area.header.version = 1;
	area.header.last_page = SIZE / PTE_SIZE - 1;
	memcpy(area.page + SWAP_LABEL_OFFSET, label, sizeof(label));
	memcpy(area.page + PTE_SIZE - 10, "SWAPSPACE2", 10);
	return fd >= 0 && write(fd, &area, sizeof(area)) == sizeof(area) && !fsync(fd);
}

void zram_swap(struct scenario *s)
{
	char disksize[64], device[32];
	unsigned long number;

	shared_system_need(s, "swaps to a zram device");
	if (access(CONTROL "hot_add", F_OK))
		scenario_skip(s, "no zram to swap to: modprobe zram (CONFIG_ZRAM)");
	/* reading it makes a device */
	if (!system_file_number(CONTROL "hot_add", &number))
		scenario_skip(s, "a zram device: %s (root)", strerror(errno));
	snprintf(disksize, sizeof(disksize), "/sys/block/zram%lu/disksize", number);
	snprintf(device, sizeof(device), "/dev/zram%lu", number);
	if (!system_file_set_number(disksize, SIZE) || !make_swap_area(device) || swapon(device, 0)) {
		int why = errno;

		/* without swap on it, nobody else would know it as ours */
		system_file_set_number(CONTROL "hot_remove", number);
		scenario_broken(s, "swapping to %s: %s", device, strerror(why));
	}
}

static void remove_device(const char *device, struct judgement *j)
{
	guarded(error) struct error *err = own_zram_remove(device);

	if (err)
		guard_log(j, err->message);
}

/* what is swapped to and has our label */
static void take_down(struct kernel *kernel, struct judgement *j)
{
	guarded(file) FILE *f = fopen("/proc/swaps", "re");
	char line[256], number[16], device[32];

	(void)kernel;
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "/dev/zram%15[0-9]", number) != 1)
			continue;
		snprintf(device, sizeof(device), "zram%s", number);
		if (own_zram_has_label(device, label))
			remove_device(device, j);
	}
}

GUARD(swap) = { .name = "swap", .after = take_down };
