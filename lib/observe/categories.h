/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Categories of pages, as ioctl PAGEMAP_SCAN gives them (include/uapi/linux/fs.h). */
#ifndef NORMALPAGE_OBSERVE_CATEGORIES_H
#define NORMALPAGE_OBSERVE_CATEGORIES_H

#include <stdint.h>

#include "lib/observe/observer.h"

/* PAGE_IS_*; ours, because the build machine's headers may be older */
#define CATEGORY_WPALLOWED	(1ull << 0)
#define CATEGORY_WRITTEN	(1ull << 1)
#define CATEGORY_FILE		(1ull << 2)
#define CATEGORY_PRESENT	(1ull << 3)
#define CATEGORY_SWAPPED	(1ull << 4)
#define CATEGORY_PFNZERO	(1ull << 5)
#define CATEGORY_HUGE		(1ull << 6)
#define CATEGORY_SOFT_DIRTY	(1ull << 7)
#define CATEGORY_GUARD		(1ull << 8)	/* since 6.15 */
#define CATEGORY_ACCESSED	(1ull << 9)	/* since 7.3 */

/** category_names - by bit number */
extern const struct bit_name category_names[];

/** struct region - struct page_region: neighbouring pages of the same categories, addresses */
struct region {
	uint64_t start;
	uint64_t end;
	uint64_t categories;
};

/**
 * categories_scan - which pages of a range are in any category, and in which
 * @fd: /proc/PID/pagemap
 * @end: end of the range; set to where the scan stopped because @regions was full
 *
 * Pages in no category are left out. Returns how many regions there are, or a negative errno.
 */
int categories_scan(int fd, uint64_t start, uint64_t *end, struct region *regions,
		    unsigned int nr);

/**
 * categories_of_word - the categories that a word of /proc/PID/pagemap shows: CATEGORY_FILE,
 *	PRESENT and SWAPPED; of the others it says nothing
 */
uint64_t categories_of_word(uint64_t word);

#endif
