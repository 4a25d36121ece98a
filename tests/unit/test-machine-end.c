// SPDX-License-Identifier: GPL-2.0-or-later
/* How a machine ended, and what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "provisioning/machine/vm/machine_end.h"

static char console[] = "/tmp/normalpage-test-console-XXXXXX";
static char xen[] = "/tmp/normalpage-test-xen-XXXXXX";

static void write_file(const char *path, const char *text)
{
	guarded(file) FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
}

static void expect(struct machine_clues clues, const char *said, enum machine_end wanted,
		   const char *reason)
{
	struct string_list errors guarded(strings) = { 0 };
	guarded(free) char *text = NULL;
	enum machine_end end;

	if (said)
		string_list_add(&errors, "%s", said);
	clues.errors = &errors;
	clues.console_log = console;
	clues.xen_log = xen;
	clues.boot_timeout = 60;
	clues.silence_timeout = 30;
	end = machine_judge(&clues);
	assert_string_equal(machine_end_name(end), machine_end_name(wanted));
	text = machine_describe(&clues, end);
	assert_string_equal(text, reason);
}

#define CLUES(...) ((struct machine_clues){ __VA_ARGS__ })

static void test_by_itself(void **state)
{
	(void)state;
	write_file(console, "[    1.0] booting\n");
	write_file(xen, "(XEN) booting\n");
	expect(CLUES(.shutdown = "guest-shutdown", .said_hello = true), NULL, MACHINE_POWERED_OFF,
	       "the guest powered off");
	expect(CLUES(.shutdown = "guest-shutdown"), NULL, MACHINE_NO_HELLO,
	       "the kernel does not boot: no sign of life for 60 s");
	expect(CLUES(.shutdown = "guest-reset", .said_hello = true), NULL, MACHINE_RESET,
	       "the guest reset without a panic message");
}

static void test_killed(void **state)
{
	(void)state;
	expect(CLUES(.killed = true, .why = MACHINE_HUNG, .status = SIGKILL), NULL, MACHINE_HUNG,
	       "the guest hangs: no record for 30 s");
	expect(CLUES(.killed = true, .why = MACHINE_STOPPED, .status = SIGKILL), NULL,
	       MACHINE_STOPPED, "the machine was stopped");
	expect(CLUES(.killed = true, .why = MACHINE_QEMU_DIED, .status = SIGKILL),
	       "qemu: internal error", MACHINE_QEMU_DIED,
	       "QEMU stopped the guest: qemu: internal error");
}

static void test_qemu(void **state)
{
	(void)state;
	/* from outside */
	expect(CLUES(.status = SIGKILL, .said_hello = true), NULL, MACHINE_QEMU_KILLED,
	       "QEMU was killed by signal 9 (Killed)");
	expect(CLUES(.status = SIGTERM), NULL, MACHINE_QEMU_KILLED,
	       "QEMU was killed by signal 15 (Terminated)");
	/* of QEMU's own making; SIGBUS: a full file system below its memory */
	expect(CLUES(.status = SIGSEGV), NULL, MACHINE_QEMU_CRASHED,
	       "QEMU was killed by signal 11 (Segmentation fault)");
	expect(CLUES(.status = SIGBUS, .said_hello = true), NULL, MACHINE_QEMU_CRASHED,
	       "QEMU was killed by signal 7 (Bus error)");
	expect(CLUES(.status = SIGABRT, .said_hello = true), "tcg fatal error", MACHINE_QEMU_CRASHED,
	       "QEMU was killed by signal 6 (Aborted)");
	expect(CLUES(.status = 1 << 8), "no such device", MACHINE_QEMU_DIED,
	       "QEMU ended with status 1: no such device");
	expect(CLUES(.shutdown = "host-signal"), NULL, MACHINE_QEMU_KILLED,
	       "QEMU was asked by a signal to end");
	expect(CLUES(.stopped = true, .killed = true, .why = MACHINE_QEMU_KILLED, .status = SIGKILL),
	       NULL, MACHINE_QEMU_KILLED, "QEMU was stopped by a signal");
	/* under KVM it is KVM's fault only where the guest never spoke */
	expect(CLUES(.unproved_kvm = true, .status = 1 << 8), "failed to initialize KVM",
	       MACHINE_KVM_UNUSABLE, "KVM does not work: failed to initialize KVM");
	expect(CLUES(.killed = true, .why = MACHINE_KVM_UNUSABLE), NULL, MACHINE_KVM_UNUSABLE,
	       "KVM does not work: no sign of life for 60 s");
	expect(CLUES(.said_hello = true, .status = 1 << 8), "failed to initialize KVM",
	       MACHINE_QEMU_DIED, "QEMU ended with status 1: failed to initialize KVM");
}

