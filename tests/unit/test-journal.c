// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The journal of what was made: what a dead run left is found, taken down if it is provably the run's,
 * and left if somebody has put something else in its place.
 */
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

#include "provisioning/journal/own_directory.h"
#include "provisioning/journal/thing.h"
#include "provisioning/machine/temporary.h"

/** struct place - a directory for the journal, and one to make things in */
struct place {
	char root[64];
	char journal[96];
	char work[96];
};

static struct place place;

/** struct told - what a take-down said */
struct told {
	unsigned int removed, left, alive;
	char why[256];
};

static void removed(void *data, const char *what)
{
	(void)what;
	((struct told *)data)->removed++;
}

static void left(void *data, const char *what, const char *why)
{
	struct told *told = data;

	told->left++;
	snprintf(told->why, sizeof(told->why), "%s: %s", what, why);
}

static void alive(void *data, const char *run)
{
	(void)run;
	((struct told *)data)->alive++;
}

static struct told take_down(bool dry_run)
{
	struct told told = { 0 };
	const struct take_down how = { .dry_run = dry_run, .data = &told, .removed = removed,
				       .left = left, .alive = alive };

	error_destroy(take_down_dead(&how));
	return told;
}

static void ok(struct error *err)
{
	if (err)
		print_message("%s\n", err->message);
	assert_null(err);
}

/* a run that dies at once; what it made is at @made */
static void die_after_making(struct own_directory *made)
{
	struct own_directory *shared = made;
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		struct journal *journal = NULL;
		struct error *err = journal_open(&journal);

		if (!err)
			err = own_directory_make(journal, place.work, shared);
		if (err || write(fds[1], shared, sizeof(*shared)) != sizeof(*shared))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(read(fds[0], made, sizeof(*made)), sizeof(*made));
	close(fds[0]);
	close(fds[1]);
	waitpid(pid, NULL, 0);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(place.root, "/tmp/test-journal-XXXXXX");
	if (!mkdtemp(place.root))
		return -1;
	snprintf(place.journal, sizeof(place.journal), "%s/journal", place.root);
	snprintf(place.work, sizeof(place.work), "%s/work", place.root);
	setenv("NORMALPAGE_JOURNAL", place.journal, 1);
	return mkdir(place.work, 0755);
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", place.root);
	return system(command);
}

static bool journal_is_empty(void)
{
	/* "." and ".." */
	struct stat st;

	return !stat(place.journal, &st) && st.st_nlink == 2;
}

static void test_nothing(void **state)
{
	struct told told = take_down(false);

	(void)state;
	assert_int_equal(told.removed + told.left + told.alive, 0);
}

static void test_orderly(void **state)
{
	struct own_directory dir = { .fd = -1 };
	struct journal *journal = NULL;

	(void)state;
	ok(journal_open(&journal));
	ok(own_directory_make(journal, place.work, &dir));
	assert_int_equal(access(dir.path, F_OK), 0);
	ok(take_down_own(journal, &(struct take_down){ .dry_run = false }));
	close(dir.fd);
	journal_close(journal);
	assert_int_not_equal(access(dir.path, F_OK), 0);
	assert_true(journal_is_empty());
}

static void test_killed(void **state)
{
	struct own_directory dir;
	struct told told;

	(void)state;
	die_after_making(&dir);
	told = take_down(true);
	assert_int_equal(told.removed, 1);
	assert_int_equal(access(dir.path, F_OK), 0);
	told = take_down(false);
	assert_int_equal(told.removed, 1);
	assert_int_not_equal(access(dir.path, F_OK), 0);
	assert_true(journal_is_empty());
}

/* it was written down, and the run died before it was made */
static void test_never_made(void **state)
{
	struct own_directory dir;
	struct told told;

	(void)state;
	die_after_making(&dir);
	assert_int_equal(rmdir(dir.path), 0);
	told = take_down(false);
	assert_int_equal(told.removed + told.left, 0);
	assert_true(journal_is_empty());
}

