// SPDX-License-Identifier: GPL-2.0-or-later
/* The snapshot of a guest that waits: made, kept, gone on from. */
#include "lib/base/owned_string.h"
#include "provisioning/machine/run/testrun_private.h"

#include "provisioning/machine/cache/cache.h"

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
bool testrun_save_snapshot(struct testrun *run)
{
	struct error *err;

	if (run->snapshot.directory || run->no_snapshot ||
	    !(run->config.warm || run->config.hazardous))
		return false;
	err = snapshot_refuse(&run->config.machine);
	if (!err)
		err = name_snapshot(run);
	if (!err)
		err = machine_save(run->machine, run->snapshot.state, on_saved);
	run->saving = !err;
	if (err)
		testrun_drop_snapshot(run, err);
	return !err;
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
		err = snapshot_refuse(&run->config.machine);
		if (!err)
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
