// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>

#include "cli/inspect_output.h"
#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/observe/categories.h"
#include "lib/observe/smaps_text.h"
#include "lib/base/text.h"

#define COUNT_MAX 48

static const char *const kind_names[NR_PAGE_KINDS] = {
	[PAGE_ZERO] = "zero",
	[PAGE_HUGE_ZERO] = "huge zero",
	[PAGE_FSDAX] = "fs/dax",
	[PAGE_DEVDAX] = "device-dax",
	[PAGE_ANON] = "anonymous",
	[PAGE_FILE] = "file",
	[PAGE_SHMEM] = "shmem",
	[PAGE_KERNEL] = "driver's",
	[PAGE_PFN] = "pfn",
	[PAGE_GRANT] = "grant",
	[PAGE_KSM] = "KSM",
	[PAGE_SECRETMEM] = "secret",
	[PAGE_SWAP] = "swap",
	[PAGE_GUARD] = "guard",
	[PAGE_WP_MARKER] = "marker",
};

static void human_start(void *data)
{
	const struct inspect_report *report = data;

	text_put_line(report->out, "normalpage inspect: process %d (%s), Linux %s",
		      report->options->pid, report->command, report->kernel);
	if (report->restricted)
		text_put_line(report->out, "%s", report->restricted);
}

/* "12", "12 + 1 PMD", "1 PUD", "-" */
static const char *format_entries(const uint64_t *entries, char *buf)
{
	size_t at = 0;

	snprintf(buf, COUNT_MAX, "-");
	for (enum level level = LEVEL_PTE; level < NR_LEVELS; level++) {
		if (!entries[level] || at >= COUNT_MAX)
			continue;
		at += (size_t)snprintf(buf + at, COUNT_MAX - at, "%s%" PRIu64 "%s%s",
				       at ? " + " : "", entries[level],
				       level > LEVEL_PTE ? " " : "",
				       level > LEVEL_PTE ? level_name(level) : "");
	}
	return buf;
}

/* VmFlags that say what may be mapped; rd wr ex are in the permissions */
static const char *format_flags(const struct inspect_vma *vma, char *buf, size_t size)
{
	static const struct {
		unsigned int bit;
		const char *name;
	} flags[] = {
		{ VM_FLAG_PF, "pf" }, { VM_FLAG_MM, "mm" }, { VM_FLAG_IO, "io" },
		{ VM_FLAG_DC, "dc" }, { VM_FLAG_DE, "de" }, { VM_FLAG_HT, "ht" },
	};
	size_t at = 0;

	snprintf(buf, size, vma->vm_flags_known ? "-" : "?");
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		if (vma->vm_flags_known && vma->vm_flags >> flags[i].bit & 1 && at < size)
			at += (size_t)snprintf(buf + at, size - at, "%s%s", at ? " " : "",
					       flags[i].name);
	}
	return buf;
}

static void print_kinds(FILE *out, const struct inspect_counts *counts)
{
	const char *separator = "";
	char text[512] = "", count[COUNT_MAX];
	size_t at = 0;

	for (enum page_kind kind = PAGE_ZERO; kind < NR_PAGE_KINDS; kind++) {
		if (!strcmp(format_entries(counts->kind[kind], count), "-") || at >= sizeof(text))
			continue;
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s %s", separator,
				       kind_names[kind], count);
		separator = ", ";
	}
	if (counts->swapped && at < sizeof(text))
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%sswapped %" PRIu64, separator,
				       counts->swapped);
	if (counts->unknown && at < sizeof(text))
		snprintf(text + at, sizeof(text) - at, "%sunknown %" PRIu64, separator,
			 counts->unknown);
	fprintf(out, "%-36s", text[0] ? text : "-");
}

static void print_counts(FILE *out, const struct inspect_counts *counts)
{
	char normal[COUNT_MAX], special[COUNT_MAX];

	fprintf(out, "%-14s %-12s %8" PRIu64 "  ",
		format_entries(counts->class[CLASS_NORMAL], normal),
		format_entries(counts->class[CLASS_SPECIAL], special), counts->absent);
	print_kinds(out, counts);
}

static void human_interface(void *data, const char *name, const char *why_not)
{
	const struct inspect_report *report = data;

	if (why_not)
		text_put_line(report->out, "not asked: %s: %s", name, why_not);
}

