// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are started with standard input, output or error closed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/standard_streams.h"

/* a file that is opened for writing then, and all that is said: true if none of it is in the file */
static bool file_stays_empty(unsigned int closed)
{
	guarded(fd) int file = -1;
	char c;

	for (int fd = 0; fd < 3; fd++)
		if (closed & 1u << fd)
			close(fd);
	standard_streams_open();
	file = memfd_create("device", MFD_CLOEXEC);
	if (file < 3)
		return false;
	printf("said\n");
	/* what cannot be written is noticed, as it was */
	if (closed & 2 && (!fflush(stdout) || errno != EBADF))
		return false;
	dprintf(STDERR_FILENO, "%s", closed & 4 ? "said\n" : "");
	return !lseek(file, 0, SEEK_END) && (!(closed & 1) || (read(STDIN_FILENO, &c, 1) < 0 && errno == EBADF));
}

static void nothing_is_said_to_a_file(void **state)
{
	(void)state;
	fflush(NULL);
	for (unsigned int closed = 0; closed < 8; closed++) {
		int status;
		pid_t pid = fork();

		if (!pid) {
			/* what is said with it open is no matter of the test's */
			if (!(closed & 2) && !freopen("/dev/null", "w", stdout))
				_exit(2);
			_exit(!file_stays_empty(closed));
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (status)
			print_message("closed: %u\n", closed);
		assert_int_equal(status, 0);
	}
}

static void what_is_open_stays(void **state)
{
	struct stat before, after;

	(void)state;
	for (int fd = 0; fd < 3; fd++) {
		assert_int_equal(fstat(fd, &before), 0);
		standard_streams_open();
		assert_int_equal(fstat(fd, &after), 0);
		assert_int_equal(after.st_ino, before.st_ino);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_to_a_file),
		cmocka_unit_test(what_is_open_stays),
	};

	return cmocka_run_group_tests_name("standard streams", tests, NULL, NULL);
}
