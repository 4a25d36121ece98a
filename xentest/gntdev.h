/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings of granted pages by gntdev. */
#ifndef NORMALPAGE_XENTEST_GNTDEV_H
#define NORMALPAGE_XENTEST_GNTDEV_H

#include "xentest/source.h"

/**
 * struct grant_mapping - mapped grants
 * @m: the vma
 * @shared: the granting side
 * @gntdev: the open device
 * @offset: where in it they are
 */
struct grant_mapping {
	struct mapping m;
	struct shared shared;
	struct gntdev gntdev;
	uint64_t offset;
};

/**
 * struct grant_request - what to map; what is not set is: PROT_READ | PROT_WRITE, MAP_SHARED,
 * granted writable, at an address of its own
 */
struct grant_request {
	uint32_t count;
	int prot;
	int flags;
	bool readonly_grant;
};

/** grants_map - share pages from the scenario's source and map them; ends it if that is refused */
#define grants_map(s, ...) grants_map_request(s, &(struct grant_request){ __VA_ARGS__ })
struct grant_mapping grants_map_request(struct scenario *s, const struct grant_request *request);

/** grants_mmap - mmap() what gntdev_reserve() reserved: a mapping, or addr MAP_FAILED with errno */
struct mapping grants_mmap(const struct gntdev *gntdev, uint64_t offset, uint32_t count, int prot,
			   int flags);

/**
 * grants_backing - what gntdev maps grants on here
 *
 * drivers/xen/unpopulated-alloc.c: memory that the domain did not start with is used first, "Xen
 * scratch" is made when that is used up, or there never was any.
 */
enum page_backing grants_backing(void);

/** grants_try - map one reference and unmap it again: 0, or the negative errno of what failed */
int grants_try(uint32_t domid, uint32_t ref);

/**
 * expect_slow_gup - since the last step get_user_pages() went the slow way to the page at @offset
 *
 * mm/gup.c gup_fast_pte_range() leaves special entries to it, and follow_page_pte() asks
 * vm_normal_page(). Entries that are not special (auto-translated) are taken without asking.
 */
void expect_slow_gup(struct scenario *s, const struct grant_mapping *g, size_t offset);

/** GRANTS - PAGES() for expect_mapping(): @count granted pages from page @first on */
#define GRANTS(first, count, ...)						\
	PAGES((first) * PTE_SIZE, (count) * PTE_SIZE, PAGE_GRANT, LEVEL_PTE,		\
	      .backing = grants_backing(), ##__VA_ARGS__)

#endif
