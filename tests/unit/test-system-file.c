// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines, words and numbers of small files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/kernel/system_file.h"

static char path[] = "/tmp/normalpage-test-file-XXXXXX";

static void write_file(const char *text)
{
	guarded(file) FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
}

static void test_lines(void **state)
{
	char line[8];

	(void)state;
	write_file("first\nName:\tone\nName:\ttwo\n");
	assert_true(system_file_line(path, "", line, sizeof(line)));
	assert_string_equal(line, "first");
	assert_true(system_file_line(path, "Name:", line, sizeof(line)));
	assert_string_equal(line, "Name:\to");
	assert_false(system_file_line(path, "none", line, sizeof(line)));
	assert_string_equal(line, "");
	assert_true(system_file_is(path, "first"));
	assert_false(system_file_is(path, "firs"));
	assert_false(system_file_is(path, "Name:\tone"));
}

/* whatever lies before it in the line */
static void test_words(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + 4093, " word", 6);
	write_file(text);
	assert_true(system_file_has(path, "word"));
	assert_false(system_file_has(path, "words"));
	write_file("one\nword\n");
	assert_true(system_file_has(path, "word"));
}

static void test_numbers(void **state)
{
	unsigned long value = 1;

	(void)state;
	write_file("7 8\n");
	assert_true(system_file_number(path, &value));
	assert_int_equal(value, 7);
	write_file("");
	assert_true(system_file_set_number(path, 4096));
	assert_true(system_file_is(path, "4096"));
	write_file("none\n");
	assert_false(system_file_number(path, &value));
}

static void test_no_file(void **state)
{
	char line[8] = "before";
	unsigned long value;

	(void)state;
	assert_false(system_file_line("/proc/none", "", line, sizeof(line)));
	assert_string_equal(line, "");
	assert_false(system_file_has("/proc/none", ""));
	assert_false(system_file_number("/proc/none", &value));
	assert_int_equal(errno, ENOENT);
	errno = 0;
	assert_false(system_file_set_number("/proc/none", 1));
	assert_int_equal(errno, ENOENT);
	/* what the kernel says to a write that it takes from nobody */
	assert_false(system_file_set_number("/proc/self/oom_score_adj", 5000));
	assert_int_equal(errno, EINVAL);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests_name("system-file", tests, make_file, remove_file);
}
