/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test suites: what a guest needs for one, as data. A new suite is one file. */
#ifndef NORMALPAGE_MACHINE_RUN_SUITE_H
#define NORMALPAGE_MACHINE_RUN_SUITE_H

#include "provisioning/machine/image/initramfs.h"
#include "provisioning/machine/vm/qemu.h"

/**
 * struct suite_tool - a program of this machine that the guest uses, and the package that has it;
 * NULL for one of our own
 */
struct suite_tool {
	const char *name;
	const char *package;
};

/**
 * struct suite_machine - one of the machines that a suite is spread over
 * @name: short; in messages and file names
 * @arguments: of the test program, before the names of the tests; ended by NULL
 * @modules, @tools: ended by an entry without name
 * @nvdimms: ended by one of size 0, or NULL
 * @nvdimms_last: what is in them outlives a reset of the machine
 * @devices: further words for QEMU, separated by blanks, or NULL
 * @xen: Xen under the kernel (whose hypervisor and log are filled in later), or NULL
 * @domu: it starts guests: Xen's programs, and a guest's kernel and initramfs below /domu
 * @only: glob (FNM_EXTMATCH) of the tests that it runs, without @prefix, or NULL for all
 * @by_default: pattern (fnmatch(3), FNM_EXTMATCH) of the tests that it runs where no test was asked
 *	for by name, or NULL for all
 * @prefix: goes before the names of its tests where other machines run the same ones, or NULL
 * @command_line: more words for the kernel, or NULL
 * @memory: bytes that it has at least; 0: as many as were asked for
 */
struct suite_machine {
	const char *name;
	const char *const *arguments;
	const struct guest_module *modules;
	const struct suite_tool *tools;
	const struct nvdimm *nvdimms;
	bool nvdimms_last;
	const char *devices;
	const struct xen_config *xen;
	bool domu;
	const char *only;
	const char *by_default;
	const char *prefix;
	const char *command_line;
	uint64_t memory;
};

/**
 * struct suite - a test program, and where it has to run
 * @program: its name; it lists its tests with --list (name, tab, description)
 * @configs: kernel configuration symbols without which nothing can be tested; ended by NULL
 * @machines: ended by one without name; together they run all tests
 * @xen: it needs the hypervisor
 * @lists_in_guest: which tests there are depends on the machine: the guest is asked. On this side
 *	--list has the same families, without the second part of the name
 * @internal: for tests of the testbed; only by its name
 */
struct suite {
	const char *name;
	const char *description;
	const char *program;
	const char *const *configs;
	const struct suite_machine *machines;
	bool xen;
	bool lists_in_guest;
	bool internal;
};

#define SUITE(ident)							\
	static const struct suite suite_##ident;			\
	static const struct suite *const suite_entry_##ident		\
		__attribute__((used, section("suites"))) =		\
		&suite_##ident;						\
	static const struct suite suite_##ident

/** suite_find - an unknown name is ERROR_USAGE, which lists the known ones */
error_check struct error *suite_find(const struct suite **suite, const char *name);

/** suite_next - all suites, one after the other: the first one for NULL, NULL after the last */
const struct suite *suite_next(const struct suite *suite);

/** struct suite_tests - names and descriptions, in the test program's order */
struct suite_tests {
	struct string_list names;
	struct string_list descriptions;
};

/**
 * suite_machine_takes - @test, with the machine's prefix, is one that it runs: @only
 */
bool suite_machine_takes(const struct suite_machine *machine, const char *test);

/**
 * suite_list_tests - ask the test program, on this machine, what it would run on @machine
 * @program: its path
 * @tests: appended to, with the machine's prefix
 */
error_check struct error *suite_list_tests(const struct suite *suite,
					   const struct suite_machine *machine,
					   const char *program, struct suite_tests *tests);
void suite_tests_clear(struct suite_tests *tests);

/** program_find - one of our own programs, beside this one or in ../lib/normalpage */
error_check struct error *program_find(char **path, const char *name);

/**
 * suite_find_tools - append the paths of a machine's tools
 *
 * One that is missing is ERROR_MISSING, which names its package.
 */
error_check struct error *suite_find_tools(const struct suite_machine *machine,
					   struct string_list *paths);

/** suite_check_kernel - ERROR_UNTESTABLE if the kernel is built without what the suite needs */
error_check struct error *suite_check_kernel(const struct suite *suite,
					     const struct kernel_image *kernel);

DEFINE_CLEANUP(suite_tests, struct suite_tests, suite_tests_clear(&VALUE))

#endif
