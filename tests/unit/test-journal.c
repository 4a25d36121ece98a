// SPDX-License-Identifier: GPL-2.0-or-later
/* The journal of what was made: what a dead run left is found, and removed. */
#include <dlfcn.h>
#include <errno.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "provisioning/journal/boot.h"
#include "tests/unit/dead_run.h"

static void test_nothing(void **state)
{
	struct cleaned cleaned = clean_up(false);

	(void)state;
	assert_int_equal(cleaned.removed + cleaned.left + cleaned.alive, 0);
}

static void test_orderly(void **state)
{
	struct own_directory dir = { .fd = -1 };
	struct journal *journal = NULL;

	(void)state;
	ok(journal_open(&journal));
	ok(own_directory_make(journal, place.work, &dir));
	assert_int_equal(access(dir.path, F_OK), 0);
	ok(things_remove_own(journal, &(struct things_removal){ .dry_run = false }));
	close(dir.fd);
	journal_close(journal);
	assert_int_not_equal(access(dir.path, F_OK), 0);
	assert_true(journal_is_empty());
}

static void test_killed(void **state)
{
	struct own_directory dir;
	struct cleaned cleaned;

	(void)state;
	die_after_making(&dir);
	cleaned = clean_up(true);
	assert_int_equal(cleaned.removed, 1);
	assert_int_equal(access(dir.path, F_OK), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.removed, 1);
	assert_int_not_equal(access(dir.path, F_OK), 0);
	assert_true(journal_is_empty());
}

/* it was written down, and the run died before it was made */
static void test_never_made(void **state)
{
	struct own_directory dir;
	struct cleaned cleaned;

	(void)state;
	die_after_making(&dir);
	assert_int_equal(rmdir(dir.path), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.removed + cleaned.left, 0);
	assert_true(journal_is_empty());
}

static void test_alive(void **state)
{
	struct own_directory dir = { .fd = -1 };
	struct journal *journal = NULL;
	struct cleaned cleaned;

	(void)state;
	ok(journal_open(&journal));
	ok(own_directory_make(journal, place.work, &dir));
	cleaned = clean_up(false);
	assert_int_equal(cleaned.alive, 1);
	assert_int_equal(cleaned.removed, 0);
	assert_int_equal(access(dir.path, F_OK), 0);
	ok(things_remove_own(journal, &(struct things_removal){ .dry_run = false }));
	close(dir.fd);
	journal_close(journal);
}

static void spoil(const char *text)
{
	char command[512];

	write_down(thing_new("directory"));
	snprintf(command, sizeof(command), "for f in '%s'/*/000001; do printf '%%s' '%s' >$f; done",
		 place.journal, text);
	assert_int_equal(system(command), 0);
}

static void test_damaged(void **state)
{
	static const char *const texts[] = { "", "{", "[]", "7", "{\"kind\":7}",
					     "{\"kind\":\"nothing\"}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		spoil(texts[i]);
		assert_int_equal(clean_up(false).left, 1);
		assert_int_equal(clean_up(false).removed, 0);
		tear_down(NULL);
		set_up(NULL);
	}
}

/* of another boot: what lives in the kernel's memory is gone */
static void test_other_boot(void **state)
{
	spoil("{\"kind\":\"setting\",\"boot\":\"x\",\"path\":\"/\",\"before\":0}");
	(void)state;
	assert_int_equal(clean_up(false).left, 0);
	assert_true(journal_is_empty());
}

/* for the tests below: a directory that cannot be read */
static unsigned int blind;

DIR *fdopendir(int fd)
{
	static DIR *(*real)(int fd);

	if (blind) {
		blind--;
		errno = ENFILE;
		return NULL;
	}
	if (!real)
		real = (DIR *(*)(int))dlsym(RTLD_NEXT, "fdopendir");
	return real(fd);
}

/* a journal that cannot be read is no empty one: nothing is written over what is in it */
static void test_unreadable(void **state)
{
	struct own_directory first = { .fd = -1 }, second = { .fd = -1 };
	const struct things_removal how = { .dry_run = false };
	struct journal *journal = NULL;
	struct error *err;

	(void)state;
	ok(journal_open(&journal));
	ok(own_directory_make(journal, place.work, &first));
	close(first.fd);
	blind = 1;
	err = own_directory_make(journal, place.work, &second);
	assert_non_null(err);
	error_destroy(err);
	blind = 1;
	err = things_remove_own(journal, &how);
	assert_non_null(err);
	error_destroy(err);
	assert_int_equal(access(first.path, F_OK), 0);
	ok(things_remove_own(journal, &how));
	assert_int_not_equal(access(first.path, F_OK), 0);
	journal_close(journal);
	assert_true(journal_is_empty());
}

