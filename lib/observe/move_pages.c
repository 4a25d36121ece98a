// SPDX-License-Identifier: GPL-2.0-or-later
/* move_pages(2) without nodes: it moves nothing and says where a page is. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/observe/statement.h"

enum { STATUS, NR_FIELDS };

static const struct field fields[] = {
	[STATUS] = { .name = "status", .type = FIELD_STATUS },
};

static long query(pid_t pid, uint64_t addr, int *status)
{
	void *page = (void *)(uintptr_t)addr;

	return syscall(SYS_move_pages, pid == getpid() ? 0 : pid, 1ul, &page, NULL, status, 0);
}

static struct error *available(struct kernel *kernel)
{
	int status;

	(void)kernel;
	if (query(getpid(), (uintptr_t)&status & ~(PTE_SIZE - 1), &status) < 0)
		return error_create(ERROR_UNTESTABLE,
				    "move_pages(): kernel without CONFIG_MIGRATION");
	return NULL;
}

static int ask(const struct question *q, struct answer *answers)
{
	int status;

	if (query(q->pid, q->addr, &status) < 0)
		return -errno;
	answers[STATUS] = (struct answer){ true, (uint64_t)(int64_t)status };
	return 0;
}

static const char *const walkers[] = { "folio_walk_start", NULL };

/* mm/pagewalk.c:folio_walk_start() does the walk since 6.12; PUDs were looked at by hand to 6.17 */
static bool consults(const struct features *kernel, const struct vma_state *vma,
		     const struct page_state *page)
{
	(void)vma;
	if (kernel->version < KERNEL(6, 12, 0) || page->level == LEVEL_NONE)
		return false;
	return page->level != LEVEL_PUD || kernel->vm_normal_page_pud;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	const struct page_state *page = &run->page;
	const char *rule = "mm/migrate.c:do_pages_stat_array()";

	(void)addr;
	if (!page_present(page)) {
		/* follow_page() gave -EFAULT where no fault could bring a page of a file */
		if (kernel->version >= KERNEL(6, 12, 0) ||
		    (stated->vma.flags & (VMA_FILE | VMA_DONTEXPAND)) == VMA_FILE)
			expect_value(&e[STATUS], (uint64_t)-ENOENT, rule);
		return;
	}
	switch (page->kind) {
	case PAGE_ZERO:
	case PAGE_HUGE_ZERO:
		expect_value(&e[STATUS], (uint64_t)-EFAULT, rule);
		break;
	case PAGE_PFN:
		/* follow_page() gave -EFAULT for some of them; the manual says neither */
		if (kernel->version >= KERNEL(6, 12, 0))
			expect_value(&e[STATUS], (uint64_t)-ENOENT, rule);
		break;
	case PAGE_FSDAX:
	case PAGE_DEVDAX:
		expect_value(&e[STATUS], (uint64_t)-ENOENT, rule);
		break;
	case PAGE_GRANT:
		if (page->backing == BACKING_DEVICE)
			expect_value(&e[STATUS], (uint64_t)-ENOENT, rule);
		else if (page->backing == BACKING_RESERVED)
			expect_bits(&e[STATUS], 1ull << 63, 0, rule);
		break;
	default:
		expect_bits(&e[STATUS], 1ull << 63, 0, rule);	/* some node, no error */
		break;
	}
}

OBSERVER(move_pages) = {
	.name = "move_pages",
	.scope = OBSERVE_PAGE,
	.order = 20,
	.remote = true,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.walkers = walkers,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
