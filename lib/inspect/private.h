/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of lib/inspect share; not for others. */
#ifndef NORMALPAGE_INSPECT_PRIVATE_H
#define NORMALPAGE_INSPECT_PRIVATE_H

#include "lib/inspect/findings.h"
#include "lib/inspect/identify.h"
#include "lib/inspect/lines.h"
#include "lib/inspect/runs.h"
#include "lib/inspect/samples.h"
#include "lib/observe/numa_text.h"
#include "lib/observe/observer.h"
#include "lib/observe/pfn.h"
#include "lib/observe/smaps_text.h"

/**
 * struct sums_file - smaps or numa_maps, read beside maps
 * @observer: who parses it, knows what must be in it, and asks again; NULL: not to be read
 * @values: of the vma that begins at @start
 * @end: of that vma, if the file has it
 * @pending: that vma has been read and is not yet passed
 */
struct sums_file {
	const struct observer *observer;
	struct line_stream lines;
	struct answer values[OBSERVER_FIELDS_MAX];
	uint64_t start;
	uint64_t end;
	bool pending;
	bool header;
};

#define PATH_SHOWN 512	/* bytes of a path; the rest is cut */

/*
 * Sequence files are a record ahead of what is read of them: when the last byte of a record has been
 * read, the next one has been made (fs/seq_file.c:seq_read_iter()), and made means walked. Records
 * of numa_maps are short, so that it may be two.
 */
#define VMAS_AHEAD 3

/**
 * struct vma_ahead - the vma that is looked at, or one that follows
 * @pud: it has PUD entries that some interfaces would zap
 */
struct vma_ahead {
	struct maps_line maps;
	char path[PATH_SHOWN];
	bool pud;
};

/**
 * struct inspection - one under way
 * @raw: raw entries can be read
 * @scanned: categories are asked of each run
 * @reader: how runs are read, without consumer
 * @scan: whose categories are known of each run
 * @pages: observers that are asked about single pages
 * @ahead: vmas read from maps; the first is the one that is looked at
 * @vma, @place: what is found in it, and what it is
 * @samples: its pages that will be asked about
 *
 * Zeroed at first up to @maps: what follows is large, and set by those who use it.
 */
struct inspection {
	struct kernel *kernel;
	const struct features *features;
	const struct inspect_options *options;
	const struct inspect_sink *sink;
	struct inspect_summary *summary;
	bool raw;
	bool scanned;
	struct runs_reader reader;
	const struct observer *scan;
	const struct observer **pages;
	unsigned int nr_pages;
	struct kpage_file kpageflags;
	bool kpageflags_usable;
	unsigned int nr_ahead;
	struct inspect_vma vma;
	struct inspect_place place;
	struct line_stream maps;
	struct vma_ahead ahead[VMAS_AHEAD];
	struct sums_file smaps;
	struct sums_file numa_maps;
	struct samples samples;
	struct findings findings;
};

/** vmas_next - the next vma of the process, valid until the next call; NULL after the last */
const struct maps_line *vmas_next(struct inspection *in);

/** vmas_pud_ahead - reading the vma's record in smaps or numa_maps would zap PUD entries */
bool vmas_pud_ahead(const struct inspection *in);

/** inspection_vma - the vma that is looked at, as observers take it */
struct foreign_vma inspection_vma(const struct inspection *in);

/** inspection_identify - look a run's pages up, and say what they are */
void inspection_identify(struct inspection *in, struct inspect_run *run);

/** inspection_reader - for the vma: interfaces that would zap its PUD entries are not asked */
struct runs_reader inspection_reader(const struct inspection *in);

/** inspection_count - count the part of the vma that is looked at; 0 or a negative errno */
int inspection_count(struct inspection *in, struct inspect_counts *counts);

/**
 * page_check - compare what all interfaces say of one page
 * @suspect: it has been seen to disagree: say so if it does not any more
 */
void page_check(struct inspection *in, uint64_t addr, bool suspect);

/** run_suspect - a run's categories, or its special bit, are not what the model expects */
bool run_suspect(const struct inspection *in, const struct inspect_run *run);

/** sums_begin, sums_open, sums_close - smaps and numa_maps: not asked, asked, over */
void sums_begin(struct inspection *in);
void sums_open(struct inspection *in);
void sums_close(struct inspection *in);

/** sums_read - read on to the records of the vma; before that it must be known to have no PUDs */
void sums_read(struct inspection *in);

/** sums_stop - read no further */
void sums_stop(struct inspection *in);

/** sums_check - compare the records with the vma's counts */
void sums_check(struct inspection *in);

#endif
