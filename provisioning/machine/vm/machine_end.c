// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/machine_end.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/vm/console_log.h"

static const char *const end_names[] = {
	[MACHINE_POWERED_OFF] = "powered-off",
	[MACHINE_PANICKED] = "panic",
	[MACHINE_XEN_PANICKED] = "xen-panic",
	[MACHINE_DOM0_CRASHED] = "dom0-crash",
	[MACHINE_RESET] = "reset",
	[MACHINE_HUNG] = "hang",
	[MACHINE_NO_HELLO] = "no-hello",
	[MACHINE_QEMU_KILLED] = "qemu-killed",
	[MACHINE_QEMU_CRASHED] = "qemu-crashed",
	[MACHINE_QEMU_DIED] = "qemu-died",
	[MACHINE_KVM_UNUSABLE] = "kvm-unusable",
	[MACHINE_STOPPED] = "stopped",
};

const char *machine_end_name(enum machine_end end)
{
	return end_names[end];
}

bool machine_end_is_loss(enum machine_end end)
{
	return end == MACHINE_QEMU_KILLED || end == MACHINE_QEMU_CRASHED || end == MACHINE_QEMU_DIED;
}

static const char *find_error(const struct machine_clues *c, const char *text)
{
	for (size_t i = 0; i < c->errors->nr; i++)
		if (strcasestr(c->errors->item[i], text))
			return c->errors->item[i];
	return NULL;
}

static enum machine_end judge_crash(const struct machine_clues *c)
{
	guarded(free) char *panic = NULL;

	if (c->death == XEN_PANICKED)
		return MACHINE_XEN_PANICKED;
	panic = c->console_log ? console_log_find(c->console_log, "Kernel panic") : NULL;
	if (panic)
		return MACHINE_PANICKED;
	return c->death ? MACHINE_DOM0_CRASHED : MACHINE_RESET;
}

/* what QEMU was doing, not the guest: nothing is known of the kernel */
static enum machine_end judge_loss(const struct machine_clues *c)
{
	/* a signal from outside makes QEMU shut down in order */
	if (c->shutdown && !strcmp(c->shutdown, "host-signal"))
		return MACHINE_QEMU_KILLED;
	if (!WIFSIGNALED(c->status))
		return MACHINE_QEMU_DIED;
	switch (WTERMSIG(c->status)) {
	case SIGKILL:
	case SIGTERM:
	case SIGINT:
	case SIGHUP:
	case SIGXCPU:
		return MACHINE_QEMU_KILLED;
	default:
		return MACHINE_QEMU_CRASHED;
	}
}

/* QEMU was lost after the kernel had said its last word, and before it reset */
static bool has_last_word(const struct machine_clues *c)
{
	guarded(free) char *panic = c->console_log ? console_log_find(c->console_log, "Kernel panic") :
						     NULL;

	return c->death || panic;
}

enum machine_end machine_judge(const struct machine_clues *c)
{
	if (c->dying)
		return judge_crash(c);
	if (c->killed)
		return c->why;
	if (c->unproved_kvm && find_error(c, "kvm"))
		return MACHINE_KVM_UNUSABLE;
	if (c->shutdown && !strcmp(c->shutdown, "guest-shutdown"))
		return c->said_hello ? MACHINE_POWERED_OFF : MACHINE_NO_HELLO;
	if (c->shutdown && (!strcmp(c->shutdown, "guest-reset") || !strcmp(c->shutdown, "guest-panic")))
		return judge_crash(c);
	return has_last_word(c) ? judge_crash(c) : judge_loss(c);
}

static char *describe_death(const struct machine_clues *c)
{
	const char *said = c->errors->nr ? c->errors->item[c->errors->nr - 1] : NULL;

	if (c->stopped)
		return string_copy("QEMU was stopped by a signal");
	if (c->shutdown && !strcmp(c->shutdown, "host-signal"))
		return string_copy("QEMU was asked by a signal to end");
	if (WIFSIGNALED(c->status) && !c->killed)
		return string_format("QEMU was killed by signal %d (%s)", WTERMSIG(c->status),
				     strsignal(WTERMSIG(c->status)));
	if (c->killed)
		return string_format("QEMU stopped the guest: %s", said ? said : "no reason given");
	return string_format("QEMU ended with status %d: %s", WEXITSTATUS(c->status),
			     said ? said : "no reason given");
}

static char *describe_crash(const struct machine_clues *c, enum machine_end end)
{
	guarded(free) char *panic = NULL;

	if (end == MACHINE_PANICKED) {
		panic = console_log_find(c->console_log, "Kernel panic");
		return string_format("the kernel panicked: %s", panic ? panic : "no message");
	}
	if (end == MACHINE_XEN_PANICKED) {
		panic = console_log_find_after(c->xen_log, "Panic on CPU ");
		return string_format("Xen panicked: %s", panic ? panic : "no message");
	}
	panic = console_log_find(c->xen_log, "Hardware Dom0 ");
	return string_format("Xen ended dom0 without a panic of its kernel: %s",
			     panic ? panic : "no message");
}

static char *describe_kvm(const struct machine_clues *c)
{
	const char *said = find_error(c, "kvm");

	return said ? string_format("KVM does not work: %s", said) :
		      string_format("KVM does not work: no sign of life for %g s", c->boot_timeout);
}

char *machine_describe(const struct machine_clues *c, enum machine_end end)
{
	switch (end) {
	case MACHINE_POWERED_OFF:
		return string_copy("the guest powered off");
	case MACHINE_PANICKED:
	case MACHINE_XEN_PANICKED:
	case MACHINE_DOM0_CRASHED:
		return describe_crash(c, end);
	case MACHINE_RESET:
		return string_copy("the guest reset without a panic message");
	case MACHINE_HUNG:
		return string_format("the guest hangs: no record for %g s", c->silence_timeout);
	case MACHINE_NO_HELLO:
		return string_format("the kernel does not boot: no sign of life for %g s",
				     c->boot_timeout);
	case MACHINE_KVM_UNUSABLE:
		return describe_kvm(c);
	case MACHINE_STOPPED:
		return string_copy("the machine was stopped");
	case MACHINE_QEMU_KILLED:
	case MACHINE_QEMU_CRASHED:
	case MACHINE_QEMU_DIED:
		break;
	}
	return describe_death(c);
}
