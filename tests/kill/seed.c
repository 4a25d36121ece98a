// SPDX-License-Identifier: GPL-2.0-or-later
/* daxtest --region beside a process that makes a namespace at the same time: both take the same seed. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "provisioning/pmem/tree.h"
#include "tests/kill/attack.h"
#include "tests/kill/killer.h"

#define ND "/sys/bus/nd/devices/"
#define THEIRS "7468652d-6f74-4865-b273-207365656421"

static bool put(const char *device, const char *attribute, const char *value)
{
	char path[128];
	guarded(fd) int fd = -1;

	snprintf(path, sizeof(path), ND "%s/%s", device, attribute);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);
}

/*
 * Sets its own uuid, and a size, right after another process has set one: the guest has one CPU, which this process
 * takes from all others as soon as it is woken up.
 */
static __attribute__((noreturn)) void take_it(const char *seed, int ready)
{
	const struct sched_param param = { .sched_priority = 1 };
	int fd = inotify_init1(IN_CLOEXEC);
	char path[128], event[4096];
	bool done;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(path, sizeof(path), ND "%s/uuid", seed);
	if (sched_setscheduler(0, SCHED_FIFO, &param) || inotify_add_watch(fd, path, IN_MODIFY) < 0 ||
	    write(ready, "x", 1) != 1 || read(fd, event, sizeof(event)) <= 0)
		_exit(1);
	done = put(seed, "uuid", THEIRS) && put(seed, "size", "33554432");
	_exit(done ? 0 : 2);
}

static void same_seed(struct scenario *s)
{
	static const char *const cleanup[] = { "normalpage", "cleanup", NULL };
	const struct victim v = victim_set_up(s);
	const char *const daxtest[] = { "daxtest", "--region", v.server.region, "--size", "64M",
					"*.hole.read-pmd-shared", NULL };
	guarded(free) char *seed = tree_read(TREE_HERE, ND "%s/namespace_seed", v.server.region), *uuid = NULL;
	char said[1024], byte;
	int fds[2], status;
	pid_t pid;

	if (!seed || pipe(fds))
		scenario_broken(s, "%s has no seed", v.server.region);
	pid = fork();
	if (!pid)
		take_it(seed, fds[1]);
	if (read(fds[0], &byte, 1) != 1)
		scenario_broken(s, "the seed cannot be watched");
	status = run_as(&(struct less){ 0 }, daxtest, said, sizeof(said));
	waitpid(pid, &pid, 0);
	expect_result(s, "the other", "exit status", 0, pid, "it has taken the seed");
	expect_result(s, "daxtest", status == 2 ? "exit status" : said, 2, status, "it has no namespace");
	expect_result(s, "daxtest", strstr(said, "was taken by another process") ? "says why" : said, 1,
		      strstr(said, "was taken by another process") != NULL, "in one line");
	uuid = tree_read(TREE_HERE, ND "%s/uuid", seed);
	expect_result(s, "the other's namespace", uuid ? uuid : "no uuid", 1, uuid && !strcmp(uuid, THEIRS),
		      "it is there");
	expect_result(s, "the other's namespace", "bytes", 33554432,
		      (long)tree_number(TREE_HERE, ND "%s/size", seed), "it is as large as it was made");
	expect_result(s, "cleanup", "exit status", 0, run_untraced(cleanup), "nothing of ours is left");
	/* its uuid goes with it: drivers/nvdimm/namespace_devs.c size_store() */
	if (!put(seed, "size", "0"))
		scenario_broken(s, "the other's namespace cannot be removed: %s", strerror(errno));
}

SCENARIO(guard_seed, "guard", "seed", "a seed that another process takes at the same time is left", .timeout = 120,
	 .run = same_seed);
