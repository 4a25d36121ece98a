/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which pages of a vma all interfaces are asked about: of each shape of run the first few, and then
 * ever fewer, so that their number grows with the logarithm of the number of runs.
 */
#ifndef NORMALPAGE_INSPECT_SAMPLES_H
#define NORMALPAGE_INSPECT_SAMPLES_H

#include "lib/inspect/inspect.h"

#define SAMPLES_MAX 256
#define SHAPES_MAX 24

/** struct shape - what runs have in common, and how many there were */
struct shape {
	enum page_kind kind;
	enum level level;
	uint64_t bits;
	uint64_t categories;
	uint64_t nr;
};

/** struct sample - a page to ask about; @suspect: two interfaces disagreed about its run */
struct sample {
	uint64_t addr;
	bool suspect;
};

/** struct samples - of one vma; @left_out: pages whose turn had come, and for which there was no room */
struct samples {
	struct shape shapes[SHAPES_MAX];
	unsigned int nr_shapes;
	struct sample list[SAMPLES_MAX];
	unsigned int nr;
	uint64_t nr_suspects;
	uint64_t left_out;
};

/** samples_begin - there are none */
void samples_begin(struct samples *samples);

/** samples_add - take both ends and the middle of a run, if its turn has come */
void samples_add(struct samples *samples, const struct inspect_run *run);

/** samples_suspect - take the first page of a run about which two interfaces disagree */
void samples_suspect(struct samples *samples, const struct inspect_run *run);

#endif
