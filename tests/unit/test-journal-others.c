// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a dead run left is removed only if it is provably the run's: what others have put in its place,
 * or into the journal, is left.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include "lib/base/array.h"
#include "provisioning/journal/own_setting.h"
#include "provisioning/machine/cache/temporary.h"
#include "tests/unit/dead_run.h"

static void test_not_empty(void **state)
{
	struct own_directory dir;
	struct cleaned cleaned;
	char path[PATH_MAX + 8];

	(void)state;
	die_after_making(&dir);
	snprintf(path, sizeof(path), "%s/data", dir.path);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, "there is something in it"));
	assert_int_equal(access(path, F_OK), 0);
	/* it stays in the journal, and goes once it is empty */
	unlink(path);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.removed, 1);
}

/* the same name, another directory */
static void test_replaced(void **state)
{
	struct own_directory dir;
	struct cleaned cleaned;
	char aside[PATH_MAX + 8];

	(void)state;
	die_after_making(&dir);
	snprintf(aside, sizeof(aside), "%s-aside", dir.path);
	assert_int_equal(rename(dir.path, aside), 0);
	assert_int_equal(mkdir(dir.path, 0700), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, "another directory than the one"));
	assert_int_equal(access(dir.path, F_OK), 0);
	assert_int_equal(access(aside, F_OK), 0);
}

static void test_symbolic_link(void **state)
{
	struct own_directory dir;
	struct cleaned cleaned;
	char victim[128];

	(void)state;
	die_after_making(&dir);
	snprintf(victim, sizeof(victim), "%s/victim", place.root);
	assert_int_equal(mkdir(victim, 0700), 0);
	assert_int_equal(rmdir(dir.path), 0);
	assert_int_equal(symlink(victim, dir.path), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_int_equal(access(victim, F_OK), 0);
}

/* the directory around it is another one: what was mounted there is not, perhaps */
static void test_parent_replaced(void **state)
{
	struct own_directory dir;
	struct cleaned cleaned;
	char aside[128];

	(void)state;
	die_after_making(&dir);
	snprintf(aside, sizeof(aside), "%s/aside", place.root);
	assert_int_equal(rename(place.work, aside), 0);
	assert_int_equal(mkdir(place.work, 0755), 0);
	assert_int_equal(mkdir(dir.path, 0700), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_int_equal(access(dir.path, F_OK), 0);
	assert_int_equal(rmdir(dir.path) | rmdir(place.work) | rename(aside, place.work), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.removed, 1);
}

/* what another user wrote into the journal to have other directories removed */
static void write_thing(const char *parent, const char *name)
{
	struct json_object *thing = thing_new("directory");
	struct stat st;

	assert_int_equal(stat(parent, &st), 0);
	thing_set(thing, "parent", parent);
	thing_set(thing, "name", name);
	thing_set_number(thing, "device", st.st_dev);
	thing_set_number(thing, "parent-inode", st.st_ino);
	thing_set_number(thing, "owner", geteuid());
	write_down(thing);
}

/* what is not there may be on what is not mounted now */
static void test_parent_not_there(void **state)
{
	char sub[128], aside[128];
	struct cleaned cleaned;

	(void)state;
	snprintf(sub, sizeof(sub), "%s/sub", place.work);
	snprintf(aside, sizeof(aside), "%s/aside", place.work);
	assert_int_equal(mkdir(sub, 0755), 0);
	write_thing(sub, "normalpage-x");
	assert_int_equal(rename(sub, aside), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, "is not there: mount what was mounted"));
	assert_int_equal(rename(aside, sub), 0);
	assert_int_equal(clean_up(false).left, 0);
	assert_true(journal_is_empty());
}

/* nor is a namespace gone for certain where no persistent memory is to be seen */
static void test_not_active(void **state)
{
	struct json_object *ns = thing_new("namespace"), *fs = thing_new("filesystem");

	(void)state;
	thing_set(ns, "region", "region0");
	thing_set(ns, "uuid", "c3f6cd0f-9b28-4a43-8c32-0b0a4fd4c7b0");
	thing_set(ns, "claim", "c3f6cd0f-9b28-4a43-8c32-0b0a4fd4c7b1");
	thing_set(fs, "device", "pmem0");
	thing_set(fs, "namespace", "c3f6cd0f-9b28-4a43-8c32-0b0a4fd4c7b0");
	thing_set(fs, "claim", "c3f6cd0f-9b28-4a43-8c32-0b0a4fd4c7b1");
	thing_set(fs, "type", "ext4");
	thing_set(fs, "uuid", "c3f6cd0f-9b28-4a43-8c32-0b0a4fd4c7b2");
	if (!access("/sys/bus/nd/devices/region0", F_OK)) {
		json_object_put(ns);
		json_object_put(fs);
		skip();
	}
	write_down(ns);
	write_down(fs);
	assert_int_equal(clean_up(false).left, 2);
	assert_false(journal_is_empty());
}

static void test_names_of_others(void **state)
{
	static const char *const names[] = { "victim", "..", "normalpage-/../victim", "" };
	char victim[128];

	(void)state;
	snprintf(victim, sizeof(victim), "%s/victim", place.work);
	assert_int_equal(mkdir(victim, 0700), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		write_thing(place.work, names[i]);
	assert_int_equal(clean_up(false).left, 4);
	assert_int_equal(access(victim, F_OK), 0);
}

static void write_setting(const char *path, unsigned long before, unsigned long ours)
{
	struct json_object *thing = thing_new("setting"), *values = json_object_new_array();

	json_object_array_add(values, json_object_new_int64((int64_t)ours));
	thing_set(thing, "path", path);
	thing_set_number(thing, "before", before);
	json_object_object_add(thing, "ours", values);
	write_down(thing);
}

/* nothing else is written to, and no foreign value is replaced */
static void test_settings_of_others(void **state)
{
	static const char size[] = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";
	char victim[128], climbing[192], text[8] = "";
	unsigned long now = 0;
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
	assert_int_equal(clean_up(true).left, 2);
	assert_int_equal(clean_up(false).left, 2);
	f = fopen(victim, "r");
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	assert_string_equal(text, "7\n");
	f = fopen(size, "r");
	if (!f || fscanf(f, "%lu", &now) != 1)
		skip();
	fclose(f);
	write_setting(size, now, 1);	/* as before: nothing to do */
	assert_int_equal(clean_up(false).left, 2);
	write_setting(size, now + 1, now + 2);
	assert_int_equal(clean_up(true).left, 3);
	write_setting(size, now + 1, now);
	assert_int_equal(clean_up(true).removed, 1);
}

/* a mount that is not ours, though the journal names its directory */
static void test_foreign_mount(void **state)
{
	struct json_object *thing = thing_new("mount");

	(void)state;
	thing_set(thing, "directory", "/proc");
	thing_set_number(thing, "device", 1);
	write_down(thing);
	assert_int_equal(clean_up(false).left, 1);
	assert_int_equal(access("/proc/self", F_OK), 0);
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
	assert_int_equal(clean_up(true).removed, 1);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(clean_up(false).removed, 1);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_true(journal_is_empty());
	free(path);
}

static void test_temporary_replaced(void **state)
{
	char *path = die_with_temporary(), aside[PATH_MAX];
	struct cleaned cleaned;

	(void)state;
	snprintf(aside, sizeof(aside), "%s-aside", path);
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, "another directory than the one"));
	assert_int_equal(rmdir(path), 0);
	/* others could have put something in it */
	assert_int_equal(rename(aside, path), 0);
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(clean_up(false).left, 1);
	assert_int_equal(chmod(path, 0700), 0);
	assert_int_equal(clean_up(false).removed, 1);
	free(path);
}

