// SPDX-License-Identifier: GPL-2.0-or-later
/* struct page and struct folio (include/linux/mm_types.h), read from the kernel's memory. */
#include "lib/kernel/private.h"

#include <errno.h>
#include <unistd.h>

#include "lib/kernel/vmcoreinfo.h"

void page_offsets_init(struct page_offsets *offsets, const struct types *types)
{
	offsets->flags = types_member_offset(types, STRUCT_PAGE, "flags");
	offsets->mapcount = types_member_offset(types, STRUCT_PAGE, "_mapcount");
	offsets->references = types_member_offset(types, STRUCT_PAGE, "_refcount");
	/* what leads from a page to its folio's first one: its address, since 7.0 a mask for one's own */
	offsets->head = types_member_offset(types, STRUCT_PAGE, "compound_head");
	offsets->head_mask = types_member_offset(types, STRUCT_PAGE, "compound_info");
	offsets->large_mapcount = types_member_offset(types, STRUCT_FOLIO, "_large_mapcount");
}

/*
 * kcore has the virtual addresses of those struct pages that describe RAM. Those of a device are
 * looked for where they physically are: in RAM, or in memory of the device, which kcore does not have.
 */
static int read_memmap(struct kernel *kernel, uint64_t addr, void *buf, size_t len)
{
	struct entry entry;
	uint64_t pgd, virt;
	int ret = kcore_read(kernel->kcore, addr, buf, len);

	if (ret != -EFAULT)
		return ret;
	ret = task_pgd(kernel, getpid(), &pgd);
	if (!ret)
		ret = pagetable_walk_from(kernel, pgd, addr, &entry);
	if (ret)
		return ret;
	if (entry.level == LEVEL_NONE)
		return -EFAULT;
	virt = kcore_virt(kernel->kcore, entry_pfn(&entry) * PTE_SIZE + (addr - entry.addr));
	return virt ? kcore_read(kernel->kcore, virt, buf, len) : -EFAULT;
}

static int read_int(struct kernel *kernel, uint64_t page, long offset, int *value)
{
	return read_memmap(kernel, page + (uint64_t)offset, value, sizeof(*value));
}

/* include/linux/page-flags.h:_compound_head() */
static int find_head(struct kernel *kernel, uint64_t page, uint64_t *head)
{
	const struct page_offsets *o = &kernel->page;
	uint64_t size = vmcoreinfo_size(kcore_vmcoreinfo(kernel->kcore), "page");
	uint64_t info;
	int ret = read_memmap(kernel, page + (uint64_t)(o->head < 0 ? o->head_mask : o->head), &info,
			      sizeof(info));

	*head = page;
	if (!ret && info & 1)
		*head = o->head < 0 && !(size & (size - 1)) ? page & info : info - 1;
	return ret;
}

static bool is_known(const struct page_offsets *o)
{
	return o->flags >= 0 && o->mapcount >= 0 && o->references >= 0 && o->large_mapcount >= 0 &&
	       (o->head >= 0 || o->head_mask >= 0);
}

int kernel_page_counts(struct kernel *kernel, uint64_t pfn, struct page_counts *counts)
{
	const struct page_offsets *o = &kernel->page;
	uint64_t flags, head, page;
	int64_t large;
	int ret;

	if (!is_known(o) || !kernel_memory(kernel) ||
	    !vmcoreinfo_number(kcore_vmcoreinfo(kernel->kcore), "PG_head_mask", &large))
		return -EOPNOTSUPP;
	ret = kcore_prepare(kernel->kcore);
	page = page_address(kernel, pfn);
	if (ret || !page)
		return ret ? ret : -EOPNOTSUPP;
	ret = find_head(kernel, page, &head);
	if (!ret)
		ret = read_memmap(kernel, head + (uint64_t)o->flags, &flags, sizeof(flags));
	if (!ret)
		ret = read_int(kernel, head, flags & (uint64_t)large ? o->large_mapcount : o->mapcount,
			       &counts->mapcount);
	if (ret)
		return ret;
	counts->mapcount++;	/* it counts from -1 on */
	return read_int(kernel, head, o->references, &counts->references);
}
