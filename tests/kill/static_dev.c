// SPDX-License-Identifier: GPL-2.0-or-later
/* A static /dev, as containers have it: a node is a number, and the number is another device's by now. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "lib/base/device.h"
#include "provisioning/pmem/tree.h"
#include "tests/kill/attack.h"
#include "tests/kill/killer.h"
#include "tests/kill/snapshot.h"

#define NODES 8

/* each pmem device's node is that of the idle namespace; all else is as it was */
static bool make_static(dev_t number)
{
	static const char *const kept[] = { "null", "zero", "kmsg", "ndctl0" };
	struct stat st[4];
	char path[64];

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "/dev/%s", kept[i]);
		if (stat(path, &st[i]))
			st[i].st_mode = 0;
	}
	if (unshare(CLONE_NEWNS) || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("static", "/dev", "tmpfs", 0, "mode=755"))
		return false;
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "/dev/%s", kept[i]);
		if (st[i].st_mode)
			mknod(path, st[i].st_mode, st[i].st_rdev);
	}
	for (int i = 0; i < 4 * NODES; i++) {
		/* of the first namespace of a region, and of others */
		snprintf(path, sizeof(path), i % NODES ? "/dev/pmem%d.%d" : "/dev/pmem%d", i / NODES, i % NODES);
		if (mknod(path, S_IFBLK | 0600, number))
			return false;
	}
	return true;
}

/* the node is another device's as soon as it was looked at: one CPU, which the watcher takes from all others */
static __attribute__((noreturn)) void swap_node(const char *device, int ready)
{
	const struct sched_param param = { .sched_priority = 1 };
	int fd = inotify_init1(IN_CLOEXEC);
	char other[80], event[4096];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(other, sizeof(other), "%s.other", device);
	if (mknod(other, S_IFCHR | 0600, makedev(1, 5)) || inotify_add_watch(fd, device, IN_CLOSE) < 0 ||
	    sched_setscheduler(0, SCHED_FIFO, &param) || write(ready, "x", 1) != 1 ||
	    read(fd, event, sizeof(event)) <= 0 || rename(other, device))
		_exit(1);
	_exit(0);
}

/* in the static /dev: one right node, and who changes it once it was closed for the first time */
static bool watch_node(const char *device, dev_t number)
{
	int fds[2];
	char byte;
	pid_t pid;

	if (mknod(device, S_IFCHR | 0600, number) || pipe(fds))
		return false;
	pid = fork();
	if (!pid)
		swap_node(device, fds[1]);
	close(fds[1]);
	return read(fds[0], &byte, 1) == 1;
}

/**
 * struct inside - what is run there, and what came of it
 * @number: what each pmem device's node is
 * @watch, @watched: a node that is right until it is closed for the first time, and its number; or ""
 */
struct inside {
	dev_t number;
	char watch[64];
	dev_t watched;
	const char *argv[10];
	int status;
	char said[1024];
};

