/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a verdict's evidence says, one fact at a time and without what differs from boot to boot: frames
 * and addresses. Two runs can be compared by it.
 */
#ifndef NORMALPAGE_RESULTS_STATEMENT_H
#define NORMALPAGE_RESULTS_STATEMENT_H

#include "lib/verdict/verdict.h"

/**
 * struct statement - what an observer said of one address; owned strings in struct statements
 * @step, @where: when, and of which address ("+0x1000") or "vma"; never NULL
 * @observer, @field: who, and of what; "" for a field without name
 * @nth: which one of those with the same names and different values, in order
 * @value: what it said
 * @page: what the scenario states of the address: "huge zero folio, PMD"; "" where nothing is stated
 * @judged, @ok: it was compared with an expectation, and was as expected
 * @issue: id of the known issue that explains it, or NULL
 */
struct statement {
	const char *step, *observer, *field, *where;
	unsigned int nth;
	const char *value;
	const char *page;
	bool judged, ok;
	const char *issue;
};

/** the observer of what the lines of verdict->entries say */
#define RAW_ENTRY "raw entry"

/** struct statements - sorted by observer, field, step, where, nth */
struct statements {
	struct statement *item;
	size_t nr;
};

/** statements_of - all that @v says */
void statements_of(struct statements *statements, const struct verdict *v);
void statements_clear(struct statements *statements);

/** statement_order - as strcmp(): by everything but the value */
int statement_order(const struct statement *a, const struct statement *b);

DEFINE_CLEANUP(statements, struct statements, statements_clear(&VALUE))

#endif
