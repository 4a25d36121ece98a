// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/record.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/verdict/json_text.h"

struct json_object *record_new(const char *type)
{
	struct json_object *record = json_object_new_object();

	if (!record)
		abort();
	json_object_object_add(record, "record", json_object_new_string(type));
	return record;
}

const char *record_string(struct json_object *record, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(record, name, &member) ||
	    !json_object_is_type(member, json_type_string))
		return NULL;
	return json_object_get_string(member);
}

int record_number(struct json_object *record, const char *name)
{
	struct json_object *member;

	return json_object_object_get_ex(record, name, &member) ? json_object_get_int(member) : 0;
}

bool record_seconds(struct json_object *record, const char *name, double *seconds)
{
	struct json_object *member;
	double value;

	if (!json_object_object_get_ex(record, name, &member))
		return false;
	value = json_object_get_double(member);
	if (!isfinite(value) || value < 0)
		return false;
	*seconds = value;
	return true;
}

void record_write(FILE *out, struct json_object *record)
{
	json_text_write(out, record, JSON_C_TO_STRING_PLAIN);
	fflush(out);
}

void record_add_string(struct json_object *object, const char *name, const char *value)
{
	if (value)
		json_object_object_add(object, name, json_object_new_string(value));
}

void record_add_number(struct json_object *object, const char *name, uint64_t value)
{
	json_object_object_add(object, name, json_object_new_uint64(value));
}

/* as text: not every reader of JSON has 64 bits */
static void add_numbers(struct json_object *object, const struct check_numbers *numbers)
{
	const uint64_t all[] = { numbers->mask, numbers->expected, numbers->observed };
	struct json_object *array = json_object_new_array();
	char text[24];

	for (size_t i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "0x%" PRIx64, all[i]);
		json_object_array_add(array, json_object_new_string(text));
	}
	json_object_object_add(object, "numbers", array);
}

static bool get_numbers(struct json_object *object, struct check_numbers *numbers)
{
	uint64_t *const all[] = { &numbers->mask, &numbers->expected, &numbers->observed };
	struct json_object *array;

	if (!json_object_object_get_ex(object, "numbers", &array) ||
	    !json_object_is_type(array, json_type_array) || json_object_array_length(array) != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		const char *text = json_object_get_string(json_object_array_get_idx(array, i));
		char *end;

		if (!text)
			return false;
		*all[i] = strtoull(text, &end, 16);
		if (*end || end == text)
			return false;
	}
	return true;
}

static const char *const kind_names[NR_CHECK_KINDS] = {
	[CHECK_ANSWER] = "answer", [CHECK_MODEL] = "model", [CHECK_TRACE] = "trace",
	[CHECK_SIDE_EFFECT] = "side effect", [CHECK_RESULT] = "result", [CHECK_LEFT] = "left",
};

/* records before version 0.2 do not say it, but by names */
static enum check_kind guess_kind(const struct check *check)
{
	static const char *const functions[] = { "vm_normal_page", "find_normal_page", "folio_walk_start",
						 "do_pages_stat" };

	if (!strcmp(check->observer, "result"))
		return CHECK_RESULT;
	if (!strcmp(check->observer, "model"))
		return CHECK_MODEL;
	if (!strcmp(check->observer, "trace"))
		return CHECK_TRACE;
	if (check->field && !strcmp(check->field, "side effect"))
		return CHECK_SIDE_EFFECT;
	for (size_t i = 0; check->field && i < ARRAY_SIZE(functions); i++)
		if (!strncmp(check->field, functions[i], strlen(functions[i])))
			return CHECK_TRACE;
	return CHECK_ANSWER;
}

/* an answer is what most are: it is not said, but where its names are those of another kind */
static enum check_kind get_kind(struct json_object *object, const struct check *check)
{
	const char *name = record_string(object, "kind");

	for (unsigned int i = 0; name && i < NR_CHECK_KINDS; i++)
		if (!strcmp(name, kind_names[i]))
			return (enum check_kind)i;
	return guess_kind(check);
}

struct json_object *check_to_json(const struct check *check)
{
	struct json_object *object = json_object_new_object();

	record_add_string(object, "step", check->step);
	record_add_string(object, "observer", check->observer);
	record_add_string(object, "field", check->field);
	record_add_string(object, "where", check->where);
	/* what held is said once: it is most of what crosses a serial line */
	if (!check->ok || strcmp(check->expected, check->observed))
		record_add_string(object, "expected", check->expected);
	record_add_string(object, "observed", check->observed);
	record_add_string(object, "rule", check->rule);
	record_add_string(object, "issue", check->issue);
	if (check->kind != CHECK_ANSWER || guess_kind(check) != CHECK_ANSWER)
		record_add_string(object, "kind", kind_names[check->kind]);
	json_object_object_add(object, "ok", json_object_new_boolean(check->ok));
	if (check->numbered)
		add_numbers(object, &check->numbers);
	return object;
}

bool check_from_json(struct json_object *object, struct check *check)
{
	struct json_object *ok;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, "ok", &ok))
		return false;
	/* the strings are borrowed from @object: verdict_add_check() copies */
	*check = (struct check){
		.step = (char *)record_string(object, "step"),
		.observer = (char *)record_string(object, "observer"),
		.field = (char *)record_string(object, "field"),
		.where = (char *)record_string(object, "where"),
		.expected = (char *)record_string(object, "expected"),
		.observed = (char *)record_string(object, "observed"),
		.rule = (char *)record_string(object, "rule"),
		.issue = (char *)record_string(object, "issue"),
		.ok = json_object_get_boolean(ok),
	};
	if (!check->observer)
		return false;
	check->kind = get_kind(object, check);
	check->numbered = get_numbers(object, &check->numbers);
	if (!check->expected && check->ok)
		check->expected = check->observed;
	return check->observer && check->expected && check->observed;
}

