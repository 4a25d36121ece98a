/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The findings of a vma, of which a bounded number is reported. */
#ifndef NORMALPAGE_INSPECT_FINDINGS_H
#define NORMALPAGE_INSPECT_FINDINGS_H

#include "lib/inspect/inspect.h"
#include "lib/observe/observer.h"

#define FINDINGS_MAX 12

/** struct findings - @total also counts those that had no room, by enum finding_kind */
struct findings {
	struct finding list[FINDINGS_MAX];
	unsigned int nr;
	uint64_t total[FINDING_CHANGED + 1];
};

/** findings_begin - there are none */
void findings_begin(struct findings *findings);

/** findings_add - add a copy; of those that differ only in their place a few are kept */
void findings_add(struct findings *findings, const struct finding *finding);

/** findings_nr - all that were added */
uint64_t findings_nr(const struct findings *findings);

/**
 * finding_compare - compare an answer with an expectation
 * @page: what is at the address; NULL for a sum over @stated
 *
 * Returns false if it meets it; else fills in everything but the address and the entry.
 */
bool finding_compare(struct finding *finding, const struct features *kernel,
		     const struct observer *observer, unsigned int field,
		     const struct answer *answer, const struct expectation *want,
		     const struct page_state *page, const struct stated *stated);

#endif