static void test_crashes(void **state)
{
	(void)state;
	write_file(console, "[    1.0] booting\n");
	write_file(xen, "(XEN) Panic on CPU 0:\n(XEN) FATAL TRAP\n"
			"(XEN) Hardware Dom0 crashed: rebooting\n");
	/* Xen's word counts for more than that there is none of the kernel's */
	expect(CLUES(.dying = true, .death = XEN_PANICKED, .killed = true, .why = MACHINE_STOPPED),
	       NULL, MACHINE_XEN_PANICKED, "Xen panicked: (XEN) FATAL TRAP");
	expect(CLUES(.dying = true, .death = XEN_DOM0_CRASHED), NULL, MACHINE_DOM0_CRASHED,
	       "Xen ended dom0 without a panic of its kernel: "
	       "Hardware Dom0 crashed: rebooting");
	write_file(console, "[    2.0] Kernel panic - not syncing: no\n");
	expect(CLUES(.dying = true, .death = XEN_DOM0_CRASHED), NULL, MACHINE_PANICKED,
	       "the kernel panicked: Kernel panic - not syncing: no");
	expect(CLUES(.shutdown = "guest-panic", .said_hello = true), NULL, MACHINE_PANICKED,
	       "the kernel panicked: Kernel panic - not syncing: no");
}

/* what the kernel did before QEMU was lost remains its doing */
static void test_lost_after_the_end(void **state)
{
	(void)state;
	write_file(console, "[    1.0] booting\n");
	write_file(xen, "(XEN) Panic on CPU 0:\n(XEN) FATAL TRAP\n");
	expect(CLUES(.shutdown = "guest-reset", .said_hello = true, .status = SIGKILL), NULL,
	       MACHINE_RESET, "the guest reset without a panic message");
	expect(CLUES(.shutdown = "guest-shutdown", .said_hello = true, .status = SIGKILL), NULL,
	       MACHINE_POWERED_OFF, "the guest powered off");
	expect(CLUES(.death = XEN_PANICKED, .said_hello = true, .status = SIGKILL), NULL,
	       MACHINE_XEN_PANICKED, "Xen panicked: (XEN) FATAL TRAP");
	write_file(console, "[    2.0] Kernel panic - not syncing: no\n");
	expect(CLUES(.said_hello = true, .status = SIGKILL), NULL, MACHINE_PANICKED,
	       "the kernel panicked: Kernel panic - not syncing: no");
	expect(CLUES(.shutdown = "host-signal", .said_hello = true), NULL, MACHINE_PANICKED,
	       "the kernel panicked: Kernel panic - not syncing: no");
}

/* each end is a verdict on the kernel, or none */
static void test_losses(void **state)
{
	(void)state;
	for (int end = MACHINE_POWERED_OFF; end <= MACHINE_STOPPED; end++)
		assert_int_equal(machine_end_is_loss(end),
				 !strncmp(machine_end_name(end), "qemu-", 5));
}

static int make_files(void **state)
{
	int one = mkstemp(console), other = mkstemp(xen);

	(void)state;
	return one < 0 || other < 0 || close(one) || close(other);
}

static int remove_files(void **state)
{
	(void)state;
	return unlink(console) | unlink(xen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_itself),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_qemu),
		cmocka_unit_test(test_crashes),
		cmocka_unit_test(test_lost_after_the_end),
		cmocka_unit_test(test_losses),
	};

	return cmocka_run_group_tests_name("machine-end", tests, make_files, remove_files);
}
