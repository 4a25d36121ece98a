// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/results/timeline.h"

#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "lib/base/text.h"
#include "lib/verdict/record.h"

/* the last one of the machine: the others are over */
static struct timeline_boot *find_boot(struct timeline *t, const char *machine)
{
	for (size_t i = t->nr_boots; i--;)
		if (!strcmp(t->boots[i].machine, machine))
			return &t->boots[i];
	return NULL;
}

static char *copy_name(struct json_object *record, const char *member)
{
	const char *text = record_string(record, member);

	return text_clean(text ? text : "", TEXT_NAME_MAX);
}

static struct timeline_boot *add_boot(struct timeline *t, struct json_object *record)
{
	struct timeline_boot *boot;

	t->boots = array_grow(t->boots, t->nr_boots, sizeof(*t->boots));
	boot = &t->boots[t->nr_boots++];
	*boot = (struct timeline_boot){ .machine = copy_name(record, "machine"),
					.accel = copy_name(record, "accel") };
	for (int i = 0; i < NR_BOOT_EVENTS; i++)
		boot->at[i] = -1;
	return boot;
}

static void take_machine(struct timeline *t, struct json_object *record, double at)
{
	const char *event = record_string(record, "event"), *machine = record_string(record, "machine");
	struct timeline_boot *boot;

	if (!event || !machine)
		return;
	if (!strcmp(event, "boot") || !strcmp(event, "restore")) {
		add_boot(t, record)->at[BOOT_STARTED] = at;
		return;
	}
	boot = find_boot(t, machine);
	if (!boot)
		return;
	free(boot->end);
	boot->end = copy_name(record, "event");
	boot->at[BOOT_ENDED] = at;
}

static void begin_test(struct timeline_boot *boot, struct json_object *record, double at)
{
	boot->tests = array_grow(boot->tests, boot->nr_tests, sizeof(*boot->tests));
	boot->tests[boot->nr_tests++] = (struct timeline_test){ .name = copy_name(record, "test"), .begin = at,
								.outcome = OUTCOME_ERROR };
}

static void take_event(struct timeline *t, struct json_object *record, const char *type, double at)
{
	static const char *const types[NR_BOOT_EVENTS] = {
		[BOOT_HELLO] = "hello", [BOOT_READY] = "ready", [BOOT_WAITING] = "waiting",
		[BOOT_RUNNING] = "start", [BOOT_EXITED] = "exit",
	};
	const char *machine = record_string(record, "machine");
	struct timeline_boot *boot = machine ? find_boot(t, machine) : NULL;

	if (!boot)
		return;
	if (!strcmp(type, "begin"))
		begin_test(boot, record, at);
	for (int i = 0; i < NR_BOOT_EVENTS; i++)
		if (types[i] && !strcmp(types[i], type))
			boot->at[i] = at;
	if (!strcmp(type, "hello"))
		record_seconds(record, "uptime", &boot->uptime);
}

/* what runs in several machines has the machine's name before its own in a report */
static bool is_named(const struct timeline_boot *boot, const struct timeline_test *test, const char *name)
{
	size_t len = strlen(boot->machine);

	return !strcmp(test->name, name) ||
	       (!strncmp(boot->machine, name, len) && name[len] == '.' && !strcmp(test->name, name + len + 1));
}

/* it comes without its machine, and soon after it began */
static struct timeline_test *find_test(struct timeline *t, const char *name)
{
	for (size_t i = t->nr_boots; i--;)
		for (size_t j = t->boots[i].nr_tests; j--;)
			if (is_named(&t->boots[i], &t->boots[i].tests[j], name))
				return &t->boots[i].tests[j];
	return NULL;
}

static void take_verdict(struct timeline *t, struct json_object *record)
{
	guarded(free) char *name = copy_name(record, "test");
	const char *outcome = record_string(record, "outcome");
	struct timeline_test *test = find_test(t, name);

	if (!test || !outcome)
		return;
	record_seconds(record, "seconds", &test->seconds);
	if (outcome_from_name(outcome) >= 0)
		test->outcome = outcome_from_name(outcome);
}

void timeline_record(struct timeline *t, struct json_object *record)
{
	const char *type = record_string(record, "record");
	double at;

	if (!type)
		return;
	if (!strcmp(type, "verdict"))
		take_verdict(t, record);
	if (!strcmp(type, "times"))
		times_from_json(record, &t->inside);
	if (!record_seconds(record, "at", &at))
		return;
	if (at > t->seconds)
		t->seconds = at;
	if (!strcmp(type, "results") && !t->kernel)
		t->kernel = copy_name(record, "kernel");
	else if (!strcmp(type, "machine"))
		take_machine(t, record, at);
	else
		take_event(t, record, type, at);
}

struct error *timeline_read(struct timeline *t, const char *directory)
{
	guarded(free) char *path = string_format("%s/results.jsonl", directory);
	guarded(file) FILE *f = regular_file_stream(path);
	guarded(free) char *line = NULL;
	size_t room = 0;

	if (!f)
		return regular_file_error(errno, path);
	while (getline(&line, &room, f) > 0) {
		struct json_object *record = json_tokener_parse(line);

		if (json_object_is_type(record, json_type_object))
			timeline_record(t, record);
		json_object_put(record);
	}
	return ferror(f) ? error_errno(errno, "cannot read %s", path) : NULL;
}

double timeline_phase(const struct timeline_boot *boot, enum boot_event event)
{
	int before = (int)event - 1;

	while (before > 0 && boot->at[before] < 0)
		before--;
	if (boot->at[event] < 0 || before < 0 || boot->at[before] < 0)
		return 0;
	return boot->at[event] - boot->at[before];
}

static void boot_clear(struct timeline_boot *boot)
{
	free(boot->machine);
	free(boot->accel);
	free(boot->end);
	for (size_t i = 0; i < boot->nr_tests; i++)
		free(boot->tests[i].name);
	free(boot->tests);
}

void timeline_clear(struct timeline *t)
{
	free(t->kernel);
	for (size_t i = 0; i < t->nr_boots; i++)
		boot_clear(&t->boots[i]);
	free(t->boots);
	times_clear(&t->inside);
	*t = (struct timeline){ 0 };
}
