// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The struct page of what is mapped, read from the kernel's memory: how often it is mapped and who
 * else holds it. Of a device's pages no other interface says either.
 */
#include <errno.h>

#include "lib/observe/pfn.h"
#include "lib/observe/statement.h"

enum { MAPCOUNT, HELD, NR_FIELDS };

static const struct field fields[] = {
	[MAPCOUNT] = { .name = "mapcount", .type = FIELD_NUMBER },
	[HELD] = { .name = "references beside mappings", .type = FIELD_NUMBER },
};

static struct error *available(struct kernel *kernel)
{
	const struct error *err = kernel_memory_error(kernel);
	struct page_counts counts;

	if (err)
		return error_create(err->kind, "%s", err->message);
	/* a pfn that any machine has: whether it is read or not, it is known how to */
	if (kernel_machine_frames(kernel) || kernel_page_counts(kernel, 1, &counts) == -EOPNOTSUPP)
		return error_create(ERROR_UNTESTABLE, "this kernel's struct pages are not known");
	return NULL;
}

static int ask(const struct question *q, struct answer *answers)
{
	struct page_counts counts;
	uint64_t pfn;
	int ret = pfn_of(q, &pfn);

	if (!ret)
		ret = kernel_page_counts(q->kernel, pfn, &counts);
	if (ret == -ENOENT || ret == -EFAULT)
		return 0;
	if (ret)
		return ret;
	answers[MAPCOUNT] = (struct answer){ true, (uint64_t)(int64_t)counts.mapcount };
	answers[HELD] = (struct answer){ true,
					 (uint64_t)(int64_t)(counts.references - counts.mapcount) };
	return 0;
}

/*
 * Each entry that maps a page holds a reference (mm/huge_memory.c:vmf_insert_folio_pmd() and
 * others). Nothing else does, but for the one that a page of device-dax is made with (mm/mm_init.c).
 * A process that truncates a file waits until there are no others.
 */
static void expect_dax(const struct page_state *page, struct expectation *e)
{
	bool file = page->kind == PAGE_FSDAX;

	expect_value(&e[HELD], file ? 0 : 1, file ? "fs/dax.c:dax_busy_page()" :
		     "mm/mm_init.c:__init_zone_device_page(): MEMORY_DEVICE_GENERIC");
	if (page_mapcount(page) != MAPCOUNT_UNKNOWN && !page->large)
		expect_value(&e[MAPCOUNT], page_mapcount(page),
			     "include/linux/mm.h:folio_mapcount(): user page table entries");
	e[HELD].absent_ok = e[MAPCOUNT].absent_ok = true;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const struct page_state *page = &run->page;

	(void)stated;
	(void)addr;
	if (!page_present(page))
		return;
	if (page->kind == PAGE_ZERO || page->kind == PAGE_HUGE_ZERO)
		expect_value(&e[MAPCOUNT], 0, "mm/memory.c:__vm_normal_page(), kernel-doc: special "
			     "mappings are not refcounted or mapcounted");
	else if (page_dax(page) && kernel->dax_refcounted)
		expect_dax(page, e);
}

OBSERVER(struct_page) = {
	.name = "struct page",
	.scope = OBSERVE_PAGE,
	.order = 12,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.available = available,
	.ask = ask,
	.expect = expect,
};
