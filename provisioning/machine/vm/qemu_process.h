/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU as a child process, with the sockets that lead to it. */
#ifndef NORMALPAGE_MACHINE_VM_QEMU_PROCESS_H
#define NORMALPAGE_MACHINE_VM_QEMU_PROCESS_H

#include <sys/types.h>

#include "provisioning/machine/vm/qemu.h"

/**
 * struct qemu_process - descriptors are ours, -1 when closed
 * @sockets: our ends; the monitor's capabilities are negotiated already
 * @errors: QEMU's standard error
 * @pidfd: readable once QEMU ended
 */
struct qemu_process {
	pid_t pid;
	struct qemu_sockets sockets;
	int errors;
	int pidfd;
};

/** qemu_process_start - spawn it; the words are left in @argv for the records */
error_check struct error *qemu_process_start(struct qemu_process *qemu, struct string_list *argv,
					     const struct machine_config *config);

/** qemu_process_kill - SIGKILL; it is still to be waited for */
void qemu_process_kill(struct qemu_process *qemu);

/** qemu_process_is_stopped - did another process stop it (SIGSTOP)? A guest that says nothing then does not hang */
bool qemu_process_is_stopped(const struct qemu_process *qemu);

/** qemu_process_wait - wait for the end; returns the wait status */
int qemu_process_wait(struct qemu_process *qemu);

/** qemu_process_end - kill and wait if it runs, close all; a process never started is fine */
void qemu_process_end(struct qemu_process *qemu);

#endif
