// SPDX-License-Identifier: GPL-2.0-or-later
/* mmtest: make mappings that need no device and say what the kernel made of each. */
#include <stdio.h>
#include <unistd.h>

#include "lib/harness/run.h"
#include "lib/kernel/own_guest.h"
#include "lib/harness/shared_system.h"
#include "mmtest/setting.h"
#include "mmtest/zram.h"
#include "provisioning/journal/machine_lock.h"
#include "provisioning/journal/thing.h"
#include "provisioning/program/traced.h"

static struct error *set_system(void *data, const char *value)
{
	(void)value;
	*(bool *)data = true;
	return NULL;
}

static const struct option_spec options[] = {
	OPTION("system", 0, NULL, "also change for a moment what other processes feel: KSM, the pool of\n"
	  "huge pages, swap (in a guest of 'normalpage run' always)", .set = set_system),
	{ .name = NULL },
};

/* what runs that died have left there is not what was before; what is no longer theirs may stay */
static void restore_settings(void)
{
	error_destroy(things_remove_dead(&(struct things_removal){ .kind = "zram" }));
	error_destroy(things_remove_dead(&(struct things_removal){ .kind = "setting" }));
}

/* whatever is changed is restored by each test; this is for a run that dies */
static struct error *run_journalled(const struct program *program, int *status)
{
	static const struct things_removal quiet = { 0 };
	struct journal *journal guarded(journal) = NULL;
	struct error *err, *left;

	err = machine_lock_take();
	if (err)
		return err;
	run_hold_signals();
	restore_settings();
	err = journal_open(&journal);
	if (!err)
		err = settings_write_down(journal);
	if (!err)
		err = zram_write_down(journal);
	if (err)
		return err;
	err = traced_run(journal, program, status);
	left = things_remove_own(journal, &quiet);
	if (!err)
		return left;
	error_destroy(left);
	return err;
}

static struct error *run(const struct program *program, int *status)
{
	bool asked = *(bool *)program->data;

	if (program->dry_run) {
		if (asked)
			puts("change    for a moment KSM, the pool of huge pages, and swap (a zram device)");
		puts("load      modules of devices that a test looks for (loop, vfio), which stay");
		return program_run(program, status);
	}
	if (asked || own_guest())
		shared_system_allow();
	if (asked && !program->list && !geteuid())
		return run_journalled(program, status);
	return traced_program(program, status);
}

int main(int argc, char **argv)
{
	bool system = false;
	struct program program = {
		.name = "mmtest",
		.summary = "Make ordinary mappings and compare every interface of the kernel with "
			   "what they are.",
		.options = options,
		.data = &system,
		.run = run,
	};

	return program_main(&program, argc, argv);
}
