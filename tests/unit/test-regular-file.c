// SPDX-License-Identifier: GPL-2.0-or-later
/* Pipes, devices and directories in the place of files: no reader waits for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/kernel/system_file.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "lib/results/results.h"
#include "provisioning/machine/file/bzimage.h"
#include "provisioning/machine/file/deb.h"
#include "provisioning/machine/file/elf_file.h"
#include "provisioning/machine/kernel/kernel_image.h"
#include "provisioning/machine/image/modules.h"
#include "provisioning/machine/image/unpacked_file.h"

static char root[] = "/tmp/normalpage-test-XXXXXX";

static char *in_root(const char *name)
{
	return string_format("%s/%s", root, name);
}

static char *make_pipe(const char *name)
{
	char *path = in_root(name);

	assert_int_equal(mkfifo(path, 0600), 0);
	return path;
}

static void expect_refused(struct error *err, const char *words)
{
	assert_non_null(err);
	assert_non_null(strstr(err->message, words));
	assert_int_equal(error_exit_status(err), 2);
	error_destroy(err);
}

static void test_opens(void **state)
{
	guarded(free) char *path = in_root("file");
	guarded(free) char *link = in_root("link");
	guarded(file) FILE *f = fopen(path, "we");
	guarded(file) FILE *read = NULL;

	(void)state;
	fputs("words\n", f);
	fflush(f);
	assert_int_equal(symlink(path, link), 0);
	assert_null(regular_file_check(path));
	read = regular_file_stream(link);
	assert_non_null(read);
	assert_int_equal(fgetc(read), 'w');
}

static void test_refuses(void **state)
{
	guarded(free) char *pipe = make_pipe("pipe");
	guarded(free) char *link = in_root("link-to-pipe");
	const char *odd[] = { pipe, link, root, "/dev/zero", "/dev/null" };

	(void)state;
	assert_int_equal(symlink(pipe, link), 0);
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		assert_int_equal(regular_file_open(odd[i]), -1);
		assert_int_equal(errno, ENXIO);
		assert_null(regular_file_stream(odd[i]));
		expect_refused(regular_file_check(odd[i]), "is no regular file");
	}
	expect_refused(regular_file_check("/none"), "cannot read /none: No such file");
}

/* each of them would wait for a writer */
static void test_readers(void **state)
{
	guarded(free) char *pipe = make_pipe("pipe.ko");
	struct results_set set guarded(results_set) = { 0 };
	struct mapped_file file guarded(mapped_file) = { 0 };
	const struct kernel_image image = { .config = pipe };
	struct elf_dynamic dynamic = { 0 };
	struct deb deb = { 0 };
	char line[8], *data = NULL;
	unsigned long number;
	size_t size;

	(void)state;
	assert_false(system_file_line(pipe, "", line, sizeof(line)));
	assert_false(system_file_has(pipe, "x"));
	assert_false(system_file_number(pipe, &number));
	assert_false(elf_is(pipe));
	assert_false(elf_has_pvh_entry(pipe));
	/* as without one */
	assert_true(kernel_image_has_config(&image, "CONFIG_X"));
	expect_refused(elf_read_dynamic(&dynamic, pipe), "is no regular file");
	expect_refused(mapped_file_open(&file, pipe), "is no regular file");
	expect_refused(unpacked_file_read(pipe, &data, &size), "is no regular file");
	expect_refused(results_read(&set, pipe), "is no regular file");
	expect_refused(deb_open(&deb, pipe), "is no regular file");
}

static void test_modules(void **state)
{
	guarded(free) char *builtin = make_pipe("modules.builtin");
	guarded(free) char *list = make_pipe("modules.order");
	guarded(free) char *kbuild = make_pipe("Kbuild");
	guarded(free) char *module = make_pipe("odd.ko");
	struct string_list paths guarded(strings) = { 0 };
	struct module_index *index;

	(void)state;
	assert_null(module_index_create(&index, root));
	expect_refused(module_order(index, "odd", &paths), "odd.ko is no regular file");
	module_index_destroy(index);
}

static int make_root(void **state)
{
	(void)state;
	/* a reader that waits ends the test */
	alarm(60);
	return !mkdtemp(root);
}

static int remove_root(void **state)
{
	guarded(free) char *command = string_format("rm -rf %s", root);

	(void)state;
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opens),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_readers),
		cmocka_unit_test(test_modules),
	};

	return cmocka_run_group_tests_name("regular-file", tests, make_root, remove_root);
}
