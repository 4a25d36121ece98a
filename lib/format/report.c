// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/format/report.h"

#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/verdict/record.h"
#include "lib/base/text.h"

/**
 * struct report - a document in the making
 * @out: where the format writes: @final, or @kept until its head can be written
 * @records: where records go as well, or NULL
 * @label: goes before the names of tests, or NULL
 * @ids: of the tests so far, as text_id() makes them
 * @counts: of known issues in the run so far
 * @known: their verdicts, where the format wants them together
 */
struct report {
	const struct report_format *format;
	FILE *final, *out, *records;
	char *kept, *title;
	size_t kept_size;
	const char *label;
	bool strict;
	size_t planned;
	size_t written;
	double seconds;
	struct tally tally;
	struct line_set ids;
	struct known_counts counts;
	bool no_known;
	struct verdict *known;
	size_t nr_known;
};

extern const struct report_format *const __start_report_formats[];
extern const struct report_format *const __stop_report_formats[];

static struct error *find_format(const struct report_format **format, const char *name)
{
	guarded(free) char *text = NULL;

	for (const struct report_format *const *f = __start_report_formats;
	     f < __stop_report_formats; f++) {
		*format = *f;
		if (!strcmp((*f)->name, name))
			return NULL;
		string_append(&text, ", ", (*f)->name);
	}
	return error_create(ERROR_USAGE, "unknown format '%s' (known: %s)", name, text);
}

struct error *report_open(struct report **report, const char *format, FILE *out)
{
	const struct report_format *found = NULL;
	struct error *err = find_format(&found, format);
	struct report *r;

	if (err)
		return err;
	r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->format = found;
	r->final = r->out = out;
	*report = r;
	return NULL;
}

void report_set_strict(struct report *report)
{
	report->strict = true;
}

void report_leave_known_out(struct report *report)
{
	report->no_known = true;
}

void report_set_records(struct report *report, FILE *records)
{
	report->records = records;
}

void report_start(struct report *report, const char *title, size_t planned)
{
	report->planned = planned;
	report->title = text_clean(title, TEXT_LINE_MAX);
	if (report->format->head || (report->format->needs_plan && !planned)) {
		report->out = open_memstream(&report->kept, &report->kept_size);
		if (!report->out)
			abort();
		return;
	}
	report->format->start(report->out, report->title, planned);
	fflush(report->out);
}

static void end_run(struct report *report);

void report_run(struct report *report, const struct run_info *run, bool only)
{
	end_run(report);
	report->label = only ? NULL : run->label;
	if (!report->format->run)
		return;
	report->label = NULL;
	line_set_clear(&report->ids);
	report->format->run(report->out, run, only);
}

static void replace(char **text, char *with)
{
	free(*text);
	*text = with;
}

/* a name that another test has, also if only after cleaning, would hide one of the two from most readers */
static void make_unique(struct report *report, struct verdict *v)
{
	guarded(free) char *name = take(v->test);
	guarded(free) char *first = NULL;
	unsigned int *nr, *taken;

	if (report->label)
		replace(&name, string_format("%s.%s", report->label, name));
	v->test = string_copy(name);
	first = text_id(name);
	/* how many have had this name: the numbers up to there are taken */
	nr = taken = line_set_add(&report->ids, first);
	while (*taken) {
		guarded(free) char *id = NULL;

		replace(&v->test, string_format("%s-%u", name, ++*nr));
		id = text_id(v->test);
		taken = line_set_add(&report->ids, id);
	}
	*taken = 1;
}

static void record(struct report *report, struct json_object *object)
{
	if (report->records)
		record_write(report->records, object);
	json_object_put(object);
}

/* under the name and with the outcome that the document has for it */
static void prepare(struct report *report, struct verdict *v)
{
	if (report->strict)
		verdict_judge_strictly(v);
	tally_add(&report->tally, v);
	make_unique(report, v);
}

void report_verdict(struct report *report, const struct verdict *from)
{
	struct verdict v;

	verdict_copy(&v, from);
	if (report->records)
		record(report, verdict_to_json(&v));
	known_counts_add(&report->counts, &v);
	prepare(report, &v);
	report->seconds += v.seconds;
	report->format->verdict(report->out, &v, ++report->written);
	fflush(report->out);
	verdict_clear(&v);
}

static void put_known(struct report *report, const struct known_count *count)
{
	struct verdict v, made;

	known_verdict(&made, count);
	verdict_copy(&v, &made);
	verdict_clear(&made);
	prepare(report, &v);
	if (report->format->known) {
		report->known = array_grow(report->known, report->nr_known, sizeof(*report->known));
		report->known[report->nr_known++] = v;
		return;
	}
	report->format->verdict(report->out, &v, ++report->written);
	verdict_clear(&v);
}

/* what the tests of a run say of known issues is complete */
static void end_run(struct report *report)
{
	for (size_t i = 0; !report->no_known && i < report->counts.nr; i++)
		put_known(report, &report->counts.issue[i]);
	known_counts_clear(&report->counts);
}

static void put_all_known(struct report *report)
{
	if (report->format->known && !report->no_known)
		report->format->known(report->out, report->known, report->nr_known, ++report->written);
	for (size_t i = 0; i < report->nr_known; i++)
		verdict_clear(&report->known[i]);
	free(report->known);
}

void report_note(struct report *report, const char *fmt, ...)
{
	guarded(free) char *dirty = NULL;
	guarded(free) char *text = NULL;
	struct json_object *object = record_new("note");
	va_list ap;

	va_start(ap, fmt);
	dirty = string_vformat(fmt, ap);
	va_end(ap);
	text = text_clean(dirty, TEXT_LINE_MAX);
	record_add_string(object, "text", text);
	record(report, object);
	report->format->note(report->out, text);
	fflush(report->out);
}

static void write_kept(struct report *report)
{
	const struct report_format *format = report->format;

	fclose(report->out);
	if (format->head)
		format->head(report->final, report->title, &report->tally, report->seconds);
	else
		format->start(report->final, report->title, report->written - (format->known && !report->no_known));
	fwrite(report->kept, 1, report->kept_size, report->final);
	free(report->kept);
}

/* what was cut short must not look as if that was all */
static void add_unfinished(struct report *report)
{
	guarded(free) char *reason = NULL;

	if (report->format->tells_plan || report->planned <= report->written)
		return;
	reason = string_format("%zu of %zu tests were not run", report->planned - report->written,
			       report->planned);
	report_verdict(report, &(struct verdict){ .test = (char *)"run.complete",
						  .outcome = OUTCOME_ERROR, .reason = reason });
}

int report_end(struct report *report)
{
	int status;

	add_unfinished(report);
	end_run(report);
	put_all_known(report);
	status = tally_exit_status(&report->tally);
	if (report->out != report->final)
		write_kept(report);
	report->format->end(report->final, &report->tally, report->planned);
	fflush(report->final);
	tally_clear(&report->tally);
	line_set_clear(&report->ids);
	free(report->title);
	free(report);
	return status;
}
