// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/run/testrun_private.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "lib/verdict/record.h"
#include "provisioning/machine/vm/console_log.h"

/* enough for an oops with its call trace */
#define TAIL_LINES 100

/* a kernel under KVM says hello within a second or two, or never */
#define KVM_PROOF_TIMEOUT 10

static struct error *boot(struct testrun *run);

static struct json_object *new_machine_record(const struct testrun *run, const char *event)
{
	struct json_object *record = record_new("machine");
	const char *name = run->config.machine.name;

	json_object_object_add(record, "machine", json_object_new_string(name));
	json_object_object_add(record, "event", json_object_new_string(event));
	json_object_object_add(record, "accel", json_object_new_string(accel_name(run->accel)));
	json_object_object_add(record, "boot", json_object_new_int((int)run->boots));
	if (run->config.machine.xen)
		json_object_object_add(record, "xen", json_object_new_string(run->xen.arguments));
	return record;
}

/* what happens to the machine goes among the records as well */
static void record_start(struct testrun *run)
{
	struct json_object *record = new_machine_record(run, run->restored ? "restore" : "boot");

	run->handler->record(run->data, record);
	json_object_put(record);
}

/* a test that ran when the kernel ended the machine has its verdict of that */
static void record_end(struct testrun *run, enum machine_end end, const char *reason)
{
	struct json_object *record = new_machine_record(run, machine_end_name(end));
	const struct testrun_state *state = &run->state;
	bool judged = state->retired || (state->current && !machine_end_is_loss(end));

	json_object_object_add(record, "judged", json_object_new_boolean(judged));
	record_add_string(record, "reason", reason);
	run->handler->record(run->data, record);
	json_object_put(record);
}

/* what whoever died said, the hypervisor or the kernel, since it was told to run tests */
static void last_words(const struct testrun *run, enum machine_end end, struct string_list *tail)
{
	if ((end == MACHINE_XEN_PANICKED || end == MACHINE_DOM0_CRASHED) && run->xen_log)
		console_log_tail(tail, run->xen_log, run->xen_log_before, TAIL_LINES);
	else
		console_log_tail(tail, run->console, run->console_before, TAIL_LINES);
}

/* a verdict of ours, where the test program could not give one; @v is cleared */
static void give_verdict(struct testrun *run, struct verdict *v)
{
	run->handler->explain(run->data, v);
	run->handler->verdict(run->data, v);
	verdict_clear(v);
}

/* the test that ran when the machine ended: its verdict is the end, with the console as evidence */
static void judge_current(struct testrun *run, enum machine_end end, const char *reason)
{
	struct string_list tail guarded(strings) = { 0 };
	guarded(free) char *death = NULL;
	struct verdict v;

	last_words(run, end, &tail);
	/* the program is gone, the machine is not: the kernel killed it, or it crashed */
	if (run->state.exited) {
		death = run->state.status > 128 ?
				string_format("the test program was killed by signal %d",
					      run->state.status - 128) :
				string_format("the test program ended with status %d",
					      run->state.status);
		reason = death;
	} else if (machine_end_is_loss(end)) {
		reason = death = string_format("%s; its machine was lost %d times", reason,
					       TESTRUN_ATTEMPTS);
	}
	if (testrun_state_aborted(&run->state, end, reason, &tail, &v))
		give_verdict(run, &v);
}

/* why a boot brought no verdict; the program's own last words are on the console */
static struct error *explain_nothing(struct testrun *run, enum machine_end end, const char *reason)
{
	const char *program = run->config.program.nr ? run->config.program.item[0] : "";
	guarded(free) char *prefix = string_format("%s: ", program);
	guarded(free) char *said = console_log_find(run->console, prefix);

	if (run->failure)
		return take(run->failure);
	if (run->state.exited && run->state.status == 127)
		return error_create(ERROR_SYSTEM, "the guest cannot run %s", program);
	if (run->state.exited)
		return error_create(run->state.status == 4 ? ERROR_UNTESTABLE : ERROR_SYSTEM,
				    "%s ended with status %d in the guest%s%s", program,
				    run->state.status, said ? ", " : "", said ? said : "");
	if (end == MACHINE_POWERED_OFF)
		return error_create(ERROR_SYSTEM, "the guest powered off before its tests ran");
	return error_create(ERROR_SYSTEM, "%s", reason);
}

