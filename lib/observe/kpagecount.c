// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/kpagecount: how often each pfn is mapped (Documentation/admin-guide/mm/pagemap.rst). */
#include "lib/observe/pfn.h"
#include "lib/observe/statement.h"

enum { COUNT, NR_FIELDS };

static const struct field fields[] = {
	[COUNT] = { .name = "count", .type = FIELD_NUMBER },
};

static struct kpage_file file = { .path = "/proc/kpagecount", .fd = -1 };

static struct error *available(struct kernel *kernel)
{
	return kpage_available(&file, kernel);
}

static int ask(const struct question *q, struct answer *answers)
{
	return kpage_read(&file, q, &answers[COUNT].value, &answers[COUNT].given);
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const struct page_state *page = &run->page;

	(void)kernel;
	(void)stated;
	(void)addr;
	if (!page_present(page))
		return;
	switch (page->kind) {
	case PAGE_ZERO:
	case PAGE_HUGE_ZERO:
		expect_value(&e[COUNT], 0, "mm/memory.c:__vm_normal_page(), kernel-doc: special "
			     "mappings are not refcounted or mapcounted");
		break;
	case PAGE_ANON:
	case PAGE_KSM:
	case PAGE_SECRETMEM:
	case PAGE_FILE:
	case PAGE_SHMEM:
		if (page_mapcount(page) != MAPCOUNT_UNKNOWN)
			expect_value(&e[COUNT], page_mapcount(page),
				     "Documentation/admin-guide/mm/pagemap.rst: kpagecount, "
				     "the number of times each page is mapped");
		break;
	default:
		break;	/* ZONE_DEVICE is not covered; drivers' pages may be mapped by others */
	}
}

OBSERVER(kpagecount) = {
	.name = "kpagecount",
	.scope = OBSERVE_PAGE,
	.order = 11,
	.remote = true,
	.part = PART_KPAGECOUNT,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.available = available,
	.ask = ask,
	.expect = expect,
};