static void forgotten(void *data, const char *what)
{
	snprintf(data, PATH_MAX, "%s", what);
}

/* the name that is said where a thing is left */
static void name_of(const struct cleaned *cleaned, char name[64])
{
	const char *option = strstr(cleaned->why, "'normalpage cleanup --forget ");

	assert_non_null(option);
	assert_int_equal(sscanf(option, "'normalpage cleanup --forget %63[^']'", name), 1);
}

/* what cannot be removed does not block all later runs: the command that is printed deletes it, and touches nothing */
static void test_forget(void **state)
{
	char name[64], what[PATH_MAX] = "", victim[PATH_MAX + 8];
	struct own_directory dir;
	struct error *err;
	struct cleaned cleaned;

	(void)state;
	die_after_making(&dir);
	snprintf(victim, sizeof(victim), "%s/data", dir.path);
	close(open(victim, O_CREAT | O_WRONLY, 0600));
	cleaned = clean_up(true);
	name_of(&cleaned, name);
	ok(things_forget(name, true, what, forgotten));
	assert_non_null(strstr(what, dir.path));
	err = things_refuse_left();
	assert_non_null(err);
	assert_non_null(strstr(err->message, name));
	error_destroy(err);
	ok(things_forget(name, false, what, forgotten));
	assert_int_equal(access(victim, F_OK), 0);
	ok(things_refuse_left());
	assert_true(journal_is_empty());
	err = things_forget(name, false, what, forgotten);
	assert_true(err && err->kind == ERROR_USAGE && strstr(err->message, "there is no '"));
	error_destroy(err);
}

