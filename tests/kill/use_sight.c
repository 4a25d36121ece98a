// SPDX-License-Identifier: GPL-2.0-or-later
/* How users of a device are seen: the kernel's count, those who have it open for a moment, a crowd of processes. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "lib/base/device.h"
#include "lib/kernel/openers.h"
#include "lib/kernel/types.h"
#include "provisioning/pmem/process_list.h"
#include "tests/kill/attack.h"
#include "tests/kill/killer.h"
#include "tests/kill/snapshot.h"
#include "tests/kill/uses.h"

#define OPENS 5
#define BTF "/sys/kernel/btf/vmlinux"

static void expect_count(struct scenario *s, const char *step, int fd, long expected)
{
	unsigned int openers = 0;

	scenario_need(s, kernel_openers(fd, &openers));
	expect_result(s, step, "the kernel's count", expected, openers, "block/bdev.c, fs/char_dev.c");
}

static void count_one(struct scenario *s, const char *kind, const char *device)
{
	int fds[OPENS];
	char step[64];
	void *map;

	for (int i = 0; i < OPENS; i++) {
		scenario_need(s, device_open(device_name(device), i % 2 ? O_RDWR : O_RDONLY, &fds[i]));
		snprintf(step, sizeof(step), "%s, opened %d times", kind, i + 1);
		/* by whichever of the descriptors */
		expect_count(s, step, fds[i], i + 1);
		expect_count(s, step, fds[0], i + 1);
	}
	map = mmap(NULL, PMD_SIZE, PROT_READ, MAP_SHARED, fds[OPENS - 1], 0);
	close(dup(fds[0]));
	close(fds[OPENS - 1]);
	snprintf(step, sizeof(step), "%s, the last one mapped and closed", kind);
	expect_count(s, step, fds[0], OPENS);
	if (map == MAP_FAILED)
		scenario_broken(s, "%s cannot be mapped", device);
	munmap(map, PMD_SIZE);
	for (int i = OPENS - 2; i > 0; i--)
		close(fds[i]);
	snprintf(step, sizeof(step), "%s, all but one closed", kind);
	expect_count(s, step, fds[0], 1);
	close(fds[0]);
}

static void counts(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	char name[64], device[64];

	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	count_one(s, "block", v.device);
	count_one(s, "device-dax", device);
}

SCENARIO(use_count, "sight", "count", "the kernel's count is that of those who have a device open", .timeout = 120,
	 .run = counts);

/* what goes on says so before it does anything to the device: it is killed where it starts mkfs */
static void expect_said_first(struct scenario *s, const char *step, const char *name, const char *why)
{
	const char *const argv[] = { "daxtest", "--namespace", name, "--destroy-data", server_uuid(name),
				     "*.hole.read-pmd-shared", NULL };
	struct killing k = { .at = 1, .only = "clone" };
	struct snapshot before, after;
	char text[400];
	unsigned int nr;

	snapshot_take(&before, SERVER_DATA, "");
	if (kill_at(argv, &k))
		scenario_broken(s, "daxtest cannot be started");
	expect_result(s, step, "killed before mkfs", 1, k.killed, "it went on");
	expect_result(s, step, strstr(k.said, UNSEEN) ? "says what it cannot see" : k.said, 1,
		      strstr(k.said, UNSEEN) != NULL, "before anything is written");
	expect_result(s, step, strstr(k.said, why) ? "says why" : k.said, 1, strstr(k.said, why) != NULL,
		      "and what is missing");
	expect_result(s, step, "exit status of cleanup", 0,
		      run_untraced((const char *const[]){ "normalpage", "cleanup", NULL }), "nothing is left");
	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(&before, &after, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, "nothing was written");
	snapshot_clear(&before);
	snapshot_clear(&after);
}

static void said_first(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	struct attempt attempt = { .name = v.server.scratch };

	attack(&attempt);
	expect_result(s, "with all privileges", strstr(attempt.said, UNSEEN) ? attempt.said : "says so", 0,
		      strstr(attempt.said, UNSEEN) != NULL, "it is known who has it open");
	server_clear(s, v.server.scratch);
	if (mount("/dev/null", BTF, NULL, MS_BIND, NULL))
		scenario_broken(s, BTF ": %s", strerror(errno));
	expect_said_first(s, "without BTF", v.server.scratch, "kernel without CONFIG_DEBUG_INFO_BTF");
	umount2(BTF, 0);
	prctl(PR_CAPBSET_DROP, CAP_SYS_RAWIO, 0, 0, 0);
	expect_said_first(s, "without CAP_SYS_RAWIO", v.server.scratch, "needs CAP_SYS_RAWIO");
}

