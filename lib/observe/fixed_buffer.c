// SPDX-License-Identifier: GPL-2.0-or-later
/* A fixed buffer of an io_uring: pin_user_pages_fast() with FOLL_WRITE | FOLL_LONGTERM. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/observe/gup_rule.h"
#include "lib/observe/page_bytes.h"
#include "lib/observe/ring.h"

#define HOW (GUP_FAST | GUP_PIN | GUP_WRITE | GUP_LONGTERM)

enum { RESULT, SEEN_BY_RING, SEEN_BY_PROCESS, NR_FIELDS };

static const struct field fields[] = {
	[RESULT] = { .name = "result", .type = FIELD_ERRNO },
	[SEEN_BY_RING] = { .name = "the ring sees the process's writes", .type = FIELD_BOOL },
	[SEEN_BY_PROCESS] = { .name = "the process sees the ring's", .type = FIELD_BOOL },
};

static struct ring ring;
static int ends[2] = { -1, -1 };

/* made by the process that runs the tests: theirs have it by fork() */
static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return error_create(ERROR_UNTESTABLE, "pipe: %s", strerror(errno));
	return ring_open(&ring);
}

/* one byte each way; what was there is restored */
static int exchange(uint64_t addr, struct answer *answers)
{
	unsigned char old = page_byte_flip(addr), got = old, other = old ^ 0x55;
	int ret = ring_write(&ring, ends[1], 1);

	if (ret == 1 && read(ends[0], &got, 1) == 1)
		answers[SEEN_BY_RING] = (struct answer){ true, got == (unsigned char)~old };
	if (ret == 1 && write(ends[1], &other, 1) == 1)
		ret = ring_read(&ring, ends[0], 1);
	if (ret == 1)
		answers[SEEN_BY_PROCESS] = (struct answer){ true,
							    page_byte_set(addr, old) == other };
	return ret < 0 ? ret : 0;
}

static int ask(const struct question *q, struct answer *answers)
{
	int ret, err = 0;

	if (q->pid != getpid())
		return 0;
	ret = ring_register(&ring, (void *)(uintptr_t)q->addr, PAGE_BYTES);
	answers[RESULT] = (struct answer){ true, (uint64_t)(int64_t)ret };
	if (ret)
		return 0;
	if (q->writable)
		err = exchange(q->addr, answers);
	ret = ring_unregister(&ring);
	return err ? err : ret;
}

/* before 6.5 io_uring itself refused files: io_uring/rsrc.c io_pin_pages() */
static bool known(const struct features *kernel)
{
	return kernel->version >= KERNEL(6, 5, 0);
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	int result = gup_result(kernel, stated, &run->page, HOW);
	const char *rule = "Documentation/core-api/pin_user_pages.rst: it is the page that is mapped";

	(void)addr;
	if (!known(kernel) || result == GUP_UNKNOWN)
		return;
	expect_value(&e[RESULT], (uint64_t)(int64_t)result, GUP_RULE);
	if (result || !page_memory_writable(kernel, &stated->vma, &run->page))
		return;
	expect_value(&e[SEEN_BY_RING], true, rule);
	expect_value(&e[SEEN_BY_PROCESS], true, rule);
}

static bool harmless(const struct features *kernel, const struct stated *stated,
		     const struct page_state *page)
{
	/* where io_uring refuses files, it has pinned the pages before it looks, and for writing */
	if (!known(kernel) && !(page->writable && page_entry_dirty(kernel, &stated->vma, page)))
		return false;
	return !page->movable && gup_harmless(kernel, stated, page, HOW);
}

OBSERVER(fixed_buffer) = {
	.name = "io_uring",
	.scope = OBSERVE_PAGE,
	.order = 25,
	/* a pin for writing is a write: mm/huge_memory.c touch_pmd() */
	.touches = ENTRY_ACCESSED | ENTRY_SOFT_DIRTY,
	.harmless = harmless,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.available = available,
	.ask = ask,
	.expect = expect,
};
