// SPDX-License-Identifier: GPL-2.0-or-later
/* Sums over a vma, in smaps and numa_maps, against its entries. */
#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/inspect/private.h"
#include "lib/inspect/tally.h"

/* Bytes; no record is shorter, so that the kernel is one ahead and no more. */
#define SMAPS_CHUNK 512
#define NUMA_CHUNK 16

#define TRIES 4


static void open_one(struct inspection *in, struct sums_file *file, const char *name,
		     size_t chunk)
{
	if (file->observer && lines_open(&file->lines, in->options->pid, name, chunk))
		file->observer = NULL;
}

void sums_begin(struct inspection *in)
{
	sums_stop(in);
	in->smaps.lines.fd = in->numa_maps.lines.fd = -1;
}

void sums_open(struct inspection *in)
{
	open_one(in, &in->smaps, "smaps", SMAPS_CHUNK);
	open_one(in, &in->numa_maps, "numa_maps", NUMA_CHUNK);
}

void sums_stop(struct inspection *in)
{
	in->smaps.observer = NULL;
	in->numa_maps.observer = NULL;
	in->smaps.pending = in->numa_maps.pending = false;
}

void sums_close(struct inspection *in)
{
	sums_stop(in);
	lines_close(&in->smaps.lines);
	lines_close(&in->numa_maps.lines);
}

/* The next record of smaps, whose last line has the flags. */
static bool next_smaps(struct sums_file *file)
{
	enum smaps_field field;
	uint64_t value, end;
	char *line;

	memset(file->values, 0, sizeof(file->values));
	file->header = false;
	while ((line = lines_next(&file->lines))) {
		if (smaps_header(line, &value, &end)) {
			file->start = value;
			file->end = end;
			file->header = true;
		} else if (file->header && smaps_value(line, &field, &value)) {
			file->values[field] = (struct answer){ true, value };
			if (field == SMAPS_VM_FLAGS)
				return true;
		}
	}
	return false;
}

static bool next_numa(struct sums_file *file)
{
	uint64_t values[NUMA_NR_FIELDS];
	char *line;

	while ((line = lines_next(&file->lines))) {
		if (!numa_parse(line, &file->start, values))
			continue;
		for (unsigned int i = 0; i < NUMA_NR_FIELDS; i++)
			file->values[i] = (struct answer){ true, values[i] };
		file->end = 0;
		return true;
	}
	return false;
}

/* The vmas may change between two reads: what begins elsewhere is another one. */
static void advance(struct sums_file *file, const struct maps_line *vma,
		    bool (*next)(struct sums_file *file))
{
	while (file->observer && (!file->pending || file->start < vma->start)) {
		file->pending = next(file);
		if (!file->pending)
			file->observer = NULL;
	}
}

static bool is_of(const struct sums_file *file, const struct maps_line *vma)
{
	return file->observer && file->pending && file->start == vma->start &&
	       (!file->end || file->end == vma->end);
}

void sums_read(struct inspection *in)
{
	const struct maps_line *vma = in->vma.maps;

	advance(&in->smaps, vma, next_smaps);
	advance(&in->numa_maps, vma, next_numa);
	in->vma.vm_flags_known = is_of(&in->smaps, vma) && in->smaps.values[SMAPS_VM_FLAGS].given;
	if (in->vma.vm_flags_known)
		in->vma.vm_flags = in->smaps.values[SMAPS_VM_FLAGS].value;
}

/* What is comparable at all: pages whose accounting other rules decide are left out. */
static bool comparable(const struct inspection *in, const struct inspect_counts *counts,
		       const struct observer *o)
{
	const struct foreign_vma foreign = inspection_vma(in);
	const struct inspect_vma *vma = &in->vma;
	if (vma->start != vma->maps->start || vma->end != vma->maps->end)
		return false;
	/* migration entries are counted by the page that they stand for */
	if (counts->unknown || counts->swapped)
		return false;
	if (foreign_vma_pfnmap(&foreign) && !in->features->pfn_map_walked)
		return false;
	return !o->sums_comparable || o->sums_comparable(&foreign);
}

/* The first field that is not what the entries make; false if there is none. */
static bool compare(const struct inspection *in, const struct observer *o,
		    const struct answer *answers, const struct inspect_counts *counts,
		    struct finding *finding)
{
	struct expectation want[OBSERVER_FIELDS_MAX] = { 0 };
	struct stated stated;

	if (!comparable(in, counts, o))
		return false;
	tally_stated(counts, &in->place.state, &stated);
	o->expect(in->features, &stated, NULL, in->vma.maps->start, want);
	for (unsigned int i = 0; i < o->nr_sums; i++) {
		const unsigned int field = o->sums[i];

		if (want[field].mask &&
		    finding_compare(finding, in->features, o, field, &answers[field],
				    &want[field], NULL, &stated))
			return true;
	}
	return false;
}

static void tell(struct inspection *in, struct finding *finding)
{
	finding->addr = in->vma.maps->start;
	finding->whole_vma = true;
	findings_add(&in->findings, finding);
}

/* Whether the vma is still as long: heaps grow, and the sums with them. */
static bool vma_unchanged(const struct inspection *in)
{
	static struct line_stream lines;
	struct maps_line vma;
	bool same = false;
	char *line;

	if (lines_open(&lines, in->options->pid, "maps", sizeof(lines.buf)))
		return false;
	while ((line = lines_next(&lines))) {
		if (maps_parse(line, &vma) && vma.start >= in->vma.maps->start) {
			same = vma.start == in->vma.maps->start && vma.end == in->vma.maps->end;
			break;
		}
	}
	lines_close(&lines);
	return same;
}

static void tell_changed(struct inspection *in, const struct observer *o)
{
	struct finding finding = { .kind = FINDING_CHANGED };

	snprintf(finding.interface, sizeof(finding.interface), "%s", o->name);
	tell(in, &finding);
}

/* Ask again between two looks at the entries, which have to be the same. */
static void confirm(struct inspection *in, const struct observer *o)
{
	struct question q = { .kernel = in->kernel, .pid = in->options->pid,
			      .addr = in->vma.maps->start };
	struct inspect_counts before = { 0 }, after;
	struct finding finding;

	if (inspection_count(in, &before))
		return;
	for (unsigned int i = 0; i < TRIES; i++) {
		struct answer answers[OBSERVER_FIELDS_MAX] = { 0 };

		if (o->ask(&q, answers) < 0 || inspection_count(in, &after))
			return;
		if (!vma_unchanged(in))
			break;
		if (!memcmp(&before, &after, sizeof(before))) {
			if (!compare(in, o, answers, &after, &finding))
				break;
			tell(in, &finding);
			return;
		}
		before = after;
	}
	tell_changed(in, o);
}

void sums_check(struct inspection *in)
{
	struct sums_file *const files[] = { &in->smaps, &in->numa_maps };
	struct finding finding;

	for (unsigned int i = 0; i < ARRAY_SIZE(files); i++) {
		if (is_of(files[i], in->vma.maps) &&
		    compare(in, files[i]->observer, files[i]->values, &in->vma.counts, &finding))
			confirm(in, files[i]->observer);
	}
}
