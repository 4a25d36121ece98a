// SPDX-License-Identifier: GPL-2.0-or-later
/* The talk with the guest: which tests it is to run, what it says of them, and its snapshot. */
#include "provisioning/machine/run/testrun_private.h"

#include <string.h>

#include "lib/verdict/record.h"
#include "provisioning/machine/vm/console_log.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/run/test_prefix.h"

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

static void send_tests(struct testrun *run)
{
	const struct string_list *tests = &run->state.pending;
	struct json_object *request = record_new("tests"), *names = json_object_new_array();
	size_t nr = run->alone ? 1 : tests->nr;

	for (size_t i = 0; i < nr; i++) {
		const char *test = test_prefix_skip(tests->item[i], run->config.prefix);

		json_object_array_add(names, json_object_new_string(test));
	}
	json_object_object_add(request, "tests", names);
	json_object_object_add(request, "hazardous", json_object_new_boolean(run->alone));
	run->console_before = console_log_size(run->console);
	run->xen_log_before = run->xen_log ? console_log_size(run->xen_log) : 0;
	machine_send(run->machine, request);
}

/* the guest waits, and @offered says what it has */
void testrun_choose(struct testrun *run)
{
	for (size_t i = 0; !run->listed && i < run->offered.nr; i++)
		if (run->handler->wanted(run->data, run->offered.item[i]))
			string_list_add(&run->state.pending, "%s", run->offered.item[i]);
	run->listed = true;
	if (run->state.pending.nr)
		send_tests(run);
	else
		machine_send(run->machine, record_new("poweroff"));
}

void testrun_drop_snapshot(struct testrun *run, struct error *why)
{
	testrun_note(run, "%s: %s", run->config.machine.name, why->message);
	error_destroy(why);
	snapshot_discard(&run->snapshot);
	run->no_snapshot = true;
}

/* where snapshots of such a machine are kept */
static struct error *warm_path(const struct testrun *run, char **directory)
{
	struct machine_config config = run->config.machine;

	config.accel = run->accel;
	return snapshot_path(directory, &config, &run->config.program);
}

static struct error *finish_snapshot(struct testrun *run)
{
	guarded(free) char *directory = NULL;
	struct error *err;

	run->snapshot.port = machine_port(run->machine);
	for (size_t i = 0; i < run->offered.nr; i++)
		string_list_add(&run->snapshot.tests, "%s", run->offered.item[i]);
	err = snapshot_note(&run->snapshot);
	if (err || !run->config.warm)
		return err;
	err = warm_path(run, &directory);
	if (!err)
		err = snapshot_keep(&run->snapshot, directory, &run->config.machine);
	if (err)
		return err;
	snapshot_clear(&run->snapshot);
	snapshot_load(&run->snapshot, directory);
	return NULL;
}

static void on_saved(void *data, struct error *err)
{
	struct testrun *run = data;

	run->saving = false;
	if (!err)
		err = finish_snapshot(run);
	if (err)
		testrun_drop_snapshot(run, err);
	testrun_choose(run);
}

static struct error *name_snapshot(struct testrun *run)
{
	guarded(free) char *directory = NULL;
	struct error *err = NULL;

	if (run->config.warm) {
		guarded(free) char *final = NULL;

		err = warm_path(run, &final);
		directory = err ? NULL : cache_stage(final);
	} else {
		directory = string_format("%s/snapshot-%s", run->config.output,
					  run->config.machine.name);
	}
	if (err)
		return err;
	snapshot_name(&run->snapshot, directory);
	return directory_make(directory);
}

/* the state of a guest that waits; without one the run goes on all the same */
static bool save_snapshot(struct testrun *run)
{
	struct error *err;

	if (run->snapshot.directory || run->no_snapshot ||
	    !(run->config.warm || run->config.hazardous))
		return false;
	err = name_snapshot(run);
	if (!err)
		err = machine_save(run->machine, run->snapshot.state, on_saved);
	run->saving = !err;
	if (err)
		testrun_drop_snapshot(run, err);
	return !err;
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
	if (!save_snapshot(run))
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

/* the first boot may find what an earlier run left, later ones what this one did */
void testrun_use_snapshot(struct testrun *run, struct machine_config *config)
{
	guarded(free) char *directory = NULL;
	struct error *err = NULL;

	run->restored = false;
	if (run->no_snapshot)
		return;
	if (run->config.warm && !run->snapshot.directory) {
		err = warm_path(run, &directory);
		if (err)
			testrun_drop_snapshot(run, err);
		else
			snapshot_load(&run->snapshot, directory);
	}
	if (!run->snapshot.directory)
		return;
	run->restored = true;
	config->state = run->snapshot.state;
	config->state_port = run->snapshot.port;
}
