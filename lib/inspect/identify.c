// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/identify.h"

#include <linux/kernel-page-flags.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/observe/categories.h"
#include "lib/observe/smaps_text.h"

#define KPF(name) (1ull << KPF_##name)

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

static unsigned int flags_of(uint64_t vm_flags)
{
	static const struct {
		unsigned int bit;
		unsigned int flag;
	} flags[] = {
		{ VM_FLAG_PF, VMA_PFNMAP }, { VM_FLAG_MM, VMA_MIXEDMAP }, { VM_FLAG_IO, VMA_IO },
		{ VM_FLAG_DC, VMA_DONTCOPY }, { VM_FLAG_HT, VMA_HUGETLB },
		{ VM_FLAG_DE, VMA_DONTEXPAND }, { VM_FLAG_LO, VMA_LOCKED },
		{ VM_FLAG_MG, VMA_MERGEABLE }, { VM_FLAG_UW, VMA_UFFD_WP },
	};
	unsigned int all = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++)
		all |= vm_flags >> flags[i].bit & 1 ? flags[i].flag : 0;
	return all;
}

struct inspect_place place_of(const struct maps_line *maps, const uint64_t *vm_flags, bool pv)
{
	struct inspect_place place = { .state = { .start = maps->start, .end = maps->end } };
	unsigned int *flags = &place.state.flags;

	*flags |= maps->perms[0] == 'r' ? VMA_READ : 0;
	*flags |= maps->perms[1] == 'w' ? VMA_WRITE : 0;
	*flags |= maps->perms[2] == 'x' ? VMA_EXEC : 0;
	*flags |= maps->perms[3] == 's' ? VMA_SHARED : 0;
	*flags |= maps->inode ? VMA_FILE : 0;
	place.flags_known = vm_flags;
	if (vm_flags)
		*flags |= flags_of(*vm_flags);
	place.grants = starts_with(maps->path, "/dev/xen/gntdev");
	place.state.find_normal_page = place.grants && pv;
	place.devdax = starts_with(maps->path, "/dev/dax");
	/* "[vdso]", "[vvar]": _install_special_mapping() */
	place.driver = starts_with(maps->path, "[v") || starts_with(maps->path, "[uprobes]") ||
		       starts_with(maps->path, "/sys/") || starts_with(maps->path, "/proc/") ||
		       starts_with(maps->path, "anon_inode:") ||
		       (starts_with(maps->path, "/dev/") && !starts_with(maps->path, "/dev/shm/") &&
			!starts_with(maps->path, "/dev/zero") && !place.devdax);
	return place;
}

struct entry_facts run_facts(const struct features *kernel, const struct inspect_run *run)
{
	return (struct entry_facts){
		.level = run->first.level,
		.special = run->raw && run->first.value & ENTRY_SPECIAL,
		.zero = run->frame == FRAME_ZERO,
		.huge_zero = run->frame == FRAME_HUGE_ZERO,
		.devmap = run->raw && entry_devmap(kernel, &run->first),
	};
}

struct page_state run_page(const struct inspect_run *run)
{
	return (struct page_state){
		.kind = run->kind,
		.level = run->first.level,
		.writable = run->raw && run->first.value & ENTRY_RW,
		.uffd_wp = run->raw && run->first.value & ENTRY_UFFD_WP,
		.mapcount = MAPCOUNT_UNKNOWN,
	};
}

/* Some kernels say KSM of every anonymous page: only where merging was asked for it is believed. */
static enum page_kind kind_of_anon(const struct inspect_run *run, const struct inspect_place *place,
				   const struct page_word *word)
{
	return word->given && word->flags & KPF(KSM) && run->first.level == LEVEL_PTE &&
	       place->state.flags & VMA_MERGEABLE ? PAGE_KSM : PAGE_ANON;
}

