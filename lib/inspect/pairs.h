/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold between an entry and the model, and between answers of two interfaces; pure. */
#ifndef NORMALPAGE_INSPECT_PAIRS_H
#define NORMALPAGE_INSPECT_PAIRS_H

#include "lib/inspect/identify.h"
#include "lib/observe/observer.h"

/** struct pair_answers - of one page: its words in pagemap, kpageflags and kpagecount */
struct pair_answers {
	struct answer pagemap;
	struct answer flags;
	struct answer count;
};

/** pairs_note - note an observer's answers, if it is one of those */
void pairs_note(struct pair_answers *pairs, const struct observer *o,
		const struct answer *answers);

/** pairs_finding - false if they fit; else fills in the finding, without place */
bool pairs_finding(struct finding *finding, const struct pair_answers *pairs,
		   const struct inspect_run *run);

/**
 * model_finding - whether an entry is as the model says that one of such a page must be
 *
 * False if it is, or nothing is known; else fills in the finding, without place.
 */
bool model_finding(struct finding *finding, const struct features *kernel,
		   const struct inspect_place *place, const struct inspect_run *run);

#endif
