// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/program/traced.h"

#include "lib/harness/run.h"
#include "lib/trace/left.h"
#include "provisioning/journal/machine_lock.h"
#include "provisioning/journal/thing.h"

/*
 * What a run that died has left is in the way of the next, and in its journal. What is in no journal is
 * foreign, and must not get into ours.
 */
static struct error *make_way(void)
{
	static const struct things_removal traces = { .kind = "trace" };

	if (trace_left())
		error_destroy(things_remove_dead(&traces));
	return trace_refuse_left();
}

struct error *traced_run(struct journal *journal, const struct program *program, int *status)
{
	struct error *err;
	unsigned int id;

	if (program->list)
		return program_run(program, status);
	err = machine_lock_take();
	if (!err)
		err = make_way();
	if (!err)
		err = journal_write(journal, thing_new("trace"), &id);
	if (err)
		return err;
	err = program_run(program, status);
	/* another process may have the instance open: its entry is deleted when it is gone */
	if (!trace_left())
		error_destroy(journal_delete(journal, id));
	return err;
}

struct error *traced_program(const struct program *program, int *status)
{
	struct journal *journal guarded(journal) = NULL;
	struct error *err;

	/* others cannot trace */
	if (program->list || geteuid())
		return program_run(program, status);
	run_hold_signals();
	err = journal_open(&journal);
	return err ? err : traced_run(journal, program, status);
}
