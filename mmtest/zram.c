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
#include "mmtest/setting.h"

#define CONTROL "/sys/class/zram-control/"
#define SIZE (16ul << 20)

static bool write_text(const char *path, const char *text)
{
	guarded(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
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
	memcpy(area.page + PTE_SIZE - 10, "SWAPSPACE2", 10);
	return fd >= 0 && write(fd, &area, sizeof(area)) == sizeof(area) && !fsync(fd);
}

void zram_swap(struct scenario *s)
{
	char size[24], disksize[64], device[32];
	unsigned long number;

	if (access(CONTROL "hot_add", F_OK))
		scenario_skip(s, "no zram to swap to: modprobe zram (CONFIG_ZRAM)");
	/* reading it makes a device */
	if (!number_read(CONTROL "hot_add", &number))
		scenario_skip(s, "a zram device: %s (root)", strerror(errno));
	snprintf(size, sizeof(size), "%lu", SIZE);
	snprintf(disksize, sizeof(disksize), "/sys/block/zram%lu/disksize", number);
	snprintf(device, sizeof(device), "/dev/zram%lu", number);
	if (!write_text(disksize, size) || !make_swap_area(device) || swapon(device, 0))
		scenario_broken(s, "swapping to %s: %s", device, strerror(errno));
}

static char before[4096];

static void read_swaps(char *text, size_t size)
{
	guarded(fd) int fd = open("/proc/swaps", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, size - 1);

	text[n < 0 ? 0 : n] = '\0';
}

static void remember(struct kernel *kernel)
{
	(void)kernel;
	read_swaps(before, sizeof(before));
}

static void remove_zram(const char *number, struct judgement *j)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/zram%s", number);
	if (swapoff(path)) {
		guard_log(j, "a zram device of the test is still swapped to");
		return;
	}
	snprintf(path, sizeof(path), "/sys/block/zram%s/reset", number);
	if (!write_text(path, "1") || !write_text(CONTROL "hot_remove", number))
		guard_log(j, "a zram device of the test is left");
}

/* what is swapped to and was not before */
static void take_down(struct kernel *kernel, struct judgement *j)
{
	char now[sizeof(before)], *rest = now;

	(void)kernel;
	read_swaps(now, sizeof(now));
	while (rest && *rest) {
		char *line = strsep(&rest, "\n");
		char number[16];

		line[strcspn(line, " \t")] = '\0';
		if (!strstr(before, line) && sscanf(line, "/dev/zram%15[0-9]", number) == 1)
			remove_zram(number, j);
	}
}

GUARD(swap) = { .name = "swap", .before = remember, .after = take_down };
