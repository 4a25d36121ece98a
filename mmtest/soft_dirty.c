// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/soft_dirty.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/page.h"

#define PAGEMAP_SOFT_DIRTY (1ull << 55)

/*
 * Without CONFIG_MEM_SOFT_DIRTY clear_refs takes "4" all the same and clears nothing
 * (fs/proc/task_mmu.c clear_refs_write()). With it each new vma is soft-dirty.
 */
static bool is_known(void)
{
	guarded(fd) int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	volatile char here = 'w';
	uint64_t entry = 0;

	return fd >= 0 &&
	       pread(fd, &entry, sizeof(entry),
		     (off_t)((uintptr_t)&here / PTE_SIZE * sizeof(entry))) == sizeof(entry) &&
	       entry & PAGEMAP_SOFT_DIRTY;
}

void soft_dirty_clear(struct scenario *s)
{
	guarded(fd) int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

	if (!is_known())
		scenario_skip(s, "kernel without CONFIG_MEM_SOFT_DIRTY");
	if (fd < 0 || write(fd, "4", 1) != 1)
		scenario_skip(s, "/proc/PID/clear_refs: %s", strerror(errno));
}
