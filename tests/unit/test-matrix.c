// SPDX-License-Identifier: GPL-2.0-or-later
/* Sets of kernels: files of them, names for their results, and one kernel of each series. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/owned_string.h"
#include "lib/base/string_list.h"
#include "provisioning/machine/run/matrix.h"
#include "provisioning/machine/run/matrix_run.h"
#include "tests/unit/no_room.h"
#include "provisioning/machine/kernel/debian_series.h"
#include "provisioning/machine/kernel/kernel_spec.h"

static char *write_file(const char *text)
{
	static char path[32];
	int fd;

	strcpy(path, "/tmp/normalpage-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return path;
}

static void reads_kernels_and_options(void **state)
{
	char *path = write_file("# comment\n\n"
				"debian:trixie/6.12 --suite dax # why\n"
				"~/linux/\n"
				"a.deb,b.deb\n"
				"debian:sid/6.12\n"
				"../..\n");
	struct matrix matrix = { 0 };

	(void)state;
	assert_null(matrix_read(&matrix, path));
	unlink(path);
	assert_int_equal(matrix.nr, 5);
	assert_string_equal(matrix.entry[0].name, "6.12");
	assert_int_equal(matrix.entry[0].options.nr, 3);
	assert_string_equal(matrix.entry[0].options.item[0], "--kernel=debian:trixie/6.12");
	assert_string_equal(matrix.entry[0].options.item[2], "dax");
	assert_string_equal(matrix.entry[1].name, "linux");
	assert_string_equal(matrix.entry[2].name, "a.deb");
	/* no two results in one place, and none outside */
	assert_string_equal(matrix.entry[3].name, "6.12-2");
	assert_string_equal(matrix.entry[4].name, "_.");
	matrix_clear(&matrix);
}

static void assert_words(const char *spec, const char *first, const char *second)
{
	struct string_list words guarded(strings) = { 0 };

	kernel_spec_split(&words, spec);
	assert_int_equal(words.nr, !!first + !!second);
	if (first)
		assert_string_equal(words.item[0], first);
	if (second)
		assert_string_equal(words.item[1], second);
}

/* commas separate words, but not a path that is there */
static void splits_words(void **state)
{
	char directory[] = "/tmp/normalpage-a,b-XXXXXX";
	guarded(free) char *first = NULL;
	guarded(free) char *second = NULL;
	guarded(free) char *both = NULL;
	struct matrix matrix = { 0 };

	(void)state;
	assert_non_null(mkdtemp(directory));
	first = string_format("%s/one,.deb", directory);
	second = string_format("%s/two.deb", directory);
	both = string_format("%s,%s", first, second);
	close(open(first, O_CREAT | O_WRONLY, 0600));
	close(open(second, O_CREAT | O_WRONLY, 0600));
	assert_words(first, first, NULL);
	assert_words(both, first, second);
	assert_words(directory, directory, NULL);
	assert_words("host,text", "host", "text");
	assert_words("a.deb,,b.deb,", "a.deb", "b.deb");
	assert_words("", NULL, NULL);
	assert_words(",", NULL, NULL);
	assert_null(matrix_add(&matrix, both, NULL));
	assert_string_equal(matrix.entry[0].name, "one_.deb");
	matrix_clear(&matrix);
	unlink(first);
	unlink(second);
	rmdir(directory);
}

static void refuses(const char *text, const char *words)
{
	char *path = write_file(text);
	struct matrix matrix = { 0 };
	struct error *err = matrix_read(&matrix, path);

	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_USAGE);
	assert_non_null(strstr(err->message, words));
	error_destroy(err);
	unlink(path);
	matrix_clear(&matrix);
}

static void refuses_what_is_no_matrix(void **state)
{
	struct matrix matrix = { 0 };
	struct error *err = matrix_read(&matrix, "/nonexistent");

	(void)state;
	assert_non_null(err);
	error_destroy(err);
	refuses("# nothing\n", "names no kernel");
	refuses("host\n--suite dax\n", ":2: ");
}

