// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/categories.h"

#include <errno.h>
#include <sys/ioctl.h>

#include "lib/observe/pfn.h"

const struct bit_name category_names[] = {
	{ 0, "WPALLOWED" }, { 1, "WRITTEN" }, { 2, "FILE" }, { 3, "PRESENT" }, { 4, "SWAPPED" },
	{ 5, "PFNZERO" }, { 6, "HUGE" }, { 7, "SOFT_DIRTY" }, { 8, "GUARD" }, { 9, "ACCESSED" },
	{ 0, NULL },
};

/* struct pm_scan_arg */
struct scan {
	uint64_t size;
	uint64_t flags;
	uint64_t start;
	uint64_t end;
	uint64_t walk_end;
	uint64_t vec;
	uint64_t vec_len;
	uint64_t max_pages;
	uint64_t category_inverted;
	uint64_t category_mask;
	uint64_t category_anyof_mask;
	uint64_t return_mask;
};

#define SCAN_IOCTL _IOWR('f', 16, struct scan)

/* Categories a kernel does not know are refused. */
int categories_scan(int fd, uint64_t start, uint64_t *end, struct region *regions,
		    unsigned int nr)
{
	static uint64_t known = CATEGORY_ACCESSED * 2 - 1;

	for (;;) {
		struct scan request = {
			.size = sizeof(request),
			.start = start,
			.end = *end,
			.vec = (uintptr_t)regions,
			.vec_len = nr,
			.category_anyof_mask = known,
			.return_mask = known,
		};
		int ret = ioctl(fd, SCAN_IOCTL, &request);

		if (ret >= 0) {
			*end = request.walk_end;
			return ret;
		}
		if (errno != EINVAL || known < CATEGORY_SOFT_DIRTY)
			return -errno;
		known >>= 1;
	}
}

uint64_t categories_of_word(uint64_t word)
{
	return (word & PAGEMAP_PRESENT ? CATEGORY_PRESENT : 0) |
	       (word & PAGEMAP_SWAP ? CATEGORY_SWAPPED : 0) |
	       (word & PAGEMAP_FILE ? CATEGORY_FILE : 0);
}
