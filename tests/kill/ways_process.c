// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices in use by processes: descriptors and mappings, and whose they are. */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "provisioning/pmem/tree.h"
#include "tests/kill/uses.h"

#define OTHER_NAME "/run/other-name"
#define STACK (256u << 10)

static struct error *plain(const char *device)
{
	int fd;

	return way_open(device, &fd);
}

WAY(plain, "open", "a descriptor of a process", .make = plain, .block = { OPEN }, .chars = { OPEN });

/* beside it, nobody else can claim it */
static struct error *exclusive(const char *device)
{
	int fd = open(device, O_RDWR | O_EXCL | O_CLOEXEC);

	return fd < 0 ? error_errno(errno, "%s", device) : NULL;
}

WAY(exclusive, "exclusive", "a descriptor of a process that claims the device (O_EXCL)", .make = exclusive,
    .block = { OPEN });

static struct error *map(const char *device)
{
	int fd = -1;
	struct error *err = way_open(device, &fd);

	if (err)
		return err;
	if (mmap(NULL, PMD_SIZE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED)
		return error_errno(errno, "mapping %s", device);
	close(fd);
	return NULL;
}

WAY(map, "mapping", "a mapping of a process whose descriptor is closed", .make = map, .block = { OPEN },
    .chars = { OPEN });

/* what is done by another process, or by a thread; and how it went */
static struct error *result;
static const char *what;
static pthread_barrier_t barrier;
static pid_t helper;

static __attribute__((noreturn)) void stay(void)
{
	for (;;)
		pause();
}

static void *open_in_table(void *data)
{
	(void)data;
	result = unshare(CLONE_FILES) ? error_errno(errno, "unshare") : plain(what);
	pthread_barrier_wait(&barrier);
	stay();
}

static struct error *run_thread(void *(*run)(void *data), const char *device)
{
	pthread_t thread;

	what = device;
	pthread_barrier_init(&barrier, NULL, 2);
	if (pthread_create(&thread, NULL, run, NULL))
		return error_errno(errno, "pthread_create");
	pthread_barrier_wait(&barrier);
	return result;
}

static struct error *thread_table(const char *device)
{
	return run_thread(open_in_table, device);
}

WAY(thread_table, "thread-table", "a descriptor of a thread that has a file table of its own", .make = thread_table,
    .block = { OPEN }, .chars = { OPEN });

static void end_helper(const char *device)
{
	(void)device;
	kill(helper, SIGKILL);
	waitpid(helper, NULL, 0);
}

/* waits until @ready of a process's /proc/PID/stat is to be seen: its state */
static struct error *wait_state(pid_t pid, char state)
{
	const char words[] = { ')', ' ', state, ' ', '\0' };

	for (int i = 0; i < 500; i++) {
		guarded(free) char *stat = tree_read(TREE_HERE, "/proc/%d/stat", pid);

		if (stat && strstr(stat, words))
			return NULL;
		usleep(10000);
	}
	return error_create(ERROR_SYSTEM, "process %d does not come to state %c", pid, state);
}

static void *sleep_on(void *data)
{
	(void)data;
	stay();
}

static __attribute__((noreturn)) void open_and_leave(const char *device)
{
	pthread_t thread;
	guarded(error) struct error *err = plain(device);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (err || pthread_create(&thread, NULL, sleep_on, NULL))
		_exit(1);
	/* this thread alone; pthread_exit() looks for a library that is not here */
	syscall(SYS_exit, 0);
	__builtin_unreachable();
}

static struct error *dead_leader(const char *device)
{
	helper = fork();
	if (!helper)
		open_and_leave(device);
	return wait_state(helper, 'Z');
}

WAY(dead_leader, "dead-leader", "a process whose first thread has ended", .make = dead_leader, .undo = end_helper,
    .block = { OPEN }, .chars = { OPEN });

/* a process that shares what @flags say with its parent, which has ended */
static struct error *leave_clone(const char *device, int flags, int (*run)(void *device))
{
	static char stack[STACK] __attribute__((aligned(16)));
	pid_t *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t parent = shared == MAP_FAILED ? -1 : fork();

