// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/killer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS (PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK |	\
		 PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC)

/* what can change a file, a device, a mount, a process; the rest only looks */
static const struct {
	long number;
	const char *name;
} changing[] = {
	{ SYS_write, "write" },		{ SYS_pwrite64, "pwrite64" },	{ SYS_writev, "writev" },
	{ SYS_mkdir, "mkdir" },		{ SYS_mkdirat, "mkdirat" },	{ SYS_rmdir, "rmdir" },
	{ SYS_unlink, "unlink" },	{ SYS_unlinkat, "unlinkat" },	{ SYS_rename, "rename" },
	{ SYS_renameat, "renameat" },	{ SYS_renameat2, "renameat2" }, { SYS_mount, "mount" },
	{ SYS_umount2, "umount2" },	{ SYS_fsync, "fsync" },		{ SYS_fdatasync, "fdatasync" },
	{ SYS_ftruncate, "ftruncate" }, { SYS_fallocate, "fallocate" }, { SYS_flock, "flock" },
	{ SYS_clone, "clone" },		{ SYS_fork, "fork" },		{ SYS_vfork, "vfork" },
	{ SYS_execve, "execve" },	{ SYS_exit_group, "exit_group" },
};

static const char *changing_name(pid_t pid, bool *entry)
{
	struct __ptrace_syscall_info info = { 0 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		return NULL;
	*entry = info.op == PTRACE_SYSCALL_INFO_ENTRY;
	for (size_t i = 0; *entry && i < sizeof(changing) / sizeof(changing[0]); i++)
		if ((long)info.entry.nr == changing[i].number)
			return changing[i].name;
	/* one that writes nothing is not worth a point; one that makes a file is */
	if (*entry && info.entry.nr == SYS_openat && info.entry.args[2] & (O_CREAT | O_TMPFILE))
		return "openat";
	return NULL;
}

static __attribute__((noreturn)) void become(const char *const *argv)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	setpgid(0, 0);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	execvp(argv[0], (char *const *)argv);
	_exit(127);
}

/** struct tracee - whose return from the chosen call is waited for */
struct tracee {
	pid_t leader;
	pid_t returning;
};

static void end(struct killing *k, struct tracee *t)
{
	kill(t->leader, k->signal ? k->signal : SIGKILL);
	k->killed = true;
}

/* a stop at a call, or at the return from one */
static void on_call(struct killing *k, struct tracee *t, pid_t pid)
{
	bool entry = false;
	const char *name = changing_name(pid, &entry);

	if (!entry && t->returning == pid && !k->killed)
		end(k, t);
	if (!name || k->killed || (k->only && strcmp(name, k->only)) || ++k->calls != k->at)
		return;
	k->name = name;
	/* from the end of a process there is no return */
	if (k->after && strcmp(name, "exit_group"))
		t->returning = pid;
	else
		end(k, t);
}

static void go_on(pid_t pid, int status)
{
	int signal = WSTOPSIG(status);

	/* not for it: a call, the first stop of a child, what ptrace tells */
	if (signal == (SIGTRAP | 0x80) || signal == SIGTRAP || signal == SIGSTOP)
		signal = 0;
	ptrace(PTRACE_SYSCALL, pid, 0, signal);
}

int kill_at(const char *const *argv, struct killing *k)
{
	struct tracee t = { .leader = fork() };
	int status;
	pid_t pid;

	k->calls = 0;
	k->killed = false;
	k->name = "";
	if (!t.leader)
		become(argv);
	if (t.leader < 0 || waitpid(t.leader, &status, 0) != t.leader)
		return -errno;
	ptrace(PTRACE_SETOPTIONS, t.leader, 0, OPTIONS);
	ptrace(PTRACE_SYSCALL, t.leader, 0, 0);
	/* until there is none left: what was killed, and what it had started */
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid < 0)
			continue;
		if (!WIFSTOPPED(status)) {
			if (pid == t.leader)
				k->status = status;
			continue;
		}
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			on_call(k, &t, pid);
		go_on(pid, status);
	}
	return 0;
}
