/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory in $TMPDIR that goes away at the end, or by 'normalpage cleanup' if there was no end. */
#ifndef NORMALPAGE_MACHINE_CACHE_SCRATCH_H
#define NORMALPAGE_MACHINE_CACHE_SCRATCH_H

#include "provisioning/journal/journal.h"

/**
 * struct scratch - start with zeros
 * @path: the directory; NULL if there is none, owned
 * @journal, @thing: where it is written down; NULL if that cannot be done
 * @kept: it stays, and is written down no more
 */
struct scratch {
	char *path;
	struct journal *journal;
	unsigned int thing;
	bool kept;
};

/** scratch_make - make it, in /tmp without $TMPDIR */
error_check struct error *scratch_make(struct scratch *scratch);

/** scratch_keep - it is the user's from now on */
void scratch_keep(struct scratch *scratch);

/** scratch_clear - remove it with all that is in it, unless it is kept */
void scratch_clear(struct scratch *scratch);

DEFINE_CLEANUP(scratch, struct scratch, scratch_clear(&VALUE))

#endif
