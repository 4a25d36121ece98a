// SPDX-License-Identifier: GPL-2.0-or-later
/* daxtest: run DAX scenarios on this machine and say what the kernel made of each. */
#include "daxtest/emulated.h"
#include "daxtest/fsdax.h"
#include "lib/harness/program.h"
#include "provisioning/pmem/filesystem.h"

#define DIRS_MAX 8

/**
 * struct options - what is not for the harness
 * @dirs: mounted DAX file systems to test
 * @fs, @devdax: what to make on emulated memory
 */
struct options {
	const char *dirs[DIRS_MAX];
	size_t nr_dirs;
	const char *fs[DIRS_MAX];
	size_t nr_fs;
	const char *devdax[DIRS_MAX];
	size_t nr_devdax;
	bool emulated;
};

static struct error *add(const char **list, size_t *nr, const char *value)
{
	if (*nr == DIRS_MAX)
		return error_create(ERROR_USAGE, "more than %d of one option", DIRS_MAX);
	list[(*nr)++] = value;
	return NULL;
}

static struct error *set_mount(void *data, const char *value)
{
	struct options *o = data;

	return add(o->dirs, &o->nr_dirs, value);
}

static struct error *set_emulated(void *data, const char *value)
{
	(void)value;
	((struct options *)data)->emulated = true;
	return NULL;
}

static struct error *set_fs(void *data, const char *value)
{
	struct options *o = data;

	return add(o->fs, &o->nr_fs, value);
}

static struct error *set_devdax(void *data, const char *value)
{
	struct options *o = data;

	return add(o->devdax, &o->nr_devdax, value);
}

static const struct program_option options[] = {
	{ "mount", 'm', "DIR", "test in DIR, a mounted DAX file system (more than once: all)",
	  set_mount },
	{ "emulated", 0, NULL, "make namespaces and file systems on emulated pmem (only in a\n"
	  "guest of 'normalpage run')", set_emulated },
	{ "fs", 0, "TYPE", "with --emulated: ext4 or xfs on all of an NVDIMM, or ext4-part, -inode,\n"
	  "-linear, -virtio, -memmap on other memory (more than once: all)", set_fs },
	{ "devdax", 0, "ALIGN", "with --emulated: device-dax, 4k, 2m or 1g; ram for a device that\n"
	  "becomes system-ram (more than once: all)", set_devdax },
	{ .name = NULL },
};

static struct error *use_mounts(const struct options *o)
{
	for (size_t i = 0; i < o->nr_dirs; i++) {
		const char *type = NULL;
		struct error *err = filesystem_check_dax(o->dirs[i], &type);

		if (!err)
			err = fsdax_use(&(struct fsdax_place){ .dir = o->dirs[i], .name = type,
							       .type = type });
		if (err)
			return err;
	}
	return NULL;
}

static struct error *run(const struct program *program, int *status)
{
	const struct options *o = program->data;
	const struct emulated_plan plan = { o->fs, o->nr_fs, o->devdax, o->nr_devdax };
	struct program possible = *program;
	guarded(error) struct error *undo = NULL;
	struct emulated *emulated = NULL;
	struct error *err = NULL;

	if (o->nr_fs && !o->emulated)
		return error_create(ERROR_USAGE, "--fs goes with --emulated");
	if (o->nr_devdax && !o->emulated)
		return error_create(ERROR_USAGE, "--devdax goes with --emulated");
	err = use_mounts(o);
	if (!err && program->list)
		err = emulated_names(&plan);
	else if (!err && o->emulated)
		err = emulated_make(&plan, &emulated);
	possible.only_possible = o->emulated;
	if (!err)
		err = program_run(&possible, status);
	undo = emulated_destroy(emulated);
	if (undo && !err)
		return take(undo);
	return err;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct program program = {
		.name = "daxtest",
		.summary = "Make DAX mappings and hold every interface of the kernel against what "
			   "they are.",
		.options = options,
		.data = &o,
		.run = run,
	};

	return program_main(&program, argc, argv);
}
