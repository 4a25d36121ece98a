// SPDX-License-Identifier: GPL-2.0-or-later
/* UFFDIO_MOVE (6.8): pages go from one place to another. Documentation/admin-guide/mm/userfaultfd.rst */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "mmtest/anon.h"

#define MOVE_FEATURE (1 << 16)		/* UFFD_FEATURE_MOVE */

/** struct move - struct uffdio_move of include/uapi/linux/userfaultfd.h */
struct move {
	uint64_t dst, src, len, mode;
	int64_t moved;
};

#define MOVE _IOWR(UFFDIO, 0x05, struct move)
#define ALLOW_HOLES 2

/* @to is watched: nothing faults into it before the pages come */
static int open_for(struct scenario *s, const struct mapping *to)
{
	struct uffdio_api api = { .api = UFFD_API, .features = MOVE_FEATURE };
	struct uffdio_register registration = { .range = { (uintptr_t)to->addr, to->size },
						.mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		scenario_skip(s, "userfaultfd: %s (CONFIG_USERFAULTFD, root)", strerror(errno));
	if (ioctl(fd, UFFDIO_API, &api))
		scenario_skip(s, "kernel without UFFD_FEATURE_MOVE (6.8)");
	if (ioctl(fd, UFFDIO_REGISTER, &registration))
		scenario_broken(s, "UFFDIO_REGISTER: %s", strerror(errno));
	return fd;
}

static void move(struct scenario *s, const struct mapping *from, const struct mapping *to)
{
	struct move request = { (uintptr_t)to->addr, (uintptr_t)from->addr, from->size, ALLOW_HOLES,
				0 };
	int fd = open_for(s, to);

	if (ioctl(fd, MOVE, &request))
		scenario_broken(s, "UFFDIO_MOVE: %s, after %lld bytes", strerror(errno),
				(long long)request.moved);
	/* nobody watches any more */
	close(fd);
}

static void small(struct scenario *s)
{
	struct mapping from = anon_map(s, .size = 4 * PTE_SIZE), to = anon_map(s, .size = from.size);

	touch_write(&from, 0, '0');
	touch_write(&from, PTE_SIZE, '1');
	touch_read(&from, 2 * PTE_SIZE);
	move(s, &from, &to);
	expect_absent(s, "moved from here", &from);
	expect_result(s, "moved", "byte", '1', touch_read(&to, PTE_SIZE), "the page went with it");
	expect_mapping(s, "moved to here", &to,
		       PAGES(0, 2 * PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(2 * PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(uffd_move_small, "uffd", "move",
	 "anonymous pages are moved, normal, and the zero page is mapped again, special", .run = small);
