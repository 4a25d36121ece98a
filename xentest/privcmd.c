// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Another domain's frames mapped by privcmd, as libxenforeignmemory does: PFN maps without a
 * callback, special, the contrast to gntdev.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include <xenforeignmemory.h>

#include "provisioning/xen/domain.h"
#include "provisioning/xen/foreign.h"
#include "xentest/gntdev.h"

static struct error *instances(const struct instance **list, size_t *nr)
{
	static const struct instance only = { .name = "foreign" };

	*list = &only;
	*nr = 1;
	return foreign_available();
}

static const struct need need_foreign = { .name = "a domain of ours", .instances = instances };

/* drivers/xen/privcmd.c privcmd_mmap() */
#define FLAGS (VMA_FILE | VMA_SHARED | VMA_READ | VMA_WRITE | VMA_PFNMAP | VMA_IO |	\
	       VMA_DONTEXPAND | VMA_DONTCOPY)
#define RULE "drivers/xen/privcmd.c privcmd_mmap(): VM_IO | VM_PFNMAP"

#define FRAMES(first, count, ...)						\
	PAGES((first) * PTE_SIZE, (count) * PTE_SIZE, PAGE_PFN, LEVEL_PTE, ##__VA_ARGS__)

static struct foreign make(struct scenario *s, uint32_t count)
{
	struct foreign foreign;
	struct domain domain;

	scenario_need(s, domain_detect(&domain));
	if (domain.mode != DOMAIN_PV)
		scenario_skip(s, "an auto-translated domain maps foreign frames on pages of its "
			      "own (xen_xlate_remap_gfn_array())");
	scenario_need(s, foreign_create(count, &foreign));
	return foreign;
}

static struct mapping map(struct scenario *s, const struct foreign *foreign)
{
	struct mapping m = { .size = foreign->count * PTE_SIZE, .flags = FLAGS };
	xen_pfn_t frames[GRANTS_MAX];

	for (uint32_t i = 0; i < foreign->count; i++)
		frames[i] = foreign->frames[i];
	m.addr = xenforeignmemory_map2(foreign->memory, foreign->domid, mapping_address(m.size),
				       PROT_READ | PROT_WRITE, MAP_FIXED_NOREPLACE,
				       foreign->count, frames, NULL);
	if (!m.addr)
		scenario_broken(s, "xenforeignmemory_map2: %s", strerror(errno));
	return m;
}

static void frames(struct scenario *s)
{
	struct foreign foreign = make(s, 3);
	struct mapping m = map(s, &foreign);
	char byte = 'x';
	struct iovec local = { &byte, 1 }, remote = { m.addr, 1 }, whole = { m.addr, PTE_SIZE };
	int ends[2];

	foreign.pages[PTE_SIZE] = 'o';
	expect_result(s, "mapped", "byte of the other domain", 'o', touch_read(&m, PTE_SIZE),
		      "the frame itself is mapped");
	expect_mapping(s, "mapped", &m, FRAMES(0, 3, .writable = true));
	expect_result(s, "process_vm_readv", "errno", EFAULT,
		      process_vm_readv(getpid(), &local, 1, &remote, 1, 0) < 0 ? errno : 0,
		      "mm/gup.c check_vma_flags(): VM_IO | VM_PFNMAP");
	if (pipe(ends))
		scenario_broken(s, "pipe: %s", strerror(errno));
	expect_result(s, "vmsplice", "errno", EFAULT,
		      vmsplice(ends[1], &whole, 1, 0) < 0 ? errno : 0,
		      "mm/gup.c check_vma_flags(): VM_IO | VM_PFNMAP");
	expect_mapping(s, "afterwards", &m, FRAMES(0, 3, .writable = true));
	foreign_destroy(&foreign);
}

SCENARIO(privcmd_frames, "privcmd", "frames",
	 "another domain's frames are raw: special, without a page, nothing to hold",
	 .needs = &need_foreign, .run = frames);

/*
 * Each part of a vma that is split would free the pages of the whole (privcmd_close()): kernels
 * refuse to split since privcmd_may_split(); in a PV domain there are no such pages, and before it
 * the split was right.
 */
static void unmap_part(struct scenario *s)
{
	struct foreign foreign = make(s, 3);
	struct mapping m = map(s, &foreign);
	struct mapping left = mapping_part(&m, 0, PTE_SIZE);
	struct mapping right = mapping_part(&m, 2 * PTE_SIZE, PTE_SIZE);

	foreign.pages[0] = 'l';
	foreign.pages[2 * PTE_SIZE] = 'r';
	if (munmap(m.addr + PTE_SIZE, PTE_SIZE)) {
		expect_result(s, "munmap", "errno", EINVAL, errno,
			      "drivers/xen/privcmd.c privcmd_may_split()");
		expect_mapping(s, "not split", &m, FRAMES(0, 3, .writable = true));
		return;
	}
	expect_result(s, "after munmap", "left byte", 'l', touch_read(&left, 0), "unchanged");
	expect_result(s, "after munmap", "right byte", 'r', touch_read(&right, 0), "unchanged");
	expect_mapping(s, "left of the hole", &left, FRAMES(0, 1, .writable = true));
	expect_mapping(s, "right of the hole", &right, FRAMES(0, 1, .writable = true));
	foreign_destroy(&foreign);
}

SCENARIO(privcmd_unmap_part, "privcmd", "unmap-part",
	 "unmapping a frame in the middle is refused, or leaves the others alone",
	 .needs = &need_foreign, .run = unmap_part);

/* Xen keeps a dying domain's frames while they are mapped */
static void destroyed(struct scenario *s)
{
	struct foreign foreign = make(s, 2);
	struct mapping m = map(s, &foreign);

	touch_write(&m, 0, 'z');
	foreign_destroy(&foreign);
	expect_result(s, "the domain is destroyed", "signal of a read", 0,
		      access_signal(&m, 0, false), "xen/common/domain.c: a dying domain's pages "
		      "are freed with their last reference");
	expect_result(s, "the domain is destroyed", "byte", 'z', touch_read(&m, 0), "unchanged");
	expect_mapping(s, "the domain is destroyed", &m,
		       FRAMES(0, 1, .writable = true, .dirty = true),
		       FRAMES(1, 1, .writable = true));
}

SCENARIO(privcmd_destroyed, "privcmd", "destroyed",
	 "frames of a domain that is destroyed stay what they were until they are unmapped",
	 .needs = &need_foreign, .run = destroyed);
