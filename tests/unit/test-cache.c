// SPDX-License-Identifier: GPL-2.0-or-later
/* What the cache has: whose it is, who uses it, and what of it may go. */
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
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "lib/base/array.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/cache_entries.h"
#include "lib/base/string_list.h"
#include "tests/unit/expect_error.h"

static char root[] = "/tmp/normalpage-test-cache-XXXXXX";
static char outside[] = "/tmp/normalpage-test-outside-XXXXXX";

static char *in_root(const char *name)
{
	return string_format("%s/%s", root, name);
}

static void make_file(const char *name)
{
	guarded(free) char *path = in_root(name);
	guarded(free) char *parent = string_copy(path);
	int fd;

	*strrchr(parent, '/') = '\0';
	expect_error(directory_make(parent), NULL);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

static const struct cache_entry *find(const struct cache_entries *entries, const char *name)
{
	for (size_t i = 0; i < entries->nr; i++)
		if (!strcmp(entries->entry[i].name, name))
			return &entries->entry[i];
	return NULL;
}

static void empty(void)
{
	cache_discard(root);
	assert_int_equal(mkdir(root, 0700), 0);
}

/* a process that is gone, and whose number nobody has */
static pid_t dead_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

/* the name that cache_stage() gives in that process */
static char *stage_in_dead_process(const char *final)
{
	char name[4096] = "";
	int ends[2];
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		guarded(free) char *staged = cache_stage(final);

		_exit(write(ends[1], staged, strlen(staged)) < 0);
	}
	waitpid(pid, NULL, 0);
	assert_true(read(ends[0], name, sizeof(name) - 1) > 0);
	close(ends[0]);
	close(ends[1]);
	return string_copy(name);
}

static void test_whole(void **state)
{
	static const char *const whole[] = { "apt/trixie", "headers/6.18.1-amd64.root", "initramfs/0123.cpio",
					     "initramfs/0123.modules", "initramfs/0123.programs",
					     "kernels/6.18.1-amd64-6.18.1-1", "mutants/x-0123.ko",
					     "snapshots/0123.snapshot", "vmlinux/0123.elf", "xen/files/0123.elf",
					     "xen/toolstack/4.17.5-1", "xen/trixie-backports/4.17.5-1.elf" };
	static const char *const in_them[] = { "apt/trixie/apt.conf", "headers/6.18.1-amd64.root/usr/bin/x",
					       "kernels/6.18.1-amd64-6.18.1-1/kernel.json",
					       "snapshots/0123.snapshot/state", "xen/toolstack/4.17.5-1/xl",
					       "initramfs/0123.cpio.inputs" };
	struct cache_entries entries guarded(cache_entries) = { 0 };

	(void)state;
	empty();
	for (size_t i = 0; i < ARRAY_SIZE(in_them); i++)
		make_file(in_them[i]);
	for (size_t i = 0; i < ARRAY_SIZE(whole); i++) {
		guarded(free) char *path = in_root(whole[i]);

		if (access(path, F_OK))
			make_file(whole[i]);
	}
	expect_error(cache_entries_read(&entries, root), NULL);
	for (size_t i = 0; i < entries.nr; i++) {
		assert_string_equal(entries.entry[i].name, whole[i]);
		assert_int_equal(entries.entry[i].kind, CACHE_WHOLE);
		assert_true(entries.entry[i].bytes >= 512);
	}
	assert_int_equal(entries.nr, ARRAY_SIZE(whole));
}

static void test_foreign(void **state)
{
	static const char *const names[] = { "notes.txt", "mine/file", "kernels/mine/file", "kernels/file",
					     "vmlinux/notes.txt", "vmlinux/directory.elf/file",
					     "downloads/linux.deb", "xen/notes.txt", "xen/my.xen/xen.elf",
					     "mutants/a\033b.ko.old", "snapshots/1.snapshot/guest.json" };
	struct cache_entries entries guarded(cache_entries) = { 0 };

	(void)state;
	empty();
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		make_file(names[i]);
	expect_error(cache_entries_read(&entries, root), NULL);
	assert_int_equal(entries.nr, ARRAY_SIZE(names));
	for (size_t i = 0; i < entries.nr; i++) {
		assert_int_equal(entries.entry[i].kind, CACHE_FOREIGN);
		assert_null(strchr(entries.entry[i].name, '\033'));
	}
}

static void test_links(void **state)
{
	static const char *const links[] = { "kernels/1", "vmlinux/1.elf", "initramfs" };
	guarded(free) char *victim = string_format("%s/1.cpio", outside);
	guarded(free) char *proof = string_format("%s/kernel.json", outside);
	guarded(free) char *inside = in_root("kernels/2/modules");
	struct cache_entries entries guarded(cache_entries) = { 0 };

	(void)state;
	empty();
	close(open(victim, O_CREAT | O_WRONLY, 0600));
	close(open(proof, O_CREAT | O_WRONLY, 0600));
	make_file("kernels/2/kernel.json");
	make_file("vmlinux/2.elf");
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		guarded(free) char *path = in_root(links[i]);

		assert_int_equal(symlink(outside, path), 0);
	}
	expect_error(cache_entries_read(&entries, root), NULL);
	assert_int_equal(entries.nr, 5);
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		const struct cache_entry *e = find(&entries, links[i]);

		assert_non_null(e);
		assert_int_equal(e->kind, CACHE_FOREIGN);
		assert_int_equal(cache_remove(e->path), -ELOOP);
	}
	/* one that is inside goes with what it is in, and leads nowhere */
	assert_int_equal(symlink(outside, inside), 0);
	assert_int_equal(cache_remove(find(&entries, "kernels/2")->path), 0);
	assert_int_equal(access(victim, F_OK), 0);
}

