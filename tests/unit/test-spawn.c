// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are started: what they have of us, and that they do not outlive us. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/base/interrupt.h"
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

/* what is handed back, and that no process is left */
static void expect_failure(struct spawn program, int errnum, const char *message)
{
	guarded(error) struct error *err = NULL;
	pid_t pid;

	err = spawn(&pid, &program);
	assert_non_null(err);
	assert_int_equal(err->errnum, errnum);
	assert_string_equal(err->message, message);
	assert_int_equal(pid, -1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static int run_shell(struct spawn program, const char *script, char *said, size_t size)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)script, NULL };

	program.path = "/bin/sh";
	program.argv = argv;
	return run(program, said, size);
}

/* to a program's own status 127 it is no answer */
static void what_cannot_be_run_is_an_error(void **state)
{
	char *argv[] = { (char *)"it", NULL };
	char said[200];

	(void)state;
	expect_failure((struct spawn){ .path = "/no/such", .argv = argv }, ENOENT,
		       "cannot start it: No such file or directory");
	expect_failure((struct spawn){ .path = "/etc/passwd", .argv = argv }, EACCES,
		       "cannot start it: Permission denied");
	expect_failure((struct spawn){ .path = "/bin/true", .argv = argv, .directory = "/no/such", .group = true },
		       ENOENT, "cannot start it in /no/such: No such file or directory");
	assert_int_equal(WEXITSTATUS(run_shell((struct spawn){ 0 }, "exit 127", said, sizeof(said))), 127);
	assert_string_equal(said, "");
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

/* what Ctrl-C and the end of a reader are to us is nothing to it */
static void interrupts_reach_it(void **state)
{
	static const char *const signals[] = { "INT", "TERM", "HUP", "PIPE" };
	int status;
	pid_t pid;

	(void)state;
	/* there is no way back from interrupt_catch() */
	pid = fork();
	if (!pid) {
		bool ended = true;

		error_destroy(interrupt_catch());
		for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
			char script[40], said[200];

			snprintf(script, sizeof(script), "kill -%s $$; echo alive", signals[i]);
			ended = WIFSIGNALED(run_shell((struct spawn){ 0 }, script, said, sizeof(said))) && ended;
		}
		_exit(!ended);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* starts another one and ends: by itself, or because it is killed, if it is to be after so long */
static void start_and_end(int *ends, unsigned int usec)
{
	char *argv[] = { (char *)"sleep", (char *)"100", NULL };
	pid_t parent = fork(), pid;

	if (!parent) {
		close(ends[0]);
		error_destroy(spawn(&pid, &(struct spawn){ .path = "/bin/sleep", .argv = argv,
							   .death_signal = SIGKILL, .group = true }));
		if (!usec)
			_exit(0);
		for (;;)
			pause();
	}
	close(ends[1]);
	if (usec) {
		usleep(usec);
		kill(parent, SIGKILL);
	}
	waitpid(parent, NULL, 0);
}

/* whenever that is: the other one has to end with it */
static void it_does_not_outlive_us(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 100; i++) {
		int ends[2];
		char c;

		/* open as long as the other one lives */
		assert_int_equal(pipe(ends), 0);
		start_and_end(ends, i * 10);
		alarm(20);
		assert_int_equal(read(ends[0], &c, 1), 0);
		alarm(0);
		close(ends[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_run_is_an_error),
		cmocka_unit_test(it_has_what_it_was_given),
		cmocka_unit_test(signals_reach_it),
		cmocka_unit_test(interrupts_reach_it),
		cmocka_unit_test(it_is_prepared_first),
		cmocka_unit_test(it_does_not_outlive_us),
	};

	/* what starts us may ignore them, as nohup does, and so would what we start */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	return cmocka_run_group_tests_name("spawn", tests, NULL, NULL);
}
