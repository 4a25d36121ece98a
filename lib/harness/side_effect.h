/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking must not change: the raw entries of a mapping before and after an observer was asked. */
#ifndef NORMALPAGE_HARNESS_SIDE_EFFECT_H
#define NORMALPAGE_HARNESS_SIDE_EFFECT_H

#include "lib/harness/compare.h"

/** struct entry_list - entries that hold anything, by ascending addresses */
struct entry_list {
	struct raw_entry {
		uint64_t addr;
		uint64_t value;
	} *entry;
	size_t nr, room;
};

/** entry_list_add - append; aborts without memory */
void entry_list_add(struct entry_list *list, uint64_t addr, uint64_t value);

/**
 * entry_changes - call @each for the entries that are not what they were; one that is in only one of the
 *	lists was or is empty (0)
 * @touches: bits that may have been set: struct observer
 */
void entry_changes(const struct entry_list *before, const struct entry_list *after, uint64_t touches,
		   void (*each)(void *data, uint64_t addr, uint64_t before, uint64_t after),
		   void *data);

/** struct baseline - all entries of the mapping before observers were asked; and room for those after */
struct baseline {
	struct entry_list before, after;
	bool readable;
};

/** baseline_read - read them; where kernel memory cannot be read nothing is checked */
void baseline_read(struct comparison *c, struct baseline *b);

/** baseline_check - read all entries again and send what @o changed; they become the baseline */
void baseline_check(struct comparison *c, const struct observer *o, struct baseline *b);

#endif
