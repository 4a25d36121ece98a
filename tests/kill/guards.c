// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attempts to have daxtest overwrite, and cleanup remove, what is somebody's: each has to be refused, and
 * the data to be what it was. What needs a machine that nobody has is in tests/unit/test-idle.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "lib/harness/scenario.h"
#include "provisioning/journal/thing.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/linear.h"
#include "provisioning/pmem/namespace.h"
#include "provisioning/pmem/sysfs.h"
#include "tests/kill/killer.h"
#include "tests/kill/server.h"
#include "tests/kill/snapshot.h"

#define ND "/sys/bus/nd/devices/"
#define REFUSED (2 << 8)	/* exit status 2, as wait(2) has it */

/** struct victim - an idle namespace, and its device */
struct victim {
	struct server server;
	char device[64];
};

static struct victim set_up(struct scenario *s)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct victim v = { 0 };

	server_set_up(s, &v.server);
	scenario_need(s, idle_check_namespace("", v.server.scratch, &ns));
	snprintf(v.device, sizeof(v.device), "/dev/%s", ns.device);
	return v;
}

static int attack(const char *name)
{
	return run_untraced((const char *const[]){ "daxtest", "--namespace", name,
						   "--destroy-data", name, "*.hole.read-pmd-shared", NULL });
}

/* the attempt is refused, and nothing has changed; the namespace's own data count */
static void expect_refusal(struct scenario *s, const char *step, const char *name,
			   int (*how)(const char *name))
{
	struct snapshot before, after;
	char text[400];
	unsigned int nr;

	snapshot_take(&before, SERVER_DATA, "");
	expect_result(s, step, "exit status", REFUSED, how(name), "it is in use");
	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(&before, &after, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, "nothing was touched");
	snapshot_clear(&before);
	snapshot_clear(&after);
}

static void expect_refused(struct scenario *s, const char *step, const char *name)
{
	expect_refusal(s, step, name, attack);
}

static void signature(struct scenario *s)
{
	const struct victim v = set_up(s);

	scenario_need(s, filesystem_make(v.device, "ext4"));
	expect_refused(s, "a file system, not mounted", v.server.scratch);
	scenario_need(s, filesystem_wipe(v.device));
}

SCENARIO(guard_signature, "guard", "signature", "a namespace with a file system is refused",
	 .timeout = 120, .run = signature);

/* only one process sees the mount; it is no child of ours, whose end kill_at() would wait for */
static __attribute__((noreturn)) void hold_mount(const char *device, int told)
{
	pid_t pid = getpid();
	bool ok = !unshare(CLONE_NEWNS) && !mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
		  !mount(device, "/run/elsewhere", "ext4", 0, NULL);

	if (!ok || write(told, &pid, sizeof(pid)) != sizeof(pid))
		_exit(1);
	close(told);
	for (;;)
		pause();
}

