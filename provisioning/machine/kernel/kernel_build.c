// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/kernel_build.h"

#include <string.h>

#include "lib/base/command.h"
#include "lib/base/owned_string.h"
#include "lib/base/string_list.h"

static bool has(const char *tree, const char *file)
{
	guarded(free) char *path = string_format("%s/%s", tree, file);

	return !access(path, R_OK);
}

/* the compiler says "error:", or "Error" comes from make itself; else whatever was said last */
const char *kernel_build_error(char *text)
{
	char *at = strstr(text, "error:");

	if (!at)
		return command_last_line(text);
	at[strcspn(at, "\n")] = '\0';
	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

static struct error *make(const char *path, unsigned int jobs, const char *target)
{
	struct command_output output guarded(command_output) = { 0 };
	struct string_list argv guarded(strings) = { 0 };
	struct error *err;

	string_list_split(&argv, "make -s -C", " ");
	string_list_add(&argv, "%s", path);
	string_list_add(&argv, "-j%u", jobs);
	if (target)
		string_list_add(&argv, "%s", target);
	err = command_run(NULL, argv.item, &output);
	if (err || !output.status)
		return err;
	return error_create(ERROR_SYSTEM, "%s does not build: %s", path, kernel_build_error(output.err));
}

struct error *kernel_build(const char *path, unsigned int jobs, void (*progress)(const char *text))
{
	guarded(free) char *text = string_format("building %s", path);
	struct error *err;

	if (!has(path, "Kbuild") || !has(path, "Makefile"))
		return error_create(ERROR_USAGE, "--kernel-tree %s: this is no Linux tree", path);
	if (!has(path, ".config"))
		return error_create(ERROR_USAGE, "--kernel-tree %s: it has no .config: configure it once",
				    path);
	if (progress)
		progress(text);
	/* a step of a bisection brings options that are not answered yet */
	err = make(path, jobs, "olddefconfig");
	return err ? err : make(path, jobs, NULL);
}
