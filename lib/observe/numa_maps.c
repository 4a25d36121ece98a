// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/PID/numa_maps: pages of a vma by node (Documentation/filesystems/proc.rst). */
#include <errno.h>

#include "lib/base/array.h"
#include "lib/observe/numa_text.h"
#include "lib/observe/procfile.h"
#include "lib/observe/statement.h"

#define CHUNK 32	/* bytes; shorter than any record, see procfile_lines() */

static const struct field fields[NUMA_NR_FIELDS] = {
	[NUMA_PAGES] = { .name = "N*", .type = FIELD_NUMBER },
	[NUMA_ANON] = { .name = "anon", .type = FIELD_NUMBER },
	[NUMA_DIRTY] = { .name = "dirty", .type = FIELD_NUMBER },
	[NUMA_MAPPED] = { .name = "mapped", .type = FIELD_NUMBER },
	[NUMA_MAPMAX] = { .name = "mapmax", .type = FIELD_NUMBER },
	[NUMA_SWAPCACHE] = { .name = "swapcache", .type = FIELD_NUMBER },
	[NUMA_ACTIVE] = { .name = "active", .type = FIELD_NUMBER },
	[NUMA_WRITEBACK] = { .name = "writeback", .type = FIELD_NUMBER },
	[NUMA_KERNEL_PAGE_SIZE] = { .name = "kernelpagesize_kB", .type = FIELD_KB },
};

static struct procfile file = PROCFILE_INIT("numa_maps");

static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	return procfile_available(&file, "CONFIG_NUMA");
}

/** struct search - for the last vma that starts at or below @addr */
struct search {
	uint64_t addr;
	uint64_t values[NUMA_NR_FIELDS];
	bool found;
};

/* A line has no end address: the vma is the right one if the address is mapped at all. */
static bool take_line(void *data, char *line)
{
	struct search *search = data;
	uint64_t values[NUMA_NR_FIELDS];
	uint64_t start;

	if (!numa_parse(line, &start, values))
		return true;
	if (start > search->addr)
		return false;
	for (unsigned int i = 0; i < NUMA_NR_FIELDS; i++)
		search->values[i] = values[i];
	search->found = true;
	return start < search->addr;
}

static int ask(const struct question *q, struct answer *answers)
{
	struct search search = { .addr = q->addr };
	int ret = procfile_lines(&file, q->pid, CHUNK, take_line, &search);

	if (ret)
		return ret;
	if (!search.found)
		return -ENOENT;
	for (unsigned int i = 0; i < NUMA_NR_FIELDS; i++)
		answers[i] = (struct answer){ true, search.values[i] };
	return 0;
}

static const char *const walkers[] = { "gather_pte_stats", "can_gather_numa_stats", NULL };

static bool consults(const struct features *kernel, const struct vma_state *vma,
		     const struct page_state *page)
{
	if (vma->flags & VMA_HUGETLB)
		return false;
	if (vma->flags & VMA_PFNMAP && !kernel->pfn_map_walked)
		return false;
	return page->level == LEVEL_PTE || page->level == LEVEL_PMD;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const char *rule = "fs/proc/task_mmu.c:can_gather_numa_stats(), gather_stats()";
	uint64_t pages = 0, anon = 0;
	bool mapmax_unsure = false;
	unsigned int mapmax = 0;

	(void)run;
	(void)addr;
	/* counted in large pages there; reserved ones among drivers' pages are left out */
	if (stated->vma.flags & VMA_HUGETLB || stated_pages(stated, PAGE_KERNEL, LEVEL_NONE))
		return;
	for (unsigned int i = 0; i < stated->nr_runs; i++) {
		const struct page_state *page = &stated->runs[i].page;

		if (page->kind == PAGE_GRANT && page->backing == BACKING_UNKNOWN)
			return;
		if (stated->vma.flags & VMA_PFNMAP && !kernel->pfn_map_walked)
			continue;
		if (!page_normal(kernel, page) || page_zone_device(page) ||
		    page->backing == BACKING_RESERVED)
			continue;
		pages += run_pages(&stated->runs[i]);
		if (page_anonymous(page))
			anon += run_pages(&stated->runs[i]);
		if (page_mapcount(page) == MAPCOUNT_UNKNOWN)
			mapmax_unsure = true;
		else if (page_mapcount(page) > mapmax)
			mapmax = page_mapcount(page);
	}
	expect_value(&e[NUMA_PAGES], pages, rule);
	expect_value(&e[NUMA_ANON], anon, rule);
	if (!mapmax_unsure)
		expect_value(&e[NUMA_MAPMAX], mapmax > 1 ? mapmax : 0, rule);
	if (!pages) {
		expect_value(&e[NUMA_DIRTY], 0, rule);
		expect_value(&e[NUMA_MAPPED], 0, rule);
	}
}

static const unsigned int sums[] = { NUMA_PAGES, NUMA_ANON };

/* which nodes it counts, and that it leaves out reserved pages, is not in maps */
static bool sums_comparable(const struct foreign_vma *vma)
{
	return !vma->driver;
}

OBSERVER(numa_maps) = {
	.name = "numa_maps",
	.scope = OBSERVE_VMA,
	.order = 70,
	.remote = true,
	.part = PART_NUMA_MAPS,
	.sums = sums,
	.nr_sums = ARRAY_SIZE(sums),
	.sums_comparable = sums_comparable,
	.zaps_pud = true,
	.fields = fields,
	.nr_fields = NUMA_NR_FIELDS,
	.walkers = walkers,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
