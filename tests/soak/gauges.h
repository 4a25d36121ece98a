/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine has in use, as numbers with names. */
#ifndef NORMALPAGE_SOAK_GAUGES_H
#define NORMALPAGE_SOAK_GAUGES_H

#include "lib/kernel/kernel.h"

#define GAUGES_MAX 512

/**
 * enum gauge_kind - how a number may change
 * @GAUGE_EXACT: it is the same after each round
 * @GAUGE_OBJECTS: of the kernel, which come and go a little later: it does not grow
 * @GAUGE_KB: memory, in the same way
 */
enum gauge_kind {
	GAUGE_EXACT,
	GAUGE_OBJECTS,
	GAUGE_KB,
};

/** struct gauge - one number: "slab dax_cache" */
struct gauge {
	char name[64];
	enum gauge_kind kind;
	long value;
};

struct gauges {
	struct gauge gauge[GAUGES_MAX];
	unsigned int nr;
};

/** gauges_read - all of them; caches are dropped before @deep ones, memory and slabs, are looked at */
void gauges_read(struct gauges *gauges, struct kernel *kernel, bool deep);

/** gauges_settle - what has been freed, and waits for RCU readers, goes */
void gauges_settle(void);

#endif