/* each reason to leave a thing says so, and a damaged one has no other name */
static void test_forget_damaged(void **state)
{
	char name[64], what[PATH_MAX] = "", path[300];
	struct error *err;
	struct cleaned cleaned;
	FILE *f;

	(void)state;
	write_thing(place.work, "victim");
	write_thing(place.work, "..");
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 2);
	name_of(&cleaned, name);
	snprintf(path, sizeof(path), "%s/%s", place.journal, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 2);
	ok(things_forget(name, false, what, forgotten));
	assert_string_equal(what, name);
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	/* all of a run's; a part of its name is none */
	name_of(&cleaned, name);
	*strchr(name, '/') = '\0';
	name[35] = '\0';
	err = things_forget(name, false, what, forgotten);
	assert_non_null(err);
	error_destroy(err);
	assert_int_equal(clean_up(true).left, 1);
	name_of(&cleaned, name);
	*strchr(name, '/') = '\0';
	ok(things_forget(name, false, what, forgotten));
	assert_true(journal_is_empty());
}

static void test_forget_alive(void **state)
{
	struct own_directory dir = { .fd = -1 };
	struct journal *journal = NULL;
	char what[PATH_MAX] = "", run[64] = "";
	const struct dirent *entry;
	struct error *err;
	DIR *runs;

	(void)state;
	ok(journal_open(&journal));
	ok(own_directory_make(journal, place.work, &dir));
	runs = opendir(place.journal);
	while ((entry = readdir(runs)))
		if (*entry->d_name != '.')
			snprintf(run, sizeof(run), "%.40s/000001", entry->d_name);
	closedir(runs);
	err = things_forget(run, false, what, forgotten);
	assert_true(err && strstr(err->message, "is still going on"));
	error_destroy(err);
	ok(things_remove_own(journal, &(struct things_removal){ .dry_run = false }));
	close(dir.fd);
	journal_close(journal);
	assert_true(journal_is_empty());
}

/* a setting that the kernel cannot be asked for is not what it was, and not unknown to it */
static void test_setting_cannot_be_read(void **state)
{
	static const char file[] = "/sys/kernel/mm/transparent_hugepage/enabled";
	const unsigned long ours[] = { 1 };
	struct journal *journal = NULL;
	struct error *err;
	struct cleaned cleaned;

	(void)state;
	ok(journal_open(&journal));
	ok(own_setting_write(journal, "/sys/kernel/mm/no-such-setting", ours, 1));
	assert_int_equal(access(file, R_OK), 0);
	/* words, and no number */
	err = own_setting_write(journal, file, ours, 1);
	assert_true(err && strstr(err->message, "cannot read /sys/kernel/mm/"));
	error_destroy(err);
	journal_close(journal);
	assert_true(journal_is_empty());
	write_setting(file, 0, 1);
	errno = ENOENT;
	cleaned = clean_up(false);
	assert_int_equal(cleaned.left, 1);
	assert_non_null(strstr(cleaned.why, "it cannot be read: Input/output error"));
}

/* neither tracefs nor a way to mount it: what a dead run has left there is out of sight, and not gone */
static void test_trace_cannot_be_looked_at(void **state)
{
	static const char *const places[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing", "/sys/kernel/debug" };
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];
	struct cleaned cleaned;
	int status;
	pid_t pid;

	(void)state;
	write_down(thing_new("trace"));
	pid = fork();
	if (!pid) {
		if (unshare(CLONE_NEWNS) || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL))
			_exit(77);
		for (size_t i = 0; i < ARRAY_SIZE(places); i++)
			while (!umount2(places[i], MNT_DETACH))
				;
		if (syscall(SYS_capget, &head, caps))
			_exit(77);
		caps[0].effective &= ~(1u << CAP_SYS_ADMIN);
		caps[0].permitted &= ~(1u << CAP_SYS_ADMIN);
		if (syscall(SYS_capset, &head, caps))
			_exit(77);
		cleaned = clean_up(false);
		_exit(cleaned.left != 1 || !strstr(cleaned.why, "tracefs cannot be looked at: mount it"));
	}
	waitpid(pid, &status, 0);
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
	assert_false(journal_is_empty());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_not_empty), TEST(test_replaced), TEST(test_symbolic_link),
		TEST(test_parent_replaced), TEST(test_names_of_others), TEST(test_settings_of_others),
		TEST(test_parent_not_there), TEST(test_not_active), TEST(test_foreign_mount),
		TEST(test_temporary), TEST(test_temporary_replaced), TEST(test_forget), TEST(test_forget_damaged),
		TEST(test_forget_alive), TEST(test_setting_cannot_be_read),
		TEST(test_trace_cannot_be_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
