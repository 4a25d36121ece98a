// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/guest_files.h"

#include <string.h>

#include "provisioning/machine/run/mutants.h"
#include "lib/base/array.h"
#include "lib/base/text.h"
#include "provisioning/machine/run/mutant_build.h"
#include "provisioning/machine/xen/xen_toolstack.h"
#include "provisioning/machine/kernel/kernel_spec.h"

static void say_progress(const char *text)
{
	/* in a log it would look like an error */
	if (isatty(STDERR_FILENO))
		text_put_line(stderr, "normalpage: %s", text);
}

static struct error *find_program(char **path, const struct run_options *o,
				  const struct suite *suite)
{
	struct error *err = NULL;

	if (o->program)
		*path = realpath(o->program, NULL);
	else
		err = program_find(path, suite->program);
	if (!err && (!*path || access(*path, X_OK)))
		err = error_create(ERROR_USAGE, "cannot run %s: %m",
				   o->program ? o->program : *path);
	return err;
}

static struct error *add_suite(struct guest_files *files, const struct run_options *o,
			       const struct suite *suite)
{
	guarded(free) char *program = NULL;
	struct error *err = find_program(&program, o, suite);

	if (!err)
		err = suite_check_kernel(suite, &files->kernel);
	if (!err && suite->xen && !files->xen.path)
		err = xen_image_resolve(&files->xen, NULL, say_progress);
	if (err)
		return err;
	files->suite = array_grow(files->suite, files->nr_suites, sizeof(*files->suite));
	files->suite[files->nr_suites++] = (struct guest_suite){ suite, take(program) };
	return NULL;
}

/* what the user named has to be right; the rest is wanted where it can be had */
static bool may_leave_out(const struct error *err)
{
	return err->kind == ERROR_SYSTEM || err->kind == ERROR_MISSING ||
	       err->kind == ERROR_UNTESTABLE;
}

static struct error *add_suites(struct guest_files *files, const struct run_options *o)
{
	struct error *first = NULL;

	if (o->suite)
		return add_suite(files, o, o->suite);
	for (const struct suite *s = suite_next(NULL); s; s = suite_next(s)) {
		struct error *err = add_suite(files, o, s);

		if (!err)
			continue;
		if (!may_leave_out(err)) {
			error_destroy(first);
			return err;
		}
		string_list_add(&files->left_out, "suite %s is left out: %s", s->name, err->message);
		if (first)
			error_destroy(err);
		else
			first = err;
	}
	if (!files->nr_suites)
		return first;
	error_destroy(first);
	return NULL;
}

static struct error *add_mutants(struct guest_files *files, const struct mutants *all,
				 const struct string_list *names)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < names->nr; i++) {
		guarded(free) char *module = NULL;
		const struct mutant *mutant;

		err = mutants_find(all, names->item[i], &mutant);
		if (!err)
			err = mutant_build(&module, mutant, &files->kernel, say_progress);
		if (!err)
			string_list_add(&files->mutants, "%s", module);
	}
	return err;
}

struct error *guest_files_find(struct guest_files *files, const struct run_options *o)
{
	struct mutants mutants guarded(mutants) = { 0 };
	struct error *err;

	*files = (struct guest_files){ .known_issues = o->known_issues };
	err = qemu_find(&files->qemu);
	if (!err)
		err = program_find(&files->init, "guest-init");
	/* what the user named comes first: no download for a typo */
	if (!err)
		err = mutants_named(&mutants, &o->mutants);
	if (!err && o->xen)
		err = xen_image_resolve(&files->xen, o->xen, say_progress);
	if (!err)
		err = kernel_image_resolve(&files->kernel, &o->kernel, o->modules, say_progress);
	if (!err)
		err = add_suites(files, o);
	if (!err)
		err = add_mutants(files, &mutants, &o->mutants);
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
	for (size_t i = 0; i < files->nr_suites; i++)
		free(files->suite[i].program);
	free(files->suite);
	xen_image_clear(&files->xen);
	string_list_clear(&files->mutants);
	string_list_clear(&files->left_out);
	kernel_image_clear(&files->kernel);
	boot_image_clear(&files->boot);
	*files = (struct guest_files){ 0 };
}

/* the guest's guest: an init that grants pages, and the module for it */
static struct error *add_domu(struct initramfs_plan *plan, struct guest_file *file,
			      struct string_list *paths, const struct guest_files *files)
{
	static const struct guest_module modules[] = {
		{ .name = "xen_gntalloc", .required = true, .config = "CONFIG_XEN_GRANT_DEV_ALLOC" },
		{ 0 },
	};
	/* pthread_cancel() loads it, and aborts without it */
	static const char *const libraries[] = { "libgcc_s.so.1", NULL };
	/* where xl keeps its lock, and the daemons their state */
	static const char *const directories[] = { "etc/xen", "var/lib/xen", "var/lib/xenstored",
						   "var/lock", "var/log/xen/console", NULL };
	struct initramfs_plan guest = { .modules = modules };
	guarded(free) char *init = NULL;
	guarded(free) char *initramfs = NULL;
	struct error *err = xen_toolstack_find(&plan->programs, &files->xen, say_progress);

	if (!err)
		err = program_find(&init, "domu-agent");
	guest.init = init;
	if (!err)
		err = initramfs_build(&initramfs, &guest, &files->kernel, NULL);
	if (err)
		return err;
	string_list_add(paths, "%s", initramfs);
	file[0] = (struct guest_file){ "domu/vmlinuz", files->kernel.vmlinuz };
	file[1] = (struct guest_file){ "domu/initramfs", paths->item[0] };
	/* xl insists on its configuration, be it empty */
	file[2] = (struct guest_file){ "etc/xen/xl.conf", NULL };
	plan->libraries = libraries;
	plan->directories = directories;
	return NULL;
}

/* in the order of the command line */
static void list_mutants(struct guest_file *file, struct string_list *names,
			 const struct string_list *modules)
{
	for (size_t i = 0; i < modules->nr; i++) {
		string_list_add(names, GUEST_MUTANTS "/%02zu.ko", i);
		file[i] = (struct guest_file){ names->item[i], modules->item[i] };
	}
}

struct error *guest_files_initramfs(char **path, const struct guest_files *files,
				    const char *program, const struct suite_machine *machine,
				    const struct string_list *more)
{
	struct initramfs_plan plan = { .init = files->init, .modules = machine->modules };
	struct string_list paths guarded(strings) = { 0 };
	struct string_list names guarded(strings) = { 0 };
	guarded(free) struct guest_file *file = calloc(files->mutants.nr + 5, sizeof(*file));
	size_t nr = files->mutants.nr;
	struct error *err;

	if (!file)
		abort();
	plan.files = file;
	list_mutants(file, &names, &files->mutants);
	if (files->known_issues)
		file[nr++] = (struct guest_file){ GUEST_KNOWN_ISSUES, files->known_issues };
	string_list_add(&plan.programs, "%s", program);
	err = suite_find_tools(machine, &plan.programs);
	for (size_t i = 0; more && i < more->nr; i++)
		string_list_add(&plan.programs, "%s", more->item[i]);
	if (!err && machine->domu)
		err = add_domu(&plan, file + nr, &paths, files);
	if (!err)
		err = initramfs_build(path, &plan, &files->kernel, NULL);
	string_list_clear(&plan.programs);
	return err;
}