static void picks_the_newest_of_each_series(void **state)
{
	struct debian_kernel kernel[] = {
		{ .version = "7.3.4-1~bpo13+1", .flavour = "amd64", .name = (char *)"7.3.4" },
		{ .version = "7.3.4-1~bpo13+1", .flavour = "rt-amd64", .name = (char *)"7.3.4-rt" },
		{ .version = "7.3~rc7-1~exp1", .flavour = "amd64", .name = (char *)"7.3~rc7" },
		{ .version = "6.18.15-1", .flavour = "amd64", .name = (char *)"6.18.15" },
		{ .version = "6.18.12-1", .flavour = "amd64", .name = (char *)"6.18.12" },
		{ .version = "6.1.176-1", .flavour = "amd64", .name = (char *)"6.1.176" },
	};
	const struct debian_kernels kernels = { .kernel = kernel, .nr = 6 };
	struct string_list specs = { 0 };

	(void)state;
	debian_series_pick(&specs, &kernels, "sid", "amd64");
	assert_int_equal(specs.nr, 4);
	assert_string_equal(specs.item[0], "debian:sid/6.1.176");
	assert_string_equal(specs.item[1], "debian:sid/6.18.15");
	assert_string_equal(specs.item[2], "debian:sid/7.3~rc7");
	assert_string_equal(specs.item[3], "debian:sid/7.3.4");
	string_list_clear(&specs);
	assert_true(debian_series_is_pattern("debian:sid/*"));
	assert_true(debian_series_is_pattern("debian:sid/*-rt"));
	assert_false(debian_series_is_pattern("debian:sid/7.*"));
	assert_false(debian_series_is_pattern("/lib/*"));
}

static unsigned int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int nr = 0;

	assert_non_null(dir);
	while (readdir(dir))
		nr++;
	closedir(dir);
	return nr;
}

static struct {
	unsigned int calls;
	unsigned int files[2];
	pid_t first;
} refused;

/* the C library's, in this program: a system that has no descriptor left for it */
int pidfd_open(pid_t pid, unsigned int flags)
{
	(void)flags;
	assert_true(refused.calls < 2);
	refused.files[refused.calls] = open_files();
	if (!refused.calls++)
		refused.first = pid;
	else
		assert_int_equal(kill(refused.first, 0), -1);
	errno = EMFILE;
	return -1;
}

/* the next kernel finds no process and no pipe of the one that could not be watched */
static void leaves_nothing_of_a_kernel_that_cannot_start(void **state)
{
	char directory[] = "/tmp/normalpage-XXXXXX";
	struct matrix matrix = { 0 };
	const struct string_list common = { 0 };
	struct matrix_plan plan = { .matrix = &matrix, .common = &common, .jobs = 1, .memory = 1 << 20 };
	char *path = write_file("/a\n/b\n");
	unsigned int files;

	(void)state;
	assert_non_null(mkdtemp(directory));
	plan.output = directory;
	assert_null(matrix_read(&matrix, path));
	unlink(path);
	files = open_files();
	assert_null(matrix_run(&plan));
	assert_int_equal(refused.calls, 2);
	assert_int_equal(refused.files[0], refused.files[1]);
	assert_int_equal(open_files(), files);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	for (size_t i = 0; i < matrix.nr; i++) {
		guarded(free) char *why = matrix_failure(directory, &matrix.entry[i]);
		guarded(free) char *failed = string_format("%s/%s.failed", directory, matrix.entry[i].name);

		assert_string_equal(why, "cannot start another process: Too many open files");
		unlink(failed);
	}
	rmdir(directory);
	matrix_clear(&matrix);
}

/* then it is said where the rest of the run is */
static void says_why_where_that_cannot_be_written(void **state)
{
	char directory[] = "/tmp/normalpage-XXXXXX";
	struct matrix matrix = { 0 };
	const struct string_list common = { 0 };
	struct matrix_plan plan = { .matrix = &matrix, .common = &common, .jobs = 1, .memory = 1 << 20 };
	char *path = write_file("/a\n");
	char said[1024] = "";
	int ends[2], old = dup(STDERR_FILENO);

	(void)state;
	assert_non_null(mkdtemp(directory));
	plan.output = directory;
	refused.calls = 0;
	assert_null(matrix_read(&matrix, path));
	unlink(path);
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	no_room_beyond(10);
	assert_null(matrix_run(&plan));
	no_room_beyond(RLIM_INFINITY);
	dup2(old, STDERR_FILENO);
	close(ends[1]);
	assert_true(read(ends[0], said, sizeof(said) - 1) > 0);
	assert_non_null(strstr(said, "a: cannot start another process: Too many open files (cannot write "));
	close(old);
	close(ends[0]);
	path = string_format("%s/%s.failed", directory, matrix.entry[0].name);
	unlink(path);
	free(path);
	assert_int_equal(rmdir(directory), 0);
	matrix_clear(&matrix);
}

int main(int argc, char **argv)
{
	(void)argv;
	/* the command that a kernel gets: one that goes on until it is ended */
	while (argc > 1)
		pause();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_kernels_and_options),
		cmocka_unit_test(splits_words),
		cmocka_unit_test(refuses_what_is_no_matrix),
		cmocka_unit_test(picks_the_newest_of_each_series),
		cmocka_unit_test(leaves_nothing_of_a_kernel_that_cannot_start),
		cmocka_unit_test(says_why_where_that_cannot_be_written),
	};

	return cmocka_run_group_tests_name("matrix", tests, NULL, NULL);
}
