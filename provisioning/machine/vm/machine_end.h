/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a machine ended, from what is known when its QEMU is gone. */
#ifndef NORMALPAGE_MACHINE_VM_MACHINE_END_H
#define NORMALPAGE_MACHINE_VM_MACHINE_END_H

#include <stdbool.h>

#include "lib/base/string_list.h"
#include "provisioning/machine/vm/xen_console.h"

/**
 * enum machine_end - how a machine ended
 * @MACHINE_POWERED_OFF: the guest shut down
 * @MACHINE_PANICKED: the kernel said "Kernel panic"
 * @MACHINE_XEN_PANICKED: the hypervisor did
 * @MACHINE_DOM0_CRASHED: Xen says that its first domain crashed, whose kernel said nothing
 * @MACHINE_RESET: it reset without a panic message (a triple fault)
 * @MACHINE_HUNG: no record for the silence timeout; we killed it
 * @MACHINE_NO_HELLO: the guest's init never spoke: a kernel that does not boot
 * @MACHINE_QEMU_KILLED: QEMU was killed by others than us: the host's out of memory, kill(1)
 * @MACHINE_QEMU_CRASHED: QEMU crashed (SIGSEGV), or lost its memory (SIGBUS: a full file system below it)
 * @MACHINE_QEMU_DIED: QEMU gave up with an error of its own
 * @MACHINE_KVM_UNUSABLE: the guest gave no sign of life under KVM
 * @MACHINE_STOPPED: machine_stop()
 */
enum machine_end {
	MACHINE_POWERED_OFF,
	MACHINE_PANICKED,
	MACHINE_XEN_PANICKED,
	MACHINE_DOM0_CRASHED,
	MACHINE_RESET,
	MACHINE_HUNG,
	MACHINE_NO_HELLO,
	MACHINE_QEMU_KILLED,
	MACHINE_QEMU_CRASHED,
	MACHINE_QEMU_DIED,
	MACHINE_KVM_UNUSABLE,
	MACHINE_STOPPED,
};

const char *machine_end_name(enum machine_end end);	/* "panic" */

/** machine_end_is_loss - QEMU was lost, which says nothing about the kernel */
bool machine_end_is_loss(enum machine_end end);

/**
 * struct machine_clues - what is known; nothing is owned
 * @console_log, @xen_log: files, or NULL
 * @errors: what QEMU wrote on standard error
 * @shutdown: the reason in QMP's SHUTDOWN event, or NULL
 * @death: what Xen's console said
 * @unproved_kvm: it ran under KVM, and never said hello
 * @said_hello: it did, or went on from a state in which it had
 * @dying: Xen reported a death, and we did not wait for the reset
 * @killed: we killed it, because of @why
 * @stopped: another process had stopped it (SIGSTOP) by then
 * @status: of QEMU, from wait(2)
 * @boot_timeout, @silence_timeout: in seconds
 */
struct machine_clues {
	const char *console_log, *xen_log;
	const struct string_list *errors;
	const char *shutdown;
	enum xen_death death;
	bool unproved_kvm, said_hello, dying, killed, stopped;
	enum machine_end why;
	int status;
	double boot_timeout, silence_timeout;
};

/** machine_judge - which of them it was */
enum machine_end machine_judge(const struct machine_clues *clues);

/** machine_describe - why, in one line; the caller frees */
char *machine_describe(const struct machine_clues *clues, enum machine_end end);

#endif