/* tests that will never run are said so, each: no plan may end with a gap */
static void judge_rest(struct testrun *run, const struct error *why)
{
	while (run->state.pending.nr) {
		struct verdict v = { .test = string_copy(run->state.pending.item[0]),
				     .outcome = why->kind == ERROR_UNTESTABLE ? OUTCOME_SKIP :
										OUTCOME_ERROR,
				     .reason = string_format("not run: %s", why->message) };

		testrun_state_retire(&run->state, v.test);
		give_verdict(run, &v);
	}
}

static void note_tail(struct testrun *run, const char *what, const char *log)
{
	struct string_list tail guarded(strings) = { 0 };

	console_log_tail(&tail, log, 0, 12);
	for (size_t i = 0; i < tail.nr; i++)
		testrun_note(run, "%s: %s: %s", run->config.machine.name, what, tail.item[i]);
}

static void give_up(struct testrun *run, struct error *why)
{
	if (run->xen_log)
		note_tail(run, "Xen", run->xen_log);
	note_tail(run, "console", run->console);
	judge_rest(run, why);
	run->handler->finished(run->data, why);
}

/* returns true if the next boot is under TCG because KVM did not prove itself */
static bool fall_back(struct testrun *run, enum machine_end end, const char *reason)
{
	if (end != MACHINE_KVM_UNUSABLE || run->config.machine.accel != ACCEL_AUTO)
		return false;
	run->kvm_refused = true;
	testrun_note(run, "%s; running under TCG, which is slower", reason);
	return true;
}

/* a snapshot that QEMU cannot go on from is of no use to anybody; one on whose way it was killed may be */
static bool restore_failed(struct testrun *run, enum machine_end end, const char *reason)
{
	if (!run->restored || run->state.started || end == MACHINE_QEMU_KILLED)
		return false;
	testrun_drop_snapshot(run, error_create(ERROR_SYSTEM, "the snapshot does not work (%s): booting",
					reason));
	return true;
}

static struct error *go_on(struct testrun *run, enum machine_end end, const char *reason)
{
	if (!run->alone)
		testrun_note(run, "%s: %s; %zu more tests in a fresh boot", run->config.machine.name,
		     run->state.exited && end == MACHINE_POWERED_OFF ?
			     "the kernel can no longer be trusted" : reason,
		     run->state.pending.nr);
	return boot(run);
}

/* all but the hazards is done */
static struct error *start_hazards(struct testrun *run)
{
	for (size_t i = 0; i < run->hazards.nr; i++)
		string_list_add(&run->state.pending, "%s", run->hazards.item[i]);
	run->alone = true;
	return boot(run);
}

/* a test had it reset, and goes on in the next boot */
static bool was_reset(const struct testrun *run, enum machine_end end)
{
	return end == MACHINE_RESET && run->state.resets;
}

/* one that was not written to its end is none */
static void drop_half_snapshot(struct testrun *run)
{
	if (run->saving)
		snapshot_discard(&run->snapshot);
	run->saving = false;
}

/* returns true if what was lost with QEMU is to be run again: that is nobody's verdict */
static bool run_again(struct testrun *run, enum machine_end end, const char *reason)
{
	const char *test = run->state.current;

	if (run->failure || (run->listed && !run->state.pending.nr) ||
	    !testrun_state_lost(&run->state, end))
		return false;
	testrun_note(run, "%s: %s; %s%s in a fresh boot", run->config.machine.name, reason,
		     test ? test : "another attempt", test ? " again" : "");
	return true;
}

static void on_ended(void *data, enum machine_end end, const char *reason)
{
	struct testrun *run = data;
	struct error *err = NULL;
	enum testrun_next next;

	machine_destroy(take(run->machine));
	record_end(run, end, reason);
	drop_half_snapshot(run);
	if (restore_failed(run, end, reason) || fall_back(run, end, reason) || was_reset(run, end) ||
	    run_again(run, end, reason)) {
		err = boot(run);
		if (err)
			give_up(run, err);
		return;
	}
	judge_current(run, end, reason);
	next = run->failure || !run->listed ? TESTRUN_GIVE_UP :
					      testrun_state_next(&run->state, run->alone);
	if (next == TESTRUN_DONE && run->hazards.nr && !run->alone) {
		next = TESTRUN_BOOT;
		err = start_hazards(run);
	} else if (next == TESTRUN_BOOT) {
		err = go_on(run, end, reason);
	} else if (next == TESTRUN_GIVE_UP) {
		err = explain_nothing(run, end, reason);
	} else if (end != MACHINE_POWERED_OFF && !run->state.retired) {
		testrun_note(run, "%s: %s", run->config.machine.name, reason);
	}
	if (err)
		give_up(run, err);
	else if (next == TESTRUN_DONE)
		run->handler->finished(run->data, NULL);
}

