// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A device that is to read memory for long (FOLL_PIN | FOLL_LONGTERM, no FOLL_WRITE) must see what the
 * process writes later. In a private mapping that takes a page of its own first: mm/internal.h
 * gup_must_unshare(), mm/memory.c do_wp_page() with FAULT_FLAG_UNSHARE.
 */
#include <errno.h>
#include <string.h>

#include "mmtest/anon.h"
#include "mmtest/child.h"
#include "mmtest/devmem.h"
#include "mmtest/unshare_source.h"
#include "mmtest/vfio_device.h"

#define UNSHARE "mm/internal.h gup_must_unshare()"

static void pin(struct scenario *s, const struct vfio *vfio, const struct mapping *m, int expected)
{
	expect_result(s, "pinned", "errno of VFIO_IOMMU_MAP_DMA", expected,
		      vfio_pin(vfio, m, 0, PTE_SIZE), UNSHARE);
}

/* until 6.1 nothing but anonymous pages was unshared: a device read what soon was not the process's */
static void need_unshare(struct scenario *s)
{
	if (!kernel_features(scenario_kernel(s))->unshare)
		scenario_skip(s, "before 6.2 a device that only reads does not break CoW");
}

/* what the device has is the page that the process writes to: no copy any more */
static void write_pinned(struct scenario *s, const struct vfio *vfio, const struct mapping *m)
{
	touch_write(m, 0, 'w');
	expect_mapping(s, "written while pinned", m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
	vfio_unpin(s, vfio, PTE_SIZE);
	expect_mapping(s, "after the pin", m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
}

static void zero(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = anon_map(s);

	need_unshare(s);
	touch_read(&m, 0);
	expect_mapping(s, "before", &m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	pin(s, &vfio, &m, 0);
	expect_mapping(s, "pinned", &m, PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE));
	expect_result(s, "pinned", "byte read", 0, touch_read(&m, 0), "the copy of the zero page");
	write_pinned(s, &vfio, &m);
}

SCENARIO(unshare_zero, "unshare", "zero",
	 "a zero page that a device reads becomes an anonymous page, read-only and exclusive",
	 .run = zero);

/* mm/huge_memory.c do_huge_zero_wp_pmd(), since 6.13; before, the PMD was split */
static void huge_zero(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = anon_map(s, .huge = true);

	need_unshare(s);
	touch_read(&m, 0);
	expect_mapping(s, "before", &m, PAGES(0, PMD_SIZE, PAGE_HUGE_ZERO, LEVEL_PMD));
	pin(s, &vfio, &m, 0);
	if (kernel_features(scenario_kernel(s))->version >= KERNEL(6, 13, 0))
		expect_mapping(s, "pinned", &m,
			       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true,
				     .dirty = true));
	else
		expect_mapping(s, "pinned", &m,
			       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE),
			       PAGES(PTE_SIZE, PMD_SIZE - PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	vfio_unpin(s, &vfio, PTE_SIZE);
}

SCENARIO(unshare_huge_zero, "unshare", "huge-zero",
	 "the huge zero folio that a device reads becomes a large anonymous folio, before 6.13 small pages",
	 .run = huge_zero);

static void forked(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = anon_map(s);
	struct child child;

	touch_write(&m, 0, 'p');
	child = child_start(s);
	expect_mapping(s, "shared with a child", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .mapcount = 2));
	pin(s, &vfio, &m, 0);
	expect_mapping(s, "pinned", &m, PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE));
	expect_result(s, "pinned", "byte read", 'p', touch_read(&m, 0), "the copy of the page");
	write_pinned(s, &vfio, &m);
	child_end(s, &child);
}

SCENARIO(unshare_fork, "unshare", "fork",
	 "a page shared with a child that a device reads is copied; the copy is exclusive",
	 .run = forked);

/* mm/memory.c wp_can_reuse_anon_folio(): nobody else has it any more, though the entry is read-only */
static void child_gone(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = anon_map(s);
	struct child child;

	touch_write(&m, 0, 'p');
	child = child_start(s);
	child_end(s, &child);
	pin(s, &vfio, &m, 0);
	expect_mapping(s, "pinned", &m, PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true));
	write_pinned(s, &vfio, &m);
}

SCENARIO(unshare_child_gone, "unshare", "fork-child-gone",
	 "a page once shared with a child that is gone is pinned as it is", .run = child_gone);

/* while it is pinned, fork() gives the child a copy: mm/memory.c copy_present_page() */
static void fork_pinned(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = anon_map(s);
	struct child child;

	touch_write(&m, 0, 'p');
	pin(s, &vfio, &m, 0);
	child = child_start(s);
	expect_mapping(s, "forked while pinned", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true));
	child_end(s, &child);
	vfio_unpin(s, &vfio, PTE_SIZE);
}