static void human_vma(void *data, const struct inspect_vma *vma)
{
	struct inspect_report *report = data;
	FILE *out = report->out;
	char flags[32];

	if (!report->heading)
		fprintf(out, "\n%-25s PERM %-11s %-14s %-12s %8s  %-36s %s\n", "ADDRESSES", "FLAGS",
			"NORMAL", "SPECIAL", "ABSENT", "WHAT", "MAPPING");
	report->heading = true;
	fprintf(out, "%012" PRIx64 "-%012" PRIx64 " %s %-11s ", vma->start, vma->end,
		vma->maps->perms, format_flags(vma, flags, sizeof(flags)));
	print_counts(out, &vma->counts);
	text_put_line(out, " %s", vma->maps->path);
	if (vma->samples_left_out)
		fprintf(out, "    not asked about, as there are too many: %" PRIu64 " pages\n",
			vma->samples_left_out);
}

/* said once, at the end */
static void add_issue(struct inspect_report *report, const struct finding *f)
{
	guarded(free) char *text = NULL;

	text = string_format("known issue %s: %s", f->issue, f->rule);
	text_list_add_once(&report->issues, text);
}

static void human_finding(void *data, const struct finding *f)
{
	struct inspect_report *report = data;
	FILE *out = report->out;

	switch (f->kind) {
	case FINDING_DISAGREES:
		text_put_line(out, "  ! %" PRIx64 "%s%s: %s: %s: expected %s, found %s (%s)", f->addr,
			      f->entry[0] ? " " : "", f->entry, f->interface, f->field, f->expected,
			      f->observed, f->rule);
		break;
	case FINDING_KNOWN:
		text_put_line(out, "  ~ %" PRIx64 "%s%s: %s: %s: expected %s, found %s: known issue %s",
			      f->addr, f->entry[0] ? " " : "", f->entry, f->interface, f->field,
			      f->expected, f->observed, f->issue);
		add_issue(report, f);
		break;
	case FINDING_CHANGED:
		fprintf(out, "  ? %" PRIx64 ": %s: changed meanwhile\n", f->addr, f->interface);
		break;
	}
}

static void human_more(void *data, uint64_t nr)
{
	fprintf(((struct inspect_report *)data)->out, "    and %" PRIu64 " more like these\n", nr);
}

static void human_entry(void *data, const struct inspect_run *run)
{
	FILE *out = ((struct inspect_report *)data)->out;
	char text[FINDING_TEXT];

	if (run->first.level == LEVEL_NONE && (!run->raw || entry_absent(&run->first)))
		return;
	fprintf(out, "    %012" PRIx64 "  ", run->start);
	if (run->raw)
		fprintf(out, "%s", entry_format(&run->first, text, sizeof(text)));
	else
		fprintf(out, "%s, %" PRIu64 " pages", level_name(run->first.level),
			(run->end - run->start) / PTE_SIZE);
	if (run->first.level == LEVEL_NONE)
		fprintf(out, ": not present\n");
	else
		fprintf(out, ": %s: %s\n", page_kind_name(run->kind), page_class_name(run->class));
}

static void human_note(void *data, const char *text)
{
	text_put_line(((struct inspect_report *)data)->out, "  note: %s", text);
}

static void human_end(struct inspect_report *report, const struct inspect_summary *summary,
		      bool complete)
{
	FILE *out = report->out;
	char vmas[32];

	snprintf(vmas, sizeof(vmas), "%" PRIu64 " mappings", summary->nr_vmas);
	fprintf(out, "%-42s ", vmas);
	print_counts(out, &summary->counts);
	fprintf(out, "\n\n%" PRIu64 " disagreements, %" PRIu64 " known issues, %" PRIu64
		" changed meanwhile%s\n", summary->findings[FINDING_DISAGREES],
		summary->findings[FINDING_KNOWN], summary->findings[FINDING_CHANGED],
		complete ? "" : "; the process is gone");
	for (size_t i = 0; i < report->issues.nr; i++)
		fprintf(out, "%s\n", report->issues.item[i]);
}

const struct inspect_output inspect_human = {
	.name = "human",
	.sink = {
		.start = human_start,
		.interface = human_interface,
		.vma = human_vma,
		.finding = human_finding,
		.more = human_more,
		.entry = human_entry,
		.note = human_note,
	},
	.end = human_end,
};