static void test_not_empty(void **state)
{
	struct own_directory dir;
	struct told told;
	char path[PATH_MAX + 8];

	(void)state;
	die_after_making(&dir);
	snprintf(path, sizeof(path), "%s/data", dir.path);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	told = take_down(false);
	assert_int_equal(told.left, 1);
	assert_non_null(strstr(told.why, "there is something in it"));
	assert_int_equal(access(path, F_OK), 0);
	/* it stays in the journal, and goes once it is empty */
	unlink(path);
	told = take_down(false);
	assert_int_equal(told.removed, 1);
}

/* the same name, another directory */
static void test_replaced(void **state)
{
	struct own_directory dir;
	struct told told;
	char aside[PATH_MAX + 8];

	(void)state;
	die_after_making(&dir);
	snprintf(aside, sizeof(aside), "%s-aside", dir.path);
	assert_int_equal(rename(dir.path, aside), 0);
	assert_int_equal(mkdir(dir.path, 0700), 0);
	told = take_down(false);
	assert_int_equal(told.left, 1);
	assert_non_null(strstr(told.why, "another directory than the one"));
	assert_int_equal(access(dir.path, F_OK), 0);
	assert_int_equal(access(aside, F_OK), 0);
}

static void test_symbolic_link(void **state)
{
	struct own_directory dir;
	struct told told;
	char victim[128];

	(void)state;
	die_after_making(&dir);
	snprintf(victim, sizeof(victim), "%s/victim", place.root);
	assert_int_equal(mkdir(victim, 0700), 0);
	assert_int_equal(rmdir(dir.path), 0);
	assert_int_equal(symlink(victim, dir.path), 0);
	told = take_down(false);
	assert_int_equal(told.left, 1);
	assert_int_equal(access(victim, F_OK), 0);
}

/* the directory around it is another one: what was mounted there is not, perhaps */
static void test_parent_replaced(void **state)
{
	struct own_directory dir;
	struct told told;
	char aside[128];

	(void)state;
	die_after_making(&dir);
	snprintf(aside, sizeof(aside), "%s/aside", place.root);
	assert_int_equal(rename(place.work, aside), 0);
	assert_int_equal(mkdir(place.work, 0755), 0);
	assert_int_equal(mkdir(dir.path, 0700), 0);
	told = take_down(false);
	assert_int_equal(told.left, 1);
	assert_int_equal(access(dir.path, F_OK), 0);
	assert_int_equal(rmdir(dir.path) | rmdir(place.work) | rename(aside, place.work), 0);
	told = take_down(false);
	assert_int_equal(told.removed, 1);
}

/* what somebody wrote into the journal to have other directories removed */
static void write_thing(const char *parent, const char *name)
{
	struct json_object *thing = thing_new("directory");
	struct journal *journal = NULL;
	unsigned int id;
	struct stat st;

	assert_int_equal(stat(parent, &st), 0);
	thing_set(thing, "parent", parent);
	thing_set(thing, "name", name);
	thing_set_number(thing, "device", st.st_dev);
	thing_set_number(thing, "parent-inode", st.st_ino);
	thing_set_number(thing, "owner", geteuid());
	ok(journal_open(&journal));
	ok(journal_write(journal, thing, &id));
	journal_close(journal);
}