static void run_inside(struct scenario *s, struct inside *inside)
{
	struct inside *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	if (shared == MAP_FAILED)
		scenario_broken(s, "mmap: %s", strerror(errno));
	*shared = *inside;
	shared->status = -1;
	pid = fork();
	if (!pid) {
		if (make_static(shared->number) && (!*shared->watch || watch_node(shared->watch, shared->watched)))
			shared->status = run_as(&(struct less){ 0 }, shared->argv, shared->said, sizeof(shared->said));
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	*inside = *shared;
	munmap(shared, sizeof(*shared));
}

static void expect_says(struct scenario *s, const char *step, const struct inside *inside, int status, const char *words)
{
	expect_result(s, step, "exit status", status, inside->status, "nothing of it can be done there");
	expect_result(s, step, strstr(inside->said, words) ? words : inside->said, 1,
		      strstr(inside->said, words) != NULL, "it says why");
}

static dev_t number_of(struct scenario *s, const char *device)
{
	struct stat st;

	if (stat(device, &st))
		scenario_broken(s, "%s: %s", device, strerror(errno));
	return st.st_rdev;
}

static void expect_same(struct scenario *s, const char *step, const struct snapshot *before)
{
	struct snapshot after;
	char text[400];
	unsigned int nr;

	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(before, &after, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, "nothing was touched");
	snapshot_clear(&after);
}

static void run_there(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	struct inside region = { .number = number_of(s, v.device),
				 .argv = { "daxtest", "--region", v.server.region, "--size", "64M",
					   "*.hole.read-pmd-shared" } };
	/* the node of the idle namespace is that of a loop device, which is nobody's */
	struct inside given = { .number = makedev(7, 0),
				.argv = { "daxtest", "--namespace", v.server.scratch, "--destroy-data",
					  server_uuid(v.server.scratch), "*.hole.read-pmd-shared" } };
	struct snapshot before;

	snapshot_take(&before, SERVER_DATA, "");
	run_inside(s, &region);
	expect_says(s, "--region", &region, 2, "devtmpfs");
	expect_same(s, "--region", &before);
	run_inside(s, &given);
	expect_says(s, "--namespace", &given, 2, "is not the device pmem");
	expect_same(s, "--namespace", &before);
	snapshot_clear(&before);
}

SCENARIO(guard_static_dev, "guard", "static-dev", "in a static /dev nothing is made, and no other device is opened",
	 .timeout = 120, .run = run_there);

/* the info block of what a dead run has left is zeroed through its device */
static void clean_there(struct scenario *s)
{
	static const char *const cleanup[] = { "normalpage", "cleanup", NULL };
	const struct victim v = victim_set_up(s);
	const char *const daxtest[] = { "daxtest", "--region", v.server.region, "--size", "64M",
					"*.hole.read-pmd-shared", NULL };
	struct inside inside = { .number = number_of(s, v.device), .argv = { "normalpage", "cleanup" } };
	struct killing k = { 0 };
	struct snapshot before;

	snapshot_take(&before, SERVER_DATA, "");
	if (kill_at(daxtest, &k))
		scenario_broken(s, "daxtest cannot be started");
	k.at = k.calls / 2;
	kill_at(daxtest, &k);
	if (!k.killed)
		scenario_broken(s, "daxtest was not killed");
	run_inside(s, &inside);
	expect_says(s, "cleanup there", &inside, 1, "is not the device pmem");
	expect_result(s, "cleanup elsewhere", "exit status", 0, run_untraced(cleanup), "it can be done later");
	expect_same(s, "cleanup there and elsewhere", &before);
	snapshot_clear(&before);
}

SCENARIO(guard_static_dev_cleanup, "guard", "static-dev-cleanup",
	 "in a static /dev, cleanup writes to no other device, and leaves what it cannot reach", .timeout = 240,
	 .run = clean_there);

/* device-dax: what its tests map has to be what was checked */
static void swapped(struct scenario *s)
{
	char name[64], device[64], *sum;
	struct server server = { 0 };
	struct inside inside = { .argv = { "daxtest", "--namespace", name, "--destroy-data", NULL, "devdax.*map.write",
					   "--give-up", "" } };
	struct attempt attempt = { .name = name };

	server_set_up(s, &server);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	/* bare data, unless another test gave it up before */
	attack(&attempt);
	sum = strstr(attempt.said, "--give-up ");
	inside.argv[4] = server_uuid(name);
	inside.argv[7] = sum ? sum + strlen("--give-up ") : "none";
	if (sum)
		sum[strlen("--give-up ") + 16] = '\0';
	inside.watched = number_of(s, device);
	snprintf(inside.watch, sizeof(inside.watch), "%s", device);
	run_inside(s, &inside);
	expect_says(s, "the node of a test", &inside, 2, "is not the device dax");
}

SCENARIO(guard_static_dev_swapped, "guard", "static-dev-swapped",
	 "a device that was checked at the start is checked again by each test that opens it", .timeout = 120,
	 .run = swapped);
