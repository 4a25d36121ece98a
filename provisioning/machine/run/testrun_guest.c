// SPDX-License-Identifier: GPL-2.0-or-later
/* The talk with the guest: what it says of its tests, and what that calls for. */
#include "provisioning/machine/run/testrun_private.h"

#include <string.h>

#include "lib/verdict/record.h"
#include "provisioning/machine/run/test_prefix.h"
#include "provisioning/machine/vm/console_log.h"

static void start_program(struct testrun *run)
{
	struct json_object *request = record_new("run"), *argv = json_object_new_array();
	const struct string_list *program = &run->config.program;

	for (size_t i = 0; i < program->nr; i++)
		json_object_array_add(argv, json_object_new_string(program->item[i]));
	json_object_array_add(argv, json_object_new_string("--wait"));
	json_object_object_add(request, "argv", argv);
	machine_send(run->machine, request);
}

static void take_offered(struct testrun *run, struct json_object *record)
{
	struct json_object *tests;

	string_list_clear(&run->offered);
	if (!json_object_object_get_ex(record, "tests", &tests) ||
	    !json_object_is_type(tests, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(tests); i++)
		string_list_add(&run->offered, "%s",
				json_object_get_string(json_object_array_get_idx(tests, i)));
}

static void on_waiting(struct testrun *run, struct json_object *record)
{
	take_offered(run, record);
	if (!testrun_save_snapshot(run))
		testrun_choose(run);
}

static struct error *pass_verdict(struct testrun *run, struct json_object *record)
{
	struct verdict v;
	struct error *err = verdict_from_json(record, &v);

	if (err)
		return err;
	testrun_state_retire(&run->state, v.test);
	run->handler->verdict(run->data, &v);
	verdict_clear(&v);
	return NULL;
}

/* a hazard that was left out: it gets its verdict later, in a machine of its own */
static bool put_off(struct testrun *run, struct json_object *record)
{
	const char *test = record_string(record, "test");

	if (!run->config.hazardous || run->alone || !test || !record_string(record, "hazard"))
		return false;
	string_list_add(&run->hazards, "%s", test);
	testrun_state_retire(&run->state, test);
	return true;
}

/* what the kernel said of it, which names it, is better than an errno */
static struct error *fatal(struct testrun *run, struct json_object *record)
{
	guarded(free) char *said = console_log_find(run->console, "mutant: ");

	return error_create(ERROR_UNTESTABLE, "the guest cannot use %s: %s%s%s",
			    record_string(record, "what"), record_string(record, "error"),
			    said ? ": " : "", said ? said : "");
}

static bool is_fatal(struct json_object *record, const char *type)
{
	struct json_object *member;

	return !strcmp(type, "failed") && json_object_object_get_ex(record, "fatal", &member) &&
	       json_object_get_boolean(member);
}

static void obey_record(struct testrun *run, const char *type, struct json_object *record)
{
	if (!strcmp(type, "ready"))
		start_program(run);
	else if (!strcmp(type, "waiting"))
		on_waiting(run, record);
	else if (!strcmp(type, "exit"))
		machine_send(run->machine, record_new("poweroff"));
	else if (!strcmp(type, "note") && record_string(record, "text"))
		testrun_note(run, "%s", record_string(record, "text"));
	else if (!strcmp(type, "failed"))
		testrun_note(run, "%s: the guest cannot use %s: %s", run->config.machine.name,
		     record_string(record, "what"), record_string(record, "error"));
}

void testrun_record(void *data, struct json_object *record)
{
	struct testrun *run = data;
	const char *type = record_string(record, "record");
	struct error *err;

	test_prefix_add(record, run->config.prefix);
	err = testrun_state_record(&run->state, record);
	if (!err && !strcmp(type, "verdict") && put_off(run, record))
		return;
	run->handler->record(run->data, record);
	if (!err && !strcmp(type, "verdict"))
		err = pass_verdict(run, record);
	if (!err && is_fatal(record, type))
		err = fatal(run, record);
	if (!err) {
		obey_record(run, type, record);
		return;
	}
	error_destroy(run->failure);
	run->failure = err;
	machine_stop(run->machine);
}
