// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are started: what they have of us, and that they do not outlive us. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/spawn.h"

/* runs it with standard output and error kept in @said */
static int run(struct spawn program, char *said, size_t size)
{
	guarded(fd) int out = memfd_create("said", MFD_CLOEXEC);
	pid_t pid;
	ssize_t n;
	int status;

	program.output = program.errors = out;
	assert_null(spawn(&pid, &program));
	if (program.group)
		assert_int_equal(getpgid(pid), pid);
	status = spawn_wait(pid);
	n = pread(out, said, size - 1, 0);
	said[n > 0 ? n : 0] = '\0';
	return status;
}

static int run_shell(struct spawn program, const char *script, char *said, size_t size)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)script, NULL };

	program.path = "/bin/sh";
	program.argv = argv;
	return run(program, said, size);
}

static void what_cannot_be_run_says_so(void **state)
{
	char *argv[] = { (char *)"no-such", NULL };
	char said[200];
	int status;

	(void)state;
	status = run((struct spawn){ .path = "/no/such", .argv = argv }, said, sizeof(said));
	assert_int_equal(WEXITSTATUS(status), 127);
	assert_string_equal(said, "no-such: No such file or directory\n");
	status = run((struct spawn){ .argv = argv }, said, sizeof(said));
	assert_int_equal(WEXITSTATUS(status), 127);
	assert_string_equal(said, "no-such: No such file or directory\n");
	argv[0] = (char *)"true";
	status = run((struct spawn){ .path = "/bin/true", .argv = argv, .directory = "/no/such" }, said,
		     sizeof(said));
	assert_int_equal(WEXITSTATUS(status), 127);
	status = run((struct spawn){ .path = "/etc/passwd", .argv = argv }, said, sizeof(said));
	assert_int_equal(WEXITSTATUS(status), 127);
	assert_string_equal(said, "true: Permission denied\n");
}

static void it_has_what_it_was_given(void **state)
{
	guarded(fd) int file = memfd_create("kept", MFD_CLOEXEC);
	guarded(fd) int other = memfd_create("not kept", MFD_CLOEXEC);
	char script[100], said[200];
	int keep[] = { -1, file };

	(void)state;
	snprintf(script, sizeof(script), "[ -e /proc/self/fd/%d ] && ! [ -e /proc/self/fd/%d ] && cat && pwd", file,
		 other);
	assert_int_equal(run_shell((struct spawn){ .keep = keep, .nr_keep = 2, .input = SPAWN_NULL, .group = true,
						   .directory = "/" }, script, said, sizeof(said)), 0);
	assert_string_equal(said, "/\n");
	setenv("LC_ALL", "xx_YY", 1);
	run_shell((struct spawn){ .plain_words = true }, "echo $LC_ALL", said, sizeof(said));
	assert_string_equal(said, "C.UTF-8\n");
	run_shell((struct spawn){ 0 }, "echo $LC_ALL", said, sizeof(said));
	assert_string_equal(said, "xx_YY\n");
}

/* held back by us, and not by it */
static void signals_reach_it(void **state)
{
	sigset_t set, before;
	char said[200];
	int status;

	(void)state;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &before);
	status = run_shell((struct spawn){ 0 }, "kill -TERM $$; echo alive", said, sizeof(said));
	sigprocmask(SIG_SETMASK, &before, NULL);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

static bool refuse(void *data)
{
	dprintf(STDERR_FILENO, "%s\n", (const char *)data);
	return false;
}

static void it_is_prepared_first(void **state)
{
	char said[200];
	int status = run_shell((struct spawn){ .prepare = refuse, .data = (char *)"not today" }, "echo ran", said,
			       sizeof(said));

	(void)state;
	assert_int_equal(WEXITSTATUS(status), 127);
	assert_string_equal(said, "not today\n");
}

/* a process that starts another one and ends: the other one has to end with it */
static void it_does_not_outlive_us(void **state)
{
	int ends[2];
	pid_t parent;
	char c;

	(void)state;
	/* open as long as the other one lives */
	assert_int_equal(pipe(ends), 0);
	parent = fork();
	if (!parent) {
		char *argv[] = { (char *)"sleep", (char *)"100", NULL };
		pid_t pid;

		close(ends[0]);
		error_destroy(spawn(&pid, &(struct spawn){ .path = "/bin/sleep", .argv = argv,
							   .death_signal = SIGKILL, .group = true }));
		_exit(0);
	}
	close(ends[1]);
	waitpid(parent, NULL, 0);
	alarm(20);
	assert_int_equal(read(ends[0], &c, 1), 0);
	alarm(0);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_run_says_so),
		cmocka_unit_test(it_has_what_it_was_given),
		cmocka_unit_test(signals_reach_it),
		cmocka_unit_test(it_is_prepared_first),
		cmocka_unit_test(it_does_not_outlive_us),
	};

	return cmocka_run_group_tests_name("spawn", tests, NULL, NULL);
}