static pid_t mount_elsewhere(struct scenario *s, const char *device)
{
	pid_t pid, holder = 0;
	int fds[2];

	if (pipe(fds))
		scenario_broken(s, "pipe: %s", strerror(errno));
	mkdir("/run/elsewhere", 0700);
	pid = fork();
	if (!pid) {
		if (!fork())
			hold_mount(device, fds[1]);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	close(fds[1]);
	if (read(fds[0], &holder, sizeof(holder)) != sizeof(holder))
		scenario_broken(s, "mounting in a mount namespace of its own failed");
	close(fds[0]);
	return holder;
}

/* its mount goes with it, a little later */
static void end_mount(struct scenario *s, pid_t holder, const char *device)
{
	kill(holder, SIGKILL);
	for (int i = 0; i < 200; i++) {
		guarded(fd) int fd = open(device, O_RDWR | O_EXCL | O_CLOEXEC);

		if (fd >= 0)
			return;
		usleep(50000);
	}
	scenario_broken(s, "the mount of a process that was killed stays");
}

static void mounted_elsewhere(struct scenario *s)
{
	const struct victim v = set_up(s);
	pid_t holder;

	scenario_need(s, filesystem_make(v.device, "ext4"));
	holder = mount_elsewhere(s, v.device);
	expect_refused(s, "mounted in another mount namespace", v.server.scratch);
	end_mount(s, holder, v.device);
	rmdir("/run/elsewhere");
	scenario_need(s, filesystem_wipe(v.device));
}

SCENARIO(guard_mounted_elsewhere, "guard", "mounted-elsewhere",
	 "a namespace that is mounted where only another process sees it is refused",
	 .timeout = 120, .run = mounted_elsewhere);

static void expect_refused_while_open(struct scenario *s, int flags, const char *step)
{
	const struct victim v = set_up(s);
	guarded(fd) int fd = open(v.device, O_RDWR | flags | O_CLOEXEC);

	if (fd < 0)
		scenario_broken(s, "%s: %s", v.device, strerror(errno));
	expect_refused(s, step, v.server.scratch);
}

static void exclusive(struct scenario *s)
{
	expect_refused_while_open(s, O_EXCL, "open exclusively by another process");
}

SCENARIO(guard_exclusive, "guard", "exclusive", "a device that a process holds is refused",
	 .timeout = 120, .run = exclusive);

/* as QEMU has a raw drive, or a database its data: no claim, and nothing that libblkid knows */
static void open_plainly(struct scenario *s)
{
	expect_refused_while_open(s, 0, "open in another process");
}

SCENARIO(guard_open, "guard", "open", "a device that a process has open without a claim is refused",
	 .timeout = 120, .run = open_plainly);

/* what is on it begins further on than libblkid looks */
static void below_loop(struct scenario *s)
{
	const struct victim v = set_up(s);
	struct loop_config config = { .info.lo_offset = 1 << 20, .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	guarded(fd) int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), loop = -1;
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/loop%d", ioctl(control, LOOP_CTL_GET_FREE));
	loop = open(path, O_RDWR | O_CLOEXEC);
	fd = open(v.device, O_RDWR | O_CLOEXEC);
	config.fd = (unsigned int)fd;
	if (loop < 0 || fd < 0 || ioctl(loop, LOOP_CONFIGURE, &config))
		scenario_broken(s, "%s over %s: %s", path, v.device, strerror(errno));
	close(fd);
	expect_refused(s, "below a loop device", v.server.scratch);
}

SCENARIO(guard_loop, "guard", "loop", "a device that is below a loop device is refused", .timeout = 120,
	 .run = below_loop);

static void device_mapper(struct scenario *s)
{
	const struct victim v = set_up(s);

	scenario_need(s, linear_create("guard", v.device, v.device));
	expect_refused(s, "below a device-mapper device", v.server.scratch);
	scenario_need(s, linear_destroy("guard"));
}

SCENARIO(guard_device_mapper, "guard", "device-mapper",
	 "a namespace below a device-mapper device is refused", .timeout = 120,
	 .run = device_mapper);

static void swap_space(struct scenario *s)
{
	const struct victim v = set_up(s);
	const char *const argv[] = { "mkswap", v.device, NULL };

	if (run_untraced(argv))
		scenario_broken(s, "mkswap failed");
	if (swapon(v.device, 0))
		scenario_broken(s, "swapon: %s", strerror(errno));
	expect_refused(s, "swapped to", v.server.scratch);
	if (swapoff(v.device))
		scenario_broken(s, "swapoff: %s", strerror(errno));
	expect_refused(s, "with a swap signature", v.server.scratch);
	scenario_need(s, filesystem_wipe(v.device));
}

SCENARIO(guard_swap, "guard", "swap", "swap space is refused, in use and not", .timeout = 120,
	 .run = swap_space);

static void devdax_open(struct scenario *s)
{
	guarded(fd) int fd = -1;
	char name[64], device[64];

	set_up(s);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	fd = open(device, O_RDWR | O_CLOEXEC);
	expect_refused(s, "open by another process", name);
}

SCENARIO(guard_devdax_open, "guard", "devdax-open",
	 "a device-dax device that a process has open is refused", .timeout = 120,
	 .run = devdax_open);

static void *sleep_on(void *data)
{
	(void)data;
	for (;;)
		pause();
	return NULL;
}

/* opens a device, and goes on without its first thread */
static __attribute__((noreturn)) void hold_in_thread(const char *device, int told)
{
	int fd = open(device, O_RDWR | O_CLOEXEC);
	pthread_t thread;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (fd < 0 || pthread_create(&thread, NULL, sleep_on, NULL) || write(told, "x", 1) != 1)
		_exit(1);
	/* this thread alone; pthread_exit() looks for a library that is not here */
	syscall(SYS_exit, 0);
	__builtin_unreachable();
}

static void devdax_open_in_thread(struct scenario *s)
{
	char name[64], device[64], text[256], byte;
	bool ended = false;
	int fds[2];
	pid_t pid;

	set_up(s);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)) || pipe(fds))
		scenario_broken(s, "the server's device-dax device cannot be found");
	pid = fork();
	if (!pid)
		hold_in_thread(device, fds[1]);
	if (read(fds[0], &byte, 1) != 1)
		scenario_broken(s, "%s cannot be opened in a thread", device);
	for (int i = 0; i < 200 && !ended; i++) {
		guarded(free) char *stat = sysfs_read("", "/proc/%d/stat", pid);

		snprintf(text, sizeof(text), "%s", stat ? stat : "");
		ended = strstr(text, ") Z ");
		usleep(10000);
	}
	expect_result(s, "its first thread", "has ended", 1, ended, "proc_pid_stat(5)");
	expect_refused(s, "open in another thread", name);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

