// SPDX-License-Identifier: GPL-2.0-or-later
/* The granting side's own mapping: pages of the kernel's, inserted with vm_insert_page(). */
#include "provisioning/xen/gntalloc.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "provisioning/xen/domain.h"
#include "xentest/gntdev.h"
#include "xentest/grant_limit.h"

static struct error *instances(const struct instance **list, size_t *nr)
{
	static const struct instance only = { .name = "self" };
	struct domain domain;

	*list = &only;
	*nr = 1;
	return domain_detect(&domain);
}

static const struct need need_gntalloc = { .name = "gntalloc", .instances = instances };

/* drivers/xen/gntalloc.c gntalloc_mmap(); mm/memory.c vm_insert_page() adds VM_MIXEDMAP */
#define FLAGS (VMA_FILE | VMA_SHARED | VMA_READ | VMA_WRITE | VMA_DONTEXPAND | VMA_MIXEDMAP)

static struct mapping map(struct scenario *s, int fd, const struct references *r)
{
	size_t size = r->count * PTE_SIZE;
	struct mapping m = { .size = size, .flags = FLAGS };

	m.addr = mmap(mapping_address(size), size, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_FIXED_NOREPLACE, fd, (off_t)r->offset);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping gntalloc pages: %s", strerror(errno));
	return m;
}

/* domain 0x7fef does not exist: nobody can map what is granted to it (xen/include/public/xen.h) */
#define NOBODY 0x7fef

static int granted_to_nobody(struct scenario *s, uint32_t count, struct references *r)
{
	int fd, rc;

	grant_limit_reserve(s, count);
	scenario_need(s, gntalloc_open(&fd));
	rc = gntalloc_alloc(fd, NOBODY, count, true, r);
	if (rc)
		scenario_broken(s, "IOCTL_GNTALLOC_ALLOC_GREF: %s", strerror(-rc));
	return fd;
}

