// SPDX-License-Identifier: GPL-2.0-or-later
/* One program at a time changes what all of the machine share, and what stands in the way of the lock. */
#include <sys/prctl.h>

#include "provisioning/journal/machine_lock.h"
#include "tests/unit/dead_run.h"
#include "tests/unit/expect_error.h"

static const char *const path = place.lock;

/* nobody else takes it */
static void need_root(void)
{
	if (geteuid())
		skip();
}

/* @child: set to a child of the holder, which lives on; NULL: it has none */
static pid_t start_holder(pid_t *child)
{
	pid_t holder, made = 0;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	holder = fork();
	if (!holder) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* with another journal, as another user of the machine would have */
		setenv("NORMALPAGE_JOURNAL", "/elsewhere", 1);
		if (machine_lock_take())
			_exit(1);
		made = child ? fork() : 0;
		/* not with the holder, but with the test if that fails */
		if (child && !made)
			alarm(60);
		if (made || !child)
			holder = (pid_t)write(ends[1], &made, sizeof(made));
		for (;;)
			pause();
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &made, sizeof(made)), sizeof(made));
	close(ends[0]);
	if (child)
		*child = made;
	return holder;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void test_second_is_refused(void **state)
{
	char words[192];
	pid_t holder;

	(void)state;
	need_root();
	expect_error(machine_lock_look(), NULL);
	assert_int_not_equal(access(path, F_OK), 0);
	holder = start_holder(NULL);
	snprintf(words, sizeof(words), "test-machine-lock (process %d) is running, and two at once would undo each "
		 "other's probes and settings: wait until it has ended", holder);
	expect_error(machine_lock_look(), words);
	expect_error(machine_lock_take(), words);
	end(holder);
	expect_error(machine_lock_look(), NULL);
	expect_error(machine_lock_take(), NULL);
	/* it is ours: again, and for what we remove */
	expect_error(machine_lock_take(), NULL);
	expect_error(machine_lock_look(), NULL);
}

/* a run that was killed is over with its last test */
static void test_child_holds_it(void **state)
{
	pid_t child = 0, holder;

	(void)state;
	need_root();
	holder = start_holder(&child);
	end(holder);
	expect_error(machine_lock_look(), "is running");
	kill(child, SIGKILL);
	/* waited for */
	expect_error(machine_lock_take(), NULL);
}

/* a foreign file in its place is neither written to nor waited for */
static void test_planted(void **state)
{
	char victim[128], text[8] = "";
	int fd;

	(void)state;
	need_root();
	snprintf(victim, sizeof(victim), "%s/victim", place.root);
	fd = open(victim, O_RDWR | O_CREAT, 0600);
	assert_int_equal(write(fd, "data", 4), 4);
	assert_int_equal(symlink(victim, path), 0);
	expect_error(machine_lock_take(), "is a symbolic link: it is not trusted (remove it)");
	expect_error(machine_lock_look(), "is a symbolic link: it is not trusted (remove it)");
	unlink(path);
	assert_int_equal(link(victim, path), 0);
	expect_error(machine_lock_take(), "is not a file of root's alone");
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	expect_error(machine_lock_take(), "Is a directory");
	rmdir(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	expect_error(machine_lock_take(), "is not a file of root's alone");
	unlink(path);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	assert_int_equal(fchmod(fd, 0644), 0);
	expect_error(machine_lock_take(), "is not a file of root's alone");
	assert_int_equal(fchmod(fd, 0600) | fchown(fd, 65534, -1), 0);
	expect_error(machine_lock_take(), "is not a file of root's alone");
	unlink(path);
	fd = open(victim, O_RDONLY);
	assert_int_equal(read(fd, text, sizeof(text)), 4);
	assert_string_equal(text, "data");
}

static void test_cannot_be_made(void **state)
{
	(void)state;
	need_root();
	machine_lock_use("/proc/normalpage.lock");
	expect_error(machine_lock_take(), "the lock that keeps two programs apart, /proc/normalpage.lock: ");
	machine_lock_use("/nowhere/normalpage.lock");
	expect_error(machine_lock_take(), "/nowhere/normalpage.lock: No such file or directory");
	expect_error(machine_lock_look(), NULL);
}

/* a dead run's settings are the machine's: while another run goes on, its values may be there */
static void test_cleanup_waits(void **state)
{
	static const char size[] = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";
	struct json_object *thing = thing_new("setting"), *values = json_object_new_array();
	struct cleaned cleaned;
	char words[64];
	pid_t holder;

	(void)state;
	if (geteuid() || access(size, R_OK)) {
		json_object_put(thing);
		json_object_put(values);
		skip();
	}
	json_object_array_add(values, json_object_new_int64(2 << 20));
	thing_set(thing, "path", size);
	thing_set_number(thing, "before", 1);
	json_object_object_add(thing, "ours", values);
	write_down(thing);
	holder = start_holder(NULL);
	snprintf(words, sizeof(words), "(process %d) is running", holder);
	cleaned = clean_up(true);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, words));
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, words));
	/* it will be possible: nothing is to be forgotten */
	assert_null(strstr(cleaned.why, "--forget"));
	end(holder);
	assert_int_equal(clean_up(true).removed, 1);
}

/* a directory of a dead run is its own, also while others run */
static void test_own_things_do_not_wait(void **state)
{
	struct own_directory dir;
	pid_t holder;

	(void)state;
	need_root();
	die_after_making(&dir);
	holder = start_holder(NULL);
	assert_int_equal(clean_up(false).removed, 1);
	end(holder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_second_is_refused), TEST(test_child_holds_it), TEST(test_planted),
		TEST(test_cannot_be_made), TEST(test_cleanup_waits), TEST(test_own_things_do_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
