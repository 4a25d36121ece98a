// SPDX-License-Identifier: GPL-2.0-or-later
/* mincore(2): whether a page of the caller's is resident. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/observe/statement.h"

enum { RESIDENT, NR_FIELDS };

static const struct field fields[] = {
	[RESIDENT] = { .name = "resident", .type = FIELD_BOOL },
};

static int ask(const struct question *q, struct answer *answers)
{
	unsigned char resident;

	if (q->pid != getpid())
		return 0;
	if (mincore((void *)(uintptr_t)q->addr, PTE_SIZE, &resident))
		return -errno;
	answers[RESIDENT] = (struct answer){ true, resident & 1 };
	return 0;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const struct vma_state *vma = &stated->vma;

	(void)kernel;
	(void)addr;
	e[RESIDENT].absent_ok = true;
	/* PFN maps: the page table counts since 7.3, before they were walked as holes */
	if (vma->flags & VMA_PFNMAP)
		return;
	/* it is not known whether it is still, or again, in the swap cache */
	if (run->page.kind == PAGE_SWAP)
		return;
	if (vma->flags & VMA_KERNEL)
		expect_value(&e[RESIDENT], 1, "mm/mincore.c:can_do_mincore(): neither anonymous nor "
			     "of a file, nothing is reported");
	else if (page_present(&run->page))
		expect_value(&e[RESIDENT], 1, "mm/mincore.c:mincore_pte_range()");
	else if (!(vma->flags & VMA_FILE) || stated_dax(stated))
		/* otherwise the page cache decides; the one of a DAX file has no pages */
		expect_value(&e[RESIDENT], 0, "mm/mincore.c:__mincore_unmapped_range()");
}

OBSERVER(mincore) = {
	.name = "mincore",
	.scope = OBSERVE_PAGE,
	.order = 30,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.ask = ask,
	.expect = expect,
};
