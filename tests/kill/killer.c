// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/killer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/kernel/kmsg.h"
#include "tests/kill/reset.h"

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |	\
		 PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP)
#define AT_CALL (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)	/* a wait status, without its last byte */
#define NR_CALLS ARRAY_SIZE(calls)

/* @changes: a file, a device, a mount, a process; the others only look */
static const struct call {
	long number;
	const char *name;
	bool changes;
} calls[] = {
	{ SYS_write, "write", true },
	{ SYS_pwrite64, "pwrite64", true },
	{ SYS_writev, "writev", true },
	{ SYS_mkdir, "mkdir", true },
	{ SYS_mkdirat, "mkdirat", true },
	{ SYS_rmdir, "rmdir", true },
	{ SYS_unlink, "unlink", true },
	{ SYS_unlinkat, "unlinkat", true },
	{ SYS_rename, "rename", true },
	{ SYS_renameat, "renameat", true },
	{ SYS_renameat2, "renameat2", true },
	{ SYS_mount, "mount", true },
	{ SYS_umount2, "umount2", true },
	{ SYS_fsync, "fsync", true },
	{ SYS_fdatasync, "fdatasync", true },
	{ SYS_ftruncate, "ftruncate", true },
	{ SYS_fallocate, "fallocate", true },
	{ SYS_flock, "flock", true },
	{ SYS_clone, "clone", true },
	{ SYS_fork, "fork", true },
	{ SYS_vfork, "vfork", true },
	{ SYS_execve, "execve", true },
	{ SYS_exit_group, "exit_group", true },
	{ SYS_openat, "openat", false },
	{ SYS_read, "read", false },
	{ SYS_pread64, "pread64", false },
	{ SYS_getdents64, "getdents64", false },
	{ SYS_newfstatat, "newfstatat", false },
	{ SYS_readlink, "readlink", false },
	{ SYS_ioctl, "ioctl", false },
	{ SYS_mmap, "mmap", false },
};

/** struct tracee - a program under way */
struct tracee {
	pid_t leader;
	pid_t returning;	/* whose return from the chosen call is waited for */
	bool begun, over;	/* the phase */
};

static const struct call *find_call(long number)
{
	for (size_t i = 0; i < NR_CALLS; i++)
		if (number == calls[i].number)
			return &calls[i];
	return NULL;
}

/* whether the bytes at @addr in a process begin with @text, or, if @within, have it in them */
static bool has_text(pid_t pid, unsigned long addr, const char *text, bool within)
{
	char buf[256] = "";
	/* up to the end of a page: what follows may not be there */
	size_t room = 4096 - addr % 4096;
	struct iovec local = { buf, room < sizeof(buf) - 1 ? room : sizeof(buf) - 1 };
	struct iovec remote = { (void *)addr, local.iov_len };
	ssize_t n = process_vm_readv(pid, &local, 1, &remote, 1, 0);

	buf[n > 0 ? n : 0] = '\0';
	return within ? strstr(buf, text) != NULL : !strncmp(buf, text, strlen(text));
}

static void follow_phase(const struct killing *k, struct tracee *t, pid_t pid,
			 const struct __ptrace_syscall_info *info)
{
	long number = (long)info->entry.nr;

	if (pid != t->leader)
		return;
	if (k->phase == PHASE_MAKING) {
		t->begun |= number == SYS_mkdir;
		t->over |= number == SYS_write &&
			   has_text(pid, info->entry.args[1], "{ \"kind\": \"trace\"", false);
	}
	if (k->phase == PHASE_CHECKING)
		t->begun |= number == SYS_openat &&
			    has_text(pid, info->entry.args[1], "/sys/bus/nd", true);
}

static bool in_phase(const struct killing *k, const struct tracee *t)
{
	return k->phase == PHASE_ALL || (t->begun && !t->over);
}

/* the name of a call that counts */
static const char *counted(const struct killing *k, const struct __ptrace_syscall_info *info)
{
	const struct call *call = find_call((long)info->entry.nr);

	if (!call)
		return NULL;
	if (k->only)
		return strcmp(call->name, k->only) ? NULL : call->name;
	/* one that writes nothing is not worth a point; one that makes a file is */
	if (call->number == SYS_openat && info->entry.args[2] & (O_CREAT | O_TMPFILE))
		return call->name;
	return call->changes ? call->name : NULL;
}

static bool is_wanted(const struct killing *k, const struct call *call)
{
	/* a run that only counts has all of them, and phases are recognised by these */
	return !k->at || call->changes || call->number == SYS_openat ||
	       (k->only && !strcmp(call->name, k->only));
}

/* the kernel stops it at calls that may count alone: a stop at each would take most of the time */
static void filter_calls(const struct killing *k)
{
	struct sock_filter code[2 * NR_CALLS + 2] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog filter = { .len = 1, .filter = code };

	for (size_t i = 0; i < NR_CALLS; i++) {
		if (!is_wanted(k, &calls[i]))
			continue;
		code[filter.len++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)calls[i].number, 0, 1);
		code[filter.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
								  SECCOMP_RET_TRACE);
	}
	code[filter.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		_exit(127);
}

static void quiet(int errors)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(errors < 0 ? null : errors, STDERR_FILENO);
}