static void test_half_made(void **state)
{
	guarded(free) char *final = in_root("downloads/6.18-1");
	guarded(free) char *mine = cache_stage(final);
	guarded(free) char *dead = stage_in_dead_process(final);
	guarded(free) char *elsewhere = string_format("downloads/x.partial-%d-0", dead_process());
	struct cache_entries entries guarded(cache_entries) = { 0 };

	(void)state;
	empty();
	make_file(mine + strlen(root) + 1);
	make_file(dead + strlen(root) + 1);
	make_file(elsewhere);
	make_file("snapshots/1.snapshot.inputs");
	make_file("snapshots/2.partial-x");
	expect_error(cache_entries_read(&entries, root), NULL);
	assert_int_equal(find(&entries, mine + strlen(root) + 1)->kind, CACHE_UNDER_WAY);
	assert_int_equal(find(&entries, dead + strlen(root) + 1)->kind, CACHE_LEFTOVER);
	/* its maker may live where it cannot be seen */
	assert_int_equal(find(&entries, elsewhere)->kind, CACHE_UNDER_WAY);
	assert_int_equal(find(&entries, "snapshots/1.snapshot.inputs")->kind, CACHE_LEFTOVER);
	assert_int_equal(find(&entries, "snapshots/2.partial-x")->kind, CACHE_FOREIGN);
	/* who makes something beside it removes it on the way */
	free(cache_stage(final));
	assert_int_equal(access(dead, F_OK), -1);
	assert_int_equal(access(mine, F_OK), 0);
}

/* what another process does, until it is asked to end */
static pid_t in_child(bool (*act)(const char *path), const char *path)
{
	int ends[2];
	char done = 0;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		/* a test that fails does not end it */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		done = act(path) ? 'y' : 'n';
		if (write(ends[1], &done, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ends[0], &done, 1), 1);
	assert_int_equal(done, 'y');
	close(ends[0]);
	close(ends[1]);
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static bool commit(const char *path)
{
	guarded(free) char *staged = cache_stage(path);
	struct error *err = directory_make(staged);

	if (!err)
		err = cache_commit(staged, path);
	return !err;
}

static void test_use(void **state)
{
	guarded(free) char *file = in_root("vmlinux/1.elf");
	guarded(free) char *list = in_root("vmlinux/1.elf.inputs");
	guarded(free) char *directory = in_root("kernels/1");
	pid_t pid;

	(void)state;
	empty();
	make_file("vmlinux/1.elf");
	make_file("vmlinux/1.elf.inputs");
	assert_int_equal(mkdir(directory, 0700), -1);
	pid = in_child(cache_use, file);
	assert_int_equal(cache_remove(file), -EBUSY);
	assert_int_equal(access(file, F_OK), 0);
	/* killed: what it used is nobody's */
	end(pid);
	assert_int_equal(cache_remove(file), 0);
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(access(list, F_OK), -1);
	assert_false(cache_use(file));
	assert_int_equal(cache_remove(file), -ENOENT);
	/* what a process has made is in use from the first moment on */
	make_file("kernels/other");
	pid = in_child(commit, directory);
	assert_int_equal(cache_remove(directory), -EBUSY);
	end(pid);
	assert_int_equal(cache_remove(directory), 0);
}

/* a use is seen in the time of access, and a look is none */
static void test_age(void **state)
{
	const struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	guarded(free) char *kernel = in_root("kernels/1");
	guarded(free) char *state_file = in_root("kernels/1/modules/kernel");
	struct cache_entries entries guarded(cache_entries) = { 0 };

	(void)state;
	empty();
	make_file("kernels/1/kernel.json");
	make_file("kernels/1/modules/kernel");
	utimensat(AT_FDCWD, kernel, old, 0);
	for (int i = 0; i < 2; i++) {
		cache_entries_clear(&entries);
		expect_error(cache_entries_read(&entries, root), NULL);
		assert_int_equal(entries.nr, 1);
		assert_int_equal(entries.entry[0].used, 1000000000);
	}
	assert_true(cache_use(kernel));
	cache_entries_clear(&entries);
	expect_error(cache_entries_read(&entries, root), NULL);
	assert_true(entries.entry[0].used > 1000000000);
}

/* neither the newest nor one that is used goes, however old that is */
static void test_prune(void **state)
{
	guarded(free) char *directory = in_root("vmlinux");
	pid_t pid = -1;

	(void)state;
	empty();
	for (int i = 0; i < 5; i++) {
		const struct timespec times[2] = { { .tv_sec = 1000000000 + i }, { .tv_nsec = UTIME_OMIT } };
		guarded(free) char *name = string_format("vmlinux/%d.elf", i);
		guarded(free) char *path = in_root(name);

		make_file(name);
		if (!i)
			pid = in_child(cache_use, path);
		utimensat(AT_FDCWD, path, times, 0);
	}
	cache_prune(directory, ".elf", 2);
	end(pid);
	for (int i = 0; i < 5; i++) {
		guarded(free) char *name = string_format("vmlinux/%d.elf", i);
		guarded(free) char *path = in_root(name);

		assert_int_equal(access(path, F_OK), i == 1 || i == 2 ? -1 : 0);
	}
}

static int set_up(void **state)
{
	(void)state;
	return !mkdtemp(root) || !mkdtemp(outside);
}

static int tear_down(void **state)
{
	(void)state;
	cache_discard(root);
	cache_discard(outside);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole), cmocka_unit_test(test_foreign), cmocka_unit_test(test_links),
		cmocka_unit_test(test_half_made), cmocka_unit_test(test_use), cmocka_unit_test(test_age),
		cmocka_unit_test(test_prune),
	};

	return cmocka_run_group_tests_name("cache", tests, set_up, tear_down);
}
