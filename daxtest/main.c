// SPDX-License-Identifier: GPL-2.0-or-later
/* daxtest: run DAX scenarios on this machine and say what the kernel made of each. */
#include "daxtest/emulated.h"
#include "daxtest/named.h"
#include "lib/base/size.h"
#include "lib/base/string_list.h"
#include "lib/harness/program.h"
#include "lib/harness/run.h"
#include "provisioning/journal/machine_lock.h"
#include "provisioning/journal/thing.h"
#include "provisioning/program/traced.h"

/**
 * struct options - what is not for the harness
 * @dirs: mounted DAX file systems to test
 * @fs, @devdax: what to make
 * @region, @namespace, @destroy_data, @give_up, @size: as in struct named_plan
 */
struct options {
	struct string_list dirs, fs, devdax;
	bool emulated;
	const char *region;
	const char *namespace;
	const char *destroy_data;
	const char *give_up;
	unsigned long long size;
};

static struct error *set_mount(void *data, const char *value)
{
	string_list_add(&((struct options *)data)->dirs, "%s", value);
	return NULL;
}

static struct error *set_emulated(void *data, const char *value)
{
	(void)value;
	((struct options *)data)->emulated = true;
	return NULL;
}

static struct error *set_fs(void *data, const char *value)
{
	string_list_add(&((struct options *)data)->fs, "%s", value);
	return NULL;
}

static struct error *set_devdax(void *data, const char *value)
{
	string_list_add(&((struct options *)data)->devdax, "%s", value);
	return NULL;
}

static struct error *set_region(void *data, const char *value)
{
	((struct options *)data)->region = value;
	return NULL;
}

static struct error *set_namespace(void *data, const char *value)
{
	((struct options *)data)->namespace = value;
	return NULL;
}

static struct error *set_destroy_data(void *data, const char *value)
{
	((struct options *)data)->destroy_data = value;
	return NULL;
}

static struct error *set_give_up(void *data, const char *value)
{
	((struct options *)data)->give_up = value;
	return NULL;
}

static struct error *set_size(void *data, const char *value)
{
	return size_parse("size", value, NULL, &((struct options *)data)->size);
}

static const struct option_spec options[] = {
	OPTION("mount", 'm', "DIR", "test in a directory of its own in DIR, a mounted DAX file system\n"
	  "(more than once: one of each type)", .set = set_mount),
	OPTION("region", 0, "REGION", "test in a namespace of its own, made in free capacity of REGION",
	  .set = set_region),
	OPTION("size", 0, "SIZE", "of that namespace; with --mount, what files may take (default 64M)",
	  .set = set_size),
	OPTION("namespace", 0, "NS", "test in NS, a namespace that exists and is idle", .set = set_namespace),
	OPTION("destroy-data", 0, "UUID", "the uuid of NS: what it holds is overwritten",
	  .set = set_destroy_data),
	OPTION("give-up", 0, "CHECKSUM", "of what NS holds, if that is not recognised", .set = set_give_up),
	OPTION("emulated", 0, NULL, "make namespaces and file systems on emulated pmem (only in a\n"
	  "guest of 'normalpage run')", .set = set_emulated),
	OPTION("fs", 0, "TYPE", "file system to be made: ext4 (default) or xfs; with --emulated also\n"
	  "ext4-part, -inode, -linear, -virtio, -memmap (more than once: all)", .set = set_fs),
	OPTION("devdax", 0, "ALIGN", "make the namespace device-dax: 4k, 2m or 1g; with --emulated also\n"
	  "ram, a device that becomes system-ram (more than once: all)", .set = set_devdax),
	{ .name = NULL },
};

static struct error *run_emulated(const struct program *program, const struct options *o,
				  struct journal *journal, int *status)
{
	const struct emulated_plan plan = { &o->fs, &o->devdax };
	guarded(error) struct error *undo = NULL;
	struct emulated *emulated = NULL;
	struct program possible = *program;
	struct error *err = program->list ? emulated_names(&plan) : emulated_make(&plan, &emulated);

	possible.only_possible = true;
	if (!err)
		err = traced_run(journal, &possible, status);
	undo = emulated_destroy(emulated);
	return err ? err : take(undo);
}

static struct error *run_named(const struct program *program, const struct named_plan *plan,
			       struct journal *journal, int *status)
{
	guarded(error) struct error *undo = NULL, *mark = NULL;
	struct error *err = program->list ? named_list(plan) : named_make(plan, journal);

	if (!err)
		err = traced_run(journal, program, status);
	mark = named_close();
	if (journal)
		undo = things_remove_own(journal, &(struct things_removal){ .dry_run = false });
	if (!err)
		err = take(undo);
	return err ? err : take(mark);
}

static struct error *check(const struct program *program, const struct named_plan *plan)
{
	const struct options *o = program->data;

	if (o->emulated && (named_is_any(plan) || program->dry_run))
		return error_create(ERROR_USAGE, "--emulated goes with --fs and --devdax alone");
	if (!o->emulated && (o->fs.nr > 1 || o->devdax.nr > 1 || (o->fs.nr && o->devdax.nr)))
		return error_create(ERROR_USAGE, "one --fs or one --devdax (more only with "
				    "--emulated)");
	if (!o->emulated && (o->fs.nr || o->devdax.nr) && !o->region && !o->namespace)
		return error_create(ERROR_USAGE, "--fs and --devdax go with --region, --namespace or "
				    "--emulated");
	if (o->namespace && o->devdax.nr)
		return error_create(ERROR_USAGE, "--devdax goes with --region: a namespace stays what "
				    "it is");
	if (o->region && o->namespace)
		return error_create(ERROR_USAGE, "--region or --namespace, one at a time");
	if (o->destroy_data && !o->namespace)
		return error_create(ERROR_USAGE, "--destroy-data goes with --namespace");
	if (o->give_up && !o->destroy_data)
		return error_create(ERROR_USAGE, "--give-up goes with --destroy-data");
	return NULL;
}

static struct error *run(const struct program *program, int *status)
{
	const struct options *o = program->data;
	const struct named_plan plan = { .dirs = &o->dirs, .region = o->region, .size = o->size,
					 .namespace = o->namespace,
					 .destroy_data = o->destroy_data, .give_up = o->give_up,
					 .fs = o->fs.nr ? o->fs.item[0] : NULL,
					 .devdax = o->devdax.nr ? o->devdax.item[0] : NULL };
	struct journal *journal guarded(journal) = NULL;
	struct error *err = check(program, &plan);

	if (!err && program->dry_run) {
		err = things_refuse_left();
		if (!err)
			err = named_print(&plan);
		return err ? err : program_run(program, status);
	}
	/* before anything is looked at or made */
	if (!err && !program->list)
		err = machine_lock_take();
	run_hold_signals();
	/* before there is a journal of our own, which is that of a run that goes on */
	if (!err && !program->list && !o->emulated)
		err = things_refuse_left();
	if (!err && !program->list)
		err = journal_open(&journal);
	if (err)
		return err;
	if (o->emulated)
		return run_emulated(program, o, journal, status);
	return run_named(program, &plan, journal, status);
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct program program = {
		.name = "daxtest",
		.summary = "Make DAX mappings and compare every interface of the kernel with what "
			   "they are.",
		.options = options,
		.data = &o,
		.run = run,
	};
	int status = program_main(&program, argc, argv);

	string_list_clear(&o.dirs);
	string_list_clear(&o.fs);
	string_list_clear(&o.devdax);
	return status;
}