/* A page with a struct page in RAM, by an entry that is not special. */
static enum page_kind kind_of_ram(const struct inspect_run *run, const struct inspect_place *place,
				  const struct page_word *word)
{
	/* what is mapped and not present there is in a PFN map, which they pass over */
	if (run->asked && run->categories & CATEGORY_PRESENT) {
		if (!(run->categories & CATEGORY_FILE))
			return kind_of_anon(run, place, word);
	} else if (word->given ? word->flags & KPF(ANON) : place->state.flags & VMA_PFNMAP) {
		return kind_of_anon(run, place, word);
	}
	if (!word->given)
		return place->driver ? PAGE_KERNEL : PAGE_FILE;
	if (word->flags & KPF(HUGE))
		return PAGE_FILE;
	if (word->flags & KPF(SWAPBACKED))
		return PAGE_SHMEM;
	/* a page of a cache is one of these at any time; one that a driver inserted is neither */
	return word->flags & (KPF(LRU) | KPF(UPTODATE)) ? PAGE_FILE : PAGE_KERNEL;
}

static enum page_kind kind_of_device(const struct inspect_run *run,
				     const struct inspect_place *place)
{
	unsigned int flags = place->state.flags;

	if (place->devdax)
		return PAGE_DEVDAX;
	if (run->raw && run->first.value & ENTRY_SPECIAL &&
	    (place->driver || !(flags & VMA_FILE) || flags & (VMA_PFNMAP | VMA_IO)))
		return PAGE_PFN;
	return place->driver ? PAGE_KERNEL : PAGE_FSDAX;
}

static enum page_kind kind_of_entry(const struct inspect_run *run,
				    const struct inspect_place *place,
				    const struct page_word *word)
{
	bool special = run->first.value & ENTRY_SPECIAL;

	if (run->first.level == LEVEL_NONE)
		return PAGE_NONE;
	if (run->frame == FRAME_ZERO)
		return PAGE_ZERO;
	if (run->frame == FRAME_HUGE_ZERO)
		return PAGE_HUGE_ZERO;
	if (place->grants && special == place->state.find_normal_page)
		return PAGE_GRANT;
	if (run->frame == FRAME_OTHER)
		return kind_of_device(run, place);
	return special ? PAGE_PFN : kind_of_ram(run, place, word);
}

/* Without the entry, from what PAGEMAP_SCAN or pagemap say. */
static enum page_kind kind_of_categories(const struct inspect_run *run,
					 const struct inspect_place *place,
					 const struct page_word *word)
{
	bool huge = run->categories & CATEGORY_HUGE;

	if (!(run->categories & CATEGORY_PRESENT))
		return PAGE_NONE;
	if (run->categories & CATEGORY_PFNZERO)
		return huge ? PAGE_HUGE_ZERO : PAGE_ZERO;
	if (word->given && word->flags & KPF(ZERO_PAGE))
		return word->flags & KPF(THP) ? PAGE_HUGE_ZERO : PAGE_ZERO;
	if (place->grants)
		return PAGE_GRANT;
	if (!(run->categories & CATEGORY_FILE))
		return kind_of_anon(run, place, word);
	/* fs/proc/page.c:kpage_read() has no flags of ZONE_DEVICE pages */
	if (place->devdax || (word->asked && !(word->given && word->flags)))
		return kind_of_device(run, place);
	return kind_of_ram(run, place, word);
}

void identify(struct inspect_run *run, const struct features *kernel,
	      const struct inspect_place *place, const struct page_word *word)
{
	struct entry_facts facts = run_facts(kernel, run);
	struct page_state page;

	if (run->raw) {
		run->known = true;
		run->kind = kind_of_entry(run, place, word);
		run->class = model_classify(kernel, &place->state, &facts);
		return;
	}
	/* of PFN maps these interfaces say nothing */
	run->known = run->asked && (!place->flags_known || !(place->state.flags & VMA_PFNMAP));
	/* without PAGEMAP_SCAN only kpageflags shows which pages are zero pages */
	if (!kernel->pagemap_scan && !word->asked && run->categories & CATEGORY_PRESENT)
		run->known = false;
	run->kind = run->known ? kind_of_categories(run, place, word) : PAGE_NONE;
	page = run_page(run);
	run->class = model_class_of(kernel, &page);
}
