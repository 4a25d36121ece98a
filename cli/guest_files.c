// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/guest_files.h"

static void say_progress(const char *text)
{
	/* in a log it would look like an error */
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "normalpage: %s\n", text);
}

struct error *guest_files_find(struct guest_files *files, const struct run_options *o)
{
	struct error *err;

	*files = (struct guest_files){ 0 };
	err = qemu_find(&files->qemu);
	if (!err)
		err = program_find(&files->init, "guest-init");
	if (!err && o->program)
		files->program = realpath(o->program, NULL);
	else if (!err)
		err = program_find(&files->program, o->suite->program);
	if (!err && (!files->program || access(files->program, X_OK)))
		err = error_create(ERROR_USAGE, "cannot run %s: %m", o->program ? o->program :
									  files->program);
	if (!err)
		err = kernel_image_resolve(&files->kernel, &o->kernel, o->modules, say_progress);
	if (!err)
		err = suite_check_kernel(o->suite, &files->kernel);
	if (!err)
		err = boot_image_prepare(&files->boot, &files->kernel);
	if (err)
		guest_files_clear(files);
	return err;
}

void guest_files_clear(struct guest_files *files)
{
	free(files->qemu);
	free(files->init);
	free(files->program);
	kernel_image_clear(&files->kernel);
	boot_image_clear(&files->boot);
	*files = (struct guest_files){ 0 };
}

struct error *guest_files_initramfs(char **path, const struct guest_files *files,
				    const struct suite_machine *machine,
				    const struct string_list *more)
{
	struct string_list programs guarded(strings) = { 0 };
	struct initramfs_plan plan = { .init = files->init, .modules = machine->modules };
	struct error *err;

	string_list_add(&programs, "%s", files->program);
	err = suite_find_tools(machine, &programs);
	for (size_t i = 0; more && i < more->nr; i++)
		string_list_add(&programs, "%s", more->item[i]);
	plan.programs = programs;
	return err ? err : initramfs_build(path, &plan, &files->kernel, NULL);
}
