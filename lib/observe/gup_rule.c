// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/gup_rule.h"

#include <errno.h>

/* which of them is not inlined differs from build to build */
const char *const gup_walkers[] = {
	"follow_page_pte", "follow_pmd_mask", "follow_pud_mask", "follow_p4d_mask",
	"follow_page_mask", "__get_user_pages", NULL,
};

static bool raw(const struct vma_state *vma)
{
	return vma->flags & (VMA_IO | VMA_PFNMAP);
}

static bool accessible(const struct vma_state *vma)
{
	return vma->flags & (VMA_READ | VMA_WRITE | VMA_EXEC);
}

/*
 * mm/gup.c gup_fast_pte_range(), gup_fast_pmd_leaf(), gup_fast_folio_allowed(). Of all kinds only
 * two are taken that the slow way may refuse, by the vma that they are in: anonymous pages, and pages
 * without an address_space, such as drivers insert. Those were left to the slow way until 7.2.
 */
static bool fast_takes(const struct features *kernel, const struct vma_state *vma,
		       const struct page_state *page, unsigned int how)
{
	if (!(how & GUP_FAST) || !accessible(vma))
		return false;
	if (page->kind == PAGE_KERNEL)
		return kernel->version >= KERNEL(7, 3, 0) && !(how & GUP_LONGTERM);
	if (!page_anonymous(page))
		return false;
	return page->writable || !(how & (GUP_WRITE | GUP_PIN));
}

/*
 * A page that may not be written is pinned only if it is the process's alone (gup_must_unshare(),
 * PG_anon_exclusive), which is not stated. Before 6.5 nothing but secret memory was left to the slow
 * way, and that by guess: folio_is_secretmem().
 */
static bool fast_may_take(const struct features *kernel, const struct vma_state *vma,
			  const struct page_state *page, unsigned int how)
{
	if (!(how & GUP_FAST) || !raw(vma))
		return false;
	if (page->kind == PAGE_KERNEL)
		return kernel->version < KERNEL(6, 5, 0);
	return page_anonymous(page) && !(how & GUP_WRITE);
}

/* mm/gup.c writable_file_mapping_allowed(), since 6.5: the page cache tracks who writes */
static bool tracks_dirty(const struct vma_state *vma, const struct page_state *page)
{
	return (page->kind == PAGE_FILE || vma->flags & VMA_MKWRITE) &&
	       vma->flags & VMA_SHARED && vma->flags & VMA_WRITE && !(vma->flags & VMA_HUGETLB);
}

static int check_vma(const struct stated *stated, const struct page_state *page, unsigned int how)
{
	const struct vma_state *vma = &stated->vma;

	if (raw(vma) || page->kind == PAGE_SECRETMEM)
		return -EFAULT;
	/* device-dax has no file system that could want its blocks back */
	if (how & GUP_LONGTERM && stated_fsdax(stated))
		return -EOPNOTSUPP;
	if (how & GUP_WRITE && how & GUP_LONGTERM && tracks_dirty(vma, page))
		return -EFAULT;
	if (!(how & GUP_FORCE) && !(vma->flags & (how & GUP_WRITE ? VMA_WRITE : VMA_READ)))
		return -EFAULT;
	return 0;
}

int gup_result(const struct features *kernel, const struct stated *stated,
	       const struct page_state *page, unsigned int how)
{
	int err;

	if (!page_present(page))
		return GUP_UNKNOWN;
	if (fast_takes(kernel, &stated->vma, page, how))
		return 0;
	if (fast_may_take(kernel, &stated->vma, page, how))
		return GUP_UNKNOWN;
	err = check_vma(stated, page, how);
	if (err)
		return err;
	/* mm/gup.c follow_pfn_pte(): what callers make of -EEXIST differs */
	return page->kind == PAGE_PFN ? GUP_UNKNOWN : 0;
}

bool gup_harmless(const struct features *kernel, const struct stated *stated,
		  const struct page_state *page, unsigned int how)
{
	int result = gup_result(kernel, stated, page, how);

	/* a vma is refused before anything is done */
	if (result < 0)
		return page_present(page);
	if (result == GUP_UNKNOWN)
		return false;
	if (how & GUP_WRITE)
		return page->writable && page_entry_dirty(kernel, &stated->vma, page);
	return !(how & GUP_PIN) || !page_anonymous(page) || page->writable;
}

bool gup_consults(const struct features *kernel, const struct vma_state *vma,
		  const struct page_state *page, unsigned int how)
{
	if (page->level != LEVEL_PTE || !page_present(page) || raw(vma) ||
	    page->kind == PAGE_SECRETMEM)
		return false;
	/* refused by the vma; or taken from others, which is not asked for */
	if (page->kind == PAGE_SECRETMEM)
		return false;
	if (how & GUP_PIN && page_anonymous(page) && !page->writable)
		return false;
	if (!(how & GUP_FORCE) && !(vma->flags & VMA_READ))
		return false;
	/* before 6.15 gup_fast_pte_range() took devmap entries and did not look whether they are special */
	if (how & GUP_FAST && page_dax(page))
		return false;
	return !(how & GUP_FAST) || model_entry_special(kernel, vma, page);
}