SCENARIO(use_unseen, "sight", "unseen", "where the kernel's count cannot be read, that is said before anything is written",
	 .timeout = 240, .run = said_first);

/* until another process looks, and a moment more */
static void hold_for_a_moment(const char *device)
{
	unsigned int openers = 1;
	guarded(fd) int fd = open(device, O_RDONLY | O_CLOEXEC);

	for (int i = 0; fd >= 0 && openers < 2 && i < 2000; i++) {
		guarded(error) struct error *err = kernel_openers(fd, &openers);

		usleep(5000);
	}
	usleep(1300000);
}

static pid_t hold_as(const char *name, const char *child, const char *device)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_NAME, name);
	pid = child ? fork() : 0;
	if (!pid) {
		prctl(PR_SET_NAME, child ? child : name);
		hold_for_a_moment(device);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	_exit(0);
}

static void expect_waited(struct scenario *s, const char *step, const char *name, const char *child)
{
	const struct victim v = victim_set_up(s);
	const char *const argv[] = { "daxtest", "--namespace", v.server.scratch, "--destroy-data",
				     server_uuid(v.server.scratch), "--dry-run", "*.hole.read-pmd-shared", NULL };
	char said[1024];
	pid_t holder = hold_as(name, child, v.device);
	int status;

	/* it is open before daxtest looks */
	for (unsigned int i = 0, openers = 0; openers < 2 && i < 200; i++) {
		guarded(fd) int fd = -1;
		guarded(error) struct error *err = device_open(device_name(v.device), O_RDONLY, &fd);

		if (!err)
			err = kernel_openers(fd, &openers);
		usleep(5000);
	}
	status = run_as(&(struct less){ 0 }, argv, said, sizeof(said));
	waitpid(holder, NULL, 0);
	expect_result(s, step, status ? said : "exit status", 0, status, "it has the device open for a moment only");
}

static void udev(struct scenario *s)
{
	expect_waited(s, "udev", "(udev-worker)", NULL);
	expect_waited(s, "what a rule of udev's runs", "(udev-worker)", "blkid");
}

SCENARIO(use_udev, "sight", "udev", "a device that udev has open is waited for", .timeout = 120, .run = udev);

static void *end_at_once(void *data)
{
	return data;
}

static void begin_threads(void)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, end_at_once, NULL))
		pthread_join(thread, NULL);
}

static void begin_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

/* some of each: processes, threads, processes that nobody waits for, a PID namespace */
static pid_t crowd(int kind)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (kind % 4 == 2 && unshare(CLONE_NEWPID))
		_exit(1);
	for (int i = 0; kind % 4 == 3 && i < 5; i++)
		if (!fork())
			_exit(0);
	for (;;) {
		if (kind % 4 == 1)
			begin_threads();
		else if (kind % 4 == 3)
			pause();
		else
			begin_process();
	}
}

#define CROWD 24
#define LOOKS 15
#define HIDEPID "/proc is mounted with hidepid="

static void in_a_crowd(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	struct attempt attempt = { .name = v.server.scratch, .less.capability = CAP_SYS_PTRACE };
	pid_t pids[CROWD];
	char text[256] = "refusals";
	long refused = 0;

	for (int i = 0; i < CROWD; i++)
		pids[i] = crowd(i);
	for (int i = 0; i < LOOKS; i++) {
		guarded(error) struct error *err = process_list_check("");

		refused += err != NULL;
		if (err)
			snprintf(text, sizeof(text), "%s", err->message);
	}
	expect_result(s, "processes and threads begin and end", text, 0, refused, "all can be seen");
	mount("proc", "/proc", "proc", MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=4");
	attack(&attempt);
	mount("proc", "/proc", "proc", MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=0");
	for (int i = 0; i < CROWD; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	expect_result(s, "and /proc hides some", "exit status", 2, attempt.status, "not all can be seen");
	expect_result(s, "and /proc hides some", strstr(attempt.said, HIDEPID) ? HIDEPID : attempt.said, 1,
		      strstr(attempt.said, HIDEPID) != NULL, "it says why");
}

SCENARIO(use_crowd, "sight", "crowd", "that all processes can be seen is known also while they begin and end",
	 .timeout = 120, .run = in_a_crowd);
