// SPDX-License-Identifier: GPL-2.0-or-later
/* memfd_secret(2): mm/secretmem.c secretmem_fault(); normal pages that get_user_pages() refuses. */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mmtest/file.h"
#include "mmtest/move.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

static void secret(struct scenario *s)
{
	bool locked = !kernel_features(scenario_kernel(s))->secretmem_charged;
	int fd = (int)syscall(SYS_memfd_secret, 0);
	struct mapping m;

	if (fd < 0)
		scenario_skip(s, "memfd_secret: %s (CONFIG_SECRETMEM, boot option "
			      "secretmem.enable=1)", strerror(errno));
	if (ftruncate(fd, 2 * PTE_SIZE))
		scenario_broken(s, "ftruncate: %s", strerror(errno));
	m = file_map(s, fd, .size = 2 * PTE_SIZE, .vma = locked ? VMA_LOCKED : 0);
	touch_write(&m, 0, 's');
	expect_mapping(s, "written", &m,
		       PAGES(0, PTE_SIZE, PAGE_SECRETMEM, LEVEL_PTE, .writable = true,
			     .dirty = true));
	m = mapping_move(s, &m, 3 * PTE_SIZE, 0);
	expect_mapping(s, "moved", &m,
		       PAGES(0, PTE_SIZE, PAGE_SECRETMEM, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(secretmem_written, "secretmem", "written",
	 "a secret page is normal to the VM, and to nobody else", .run = secret);
