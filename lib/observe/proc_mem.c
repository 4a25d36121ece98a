// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/PID/mem: get_user_pages_remote() with FOLL_FORCE, the way that ptrace(2) takes as well. */
#include <errno.h>
#include <unistd.h>

#include "lib/observe/gup_read.h"
#include "lib/observe/procfile.h"

#define HOW GUP_FORCE

static struct procfile file = PROCFILE_INIT("mem");

static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	return procfile_available(&file, "CONFIG_PROC_FS");
}

static int ask(const struct question *q, struct answer *answers)
{
	unsigned char got[PAGE_BYTES] = { 0 };
	int fd = procfile_fd(&file, q->pid);
	ssize_t n;

	if (q->pid != getpid())
		return 0;
	if (fd < 0)
		return fd;
	n = pread(fd, got, sizeof(got), (off_t)q->addr);
	gup_read_answer(answers, q->addr, n < 0 ? -errno : n, got);
	return 0;
}

/* fs/proc/base.c proc_mem_foll_force(): whether FOLL_FORCE is used is configured, and a boot option */
static bool needs_force(const struct vma_state *vma)
{
	return !(vma->flags & VMA_READ);
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	(void)addr;
	if (needs_force(&stated->vma))
		return;
	gup_read_expect(kernel, stated, &run->page, HOW, e);
}

/* where get_user_pages() is refused, the driver is asked for what is behind: vm_ops->access() */
static bool harmless(const struct features *kernel, const struct stated *stated,
		     const struct page_state *page)
{
	return !needs_force(&stated->vma) && gup_harmless(kernel, stated, page, HOW) &&
	       gup_result(kernel, stated, page, HOW) == 0;
}

static bool consults(const struct features *kernel, const struct vma_state *vma,
		     const struct page_state *page)
{
	return !needs_force(vma) && gup_consults(kernel, vma, page, HOW);
}

OBSERVER(proc_mem) = {
	.name = "/proc/PID/mem",
	GUP_READ_OBSERVER,
	.order = 23,
	.harmless = harmless,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