struct json_object *stated_to_json(const struct stated_run *run)
{
	struct json_object *object = json_object_new_object();

	record_add_string(object, "step", run->step);
	json_object_object_add(object, "start", json_object_new_int64((int64_t)run->start));
	json_object_object_add(object, "end", json_object_new_int64((int64_t)run->end));
	record_add_string(object, "kind", run->kind);
	record_add_string(object, "level", run->level);
	record_add_string(object, "class", run->class);
	return object;
}

bool stated_from_json(struct json_object *object, struct stated_run *run)
{
	struct json_object *start, *end;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, "start", &start) ||
	    !json_object_object_get_ex(object, "end", &end))
		return false;
	*run = (struct stated_run){
		.step = (char *)record_string(object, "step"),
		.start = (uint64_t)json_object_get_int64(start),
		.end = (uint64_t)json_object_get_int64(end),
		.kind = (char *)record_string(object, "kind"),
		.level = (char *)record_string(object, "level"),
		.class = (char *)record_string(object, "class"),
	};
	return run->step && run->kind && run->level && run->class && run->start < run->end;
}

void record_add_lines(struct json_object *object, const char *name, const struct string_list *lines)
{
	struct json_object *array;

	if (!lines->nr)
		return;
	array = json_object_new_array();
	for (size_t i = 0; i < lines->nr; i++)
		json_object_array_add(array, json_object_new_string(lines->item[i]));
	json_object_object_add(object, name, array);
}

static void add_stated(struct json_object *record, const struct verdict *v)
{
	struct json_object *array;

	if (!v->nr_stated)
		return;
	array = json_object_new_array();
	for (size_t i = 0; i < v->nr_stated; i++)
		json_object_array_add(array, stated_to_json(&v->stated[i]));
	json_object_object_add(record, "stated", array);
}

struct json_object *verdict_to_json(const struct verdict *v)
{
	struct json_object *record = record_new("verdict");
	struct json_object *checks = json_object_new_array();

	record_add_string(record, "test", v->test);
	record_add_string(record, "description", v->description);
	record_add_string(record, "outcome", outcome_name(v->outcome));
	record_add_string(record, "reason", v->reason);
	record_add_string(record, "summary", v->summary);
	record_add_string(record, "hazard", v->hazard);
	json_object_object_add(record, "seconds", json_object_new_double(v->seconds));
	for (size_t i = 0; i < v->nr_checks; i++)
		json_object_array_add(checks, check_to_json(&v->checks[i]));
	json_object_object_add(record, "checks", checks);
	add_stated(record, v);
	record_add_lines(record, "entries", &v->entries);
	record_add_lines(record, "trace", &v->trace);
	record_add_lines(record, "log", &v->log);
	record_add_lines(record, "callers", &v->callers);
	record_add_lines(record, "known", &v->known);
	record_add_lines(record, "unshown", &v->unshown);
	return record;
}

bool record_get_lines(struct json_object *record, const char *name, struct string_list *lines)
{
	struct json_object *array;

	if (!json_object_object_get_ex(record, name, &array))
		return true;
	if (!json_object_is_type(array, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		const char *line = json_object_get_string(json_object_array_get_idx(array, i));

		text_list_add(lines, line ? line : "");
	}
	return true;
}

static bool get_checks(struct json_object *record, struct verdict *v)
{
	struct json_object *array;

	if (!json_object_object_get_ex(record, "checks", &array))
		return true;
	if (!json_object_is_type(array, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		struct check check;

		if (!check_from_json(json_object_array_get_idx(array, i), &check))
			return false;
		verdict_add_check(v, &check);
	}
	return true;
}

static bool get_stated(struct json_object *record, struct verdict *v)
{
	struct json_object *array;

	if (!json_object_object_get_ex(record, "stated", &array))
		return true;
	if (!json_object_is_type(array, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		struct stated_run run;

		if (!stated_from_json(json_object_array_get_idx(array, i), &run))
			return false;
		verdict_add_stated(v, &run);
	}
	return true;
}

static bool get_evidence(struct json_object *record, struct verdict *v)
{
	return get_checks(record, v) && get_stated(record, v) &&
	       record_get_lines(record, "entries", &v->entries) && record_get_lines(record, "trace", &v->trace) &&
	       record_get_lines(record, "log", &v->log) &&
	       record_get_lines(record, "callers", &v->callers) &&
	       record_get_lines(record, "known", &v->known) &&
	       record_get_lines(record, "unshown", &v->unshown);
}

static char *get_string(struct json_object *record, const char *name)
{
	const char *s = record_string(record, name);

	return s ? string_copy(s) : NULL;
}

struct error *verdict_from_json(struct json_object *record, struct verdict *v)
{
	const char *test = record_string(record, "test");
	const char *outcome = record_string(record, "outcome");
	struct json_object *seconds;

	*v = (struct verdict){ 0 };
	if (!test || !outcome || outcome_from_name(outcome) < 0)
		return error_create(ERROR_SYSTEM, "a verdict record without a test or outcome");
	v->test = string_copy(test);
	v->outcome = outcome_from_name(outcome);
	v->description = get_string(record, "description");
	v->reason = get_string(record, "reason");
	v->summary = get_string(record, "summary");
	v->hazard = get_string(record, "hazard");
	if (json_object_object_get_ex(record, "seconds", &seconds))
		v->seconds = json_object_get_double(seconds);
	if (get_evidence(record, v))
		return NULL;
	verdict_clear(v);
	return error_create(ERROR_SYSTEM, "a malformed verdict record");
}