	if (parent < 0)
		return error_errno(errno, "fork");
	if (!parent) {
		*shared = clone(run, stack + sizeof(stack), flags | SIGCHLD, (void *)device);
		/* what it has to do comes first: it waits for nobody then */
		_exit(wait_state(*shared, 'S') ? 1 : 0);
	}
	waitpid(parent, NULL, 0);
	helper = *shared;
	return helper > 0 ? NULL : error_errno(errno, "clone");
}

static int open_there(void *device)
{
	int fd = open(device, O_RDWR);

	if (fd < 0)
		_exit(1);
	stay();
}

static struct error *clone_files(const char *device)
{
	return leave_clone(device, CLONE_FILES, open_there);
}

WAY(clone_files, "clone-files", "a process that shares its descriptors with one that has ended",
    .make = clone_files, .undo = end_helper, .block = { OPEN }, .chars = { OPEN });

static int map_there(void *device)
{
	guarded(error) struct error *err = map(device);

	if (err)
		_exit(1);
	stay();
}

static struct error *clone_memory(const char *device)
{
	return leave_clone(device, CLONE_VM, map_there);
}

WAY(clone_memory, "clone-memory", "a process that shares its memory with one that has ended", .make = clone_memory,
    .undo = end_helper, .block = { OPEN }, .chars = { OPEN });

static struct error *in_namespace(const char *device)
{
	int pipes[2];
	char byte;

	if (pipe(pipes) || unshare(CLONE_NEWPID))
		return error_errno(errno, "a PID namespace");
	helper = fork();
	if (!helper) {
		guarded(error) struct error *err = plain(device);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (err || write(pipes[1], "x", 1) != 1)
			_exit(1);
		stay();
	}
	close(pipes[1]);
	return read(pipes[0], &byte, 1) == 1 ? NULL : error_create(ERROR_SYSTEM, "%s cannot be opened", device);
}

WAY(pid_namespace, "pid-namespace", "a process in a container, with a PID namespace of its own",
    .make = in_namespace, .undo = end_helper, .block = { OPEN }, .chars = { OPEN });

static struct error *make_other_name(const char *device)
{
	struct stat st;

	unlink(OTHER_NAME);
	if (stat(device, &st) || mknod(OTHER_NAME, st.st_mode, st.st_rdev))
		return error_errno(errno, OTHER_NAME);
	return NULL;
}

static struct error *other_name(const char *device)
{
	struct error *err = make_other_name(device);

	return err ? err : plain(OTHER_NAME);
}

static void remove_other_name(const char *device)
{
	(void)device;
	unlink(OTHER_NAME);
}

WAY(other_name, "other-name", "a node of another name (mknod)", .make = other_name, .undo = remove_other_name,
    .block = { OPEN }, .chars = { OPEN });

/* a process may not examine one that has more capabilities */
WAY(not_traceable, "not-traceable", "a process that daxtest may not look into (without CAP_SYS_PTRACE)",
    .make = plain, .block = { OPEN }, .chars = { OPEN }, .lack = CAP_SYS_PTRACE, .lacking = "Permission denied");

static struct error *hide(const char *device)
{
	if (mount("proc", "/proc", "proc", MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=4"))
		return error_errno(errno, "/proc");
	return plain(device);
}

static void show(const char *device)
{
	(void)device;
	mount("proc", "/proc", "proc", MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=0");
}

WAY(hidden, "hidden", "a process that /proc does not show (hidepid=, without CAP_SYS_PTRACE)", .make = hide,
    .undo = show, .block = { OPEN }, .chars = { OPEN }, .lack = CAP_SYS_PTRACE,
    .lacking = "/proc is mounted with hidepid=");

/* pages are kept, and neither the mapping nor the file: nothing in the kernel leads from them to the device */
static struct error *pin(const char *device)
{
	struct iovec iov = { .iov_len = PTE_SIZE };
	int fd = -1, pipes[2];
	struct error *err = way_open(device, &fd);
	char *data;

	if (err)
		return err;
	data = mmap(NULL, PMD_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	iov.iov_base = data;
	if (data == MAP_FAILED || *(volatile char *)data == 'x' || pipe(pipes) ||
	    vmsplice(pipes[1], &iov, 1, 0) != (ssize_t)PTE_SIZE)
		return error_errno(errno, "keeping a page of %s", device);
	munmap(data, PMD_SIZE);
	close(fd);
	return NULL;
}

WAY(pinned, "pinned", "a page that a pipe keeps, its mapping and the device closed: as VFIO or RDMA would pin it", .make = pin,
    .chars = { NEVER });
