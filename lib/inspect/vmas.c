// SPDX-License-Identifier: GPL-2.0-or-later
/* The vmas of a process, some ahead of the one that is looked at, for the sake of their hazards. */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "lib/inspect/private.h"

#define USER_END (1ull << 56)

static bool find_pud(void *data, const struct entry_run *run)
{
	*(struct entry *)data = run->first;
	return run->first.level != LEVEL_PUD;
}

/* hugetlb's entries have a walk of their own, mm/pagewalk.c:walk_hugetlb_range() */
static bool is_hugetlb(struct inspection *in, const struct entry *entry)
{
	uint64_t pfn = kernel_frame_pfn(in->kernel, entry_pfn(entry)), flags;
	bool given;

	return in->kpageflags_usable && pfn &&
	       !kpage_word(&in->kpageflags, pfn, &flags, &given) && given &&
	       flags & 1ull << KPF_HUGE;
}

/* A device that could have mapped 1 GiB at once; what has a page cache never does. */
static bool may_have_pud(const struct maps_line *maps)
{
	struct inspect_place place = place_of(maps, NULL, false);
	uint64_t aligned = (maps->start + PUD_SIZE - 1) & ~(PUD_SIZE - 1);

	return (place.devdax || place.driver) && aligned + PUD_SIZE <= maps->end;
}

static bool has_pud(struct inspection *in, const struct maps_line *maps)
{
	struct entry found = { .level = LEVEL_NONE };
	struct entry_walk walk = {
		.root = in->reader.root, .start = maps->start, .end = maps->end,
		.lowest = LEVEL_PUD, .each = find_pud, .data = &found,
	};

	if (maps->end - maps->start < PUD_SIZE)
		return false;
	if (!in->raw || entry_runs(in->kernel, &walk))
		return may_have_pud(maps);
	return found.level == LEVEL_PUD && !is_hugetlb(in, &found);
}

/* Will an interface be asked about a vma that would zap them? */
static bool is_asked_about(const struct inspection *in, const struct maps_line *maps)
{
	return in->smaps.observer || in->numa_maps.observer ||
	       (maps->start < in->options->end && maps->end > in->options->start);
}

/* One more, if there is one. */
static bool look_ahead(struct inspection *in)
{
	struct vma_ahead *vma = &in->ahead[in->nr_ahead];
	char *line;

	while ((line = lines_next(&in->maps))) {
		/* the gate at the end of the address space has no entries of the process's */
		if (!maps_parse(line, &vma->maps) || vma->maps.end > USER_END)
			continue;
		snprintf(vma->path, sizeof(vma->path), "%s", vma->maps.path);
		vma->maps.path = vma->path;
		vma->pud = is_asked_about(in, &vma->maps) && has_pud(in, &vma->maps);
		in->nr_ahead++;
		return true;
	}
	return false;
}

const struct maps_line *vmas_next(struct inspection *in)
{
	if (in->nr_ahead) {
		in->nr_ahead--;
		memmove(&in->ahead[0], &in->ahead[1], in->nr_ahead * sizeof(in->ahead[0]));
		/* the paths have moved along */
		for (unsigned int i = 0; i < in->nr_ahead; i++)
			in->ahead[i].maps.path = in->ahead[i].path;
	}
	/* only those two are ahead of what is read of them */
	while (in->nr_ahead < (in->smaps.observer || in->numa_maps.observer ? VMAS_AHEAD : 1) &&
	       look_ahead(in))
		;
	return in->nr_ahead ? &in->ahead[0].maps : NULL;
}

bool vmas_pud_ahead(const struct inspection *in)
{
	for (unsigned int i = 0; i < in->nr_ahead; i++)
		if (in->ahead[i].pud)
			return true;
	return false;
}