SCENARIO(unshare_fork_pinned, "unshare", "fork-while-pinned",
	 "a page that a device reads stays the parent's: a child gets a copy", .run = fork_pinned);

/* what the file has later no longer shows: CoW is broken early, as if it had been written to */
static void private_file(struct scenario *s, int fd, enum page_kind kind, int prot)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = source_map(s, fd, prot, MAP_PRIVATE);

	need_unshare(s);
	touch_read(&m, 0);
	expect_mapping(s, "before", &m, PAGES(0, PTE_SIZE, kind, LEVEL_PTE));
	pin(s, &vfio, &m, 0);
	expect_mapping(s, "pinned", &m, PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE));
	source_write(s, fd, 'n');
	expect_result(s, "the file written to", "byte in the mapping", SOURCE_BYTE,
		      touch_read(&m, 0), UNSHARE);
	vfio_unpin(s, &vfio, PTE_SIZE);
}

static void private_page_cache(struct scenario *s)
{
	private_file(s, source_page_cache(s), PAGE_FILE, PROT_READ | PROT_WRITE);
}

SCENARIO(unshare_page_cache, "unshare", "page-cache",
	 "a page of the page cache in a private mapping that a device reads is copied",
	 .run = private_page_cache);

static void private_tmpfs(struct scenario *s)
{
	private_file(s, source_tmpfs(s), PAGE_SHMEM, PROT_READ | PROT_WRITE);
}

SCENARIO(unshare_tmpfs, "unshare", "tmpfs",
	 "a page of tmpfs in a private mapping that a device reads is copied",
	 .run = private_tmpfs);

/* include/linux/mm.h is_cow_mapping(): it may become writable */
static void private_read_only(struct scenario *s)
{
	private_file(s, source_tmpfs(s), PAGE_SHMEM, PROT_READ);
}

SCENARIO(unshare_read_only, "unshare", "tmpfs-read-only",
	 "a private mapping without write access that a device reads has its page copied as well",
	 .run = private_read_only);

static void shared_tmpfs(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	int fd = source_tmpfs(s);
	struct mapping m = source_map(s, fd, PROT_READ, MAP_SHARED);

	touch_read(&m, 0);
	pin(s, &vfio, &m, 0);
	expect_mapping(s, "pinned", &m, PAGES(0, PTE_SIZE, PAGE_SHMEM, LEVEL_PTE));
	source_write(s, fd, 'n');
	expect_result(s, "the file written to", "byte in the mapping", 'n', touch_read(&m, 0),
		      "mmap(2): MAP_SHARED");
	vfio_unpin(s, &vfio, PTE_SIZE);
}

SCENARIO(unshare_shared, "unshare", "tmpfs-shared",
	 "a shared mapping that a device reads keeps the file's page", .run = shared_tmpfs);

/* drivers/vfio/vfio_iommu_type1.c follow_fault_pfn(): no page to be had, but a pfn */
static void pfn(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = devmem_map(s, MAP_PRIVATE);

	pin(s, &vfio, &m, 0);
	expect_mapping(s, "pinned", &m, PAGES(0, m.size, PAGE_PFN, LEVEL_PTE));
	vfio_unpin(s, &vfio, PTE_SIZE);
}

SCENARIO(unshare_pfn, "unshare", "pfn",
	 "a raw pfn in a private mapping that a device reads stays what it is", .run = pfn);

/* neither a page for GUP, by its vma, nor a pfn without a page: is_invalid_reserved_pfn() */
static void pfn_copied(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m = devmem_map(s, MAP_PRIVATE);

	touch_write(&m, 0, 'x');
	pin(s, &vfio, &m, EFAULT);
	expect_mapping(s, "refused", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true),
		       PAGES(PTE_SIZE, m.size - PTE_SIZE, PAGE_PFN, LEVEL_PTE));
}

SCENARIO(unshare_pfn_copied, "unshare", "pfn-copied",
	 "the private copy of a raw pfn cannot be pinned: its vma is a PFN map", .run = pfn_copied);

/* one device's memory read by another: pfns at the level that they are mapped at */
static void bar(struct scenario *s)
{
	struct vfio vfio = vfio_open(s);
	struct mapping m;

	vfio_need_huge(s);
	m = vfio_map(s, &vfio, .size = PMD_SIZE);
	touch_read(&m, 0);
	expect_result(s, "pinned", "errno of VFIO_IOMMU_MAP_DMA", 0,
		      vfio_pin(&vfio, &m, 0, PMD_SIZE), "mm/memory.c follow_pfnmap_start()");
	expect_mapping(s, "pinned", &m,
		       PAGES(0, PMD_SIZE, PAGE_PFN, LEVEL_PMD, .writable = true));
	vfio_unpin(s, &vfio, PMD_SIZE);
}

SCENARIO(unshare_bar, "unshare", "bar",
	 "a BAR's PMD that a device reads is followed to its pfns and stays special", .run = bar);