SCENARIO(guard_devdax_open_in_thread, "guard", "devdax-open-in-thread",
	 "a device-dax device is refused that a process has open whose first thread has ended", .timeout = 120,
	 .run = devdax_open_in_thread);

static int attack_from_container(const char *name)
{
	int status = -1;
	pid_t pid = fork();

	/* its child is the first process in there */
	if (!pid)
		_exit(unshare(CLONE_NEWPID) ? 1 : attack(name) >> 8);
	waitpid(pid, &status, 0);
	return status;
}

static void in_container(struct scenario *s)
{
	const struct victim v = set_up(s);

	expect_refusal(s, "in a container", v.server.scratch, attack_from_container);
}

SCENARIO(guard_container, "guard", "container",
	 "nothing is overwritten from where other processes cannot be seen", .timeout = 120,
	 .run = in_container);

/* a signature that is put there by mapping the device, as it is everything else */
static void devdax_signature(struct scenario *s)
{
	static const char luks[] = "LUKS\xba\xbe\0\1";
	char name[64], device[64], was[sizeof(luks)];
	char *data = MAP_FAILED;
	int fd;

	set_up(s);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	fd = open(device, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		data = mmap(NULL, PMD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		scenario_broken(s, "%s: %s", device, strerror(errno));
	memcpy(was, data, sizeof(was));
	memcpy(data, luks, sizeof(luks));
	munmap(data, PMD_SIZE);
	close(fd);
	expect_refused(s, "with a LUKS header", name);
	fd = open(device, O_RDWR | O_CLOEXEC);
	data = mmap(NULL, PMD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data != MAP_FAILED)
		memcpy(data, was, sizeof(was));
}

SCENARIO(guard_devdax_signature, "guard", "devdax-signature",
	 "a device-dax device with a signature is refused", .timeout = 120,
	 .run = devdax_signature);

static void not_said_twice(struct scenario *s)
{
	const struct victim v = set_up(s);
	const char *const argvs[][8] = {
		{ "daxtest", "--namespace", v.server.scratch, NULL },
		{ "daxtest", "--namespace", v.server.scratch, "--destroy-data", "namespace", NULL },
		{ "daxtest", "--namespace", "namespace*", "--destroy-data", "namespace*", NULL },
		{ "daxtest", "--namespace", v.device, "--destroy-data", v.device, NULL },
		{ "daxtest", "--destroy-data", v.server.scratch, NULL },
		{ "daxtest", "--region", v.server.region, NULL },
	};

	for (size_t i = 0; i < sizeof(argvs) / sizeof(argvs[0]); i++)
		expect_result(s, argvs[i][1], "exit status", REFUSED, run_untraced(argvs[i]),
			      "what is overwritten is named in full, twice");
}

SCENARIO(guard_not_said_twice, "guard", "not-said-twice",
	 "nothing is overwritten that was not named in full, twice", .timeout = 120,
	 .run = not_said_twice);

/* what a dead run left is the last namespace of the region */
static void last_device(struct scenario *s, const char *region, char *device, size_t size)
{
	char **names = sysfs_entries("", ND, "namespace");

	*device = '\0';
	for (char **name = names; *name; name++) {
		guarded(free) char *holder = sysfs_read("", ND "%s/holder", *name);
		char dir[128], **blocks;

		if (!holder || strncmp(*name + 9, region + 6, 1))
			continue;
		snprintf(dir, sizeof(dir), ND "%s/block", holder);
		blocks = sysfs_entries("", dir, "pmem");
		if (*blocks)
			snprintf(device, size, "/dev/%s", *blocks);
		sysfs_entries_free(blocks);
	}
	sysfs_entries_free(names);
	if (!*device)
		scenario_broken(s, "the dead run left no namespace");
}

static void unmount_all(void)
{
	char **dirs = sysfs_entries("", "/run/normalpage", "normalpage-");
	char path[256];

	for (char **dir = dirs; *dir; dir++) {
		snprintf(path, sizeof(path), "/run/normalpage/%s", *dir);
		umount2(path, 0);
	}
	sysfs_entries_free(dirs);
}

/* makes a namespace in free capacity, has @change change its device, and destroys it as ndctl does */
static void with_namespace(struct scenario *s, const char *region, struct error *(*change)(const char *device))
{
	const struct pmem_plan plan = { .region = region, .mode = PMEM_FSDAX, .align = PMD_SIZE,
					.size = 64ull << 20 };
	struct pmem *pmem guarded(pmem) = NULL;
	struct journal *journal guarded(journal) = NULL;
	struct pmem_namespace *ns;

	scenario_need(s, journal_open(&journal));
	scenario_need(s, pmem_open(&pmem));
	scenario_need(s, pmem_namespace_create_in(pmem, journal, &plan, &ns));
	scenario_need(s, change(pmem_namespace_device(ns)));
	scenario_need(s, pmem_namespace_destroy(ns));
	scenario_need(s, take_down_own(journal, &(struct take_down){ .dry_run = false }));
}

static struct error *make_ext4(const char *device)
{
	return filesystem_make(device, "ext4");
}

/* destroying a namespace leaves what was in it; the next one of its size has it again */
static void remains(struct scenario *s)
{
	const struct victim v = set_up(s);
	const char *const daxtest[] = { "daxtest", "--region", v.server.region, "--size", "64M",
					"*.hole.read-pmd-shared", NULL };
	struct snapshot before, after;
	char text[400];
	unsigned int nr;

	with_namespace(s, v.server.region, make_ext4);
	snapshot_take(&before, SERVER_DATA, "");
	expect_result(s, "a file system in free capacity", "exit status", REFUSED, run_untraced(daxtest),
		      "what a destroyed namespace held may be missed");
	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(&before, &after, text, sizeof(text));
	expect_result(s, "a file system in free capacity", nr ? text : "lines that differ", 0, nr,
		      "the namespace that was made for it is gone");
	snapshot_clear(&before);
	snapshot_clear(&after);
	with_namespace(s, v.server.region, filesystem_wipe);
	expect_result(s, "and none", "exit status", 0, run_untraced(daxtest), "then it can be used");
}

SCENARIO(guard_remains, "guard", "remains",
	 "what a destroyed namespace held is not overwritten, and the way there is taken back", .timeout = 240,
	 .run = remains);

/* an administrator who takes what is there for free */
static void taken_over(struct scenario *s)
{
	static const char *const cleanup[] = { "normalpage", "cleanup", NULL };
	const struct victim v = set_up(s);
	const char *const daxtest[] = { "daxtest", "--region", v.server.region, "--size", "64M",
					"*.hole.read-pmd-shared", NULL };
	struct killing k = { 0 };
	struct snapshot before, after;
	char device[64];

	if (kill_at(daxtest, &k))
		scenario_broken(s, "daxtest cannot be started");
	k.at = k.calls * 3 / 5;
	kill_at(daxtest, &k);
	last_device(s, v.server.region, device, sizeof(device));
	unmount_all();
	scenario_need(s, filesystem_wipe(device));
	scenario_need(s, filesystem_make(device, "ext4"));
	snapshot_take(&before, SERVER_DATA, "");
	expect_result(s, "somebody made a file system there", "exit status of cleanup", 1 << 8,
		      run_untraced(cleanup), "what is not provably ours is left and named");
	snapshot_take(&after, SERVER_DATA, "");
	/* the directory that it was mounted at, and what is in the journal, go: they are ours */
	expect_result(s, "somebody made a file system there", "its device is the same", 1,
		      !snapshot_sum_differs(&before, &after, device), "nothing was touched");
	snapshot_clear(&before);
	snapshot_clear(&after);
	scenario_need(s, filesystem_wipe(device));
	expect_result(s, "and removed it", "exit status of cleanup", 0, run_untraced(cleanup),
		      "then it is free again");
}

SCENARIO(guard_taken_over, "guard", "taken-over",
	 "cleanup leaves what a dead run made once somebody has put a file system there",
	 .timeout = 240, .run = taken_over);
