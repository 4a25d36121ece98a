// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guards against daxtest on what somebody uses: a mount, a process, a device over it. What needs a machine that
 * nobody has is in tests/unit/test-idle.c.
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

#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/linear.h"
#include "provisioning/pmem/tree.h"
#include "tests/kill/attack.h"
#include "tests/kill/killer.h"

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
	const struct victim v = victim_set_up(s);
	pid_t holder;

	scenario_need(s, filesystem_make(v.device, "ext4"));
	holder = mount_elsewhere(s, v.device);
	expect_refused(s, "mounted in another mount namespace", v.server.scratch, "mounted on /run/elsewhere");
	end_mount(s, holder, v.device);
	rmdir("/run/elsewhere");
	scenario_need(s, filesystem_wipe(v.device));
}

SCENARIO(guard_mounted_elsewhere, "guard", "mounted-elsewhere",
	 "a namespace that is mounted where only another process sees it is refused",
	 .timeout = 120, .run = mounted_elsewhere);

static void expect_refused_while_open(struct scenario *s, int flags, const char *step, const char *words)
{
	const struct victim v = victim_set_up(s);
	guarded(fd) int fd = open(v.device, O_RDWR | flags | O_CLOEXEC);

	if (fd < 0)
		scenario_broken(s, "%s: %s", v.device, strerror(errno));
	expect_refused(s, step, v.server.scratch, words);
}

static void exclusive(struct scenario *s)
{
	expect_refused_while_open(s, O_EXCL, "open exclusively by another process", "open in process");
}

SCENARIO(guard_exclusive, "guard", "exclusive", "a device that a process holds is refused",
	 .timeout = 120, .run = exclusive);

/* as QEMU has a raw drive, or a database its data: no claim, and nothing that libblkid knows */
static void open_plainly(struct scenario *s)
{
	expect_refused_while_open(s, 0, "open in another process", "open in process");
}

SCENARIO(guard_open, "guard", "open", "a device that a process has open without a claim is refused",
	 .timeout = 120, .run = open_plainly);

/* what is on it begins further on than libblkid looks */
static void below_loop(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
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
	expect_refused(s, "below a loop device", v.server.scratch, "below loop");
}

SCENARIO(guard_loop, "guard", "loop", "a device that is below a loop device is refused", .timeout = 120,
	 .run = below_loop);

static void device_mapper(struct scenario *s)
{
	const struct victim v = victim_set_up(s);

	scenario_need(s, linear_create("guard", v.device, v.device, NULL));
	expect_refused(s, "below a device-mapper device", v.server.scratch, "held by dm-0 (guard)");
	scenario_need(s, linear_destroy("guard"));
}

SCENARIO(guard_device_mapper, "guard", "device-mapper",
	 "a namespace below a device-mapper device is refused", .timeout = 120,
	 .run = device_mapper);

static void swap_space(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	const char *const argv[] = { "mkswap", v.device, NULL };

	if (run_untraced(argv))
		scenario_broken(s, "mkswap failed");
	if (swapon(v.device, 0))
		scenario_broken(s, "swapon: %s", strerror(errno));
	expect_refused(s, "swapped to", v.server.scratch, "used as swap");
	if (swapoff(v.device))
		scenario_broken(s, "swapoff: %s", strerror(errno));
	expect_refused(s, "with a swap signature", v.server.scratch, "swap");
	scenario_need(s, filesystem_wipe(v.device));
}

SCENARIO(guard_swap, "guard", "swap", "swap space is refused, in use and not", .timeout = 120,
	 .run = swap_space);

static void devdax_open(struct scenario *s)
{
	guarded(fd) int fd = -1;
	char name[64], device[64];

	victim_set_up(s);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	fd = open(device, O_RDWR | O_CLOEXEC);
	expect_refused(s, "open by another process", name, "open in process");
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

	victim_set_up(s);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)) || pipe(fds))
		scenario_broken(s, "the server's device-dax device cannot be found");
	pid = fork();
	if (!pid)
		hold_in_thread(device, fds[1]);
	if (read(fds[0], &byte, 1) != 1)
		scenario_broken(s, "%s cannot be opened in a thread", device);
	for (int i = 0; i < 200 && !ended; i++) {
		guarded(free) char *stat = tree_read(TREE_HERE, "/proc/%d/stat", pid);

		snprintf(text, sizeof(text), "%s", stat ? stat : "");
		ended = strstr(text, ") Z ");
		usleep(10000);
	}
	expect_result(s, "its first thread", "has ended", 1, ended, "proc_pid_stat(5)");
	expect_refused(s, "open in another thread", name, "open in process");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

SCENARIO(guard_devdax_open_in_thread, "guard", "devdax-open-in-thread",
	 "a device-dax device is refused that a process has open whose first thread has ended", .timeout = 120,
	 .run = devdax_open_in_thread);

static void attack_from_container(struct attempt *attempt)
{
	struct attempt *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = shared == MAP_FAILED ? -1 : fork();

	if (pid < 0)
		return;
	*shared = *attempt;
	/* its child is the first process in there */
	if (!pid) {
		if (!unshare(CLONE_NEWPID))
			attack(shared);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	*attempt = *shared;
	munmap(shared, sizeof(*shared));
}

static void in_container(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	struct attempt attempt = { .name = v.server.scratch };

	expect_refusal(s, "in a container", &attempt, "run it outside the container", attack_from_container);
}

SCENARIO(guard_container, "guard", "container",
	 "nothing is overwritten from where other processes cannot be seen", .timeout = 120,
	 .run = in_container);
