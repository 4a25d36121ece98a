// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/PID/smaps: what a vma has mapped (Documentation/filesystems/proc.rst). */
#include <errno.h>

#include "lib/base/array.h"
#include "lib/observe/procfile.h"
#include "lib/observe/smaps_expect.h"
#include "lib/observe/smaps_text.h"
#include "lib/observe/statement.h"

#define CHUNK 512	/* bytes; a vma's record has more than 700 */

static struct procfile file = PROCFILE_INIT("smaps");

static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	return procfile_available(&file, "CONFIG_PROC_PAGE_MONITOR");
}

/** struct search - for the record of the vma that holds @addr */
struct search {
	uint64_t addr;
	struct answer *answers;
	bool found;
};

static bool take_line(void *data, char *line)
{
	struct search *search = data;
	enum smaps_field field;
	uint64_t value, end;

	if (smaps_header(line, &value, &end)) {
		if (search->found || value > search->addr)
			return false;
		search->found = search->addr < end;
	} else if (search->found && smaps_value(line, &field, &value)) {
		search->answers[field] = (struct answer){ true, value };
		return field != SMAPS_VM_FLAGS;	/* the last one */
	}
	return true;
}

static int ask(const struct question *q, struct answer *answers)
{
	struct search search = { .addr = q->addr, .answers = answers };
	int ret = procfile_lines(&file, q->pid, CHUNK, take_line, &search);

	if (ret)
		return ret;
	return search.found ? 0 : -ENOENT;
}

static const char *const walkers[] = {
	"smaps_pte_range", "smaps_pte_entry", "smaps_pmd_entry", NULL
};

/*
 * PMDs went through follow_trans_huge_pmd() until 6.6. PFN maps are walked since smaps uses
 * walk_page_vma(), which has no walk_page_test().
 */
static bool consults(const struct features *kernel, const struct vma_state *vma,
		     const struct page_state *page)
{
	if (vma->flags & VMA_HUGETLB)
		return false;
	if (vma->flags & VMA_PFNMAP && !kernel->pfn_map_walked)
		return false;
	if (page->level == LEVEL_PMD)
		return kernel->version >= KERNEL(6, 7, 0);
	return page->level == LEVEL_PTE;
}

static const unsigned int sums[] = {
	SMAPS_RSS, SMAPS_ANONYMOUS, SMAPS_ANON_HUGE_PAGES, SMAPS_SHMEM_PMD_MAPPED, SMAPS_FILE_PMD_MAPPED,
};

OBSERVER(smaps) = {
	.name = "smaps",
	.scope = OBSERVE_VMA,
	.order = 60,
	.remote = true,
	.part = PART_SMAPS,
	.sums = sums,
	.nr_sums = ARRAY_SIZE(sums),
	.zaps_pud = true,
	.fields = smaps_fields,
	.nr_fields = SMAPS_NR_FIELDS,
	.walkers = walkers,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = smaps_expect,
};
