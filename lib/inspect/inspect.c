// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>

#include "lib/inspect/private.h"
#include "lib/inspect/process.h"
#include "lib/inspect/tally.h"
#include "lib/observe/procfile.h"

#define MAPS_CHUNK 512

static bool count_run(void *data, struct inspect_run *run)
{
	struct inspection *in = data;

	inspection_identify(in, run);
	tally_run(&in->vma.counts, run);
	if (run_suspect(in, run))
		samples_suspect(&in->samples, run);
	else if (!in->options->quick)
		samples_add(&in->samples, run);
	return true;
}

static bool give_entry(void *data, struct inspect_run *run)
{
	struct inspection *in = data;

	inspection_identify(in, run);
	in->sink->entry(in->sink->data, run);
	return true;
}

static int give_entries(struct inspection *in)
{
	struct runs_reader reader = inspection_reader(in);

	reader.single = true;
	reader.each = give_entry;
	reader.data = in;
	return runs_read(&reader, in->vma.start, in->vma.end);
}

static void note(struct inspection *in, const char *fmt, uint64_t addr)
{
	char text[200];

	if (!in->sink->note)
		return;
	snprintf(text, sizeof(text), fmt, (unsigned long long)addr);
	in->sink->note(in->sink->data, text);
}

/* Looks at a vma for its hazards before anything else is asked about it. */
static void enter_vma(struct inspection *in, const struct maps_line *maps)
{
	bool pv = kernel_machine_frames(in->kernel);

	in->vma = (struct inspect_vma){
		.maps = maps, .interfaces_left_out = in->ahead[0].pud,
	};
	if ((in->smaps.observer || in->numa_maps.observer) && vmas_pud_ahead(in)) {
		sums_stop(in);
		note(in, "smaps and numa_maps are not asked from %llx on: they would zap PUD entries",
		     maps->start);
	}
	sums_read(in);
	in->place = place_of(maps, in->vma.vm_flags_known ? &in->vma.vm_flags : NULL, pv);
}

static void tell_vma(struct inspection *in)
{
	const struct inspect_sink *sink = in->sink;
	struct findings *f = &in->findings;

	if (sink->vma)
		sink->vma(sink->data, &in->vma);
	for (unsigned int i = 0; sink->finding && i < f->nr; i++)
		sink->finding(sink->data, &f->list[i]);
	if (sink->more && findings_nr(f) > f->nr)
		sink->more(sink->data, findings_nr(f) - f->nr);
	for (unsigned int i = 0; i <= FINDING_CHANGED; i++)
		in->summary->findings[i] += f->total[i];
	in->summary->nr_vmas++;
	tally_sum(&in->summary->counts, &in->vma.counts);
}

static int inspect_vma(struct inspection *in)
{
	struct runs_reader reader = inspection_reader(in);
	const struct inspect_options *o = in->options;
	int ret;

	in->vma.start = o->start > in->vma.maps->start ? o->start : in->vma.maps->start;
	in->vma.end = o->end < in->vma.maps->end ? o->end : in->vma.maps->end;
	samples_begin(&in->samples);
	findings_begin(&in->findings);
	reader.each = count_run;
	reader.data = in;
	ret = runs_read(&reader, in->vma.start, in->vma.end);
	if (ret)
		return ret;
	in->vma.samples_left_out = in->samples.left_out;
	for (unsigned int i = 0; i < in->samples.nr; i++)
		page_check(in, in->samples.list[i].addr, in->samples.list[i].suspect);
	sums_check(in);
	tell_vma(in);
	return o->entries && in->sink->entry ? give_entries(in) : 0;
}

static int inspect_vmas(struct inspection *in)
{
	const struct maps_line *maps;
	int ret = 0;

	while (!ret && (maps = vmas_next(in)) && maps->start < in->options->end) {
		enter_vma(in, maps);
		if (maps->end > in->options->start)
			ret = inspect_vma(in);
	}
	return ret ? ret : in->maps.error;
}

/* Its address space is gone when the maps of the file that was opened at first are empty. */
static bool has_ended(struct inspection *in)
{
	char c;

	return pread(in->maps.fd, &c, 1, 0) <= 0;
}

static void tell_interface(const struct inspection *in, const char *name, const char *why_not)
{
	if (in->sink->interface)
		in->sink->interface(in->sink->data, name, why_not);
}

/* What is found among the kernel's processes is one, and has an address space; else it is asked. */
static struct error *find_entries(struct inspection *in, const char **why_not)
{
	const struct error *err = kernel_memory_error(in->kernel);

	*why_not = err ? err->message : NULL;
	if (!err && !process_pids_match())
		*why_not = "process ids of another pid namespace than the kernel's own";
	else if (!err && entry_root(in->kernel, in->options->pid, &in->reader.root))
		*why_not = "the process cannot be found in kernel memory";
	in->raw = !*why_not;
	in->reader.kernel = in->raw ? in->kernel : NULL;
	return in->raw ? NULL : process_check(in->options->pid);
}

