/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What get_user_pages() must make of a stated page, by how it is called; pure. */
#ifndef NORMALPAGE_OBSERVE_GUP_RULE_H
#define NORMALPAGE_OBSERVE_GUP_RULE_H

#include "lib/observe/statement.h"

/** GUP_* - how an interface calls get_user_pages() or pin_user_pages() */
#define GUP_FAST	(1u << 0)	/* first without locks, which sees entries and no vma */
#define GUP_PIN		(1u << 1)	/* FOLL_PIN */
#define GUP_WRITE	(1u << 2)	/* FOLL_WRITE */
#define GUP_LONGTERM	(1u << 3)	/* FOLL_LONGTERM */
#define GUP_FORCE	(1u << 4)	/* FOLL_FORCE: whatever the vma's protection */

/** GUP_UNKNOWN - the statement does not say enough to know the result */
#define GUP_UNKNOWN	1

/** GUP_RULE - where the results come from */
#define GUP_RULE	"mm/gup.c:check_vma_flags(), gup_fast_pte_range(), follow_page_pte()"

/** gup_result - for a page that is present: 0, a negative errno, or GUP_UNKNOWN */
int gup_result(const struct features *kernel, const struct stated *stated,
	       const struct page_state *page, unsigned int how);

/**
 * gup_harmless - it leaves a page in this state as it is, apart from the accessed bit
 *
 * It faults in what is absent; what is not writable it makes so for GUP_WRITE; and an anonymous
 * page that others may map as well it takes from them for GUP_PIN (FAULT_FLAG_UNSHARE).
 */
bool gup_harmless(const struct features *kernel, const struct stated *stated,
		  const struct page_state *page, unsigned int how);

/** gup_consults - it has to ask vm_normal_page() about a page in this state */
bool gup_consults(const struct features *kernel, const struct vma_state *vma,
		  const struct page_state *page, unsigned int how);

/** DEFINE_GUP_CALLBACKS - harmless() and consults() of an observer that calls with @how */
#define DEFINE_GUP_CALLBACKS(how)						\
	static bool harmless(const struct features *kernel, const struct stated *stated,	\
			     const struct page_state *page)			\
	{									\
		return gup_harmless(kernel, stated, page, how);			\
	}									\
										\
	static bool consults(const struct features *kernel, const struct vma_state *vma,	\
			     const struct page_state *page)			\
	{									\
		return gup_consults(kernel, vma, page, how);			\
	}

/** gup_walkers - the functions that ask; for struct observer */
extern const char *const gup_walkers[];

#endif
