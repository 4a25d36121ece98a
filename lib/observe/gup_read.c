// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/gup_read.h"

#include <string.h>

const struct field gup_read_fields[GUP_READ_FIELDS] = {
	[GUP_READ_RESULT] = GUP_READ_RESULT_FIELD,
	[GUP_READ_SAME] = GUP_READ_SAME_FIELD,
};

void gup_read_answer(struct answer *answers, uint64_t addr, ssize_t result,
		     const unsigned char bytes[PAGE_BYTES])
{
	unsigned char own[PAGE_BYTES];

	answers[GUP_READ_RESULT] = (struct answer){ true, result < 0 ? (uint64_t)result : 0 };
	if (result >= 0 && page_bytes_read(addr, own))
		answers[GUP_READ_SAME] = (struct answer){ true, !memcmp(bytes, own, PAGE_BYTES) };
}

void gup_read_expect(const struct features *kernel, const struct stated *stated,
		     const struct page_state *page, unsigned int how, struct expectation *e)
{
	int result = gup_result(kernel, stated, page, how);

	if (result == GUP_UNKNOWN)
		return;
	expect_value(&e[GUP_READ_RESULT], (uint64_t)(int64_t)result, GUP_RULE);
	/* a process need not have access to what a tracer may read */
	if (!result && !page->changing && stated->vma.flags & VMA_READ)
		expect_value(&e[GUP_READ_SAME], true, "Documentation/core-api/pin_user_pages.rst: "
			     "it is the page that is mapped");
}
