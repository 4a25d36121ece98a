/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of the journal: a place for it, a run that dies, and what removal says of it. */
#ifndef NORMALPAGE_TESTS_DEAD_RUN_H
#define NORMALPAGE_TESTS_DEAD_RUN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "provisioning/journal/machine_lock.h"
#include "provisioning/journal/own_directory.h"
#include "provisioning/journal/thing.h"

/** struct place - a directory for the journal, one to make things in, and a lock */
struct place {
	char root[64];
	char journal[96];
	char work[96];
	char lock[96];
};

static struct place place;

/** struct cleaned - what was removed, and what was left */
struct cleaned {
	unsigned int removed, left, alive;
	char why[512];
};

static inline void removed(void *data, const char *what)
{
	(void)what;
	((struct cleaned *)data)->removed++;
}

static inline void left(void *data, const char *what, const char *why)
{
	struct cleaned *cleaned = data;

	cleaned->left++;
	snprintf(cleaned->why, sizeof(cleaned->why), "%s: %s", what, why);
}

static inline void alive(void *data, const char *run)
{
	(void)run;
	((struct cleaned *)data)->alive++;
}

static inline struct cleaned clean_up(bool dry_run)
{
	struct cleaned cleaned = { 0 };
	const struct things_removal how = { .dry_run = dry_run, .data = &cleaned, .removed = removed,
					    .left = left, .alive = alive };

	error_destroy(things_remove_dead(&how));
	return cleaned;
}

static inline void ok(struct error *err)
{
	if (err)
		print_message("%s\n", err->message);
	assert_null(err);
}

/* what a run that is over wrote down, and no more than that */
static inline void write_down(struct json_object *thing)
{
	struct journal *journal = NULL;
	unsigned int id;

	ok(journal_open(&journal));
	ok(journal_write(journal, thing, &id));
	journal_close(journal);
}

/* a run that dies at once; what it made is at @made */
static inline void die_after_making(struct own_directory *made)
{
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		struct journal *journal = NULL;
		struct error *err = journal_open(&journal);

		if (!err)
			err = own_directory_make(journal, place.work, made);
		if (err || write(fds[1], made, sizeof(*made)) != sizeof(*made))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(read(fds[0], made, sizeof(*made)), sizeof(*made));
	close(fds[0]);
	close(fds[1]);
	waitpid(pid, NULL, 0);
}

static inline int set_up(void **state)
{
	(void)state;
	strcpy(place.root, "/tmp/test-journal-XXXXXX");
	if (!mkdtemp(place.root))
		return -1;
	snprintf(place.journal, sizeof(place.journal), "%s/journal", place.root);
	snprintf(place.work, sizeof(place.work), "%s/work", place.root);
	snprintf(place.lock, sizeof(place.lock), "%s/lock", place.root);
	setenv("NORMALPAGE_JOURNAL", place.journal, 1);
	/* other programs on this machine may have its own */
	machine_lock_use(place.lock);
	return mkdir(place.work, 0755);
}

static inline int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", place.root);
	return system(command);
}

static inline bool journal_is_empty(void)
{
	/* "." and ".." */
	struct stat st;

	return !stat(place.journal, &st) && st.st_nlink == 2;
}

/** TEST - a test with a place of its own */
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
