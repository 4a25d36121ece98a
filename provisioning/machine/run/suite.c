// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/suite.h"

#include <fnmatch.h>
#include <limits.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/tool_path.h"
#include "lib/base/command.h"
#include "provisioning/machine/run/test_prefix.h"

extern const struct suite *const __start_suites[];
extern const struct suite *const __stop_suites[];

struct error *suite_find(const struct suite **suite, const char *name)
{
	guarded(free) char *known = NULL;

	/* cppcheck-suppress comparePointers ; one section */
	for (const struct suite *const *s = __start_suites; s < __stop_suites; s++) {
		*suite = *s;
		if (!strcmp((*s)->name, name))
			return NULL;
		if ((*s)->internal)
			continue;
		string_append(&known, ", ", (*s)->name);
	}
	return error_create(ERROR_USAGE, "unknown suite '%s' (known: %s)", name, known);
}

const struct suite *suite_next(const struct suite *suite)
{
	const struct suite *const *s = __start_suites;

	/* cppcheck-suppress comparePointers ; one section */
	while (suite && s < __stop_suites && *s++ != suite)
		;
	/* cppcheck-suppress comparePointers ; one section */
	while (s < __stop_suites && (*s)->internal)
		s++;
	/* cppcheck-suppress comparePointers ; one section */
	return s < __stop_suites ? *s : NULL;
}

struct error *program_find(char **path, const char *name)
{
	static const char *const places[] = { "", "../lib/normalpage/" };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n < 0)
		return error_create(ERROR_SYSTEM, "cannot find %s: /proc is not mounted", name);
	self[n] = '\0';
	strrchr(self, '/')[1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		*path = string_format("%s%s%s", self, places[i], name);
		if (!access(*path, R_OK))
			return NULL;
		free(take(*path));
	}
	return error_create(ERROR_MISSING, "%s is missing beside %snormalpage: run make", name,
			    self);
}

bool suite_machine_takes(const struct suite_machine *machine, const char *test)
{
	return !machine->only ||
	       !fnmatch(machine->only, test_prefix_skip(test, machine->prefix), FNM_EXTMATCH);
}

static void add_test(struct suite_tests *tests, const char *prefix, char *line)
{
	char *tab = strchr(line, '\t');

	if (tab)
		*tab++ = '\0';
	string_list_add(&tests->names, "%s%s", prefix ? prefix : "", line);
	string_list_add(&tests->descriptions, "%s", tab ? tab : "");
}

/* on this side, what is only known in the guest is left out of the names: they may all be it */
static void take_line(const struct suite *suite, const struct suite_machine *machine, char *line,
		      struct suite_tests *tests)
{
	guarded(free) char *name = string_format("%s%.*s", machine->prefix ? machine->prefix : "",
						 (int)strcspn(line, "\t"), line);

	if (*line && (suite->lists_in_guest || suite_machine_takes(machine, name)))
		add_test(tests, machine->prefix, line);
}

struct error *suite_list_tests(const struct suite *suite, const struct suite_machine *machine,
			       const char *program, struct suite_tests *tests)
{
	struct command_output output guarded(command_output) = { 0 };
	struct string_list argv guarded(strings) = { 0 };
	struct error *err;
	char *rest;

	string_list_add(&argv, "%s", program);
	for (const char *const *a = machine->arguments; *a; a++)
		string_list_add(&argv, "%s", *a);
	string_list_add(&argv, "--list");
	err = command_run(NULL, argv.item, &output);
	if (err)
		return err;
	if (output.status)
		return error_create(ERROR_SYSTEM, "%s --list ended with status %d: %s", program,
				    output.status, command_last_line(output.err));
	rest = output.out;
	while (rest && *rest)
		take_line(suite, machine, strsep(&rest, "\n"), tests);
	return NULL;
}

void suite_tests_clear(struct suite_tests *tests)
{
	string_list_clear(&tests->names);
	string_list_clear(&tests->descriptions);
}

struct error *suite_find_tools(const struct suite_machine *machine, struct string_list *paths)
{
	for (const struct suite_tool *tool = machine->tools; tool->name; tool++) {
		guarded(free) char *path = NULL;
		struct error *err = tool->package ? tool_find(&path, tool->name, tool->package) :
						    program_find(&path, tool->name);

		if (err)
			return err;
		string_list_add(paths, "%s", path);
	}
	return NULL;
}

struct error *suite_check_kernel(const struct suite *suite, const struct kernel_image *kernel)
{
	for (const char *const *config = suite->configs; *config; config++)
		if (!kernel_image_has_config(kernel, *config))
			return error_create(ERROR_UNTESTABLE, "kernel %s is built without %s",
					    kernel->release, *config);
	return NULL;
}
