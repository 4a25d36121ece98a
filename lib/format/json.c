// SPDX-License-Identifier: GPL-2.0-or-later
/* Records (docs/records.md) as a report format: what the other formats can be made from. */
#include "lib/verdict/packed.h"
#include "lib/verdict/record.h"
#include "lib/format/report.h"

static void json_start(FILE *out, const char *title, size_t planned)
{
	struct json_object *record = record_new("report");

	json_object_object_add(record, "version", json_object_new_int(RECORD_VERSION));
	json_object_object_add(record, "title", json_object_new_string(title));
	json_object_object_add(record, "planned", json_object_new_int64((int64_t)planned));
	record_write(out, record);
	json_object_put(record);
}

static void json_run(FILE *out, const struct run_info *run, bool only)
{
	struct json_object *record = run_info_to_json(run);

	(void)only;
	record_write(out, record);
	json_object_put(record);
}

static void json_verdict(FILE *out, const struct verdict *v, size_t index)
{
	struct json_object *record = verdict_to_json(v);

	(void)index;
	packed_write(out, record);
	json_object_put(record);
}

static void json_note(FILE *out, const char *text)
{
	struct json_object *record = record_new("note");

	json_object_object_add(record, "text", json_object_new_string(text));
	record_write(out, record);
	json_object_put(record);
}

static void json_end(FILE *out, const struct tally *tally, size_t planned)
{
	struct json_object *record = record_new("tally");

	for (int i = 0; i < NR_OUTCOMES; i++)
		json_object_object_add(record, outcome_name(i),
				       json_object_new_int((int)tally->count[i]));
	if (planned > tally->tests)
		json_object_object_add(record, "not_run", json_object_new_int64(
				       (int64_t)(planned - tally->tests)));
	record_write(out, record);
	json_object_put(record);
}

REPORT_FORMAT(json) = {
	.name = "json",
	.tells_plan = true,
	.start = json_start,
	.run = json_run,
	.verdict = json_verdict,
	.note = json_note,
	.end = json_end,
};
