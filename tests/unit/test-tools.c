// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs of other packages: the one that a check finds is the one that is run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"
#include "lib/base/tool_path.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/command.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/tool.h"
#include "tests/unit/expect_error.h"

static char root[] = "/tmp/normalpage-test-tools-XXXXXX";

static void make_tool(const char *directory, const char *name, mode_t mode)
{
	guarded(free) char *parent = string_format("%s/%s", root, directory);
	guarded(free) char *path = string_format("%s/%s", parent, name);
	FILE *f;

	mkdir(parent, 0700);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\necho %s\n", directory);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

static void assert_found(const char *name, const char *want)
{
	guarded(free) char *found = tool_path(name);
	guarded(free) char *full = want ? string_format("%s/%s", root, want) : NULL;

	if (want)
		assert_string_equal(found, full);
	else
		assert_null(found);
}

static void test_order(void **state)
{
	guarded(free) char *path = string_format("%s/none::%s/first:%s/second", root, root, root);
	guarded(free) char *directory = string_format("%s/first/a-directory", root);

	(void)state;
	setenv("PATH", path, 1);
	make_tool("first", "both", 0700);
	make_tool("second", "both", 0700);
	make_tool("first", "not-executable", 0600);
	make_tool("second", "not-executable", 0700);
	make_tool("second", "a-directory", 0700);
	mkdir(directory, 0700);
	make_tool(".", "here", 0700);
	assert_found("both", "first/both");
	assert_found("not-executable", "second/not-executable");
	assert_found("a-directory", "second/a-directory");
	assert_found("none-such", NULL);
	/* an empty word of PATH is the working directory, which is nobody's choice */
	assert_int_equal(chdir(root), 0);
	assert_found("here", NULL);
	/* it stays the same program where another directory is entered */
	setenv("PATH", "first", 1);
	assert_found("both", "first/both");
	assert_int_equal(chdir("/"), 0);
}

static struct error *run_by_command(const char *name, int *status)
{
	const char *const argv[] = { name, "-V", NULL };
	struct command_output output guarded(command_output) = { 0 };
	struct error *err = command_run("/", (char *const *)argv, &output);

	*status = output.status;
	return err;
}

/* of a user, or of cron */
static void test_without_sbin(void **state)
{
	const char *const argv[] = { "mkfs.ext4", "-V", NULL };
	guarded(free) char *found = NULL;
	int status;

	(void)state;
	setenv("PATH", "/nonexistent", 1);
	expect_error(tool_find(&found, "mkfs.ext4", "e2fsprogs"), NULL);
	expect_error(filesystem_check_tool("ext4"), NULL);
	expect_error(tool_run(argv, "e2fsprogs"), NULL);
	expect_error(run_by_command("mkfs.ext4", &status), NULL);
	assert_int_equal(status, 0);
	unsetenv("PATH");
	expect_error(tool_run(argv, "e2fsprogs"), NULL);
}

static void test_missing(void **state)
{
	const char *const argv[] = { "none-such", NULL };
	int status;

	(void)state;
	setenv("PATH", "/usr/bin:/bin", 1);
	expect_error(tool_run(argv, "some-package"), "none-such is missing: install the package some-package");
	expect_error(run_by_command("none-such", &status), NULL);
	assert_int_equal(status, 127);
	expect_error(filesystem_check_tool("btrfs"), "unknown file system 'btrfs'");
}

static int set_up(void **state)
{
	(void)state;
	return !mkdtemp(root);
}

static int tear_down(void **state)
{
	(void)state;
	cache_discard(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_without_sbin),
		cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
