// SPDX-License-Identifier: GPL-2.0-or-later
/* What is written where there is no room: the reason is that, and not what failed before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/full_write.h"
#include "provisioning/journal/journal.h"
#include "provisioning/journal/thing.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/cached_part.h"
#include "provisioning/machine/image/cpio.h"
#include "provisioning/machine/file/json_file.h"
#include "tests/unit/expect_error.h"
#include "tests/unit/no_room.h"

#define ROOM 10

static char root[] = "/tmp/normalpage-test-write-XXXXXX";
static char text[70000];

static off_t size_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return st.st_size;
}

static void test_short(void **state)
{
	int fd = memfd_create("short", 0);

	(void)state;
	assert_true(full_write(fd, text, 0));
	no_room_beyond(ROOM);
	assert_false(full_write(fd, text, ROOM + 5));
	assert_int_equal(errno, EFBIG);
	/* what fitted was written: it was a short write, and not one that was refused as a whole */
	assert_int_equal(size_of(fd), ROOM);
	no_room_beyond(ROOM);
	assert_false(full_pwrite(fd, text, ROOM, 5));
	assert_int_equal(errno, EFBIG);
	assert_true(full_pwrite(fd, text, 5, 5));
	no_room_beyond(RLIM_INFINITY);
	assert_true(full_pwrite(fd, text, sizeof(text), 3));
	assert_int_equal(size_of(fd), sizeof(text) + 3);
	close(fd);
}

/* a pipe whose reader takes a little at a time gives short writes, which are no errors */
static void test_goes_on(void **state)
{
	int ends[2];
	size_t got = 0;
	int ended = -1;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		_exit(!full_write(ends[1], text, sizeof(text)));
	}
	close(ends[1]);
	for (ssize_t n; (n = read(ends[0], text, 1000)) > 0;)
		got += (size_t)n;
	assert_int_equal(got, sizeof(text));
	waitpid(pid, &ended, 0);
	assert_int_equal(ended, 0);
	close(ends[0]);
}

static FILE *filled_stream(size_t size)
{
	FILE *f = fdopen(memfd_create("stream", 0), "w");

	assert_non_null(f);
	no_room_beyond(ROOM);
	fwrite(text, 1, size, f);
	return f;
}

static void test_stream(void **state)
{
	FILE *f;

	(void)state;
	f = filled_stream(ROOM);
	expect_error(stream_close(f, "some/file"), NULL);
	/* it is still in the buffer, or was lost before it was looked for */
	f = filled_stream(ROOM + 1);
	errno = ENOTTY;
	expect_error(stream_close(f, "some/file"), "cannot write some/file: File too large");
	f = filled_stream(sizeof(text));
	errno = ENOTTY;
	expect_error(stream_close(f, "some/file"), "cannot write some/file: ");
	no_room_beyond(RLIM_INFINITY);
	f = fopen("/dev/full", "w");
	assert_non_null(f);
	fputs("x", f);
	expect_error(stream_check(f, "some/file"), "cannot write some/file: No space left on device");
	/* nothing is left that could fail, and it stays an error */
	__fpurge(f);
	expect_error(stream_close(f, "some/file"), "cannot write some/file: is the disk full?");
}

static struct error *note_inputs(const char *path)
{
	struct string_list inputs guarded(strings) = { 0 };

	string_list_add(&inputs, "/etc/passwd");
	return cached_part_note_inputs(path, &inputs);
}

static struct error *write_json(const char *path)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "long", json_object_new_string("enough not to fit"));
	return json_file_write(path, object);
}

static struct error *write_cpio(const char *path)
{
	struct cpio *cpio guarded(cpio) = NULL;
	struct error *err = cpio_create(&cpio, path);

	if (!err)
		err = cpio_add_data(cpio, "file", 0644, text, sizeof(text));
	return err ? err : cpio_finish(cpio);
}

static struct error *write_journal(const char *path)
{
	struct journal *journal guarded(journal) = NULL;
	unsigned int id;
	struct error *err;

	no_room_beyond(RLIM_INFINITY);
	setenv("NORMALPAGE_JOURNAL", path, 1);
	err = journal_open(&journal);
	no_room_beyond(ROOM);
	return err ? err : journal_write(journal, thing_new("test"), &id);
}

static void test_callers(void **state)
{
	static struct error *(*const writers[])(const char *path) = { note_inputs, write_json, write_cpio,
								     write_journal };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(writers); i++) {
		guarded(free) char *path = string_format("%s/%zu", root, i);
		struct error *err;

		no_room_beyond(ROOM);
		err = writers[i](path);
		no_room_beyond(RLIM_INFINITY);
		expect_error(err, "File too large");
	}
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
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_callers),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
