// SPDX-License-Identifier: GPL-2.0-or-later
/* Records (docs/inspect.md), one a line. */
#include <inttypes.h>

#include "cli/inspect_output.h"
#include "lib/observe/categories.h"
#include "lib/observe/smaps_text.h"
#include "lib/verdict/record.h"

static void write_record(void *data, struct json_object *record)
{
	record_write(((struct inspect_report *)data)->out, record);
	json_object_put(record);
}

static void add_text(struct json_object *record, const char *name, const char *text)
{
	json_object_object_add(record, name, json_object_new_string(text));
}

/* addresses and entries do not fit into what other readers take for numbers */
static void add_hex(struct json_object *record, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	add_text(record, name, text);
}

static void json_start(void *data)
{
	const struct inspect_report *report = data;
	struct json_object *record = record_new("inspect");

	record_add_number(record, "version", RECORD_VERSION);
	record_add_number(record, "pid", (uint64_t)report->options->pid);
	add_text(record, "command", report->command);
	add_text(record, "kernel", report->kernel);
	if (report->restricted)
		add_text(record, "restricted", report->restricted);
	write_record(data, record);
}

static void json_interface(void *data, const char *name, const char *why_not)
{
	struct json_object *record = record_new("interface");

	add_text(record, "name", name);
	json_object_object_add(record, "asked", json_object_new_boolean(!why_not));
	if (why_not)
		add_text(record, "reason", why_not);
	write_record(data, record);
}

static struct json_object *levels(const uint64_t *entries)
{
	struct json_object *object = NULL;

	for (enum level level = LEVEL_PTE; level < NR_LEVELS; level++) {
		if (entries[level] && !object)
			object = json_object_new_object();
		if (entries[level])
			record_add_number(object, level_name(level), entries[level]);
	}
	return object;
}

static void add_counts(struct json_object *record, const struct inspect_counts *counts)
{
	struct json_object *kinds = json_object_new_object(), *object;

	for (enum page_class class = CLASS_SPECIAL; class < NR_CLASSES; class++) {
		object = levels(counts->class[class]);
		if (object)
			json_object_object_add(record, page_class_name(class), object);
	}
	for (enum page_kind kind = PAGE_ZERO; kind < NR_PAGE_KINDS; kind++) {
		object = levels(counts->kind[kind]);
		if (object)
			json_object_object_add(kinds, page_kind_name(kind), object);
	}
	json_object_object_add(record, "kinds", kinds);
	record_add_number(record, "absent_pages", counts->absent);
	record_add_number(record, "swapped_pages", counts->swapped);
	record_add_number(record, "unknown_pages", counts->unknown);
}

static void json_vma(void *data, const struct inspect_vma *vma)
{
	struct json_object *record = record_new("vma");
	char flags[256];

	add_hex(record, "start", vma->start);
	add_hex(record, "end", vma->end);
	add_text(record, "permissions", vma->maps->perms);
	add_text(record, "mapping", vma->maps->path);
	add_hex(record, "offset", vma->maps->offset);
	if (vma->vm_flags_known)
		add_text(record, "vm_flags",
			 field_format(&smaps_fields[SMAPS_VM_FLAGS], vma->vm_flags, flags,
				      sizeof(flags)));
	if (vma->interfaces_left_out)
		json_object_object_add(record, "interfaces_left_out", json_object_new_boolean(true));
	if (vma->samples_left_out)
		record_add_number(record, "samples_left_out", vma->samples_left_out);
	add_counts(record, &vma->counts);
	write_record(data, record);
}

static void json_finding(void *data, const struct finding *f)
{
	static const char *const kinds[] = {
		[FINDING_DISAGREES] = "disagrees",
		[FINDING_KNOWN] = "known-issue",
		[FINDING_CHANGED] = "changed",
	};
	struct json_object *record = record_new("finding");

	add_text(record, "kind", kinds[f->kind]);
	add_hex(record, "address", f->addr);
	json_object_object_add(record, "whole_vma", json_object_new_boolean(f->whole_vma));
	if (f->entry[0])
		add_text(record, "entry", f->entry);
	add_text(record, "observer", f->interface);
	if (f->kind != FINDING_CHANGED) {
		add_text(record, "field", f->field);
		add_text(record, "expected", f->expected);
		add_text(record, "observed", f->observed);
		add_text(record, "rule", f->rule);
	}
	if (f->issue)
		add_text(record, "issue", f->issue);
	write_record(data, record);
}

static void json_more(void *data, uint64_t nr)
{
	struct json_object *record = record_new("more");

	record_add_number(record, "findings", nr);
	write_record(data, record);
}

static void json_entry(void *data, const struct inspect_run *run)
{
	struct json_object *record;
	char text[256];

	if (run->first.level == LEVEL_NONE && (!run->raw || entry_absent(&run->first)))
		return;
	record = record_new("entry");
	add_hex(record, "start", run->start);
	add_hex(record, "end", run->end);
	add_text(record, "level", level_name(run->first.level));
	if (run->raw) {
		add_hex(record, "value", run->first.value);
		add_text(record, "text", entry_format(&run->first, text, sizeof(text)));
	}
	if (run->asked)
		add_text(record, "categories",
			 field_format(&(struct field){ "", FIELD_BITS, category_names },
				      run->categories, text, sizeof(text)));
	if (run->first.level != LEVEL_NONE) {
		add_text(record, "kind", page_kind_name(run->kind));
		add_text(record, "class", page_class_name(run->class));
	}
	write_record(data, record);
}

static void json_note(void *data, const char *text)
{
	struct json_object *record = record_new("note");

	add_text(record, "text", text);
	write_record(data, record);
}

static void json_end(struct inspect_report *report, const struct inspect_summary *summary,
		     bool complete)
{
	struct json_object *record = record_new("end");

	json_object_object_add(record, "complete", json_object_new_boolean(complete));
	record_add_number(record, "vmas", summary->nr_vmas);
	add_counts(record, &summary->counts);
	record_add_number(record, "disagreements", summary->findings[FINDING_DISAGREES]);
	record_add_number(record, "known_issues", summary->findings[FINDING_KNOWN]);
	record_add_number(record, "changed", summary->findings[FINDING_CHANGED]);
	write_record(report, record);
}

const struct inspect_output inspect_json = {
	.name = "json",
	.sink = {
		.start = json_start,
		.interface = json_interface,
		.vma = json_vma,
		.finding = json_finding,
		.more = json_more,
		.entry = json_entry,
		.note = json_note,
	},
	.end = json_end,
};