static __attribute__((noreturn)) void become(const char *const *argv, const struct killing *k,
					     int errors)
{
	quiet(errors);
	setpgid(0, 0);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	/* what goes on without a tracer could make none of the calls that are filtered */
	if (!k->leave)
		filter_calls(k);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

/* no call is made (seccomp(2), SECCOMP_RET_TRACE), and this is its answer */
static void fail_call(pid_t pid, int error)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, pid, 0, &regs);
	regs.orig_rax = ~0ull;
	regs.rax = (unsigned long long)-error;
	ptrace(PTRACE_SETREGS, pid, 0, &regs);
}

/* so that a complaint in the kernel's log is not taken for that of another kill */
static void mark(const struct killing *k)
{
	char text[96];

	snprintf(text, sizeof(text), "killed %s call %u (%s)", k->after ? "after" : "before", k->at,
		 k->name);
	kmsg_mark(text);
}

static void end(struct killing *k, struct tracee *t)
{
	k->killed = true;
	mark(k);
	if (k->reset)
		machine_reset();
	kill(k->group ? -t->leader : t->leader, k->signal ? k->signal : SIGKILL);
}

static void on_return(struct killing *k, struct tracee *t, pid_t pid)
{
	if (t->returning != pid)
		return;
	t->returning = 0;
	end(k, t);
}

static void on_point(struct killing *k, struct tracee *t, pid_t pid)
{
	k->killed = k->error != 0;
	/* from the end of a process there is no return */
	if (k->error)
		fail_call(pid, k->error);
	else if (k->after && strcmp(k->name, "exit_group"))
		t->returning = pid;
	else
		end(k, t);
}

static void count_call(struct killing *k, const struct tracee *t,
		       const struct __ptrace_syscall_info *info)
{
	const struct call *call = find_call((long)info->entry.nr);

	if (call && in_phase(k, t))
		k->counts[call - calls]++;
}

unsigned int kill_count(const struct killing *k, const char *name)
{
	for (size_t i = 0; i < NR_CALLS; i++)
		if (!strcmp(calls[i].name, name))
			return k->counts[i];
	return 0;
}

/* a stop at a call, or at the return from one */
static void on_call(struct killing *k, struct tracee *t, pid_t pid)
{
	struct __ptrace_syscall_info info = { 0 };
	const char *name;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		return;
	/* what ptrace says of a call is the same at an entry and when it was filtered out */
	if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		on_return(k, t, pid);
		return;
	}
	follow_phase(k, t, pid, &info);
	count_call(k, t, &info);
	name = in_phase(k, t) ? counted(k, &info) : NULL;
	if (!name || k->killed || ++k->calls != k->at)
		return;
	k->name = name;
	on_point(k, t, pid);
}

static void go_on(const struct killing *k, const struct tracee *t, pid_t pid, int status)
{
	int signal = WSTOPSIG(status);

	/* not for it: a call, the first stop of a child, ptrace's own events */
	if (signal == (SIGTRAP | 0x80) || signal == SIGTRAP || signal == SIGSTOP)
		signal = 0;
	ptrace(k->leave || t->returning == pid ? PTRACE_SYSCALL : PTRACE_CONT, pid, 0, signal);
}

/* until there is none left: what was killed, and what it had started */
static void follow(struct killing *k, struct tracee *t)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid < 0)
			continue;
		if (!WIFSTOPPED(status)) {
			if (pid == t->leader)
				k->status = status;
			if (pid == t->leader && k->leave)
				return;
			continue;
		}
		if (WSTOPSIG(status) == (SIGTRAP | 0x80) || status >> 8 == AT_CALL)
			on_call(k, t, pid);
		go_on(k, t, pid, status);
	}
}

int kill_at(const char *const *argv, struct killing *k)
{
	int errors = memfd_create("stderr", MFD_CLOEXEC), status;
	struct tracee t = { .leader = fork() };
	ssize_t n;

	_Static_assert(NR_CALLS <= CALLS_MAX, "counts is too short");
	k->calls = 0;
	memset(k->counts, 0, sizeof(k->counts));
	k->killed = false;
	k->name = "";
	if (!t.leader)
		become(argv, k, errors);
	if (t.leader < 0 || waitpid(t.leader, &status, 0) != t.leader) {
		close(errors);
		return -errno;
	}
	ptrace(PTRACE_SETOPTIONS, t.leader, 0,
	       OPTIONS | (k->leave ? 0 : PTRACE_O_EXITKILL));
	go_on(k, &t, t.leader, status);
	follow(k, &t);
	n = pread(errors, k->said, sizeof(k->said) - 1, 0);
	k->said[n > 0 ? n : 0] = '\0';
	close(errors);
	return 0;
}

/* in a process of its own: when it ends, what it has traced goes on untraced */
int kill_and_leave(const char *const *argv, struct killing *k)
{
	struct killing *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = -1;
	pid_t pid;

	if (shared == MAP_FAILED)
		return -errno;
	*shared = *k;
	shared->leave = true;
	pid = fork();
	if (!pid)
		_exit(kill_at(argv, shared) != 0);
	if (pid > 0)
		waitpid(pid, &status, 0);
	*k = *shared;
	munmap(shared, sizeof(*shared));
	return status ? -EIO : 0;
}

int run_untraced(const char *const *argv)
{
	pid_t pid = fork();
	int status = -1;

	if (!pid) {
		quiet(-1);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	return pid < 0 ? -1 : status;
}