static enum accel choose_accel(const struct testrun *run)
{
	if (run->config.machine.accel != ACCEL_AUTO)
		return run->config.machine.accel;
	/* there and openable is not yet usable: the guest has to prove it */
	if (run->kvm_refused || access("/dev/kvm", R_OK | W_OK))
		return ACCEL_TCG;
	return ACCEL_KVM;
}

static struct error *write_command_line(const struct testrun *run)
{
	guarded(free) char *path = string_format("%s/qemu-%s.txt", run->config.output,
						 run->config.machine.name);
	const struct string_list *argv = machine_command_line(run->machine);
	FILE *f = fopen(path, "we");

	if (!f)
		return error_errno(errno, "cannot write %s", path);
	for (size_t i = 0; i < argv->nr; i++)
		fprintf(f, "%s%s", argv->item[i], i + 1 < argv->nr ? "\n" : "\n\n");
	return stream_close(f, path);
}

static char *log_name(const struct testrun *run, const char *what)
{
	const char *name = run->config.machine.name;

	if (run->boots > 1)
		return string_format("%s/%s-%s-%u.log", run->config.output, what, name, run->boots);
	return string_format("%s/%s-%s.log", run->config.output, what, name);
}

static void name_logs(struct testrun *run)
{
	free(run->console);
	run->console = log_name(run, "console");
	run->console_before = run->xen_log_before = 0;
	if (!run->config.machine.xen)
		return;
	free(run->xen_log);
	run->xen_log = log_name(run, "xen");
	run->xen = *run->config.machine.xen;
	run->xen.log = run->xen_log;
}

static struct error *boot(struct testrun *run)
{
	static const struct machine_handler handler = { .record = testrun_record, .ended = on_ended };
	struct machine_config config = run->config.machine;
	struct error *err;

	testrun_state_boot(&run->state);
	run->boots++;
	run->accel = choose_accel(run);
	name_logs(run);
	config.accel = run->accel;
	config.console_log = run->console;
	config.nvdimm_files = run->nvdimm_files;
	if (config.xen)
		config.xen = &run->xen;
	if (config.accel == ACCEL_KVM)
		config.boot_timeout = KVM_PROOF_TIMEOUT;
	testrun_use_snapshot(run, &config);
	err = machine_start(&run->machine, run->loop, &config, &handler, run);
	if (err)
		return err;
	record_start(run);
	err = write_command_line(run);
	if (!err && run->restored) {
		string_list_clear(&run->offered);
		for (size_t i = 0; i < run->snapshot.tests.nr; i++)
			string_list_add(&run->offered, "%s", run->snapshot.tests.item[i]);
		testrun_choose(run);
	}
	return err;
}

struct error *testrun_start(struct testrun **run, struct loop *loop,
			    const struct testrun_config *config,
			    const struct testrun_handler *handler, void *data)
{
	struct testrun *new = calloc(1, sizeof(*new));
	struct error *err;

	if (!new)
		abort();
	new->config = *config;
	new->loop = loop;
	new->handler = handler;
	new->data = data;
	new->listed = config->tests;
	if (config->nvdimms_last)
		new->nvdimm_files = string_format("%s/nvdimm-%s-", config->output,
						  config->machine.name);
	testrun_state_init(&new->state, config->tests);
	err = boot(new);
	if (err) {
		testrun_destroy(new);
		return err;
	}
	*run = new;
	return NULL;
}

/* of no use to anybody once no machine has them */
static void remove_nvdimm_files(const struct testrun *run)
{
	const struct nvdimm *nvdimms = run->config.machine.nvdimms;

	for (unsigned int i = 0; run->nvdimm_files && nvdimms[i].size; i++) {
		guarded(free) char *path = string_format("%s%u", run->nvdimm_files, i);

		unlink(path);
	}
}

void testrun_destroy(struct testrun *run)
{
	if (!run)
		return;
	machine_destroy(run->machine);
	remove_nvdimm_files(run);
	testrun_state_deinit(&run->state);
	if (run->config.warm)
		snapshot_clear(&run->snapshot);
	else
		snapshot_discard(&run->snapshot);
	string_list_clear(&run->offered);
	string_list_clear(&run->hazards);
	error_destroy(run->failure);
	free(run->console);
	free(run->xen_log);
	free(run->nvdimm_files);
	free(run);
}
