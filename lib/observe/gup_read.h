/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the observers that read a page through get_user_pages() have in common. */
#ifndef NORMALPAGE_OBSERVE_GUP_READ_H
#define NORMALPAGE_OBSERVE_GUP_READ_H

#include "lib/observe/gup_rule.h"
#include "lib/observe/page_bytes.h"

/** their first two fields: what the call returned, and whether it gave what the process reads */
enum { GUP_READ_RESULT, GUP_READ_SAME, GUP_READ_FIELDS };

#define GUP_READ_RESULT_FIELD	{ .name = "result", .type = FIELD_ERRNO }
#define GUP_READ_SAME_FIELD	{ .name = "the page's bytes", .type = FIELD_BOOL }

/** GUP_READ_OBSERVER - what an OBSERVER() that has no other fields says of itself */
#define GUP_READ_OBSERVER							\
	.scope = OBSERVE_PAGE, .touches = ENTRY_ACCESSED, .fields = gup_read_fields,		\
	.nr_fields = GUP_READ_FIELDS, .walkers = gup_walkers

extern const struct field gup_read_fields[GUP_READ_FIELDS];

/**
 * gup_read_answer - fill in both
 * @result: what the call returned: bytes, or a negative errno
 * @bytes: and what it read
 */
void gup_read_answer(struct answer *answers, uint64_t addr, ssize_t result,
		     const unsigned char bytes[PAGE_BYTES]);

/** gup_read_expect - for an interface that calls get_user_pages() with @how */
void gup_read_expect(const struct features *kernel, const struct stated *stated,
		     const struct page_state *page, unsigned int how, struct expectation *e);

/** DEFINE_GUP_READ_EXPECT - expect() of an observer that has only these fields */
#define DEFINE_GUP_READ_EXPECT(how)						\
	static void expect(const struct features *kernel, const struct stated *stated,		\
			   const struct run *run, uint64_t addr, struct expectation *e)		\
	{									\
		(void)addr;							\
		gup_read_expect(kernel, stated, &run->page, how, e);		\
	}

#endif
