// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/samples.h"

#define ALWAYS 2	/* so many runs of each shape */
#define SUSPECTS_MAX 16

static struct shape *find_shape(struct samples *samples, const struct inspect_run *run)
{
	struct shape wanted = {
		.kind = run->kind,
		.level = run->first.level,
		.bits = run->raw ? run->first.value & ~(ENTRY_FRAME | ENTRY_VARYING) : 0,
		.categories = run->categories,
	};

	/* what is not present holds anything */
	if (run->first.level == LEVEL_NONE)
		wanted.bits = run->raw && !entry_absent(&run->first);
	for (unsigned int i = 0; i < samples->nr_shapes; i++) {
		const struct shape *shape = &samples->shapes[i];

		if (shape->kind == wanted.kind && shape->level == wanted.level &&
		    shape->bits == wanted.bits && shape->categories == wanted.categories)
			return &samples->shapes[i];
	}
	if (samples->nr_shapes == SHAPES_MAX)
		return NULL;
	samples->shapes[samples->nr_shapes] = wanted;
	return &samples->shapes[samples->nr_shapes++];
}

static void take_page(struct samples *samples, uint64_t addr, bool suspect)
{
	if (samples->nr < SAMPLES_MAX)
		samples->list[samples->nr++] = (struct sample){ addr & ~(PTE_SIZE - 1), suspect };
	else
		samples->left_out++;
}

void samples_begin(struct samples *samples)
{
	samples->nr_shapes = samples->nr = 0;
	samples->nr_suspects = samples->left_out = 0;
}

void samples_add(struct samples *samples, const struct inspect_run *run)
{
	struct shape *shape = find_shape(samples, run);
	uint64_t last = run->end - PTE_SIZE;

	if (!shape) {
		samples->left_out++;
		return;
	}
	shape->nr++;
	if (shape->nr > ALWAYS && shape->nr & (shape->nr - 1))
		return;
	take_page(samples, run->start, false);
	if (last > run->start)
		take_page(samples, last, false);
	if (last > run->start + PTE_SIZE)
		take_page(samples, run->start + (run->end - run->start) / 2, false);
}

void samples_suspect(struct samples *samples, const struct inspect_run *run)
{
	if (++samples->nr_suspects <= SUSPECTS_MAX)
		take_page(samples, run->start, true);
	else
		samples->left_out++;
}
