// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/qemu_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "lib/base/array.h"
#include "lib/base/spawn.h"

/* the far ends, which the child gets under the numbers in its command line */
struct far_ends {
	struct qemu_sockets sockets;
	int errors;
};

/* QEMU must not outlive us, however we end; Ctrl-C is for us to handle, but on its terminal */
static struct error *start(pid_t *pid, const struct string_list *argv, const struct far_ends *far, bool on_terminal)
{
	const struct qemu_sockets *s = &far->sockets;
	const int keep[] = { s->serial, s->virtio, s->qmp, s->console, s->state, s->hypervisor, s->kernel,
			     s->initramfs };
	const int other = on_terminal ? 0 : SPAWN_NULL;

	return spawn(pid, &(struct spawn){ .path = argv->item[0], .argv = argv->item, .input = other, .output = other,
					   .errors = far->errors, .death_signal = SIGKILL, .group = !on_terminal,
					   .keep = keep, .nr_keep = ARRAY_SIZE(keep) });
}

static struct error *make_pair(int *near, int *far)
{
	int room = 4 << 20;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return error_errno(errno, "cannot make a socket for QEMU");
	/* what the socket holds survives a panic, so it may hold as much as the kernel allows */
	setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	*near = pair[0];
	*far = pair[1];
	return NULL;
}

static struct error *make_ends(struct qemu_process *qemu, struct far_ends *far, bool console)
{
	int errors[2];
	struct error *err = make_pair(&qemu->sockets.serial, &far->sockets.serial);

	if (!err)
		err = make_pair(&qemu->sockets.virtio, &far->sockets.virtio);
	if (!err)
		err = make_pair(&qemu->sockets.qmp, &far->sockets.qmp);
	if (!err && console)
		err = make_pair(&qemu->sockets.console, &far->sockets.console);
	if (!err && pipe2(errors, O_CLOEXEC))
		err = error_errno(errno, "cannot make a pipe for QEMU");
	if (err)
		return err;
	qemu->errors = errors[0];
	far->errors = errors[1];
	return NULL;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_sockets(struct qemu_sockets *sockets)
{
	close_fd(&sockets->serial);
	close_fd(&sockets->virtio);
	close_fd(&sockets->qmp);
	close_fd(&sockets->console);
	close_fd(&sockets->state);
	close_fd(&sockets->hypervisor);
	close_fd(&sockets->kernel);
	close_fd(&sockets->initramfs);
}

static struct error *open_file(int *fd, const char *path)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	return *fd < 0 ? error_errno(errno, "cannot open %s", path) : NULL;
}

/* files whose paths QEMU cannot be given */
static struct error *open_files(struct qemu_sockets *files, const struct machine_config *config)
{
	struct error *err = NULL;

	if (config->state)
		err = open_file(&files->state, config->state);
	if (err || !config->xen)
		return err;
	if (qemu_cuts_path(config->xen->hypervisor))
		err = open_file(&files->hypervisor, config->xen->hypervisor);
	if (!err && qemu_cuts_path(config->boot->path))
		err = open_file(&files->kernel, config->boot->path);
	if (!err && qemu_cuts_path(config->initramfs))
		err = open_file(&files->initramfs, config->initramfs);
	return err;
}

struct error *qemu_process_start(struct qemu_process *qemu, struct string_list *argv,
				 const struct machine_config *config)
{
	static const char capabilities[] = "{\"execute\":\"qmp_capabilities\"}\n";
	struct far_ends far = { QEMU_NO_SOCKETS, -1 };
	struct error *err;

	*qemu = (struct qemu_process){ -1, QEMU_NO_SOCKETS, -1, -1 };
	err = make_ends(qemu, &far, config->xen && config->console_log);
	if (!err)
		err = open_files(&far.sockets, config);
	if (!err) {
		qemu_command_line(argv, config, &far.sockets);
		err = start(&qemu->pid, argv, &far, !config->console_log);
	}
	close_sockets(&far.sockets);
	close_fd(&far.errors);
	if (!err) {
		qemu->pidfd = pidfd_open(qemu->pid, 0);
		if (qemu->pidfd < 0)
			err = error_errno(errno, "pidfd_open");
	}
	if (err) {
		qemu_process_end(qemu);
		return err;
	}
	/* it answers before it starts the guest: no need to wait for the greeting */
	send(qemu->sockets.qmp, capabilities, sizeof(capabilities) - 1, MSG_NOSIGNAL);
	return NULL;
}

void qemu_process_kill(struct qemu_process *qemu)
{
	if (qemu->pid > 0)
		kill(qemu->pid, SIGKILL);
}

bool qemu_process_is_stopped(const struct qemu_process *qemu)
{
	siginfo_t info = { 0 };

	return qemu->pid > 0 &&
	       !waitid(P_PID, (id_t)qemu->pid, &info, WSTOPPED | WNOHANG | WNOWAIT) && info.si_pid;
}

int qemu_process_wait(struct qemu_process *qemu)
{
	int status;

	if (qemu->pid <= 0)
		return 0;
	status = spawn_wait(qemu->pid);
	qemu->pid = -1;
	return status;
}

void qemu_process_end(struct qemu_process *qemu)
{
	qemu_process_kill(qemu);
	qemu_process_wait(qemu);
	close_sockets(&qemu->sockets);
	close_fd(&qemu->errors);
	close_fd(&qemu->pidfd);
}
