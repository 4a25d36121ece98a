// SPDX-License-Identifier: GPL-2.0-or-later
/* vmsplice(2): a page goes into a pipe by reference; get_user_pages_fast() without FOLL_PIN. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lib/observe/gup_read.h"

#define HOW GUP_FAST

enum { FOLLOWS = GUP_READ_FIELDS, NR_FIELDS };

static const struct field fields[] = {
	[GUP_READ_RESULT] = GUP_READ_RESULT_FIELD,
	[GUP_READ_SAME] = GUP_READ_SAME_FIELD,
	[FOLLOWS] = { .name = "shows later writes", .type = FIELD_BOOL },
};

static int ends[2] = { -1, -1 };

static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return error_create(ERROR_UNTESTABLE, "pipe: %s", strerror(errno));
	return NULL;
}

/* with a byte that is written after the page went into the pipe */
static int ask(const struct question *q, struct answer *answers)
{
	struct iovec iov = { (void *)(uintptr_t)q->addr, PAGE_BYTES };
	unsigned char got[PAGE_BYTES] = { 0 }, old = 0;
	ssize_t n;

	if (q->pid != getpid())
		return 0;
	n = vmsplice(ends[1], &iov, 1, SPLICE_F_NONBLOCK);
	if (n < 0) {
		gup_read_answer(answers, q->addr, -errno, got);
		return 0;
	}
	if (q->writable)
		old = page_byte_flip(q->addr);
	if (read(ends[0], got, sizeof(got)) != sizeof(got))
		return -EIO;
	gup_read_answer(answers, q->addr, n, got);
	if (q->writable) {
		answers[FOLLOWS] = (struct answer){ true, got[0] != old };
		page_byte_set(q->addr, old);
	}
	return 0;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	(void)addr;
	gup_read_expect(kernel, stated, &run->page, HOW, e);
	if (gup_result(kernel, stated, &run->page, HOW) == 0 &&
	    page_memory_writable(kernel, &stated->vma, &run->page))
		expect_value(&e[FOLLOWS], true, "vmsplice(2): the pages themselves are in the pipe");
}

DEFINE_GUP_CALLBACKS(HOW)

OBSERVER(vmsplice) = {
	.name = "vmsplice",
	.scope = OBSERVE_PAGE,
	.order = 21,
	.touches = ENTRY_ACCESSED,
	.harmless = harmless,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.walkers = gup_walkers,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
