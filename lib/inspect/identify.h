/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From facts that were looked up to what a page is; pure. */
#ifndef NORMALPAGE_INSPECT_IDENTIFY_H
#define NORMALPAGE_INSPECT_IDENTIFY_H

#include "lib/inspect/inspect.h"

/**
 * struct inspect_place - what a vma's line in maps, and its VmFlags, tell
 * @state: flags as far as known; find_normal_page: it maps Xen grants in a PV guest
 * @flags_known: @state has all flags, not only those in maps
 * @grants: it belongs to gntdev
 * @devdax: it maps a device-dax device
 * @driver: it maps something else of a driver, not a file with a page cache
 */
struct inspect_place {
	struct vma_state state;
	bool flags_known;
	bool grants;
	bool devdax;
	bool driver;
};

/**
 * place_of - what is known of a vma
 * @vm_flags: smaps' VmFlags, or NULL
 */
struct inspect_place place_of(const struct maps_line *maps, const uint64_t *vm_flags, bool pv);

/**
 * struct page_word - what /proc/kpageflags says of a run's first page
 * @asked: it could be asked; @given: it has a word for this pfn
 */
struct page_word {
	bool asked;
	bool given;
	uint64_t flags;
};

/**
 * identify - fill in @kind, @class and @known of a run from all else in it
 *
 * Whether a page is anonymous is taken from PAGEMAP_SCAN, which was asked about each page, before
 * kpageflags, which was asked about one. Whether both agree is for others to find out.
 */
void identify(struct inspect_run *run, const struct features *kernel,
	      const struct inspect_place *place, const struct page_word *word);

/** run_facts - the model's view of a run's entry */
struct entry_facts run_facts(const struct features *kernel, const struct inspect_run *run);

/** run_page - a run's state as observers' expectations take it */
struct page_state run_page(const struct inspect_run *run);

#endif