/* nor may the next run start, nor does cleanup say that there is nothing */
static void test_unreadable_of_a_dead_run(void **state)
{
	const struct things_removal how = { .dry_run = true, .left = left, .data = &(struct cleaned){ 0 } };
	struct own_directory dir;
	struct error *err;

	(void)state;
	die_after_making(&dir);
	blind = 1;
	err = things_refuse_left();
	assert_non_null(err);
	error_destroy(err);
	blind = 1;
	err = things_remove_dead(&how);
	assert_non_null(err);
	assert_non_null(strstr(err->message, "reading the journal"));
	error_destroy(err);
	assert_int_equal(clean_up(false).removed, 1);
}

/* one run that cannot be read hides none of the others */
static void test_unreadable_among_others(void **state)
{
	struct own_directory dir[2];
	char command[256];
	struct cleaned cleaned;

	(void)state;
	die_after_making(&dir[0]);
	die_after_making(&dir[1]);
	snprintf(command, sizeof(command), "mkdir -p '%s/%s/000001'", place.journal,
		 "00000000-0000-4000-8000-000000000000");
	assert_int_equal(system(command), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.removed, 2);
	assert_int_not_equal(access(dir[0].path, F_OK), 0);
	assert_int_not_equal(access(dir[1].path, F_OK), 0);
}

static void test_boot_ids(void **state)
{
	char id[BOOT_ID_SIZE];

	(void)state;
	boot_id(id);
	assert_false(boot_differs(id));
	assert_true(boot_differs("0"));
	assert_false(boot_differs(""));
}

static void test_untrusted(void **state)
{
	struct journal *journal = NULL;
	struct error *err;
	struct cleaned cleaned;

	(void)state;
	assert_int_equal(mkdir(place.journal, 0777), 0);
	assert_int_equal(chmod(place.journal, 0777), 0);
	err = journal_open(&journal);
	assert_non_null(err);
	assert_non_null(strstr(err->message, "can be written by others"));
	error_destroy(err);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.removed + cleaned.left, 0);
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
	assert_int_equal(clean_up(false).removed, 2);
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
	assert_int_equal(clean_up(false).removed, 2);
	assert_true(journal_is_empty());
}

/* two kinds of the test's own: a roof, and walls that are held while there is one */
static bool roof, walls;

static char *describe_kind(struct json_object *thing)
{
	return string_format("%s", thing_string(thing, "kind"));
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
	.remove = take_roof,
};

THING_KIND(walls) = {
	.name = "walls",
	.persistent = true,
	.describe = describe_kind,
	.look = look_at_walls,
	.remove = take_walls,
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
	struct cleaned cleaned;

	(void)state;
	roof = walls = true;
	die_with("walls", NULL);
	assert_int_equal(clean_up(true).left, 1);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, "a roof is on it"));
	roof = false;
	assert_int_equal(clean_up(false).removed, 1);
	roof = walls = true;
	die_with("walls", "roof");
	cleaned = clean_up(true);
	assert_int_equal(cleaned.removed, 2);
	assert_int_equal(cleaned.left, 0);
	assert_true(roof && walls);
	assert_int_equal(clean_up(false).removed, 2);
	assert_false(roof || walls);
	assert_true(journal_is_empty());
}

static void test_refuse(void **state)
{
	struct own_directory dir;
	struct error *err;

	(void)state;
	ok(things_refuse_left());
	die_after_making(&dir);
	err = things_refuse_left();
	assert_non_null(err);
	assert_non_null(strstr(err->message, "normalpage cleanup"));
	error_destroy(err);
	assert_int_equal(clean_up(false).removed, 1);
	ok(things_refuse_left());
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

/* of a user who is not root, and whose home cannot be written to, or is not known */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing), TEST(test_orderly), TEST(test_killed), TEST(test_never_made),
		TEST(test_alive), TEST(test_damaged), TEST(test_other_boot), TEST(test_held),
		TEST(test_untrusted), TEST(test_order), TEST(test_forked), TEST(test_refuse),
		TEST(test_nowhere), TEST(test_unreadable), TEST(test_unreadable_of_a_dead_run),
		TEST(test_unreadable_among_others), TEST(test_boot_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