static void test_names_of_others(void **state)
{
	static const char *const names[] = { "victim", "..", "normalpage-/../victim", "" };
	char victim[128];

	(void)state;
	snprintf(victim, sizeof(victim), "%s/victim", place.work);
	assert_int_equal(mkdir(victim, 0700), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		write_thing(place.work, names[i]);
	assert_int_equal(take_down(false).left, 4);
	assert_int_equal(access(victim, F_OK), 0);
}

static void write_setting(const char *path, unsigned long before, unsigned long ours)
{
	struct json_object *thing = thing_new("setting"), *values = json_object_new_array();
	struct journal *journal = NULL;
	unsigned int id;

	json_object_array_add(values, json_object_new_int64((int64_t)ours));
	thing_set(thing, "path", path);
	thing_set_number(thing, "before", before);
	json_object_object_add(thing, "ours", values);
	ok(journal_open(&journal));
	ok(journal_write(journal, thing, &id));
	journal_close(journal);
}

/* nothing else is written to, and no value of somebody else's is replaced */
static void test_settings_of_others(void **state)
{
	static const char size[] = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";
	char victim[128], climbing[192], text[8] = "";
	unsigned long now;
	FILE *f;

	(void)state;
	snprintf(victim, sizeof(victim), "%s/setting", place.work);
	snprintf(climbing, sizeof(climbing), "/sys/kernel/mm/../../..%s", victim);
	f = fopen(victim, "w");
	assert_non_null(f);
	fputs("7\n", f);
	fclose(f);
	write_setting(victim, 1, 7);
	write_setting(climbing, 1, 7);
	assert_int_equal(take_down(true).left, 2);
	assert_int_equal(take_down(false).left, 2);
	f = fopen(victim, "r");
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	assert_string_equal(text, "7\n");
	f = fopen(size, "r");
	if (!f || fscanf(f, "%lu", &now) != 1)
		skip();
	fclose(f);
	write_setting(size, now, 1);	/* as before: nothing to do */
	assert_int_equal(take_down(false).left, 2);
	write_setting(size, now + 1, now + 2);
	assert_int_equal(take_down(true).left, 3);
	write_setting(size, now + 1, now);
	assert_int_equal(take_down(true).removed, 1);
}

static void test_alive(void **state)
{
	struct own_directory dir = { .fd = -1 };
	struct journal *journal = NULL;
	struct told told;

	(void)state;
	ok(journal_open(&journal));
	ok(own_directory_make(journal, place.work, &dir));
	told = take_down(false);
	assert_int_equal(told.alive, 1);
	assert_int_equal(told.removed, 0);
	assert_int_equal(access(dir.path, F_OK), 0);
	ok(take_down_own(journal, &(struct take_down){ .dry_run = false }));
	close(dir.fd);
	journal_close(journal);
}

static void spoil(const char *text)
{
	struct journal *journal = NULL;
	char command[512];
	unsigned int id;

	ok(journal_open(&journal));
	ok(journal_write(journal, thing_new("directory"), &id));
	journal_close(journal);
	snprintf(command, sizeof(command), "for f in '%s'/*/000001; do printf '%%s' '%s' >$f; done",
		 place.journal, text);
	assert_int_equal(system(command), 0);
}

static void test_damaged(void **state)
{
	static const char *const texts[] = { "", "{", "[]", "7", "{\"kind\":7}",
					     "{\"kind\":\"nothing\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		spoil(texts[i]);
		assert_int_equal(take_down(false).left, 1);
		assert_int_equal(take_down(false).removed, 0);
		tear_down(NULL);
		set_up(NULL);
	}
}

/* of another boot: what lives in the kernel's memory is gone */
static void test_other_boot(void **state)
{
	spoil("{\"kind\":\"mount\",\"boot\":\"x\",\"directory\":\"/\",\"device\":0}");
	(void)state;
	assert_int_equal(take_down(false).left, 0);
	assert_true(journal_is_empty());
}

/* a mount that is not ours, though the journal names its directory */
static void test_foreign_mount(void **state)
{
	struct json_object *thing = thing_new("mount");
	struct journal *journal = NULL;
	unsigned int id;

	(void)state;
	thing_set(thing, "directory", "/proc");
	thing_set_number(thing, "device", 1);
	ok(journal_open(&journal));
	ok(journal_write(journal, thing, &id));
	journal_close(journal);
	assert_int_equal(take_down(false).left, 1);
	assert_int_equal(access("/proc/self", F_OK), 0);
}

static void test_untrusted(void **state)
{
	struct journal *journal = NULL;
	struct error *err;
	struct told told;

	(void)state;
	assert_int_equal(mkdir(place.journal, 0777), 0);
	assert_int_equal(chmod(place.journal, 0777), 0);
	err = journal_open(&journal);
	assert_non_null(err);
	assert_non_null(strstr(err->message, "can be written by others"));
	error_destroy(err);
	told = take_down(false);
	assert_int_equal(told.removed + told.left, 0);
}

/* last made, first removed; what a dead run was about to write is nothing */
static void test_order(void **state)
{
	struct own_directory outer = { .fd = -1 }, inner = { .fd = -1 };
	struct journal *journal = NULL;
	char command[256];

	(void)state;
	ok(journal_open(&journal));
	ok(own_directory_make(journal, place.work, &outer));
	ok(own_directory_make(journal, outer.path, &inner));
	close(inner.fd);
	close(outer.fd);
	journal_close(journal);
	snprintf(command, sizeof(command), "for d in '%s'/*; do echo x >$d/draft; done",
		 place.journal);
	assert_int_equal(system(command), 0);
	assert_int_equal(take_down(false).removed, 2);
	assert_int_not_equal(access(outer.path, F_OK), 0);
	assert_true(journal_is_empty());
}

/* a test's process writes as well: nothing that was written before is lost, nor what comes after */
static void test_forked(void **state)
{
	struct own_directory first = { .fd = -1 }, second = { .fd = -1 };
	struct journal *journal = NULL;
	int status;
	pid_t pid;

	(void)state;
	ok(journal_open(&journal));
	pid = fork();
	if (!pid) {
		struct error *err = own_directory_make(journal, place.work, &first);

		_exit(err != NULL);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	ok(own_directory_make(journal, place.work, &second));
	close(second.fd);
	journal_close(journal);
	assert_int_equal(take_down(false).removed, 2);
	assert_true(journal_is_empty());
}

/* two kinds of the test's own: a roof, and walls that are held while there is one */
static bool roof, walls;

static char *describe_kind(struct json_object *thing)
{
	return thing_text("%s", thing_string(thing, "kind"));
}

static enum thing_state look_at_roof(struct json_object *thing, char **why)
{
	(void)thing;
	(void)why;
	return roof ? THING_OURS : THING_GONE;
}

static struct error *take_roof(struct json_object *thing)
{
	(void)thing;
	roof = false;
	return NULL;
}

static enum thing_state look_at_walls(struct json_object *thing, char **why)
{
	(void)thing;
	if (!walls)
		return THING_GONE;
	return roof ? thing_held(why, "a roof is on it") : THING_OURS;
}

static struct error *take_walls(struct json_object *thing)
{
	(void)thing;
	assert_false(roof);
	walls = false;
	return NULL;
}

THING_KIND(roof) = {
	.name = "roof",
	.persistent = true,
	.describe = describe_kind,
	.look = look_at_roof,
	.take_down = take_roof,
};

THING_KIND(walls) = {
	.name = "walls",
	.persistent = true,
	.describe = describe_kind,
	.look = look_at_walls,
	.take_down = take_walls,
};

static void die_with(const char *first, const char *second)
{
	struct journal *journal = NULL;
	unsigned int id;

	ok(journal_open(&journal));
	ok(journal_write(journal, thing_new(first), &id));
	if (second)
		ok(journal_write(journal, thing_new(second), &id));
	journal_close(journal);
}

/* what goes first holds the other only until then; what nobody takes away holds it on */
static void test_held(void **state)
{
	struct told told;

	(void)state;
	roof = walls = true;
	die_with("walls", NULL);
	assert_int_equal(take_down(true).left, 1);
	told = take_down(false);
	assert_int_equal(told.left, 1);
	assert_non_null(strstr(told.why, "a roof is on it"));
	roof = false;
	assert_int_equal(take_down(false).removed, 1);
	roof = walls = true;
	die_with("walls", "roof");
	told = take_down(true);
	assert_int_equal(told.removed, 2);
	assert_int_equal(told.left, 0);
	assert_true(roof && walls);
	assert_int_equal(take_down(false).removed, 2);
	assert_false(roof || walls);
	assert_true(journal_is_empty());
}

static void test_refuse(void **state)
{
	struct own_directory dir;
	struct error *err;

	(void)state;
	ok(take_down_refuse());
	die_after_making(&dir);
	err = take_down_refuse();
	assert_non_null(err);
	assert_non_null(strstr(err->message, "normalpage cleanup"));
	error_destroy(err);
	assert_int_equal(take_down(false).removed, 1);
	ok(take_down_refuse());
}

/* a directory with a file in it, of a run that is over; the caller frees */
static char *die_with_temporary(void)
{
	struct journal *journal = NULL;
	char file[PATH_MAX], *path = NULL;
	unsigned int id;
	FILE *f;

	ok(journal_open(&journal));
	ok(temporary_make(journal, place.work, &path, &id));
	snprintf(file, sizeof(file), "%s/log", path);
	f = fopen(file, "w");
	assert_non_null(f);
	fclose(f);
	journal_close(journal);
	return path;
}

static void test_temporary(void **state)
{
	char *path = die_with_temporary();

	(void)state;
	assert_int_equal(take_down(true).removed, 1);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(take_down(false).removed, 1);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(journal_is_empty());
	free(path);
}

static void test_temporary_replaced(void **state)
{
	char *path = die_with_temporary(), aside[PATH_MAX];
	struct told told;

	(void)state;
	snprintf(aside, sizeof(aside), "%s-aside", path);
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	told = take_down(false);
	assert_int_equal(told.left, 1);
	assert_non_null(strstr(told.why, "another directory than the one"));
	assert_int_equal(rmdir(path), 0);
	/* others could have put something in it */
	assert_int_equal(rename(aside, path), 0);
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(take_down(false).left, 1);
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(take_down(false).removed, 1);
	free(path);
}

static void expect_way_out(const char *names)
{
	struct journal *journal = NULL;
	guarded(error) struct error *err = journal_open(&journal);

	assert_non_null(err);
	assert_null(journal);
	assert_non_null(strstr(err->message, "$NORMALPAGE_JOURNAL"));
	assert_non_null(strstr(err->message, names));
}

/* what somebody has who is not root, and whose home cannot be written, or is not told */
static void test_nowhere(void **state)
{
	guarded(free) char *home = getenv("HOME") ? strdup(getenv("HOME")) : NULL;
	guarded(free) char *path = NULL;
	uid_t user = geteuid();

	(void)state;
	unsetenv("NORMALPAGE_JOURNAL");
	unsetenv("XDG_STATE_HOME");
	assert_int_equal(user ? 0 : seteuid(65534), 0);
	setenv("HOME", "/proc/none", 1);
	expect_way_out("/proc/none");
	unsetenv("HOME");
	path = journal_directory(0);
	assert_null(path);
	expect_way_out("$HOME");
	assert_int_equal(seteuid(user), 0);
	if (home)
		setenv("HOME", home, 1);
	setenv("NORMALPAGE_JOURNAL", place.journal, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing), TEST(test_orderly), TEST(test_killed),
		TEST(test_never_made), TEST(test_not_empty), TEST(test_replaced),
		TEST(test_symbolic_link), TEST(test_parent_replaced),
		TEST(test_names_of_others), TEST(test_alive), TEST(test_damaged),
		TEST(test_settings_of_others),
		TEST(test_other_boot), TEST(test_foreign_mount), TEST(test_held), TEST(test_untrusted),
		TEST(test_order), TEST(test_forked), TEST(test_refuse), TEST(test_nowhere),
		TEST(test_temporary), TEST(test_temporary_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