#define PAGES_OF(first, count, ...)						\
	PAGES((first) * PTE_SIZE, (count) * PTE_SIZE, PAGE_KERNEL, LEVEL_PTE, ##__VA_ARGS__)

static void own_mapping(struct scenario *s)
{
	struct references r;
	int fd = granted_to_nobody(s, 3, &r);
	struct mapping m = map(s, fd, &r);

	expect_result(s, "mapped", "first byte", 0, touch_read(&m, 0),
		      "drivers/xen/gntalloc.c add_grefs(): __GFP_ZERO");
	expect_mapping(s, "mapped", &m, PAGES_OF(0, 3, .writable = true));
	touch_write(&m, 0, 'w');
	expect_mapping(s, "after a write", &m, PAGES_OF(0, 1, .writable = true, .dirty = true),
		       PAGES_OF(1, 2, .writable = true));
}

SCENARIO(gntalloc_map, "gntalloc", "map",
	 "the granter's own mapping is normal without a special bit: the contrast to gntdev's",
	 .needs = &need_gntalloc, .run = own_mapping);

static void unmap_part(struct scenario *s)
{
	struct references r;
	int fd = granted_to_nobody(s, 3, &r);
	struct mapping m = map(s, fd, &r);
	struct mapping left = mapping_part(&m, 0, PTE_SIZE);
	struct mapping right = mapping_part(&m, 2 * PTE_SIZE, PTE_SIZE);

	touch_write(&m, 0, 'l');
	touch_write(&m, 2 * PTE_SIZE, 'r');
	if (munmap(m.addr + PTE_SIZE, PTE_SIZE))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_result(s, "after munmap", "left byte", 'l', touch_read(&left, 0), "unchanged");
	expect_result(s, "after munmap", "right byte", 'r', touch_read(&right, 0), "unchanged");
	expect_mapping(s, "left of the hole", &left,
		       PAGES_OF(0, 1, .writable = true, .dirty = true));
	expect_mapping(s, "right of the hole", &right,
		       PAGES_OF(0, 1, .writable = true, .dirty = true));
}

SCENARIO(gntalloc_unmap_part, "gntalloc", "unmap-part",
	 "unmapping a page in the middle leaves the others alone",
	 .needs = &need_gntalloc, .run = unmap_part);

static void close_and_release(struct scenario *s)
{
	struct references r;
	int fd = granted_to_nobody(s, 2, &r);
	struct mapping m = map(s, fd, &r);

	touch_write(&m, 0, 'k');
	touch_write(&m, PTE_SIZE, 'k');
	expect_result(s, "release while mapped", "IOCTL_GNTALLOC_DEALLOC_GREF", 0,
		      gntalloc_release(fd, r.offset, r.count), "include/uapi/xen/gntalloc.h");
	expect_result(s, "release again", "IOCTL_GNTALLOC_DEALLOC_GREF", -EINVAL,
		      gntalloc_release(fd, r.offset, r.count),
		      "drivers/xen/gntalloc.c gntalloc_ioctl_dealloc(): they are not the file's");
	close(fd);
	expect_result(s, "after close", "byte", 'k', touch_read(&m, 0),
		      "include/uapi/xen/gntalloc.h: pages stay until they are unmapped");
	expect_mapping(s, "after close", &m, PAGES_OF(0, 2, .writable = true, .dirty = true));
}

SCENARIO(gntalloc_close, "gntalloc", "release-mapped",
	 "releasing the references and closing the device leaves what is mapped mapped",
	 .needs = &need_gntalloc, .run = close_and_release);

static void private_refused(struct scenario *s)
{
	struct references r;
	int fd = granted_to_nobody(s, 1, &r);
	void *p = mmap(NULL, PTE_SIZE, PROT_READ, MAP_PRIVATE, fd, (off_t)r.offset);

	expect_result(s, "private mapping", "errno", EINVAL, p == MAP_FAILED ? errno : 0,
		      "drivers/xen/gntalloc.c gntalloc_mmap(): must be shared");
	p = mmap(NULL, PTE_SIZE, PROT_READ, MAP_SHARED, fd, (off_t)(r.offset + PTE_SIZE));
	expect_result(s, "mapping what was not granted", "errno", ENOENT,
		      p == MAP_FAILED ? errno : 0, "drivers/xen/gntalloc.c find_grefs()");
}

SCENARIO(gntalloc_private, "gntalloc", "private",
	 "private mappings, and mappings of what was not granted, are refused",
	 .needs = &need_gntalloc, .run = private_refused);

/*
 * A file's references are on two lists: the file's, in the order of their offsets, and the one of
 * all files, in the order of their making. gntalloc_mmap() counts a user for each page by the
 * first, gntalloc_vma_close() takes one back by the second. Where another file's reference lies
 * between, that one is freed while its owner has it, and the mapping's own last one never.
 */
static void interleaved(struct scenario *s)
{
	struct references first, other, second, both;
	struct domain domain;
	struct mapping m;
	int fd, other_fd;

	scenario_need(s, domain_detect(&domain));
	if (domain.mode != DOMAIN_PV)
		scenario_skip(s, "only a PV domain can map its own grants to look");
	scenario_hazard(s, "gntalloc_vma_close() frees another file's reference, which that file "
			"then uses (seen up to 7.3.4)");
	grant_limit_reserve(s, 3);
	scenario_need(s, gntalloc_open(&fd));
	scenario_need(s, gntalloc_open(&other_fd));
	if (gntalloc_alloc(fd, domain.id, 1, true, &first) ||
	    gntalloc_alloc(other_fd, domain.id, 1, true, &other) ||
	    gntalloc_alloc(fd, domain.id, 1, true, &second))
		scenario_broken(s, "granting: %s", strerror(errno));
	expect_result(s, "granted", "mapping the other file's grant", 0,
		      grants_try(domain.id, other.refs[0]), "it was just granted");
	both = (struct references){ .offset = first.offset, .count = 2 };
	m = map(s, fd, &both);
	touch_write(&m, PTE_SIZE, '2');
	if (munmap(m.addr, m.size))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_result(s, "after unmapping one file's pages",
		      "gntalloc: errno of mapping the other file's grant", 0,
		      grants_try(domain.id, other.refs[0]),
		      "unmapping one file's pages ends no other file's grant");
	close(fd);
	expect_result(s, "after closing the file",
		      "gntalloc: errno of mapping the closed file's grant", -EINVAL,
		      grants_try(domain.id, second.refs[0]),
		      "drivers/xen/gntalloc.c gntalloc_release(): the file's grants end");
}

SCENARIO(gntalloc_interleaved, "gntalloc", "interleaved",
	 "a mapping over two calls' references leaves those of other files alone",
	 .needs = &need_gntalloc, .run = interleaved);