/* Asking for the record of a vma costs a walk of all before it, and may zap PUD entries there. */
static bool has_use(const struct observer *o)
{
	return o->scope == OBSERVE_PAGE || o->part == PART_SMAPS || o->part == PART_NUMA_MAPS;
}

static bool is_asked(const struct observer *o)
{
	return o->remote && o->part != PART_ENTRY;
}

bool inspect_asks(const char *name)
{
	for (const struct observer *const *o = observers_sorted(); *o; o++)
		if (is_asked(*o) && has_use(*o) && !strcmp((*o)->name, name))
			return true;
	return false;
}

static bool is_left_out(const struct inspection *in, const struct observer *o)
{
	return in->options->without && string_list_has(in->options->without, o->name);
}

/* Observers of lib/observe, one by one: each is compared with the model on its own. */
static void prepare_observer(struct inspection *in, const struct observer *o)
{
	struct error *err guarded(error) = NULL;

	if (o->part == PART_SCAN)
		in->scan = o;
	if (!is_asked(o) || (in->options->quick && !o->quick))
		return;
	if (!has_use(o))
		err = error_create(ERROR_UNTESTABLE, "not about single pages, and not read beside maps");
	else if (is_left_out(in, o))
		err = error_create(ERROR_UNTESTABLE, "left out");
	else if (o->available)
		err = o->available(in->kernel);
	tell_interface(in, o->name, err ? err->message : NULL);
	if (err)
		return;
	if (o->scope == OBSERVE_PAGE)
		in->pages[in->nr_pages++] = o;
	if (o->part == PART_SMAPS)
		in->smaps.observer = o;
	if (o->part == PART_NUMA_MAPS)
		in->numa_maps.observer = o;
	in->kpageflags_usable |= o->part == PART_KPAGEFLAGS;
}

static struct error *open_maps(struct inspection *in)
{
	if (lines_open(&in->maps, in->options->pid, "maps", MAPS_CHUNK))
		return error_errno(-in->maps.error, "cannot open /proc/%d/maps", in->options->pid);
	return NULL;
}

/* what is present, swapped or absent is in the entry, and whether it is of a file in kpageflags */
static bool needs_scan(const struct inspection *in)
{
	if (!in->raw || !in->kpageflags_usable || in->options->entries)
		return true;
	return !in->options->quick && !is_left_out(in, in->scan);
}

static struct error *prepare(struct inspection *in)
{
	struct error *err = open_maps(in);

	if (err)
		return err;
	for (const struct observer *const *o = observers_sorted(); *o; o++)
		prepare_observer(in, *o);
	in->reader.words = !in->features->pagemap_scan;
	in->scanned = needs_scan(in);
	if (!in->raw && in->reader.pagemap < 0)
		return error_create(ERROR_UNTESTABLE, "nothing can be asked about process %d: "
				    "neither /proc/kcore nor its pagemap can be read",
				    in->options->pid);
	sums_open(in);
	return NULL;
}

static struct error *run(struct inspection *in)
{
	pid_t pid = in->options->pid;
	int ret = inspect_vmas(in);

	if (has_ended(in) || ret == -ESRCH)
		return error_create(ERROR_SYSTEM, "process %d ended, or called exec, while it was "
				    "looked at: what is reported above is all", pid);
	return ret ? error_errno(-ret, "cannot read the pages of process %d", pid) : NULL;
}

static struct error *look(struct inspection *in, const char *no_entries)
{
	struct error *err;

	procfile_keep(in->options->pid);
	if (in->sink->start)
		in->sink->start(in->sink->data);
	tell_interface(in, "entries", no_entries);
	err = prepare(in);
	if (!err)
		err = run(in);
	procfile_keep(0);
	lines_close(&in->maps);
	sums_close(in);
	if (in->kpageflags.fd >= 0)
		close(in->kpageflags.fd);
	return err;
}

struct error *inspect_process(struct kernel *kernel, const struct inspect_options *options,
			      const struct inspect_sink *sink, struct inspect_summary *summary)
{
	static struct inspection in;
	const char *no_entries;
	struct error *err;

	memset(&in, 0, offsetof(struct inspection, maps));
	in.kernel = kernel;
	in.features = kernel_features(kernel);
	in.options = options;
	in.sink = sink;
	in.summary = summary;
	in.maps.fd = -1;
	in.pages = calloc(observers_count(), sizeof(*in.pages));
	if (!in.pages)
		abort();
	sums_begin(&in);
	in.kpageflags = (struct kpage_file){ .path = "/proc/kpageflags", .fd = -1 };
	*summary = (struct inspect_summary){ 0 };
	err = process_open(options->pid, &in.reader.pagemap);
	if (!err)
		err = find_entries(&in, &no_entries);
	if (!err)
		err = look(&in, no_entries);
	if (in.reader.pagemap >= 0)
		close(in.reader.pagemap);
	free(in.pages);
	return err;
}
