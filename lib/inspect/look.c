// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "lib/inspect/private.h"
#include "lib/inspect/tally.h"
#include "lib/observe/procfile.h"

struct foreign_vma inspection_vma(const struct inspection *in)
{
	return (struct foreign_vma){ .state = &in->place.state, .flags_known = in->place.flags_known,
				     .raw = in->raw, .driver = in->place.driver || in->place.grants };
}

void inspection_identify(struct inspection *in, struct inspect_run *run)
{
	struct page_word word = { .asked = in->kpageflags_usable };
	uint64_t pfn, pagemap;

	/* a page that only its flags tell more about */
	if (word.asked && run->first.level != LEVEL_NONE && run->frame != FRAME_ZERO &&
	    run->frame != FRAME_HUGE_ZERO && run->frame != FRAME_OTHER) {
		pfn = 0;
		if (run->raw)
			pfn = kernel_frame_pfn(in->kernel, entry_pfn(&run->first));
		else if (!pagemap_read(in->options->pid, run->start, &pagemap))
			pfn = pagemap & PAGEMAP_PFN_MASK;
		word.asked = pfn && !kpage_word(&in->kpageflags, pfn, &word.flags, &word.given);
	}
	identify(run, in->features, &in->place, &word);
}

struct recount {
	struct inspection *in;
	struct inspect_counts *counts;
};

static bool recount_run(void *data, struct inspect_run *run)
{
	struct recount *recount = data;

	inspection_identify(recount->in, run);
	tally_run(recount->counts, run);
	return true;
}

struct runs_reader inspection_reader(const struct inspection *in)
{
	struct runs_reader reader = in->reader;

	if (in->vma.interfaces_left_out || !in->scanned)
		reader.pagemap = -1;
	return reader;
}

int inspection_count(struct inspection *in, struct inspect_counts *counts)
{
	struct recount recount = { in, counts };
	struct runs_reader reader = inspection_reader(in);

	*counts = (struct inspect_counts){ 0 };
	reader.each = recount_run;
	reader.data = &recount;
	return runs_read(&reader, in->vma.start, in->vma.end);
}
