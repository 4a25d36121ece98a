// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The guest's init. It says hello, makes the machine usable, and then does what the host asks for
 * on the channel (docs/records.md). It never returns: the kernel would panic.
 */
#include "provisioning/machine/guest/guest.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "provisioning/machine/guest/request.h"

static struct json_object *stamped(const char *type)
{
	struct json_object *record = channel_record(type);
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	json_object_object_add(record, "uptime",
			       json_object_new_double(now.tv_sec + now.tv_nsec / 1e9));
	return record;
}

static void say_hello(void)
{
	struct json_object *record = stamped("hello");
	struct utsname uts;

	uname(&uts);
	json_object_object_add(record, "version", json_object_new_int(1));
	json_object_object_add(record, "kernel", json_object_new_string(uts.release));
	channel_send(record);
}

static void power_off(void)
{
	reboot(RB_POWER_OFF);
	/* no ACPI: the reset ends QEMU as well (-no-reboot) */
	reboot(RB_AUTOBOOT);
}

static void handle(struct json_object *request)
{
	const char *type = request ? request_type(request) : "";

	if (!request)
		channel_failed("a request that is no JSON object", EBADMSG);
	else if (!strcmp(type, "run"))
		program_start(request);
	else if (!strcmp(type, "tests"))
		program_tell(request);
	else if (!strcmp(type, "shell"))
		program_shell(request);
	else if (!strcmp(type, "poweroff"))
		power_off();
	else
		channel_failed(type, ENOSYS); /* a newer host */
}

static void set_policy(void)
{
	/* an oops ends the process, not the machine: the verdicts of the others are worth having */
	guest_write_file("/proc/sys/kernel/panic_on_oops", "0");
	/* WARN and worse on the console from now on: it is the evidence if the guest dies */
	guest_write_file("/proc/sys/kernel/printk", "5");
}

static void serve(int channel)
{
	struct pollfd fds[2] = { { .events = POLLIN }, { .fd = channel, .events = POLLIN } };
	struct signalfd_siginfo info;
	struct requests requests = { .fd = channel };
	sigset_t children;

	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_BLOCK, &children, NULL);
	fds[0].fd = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
	channel_send(stamped("ready"));
	for (;;) {
		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents && read(fds[0].fd, &info, sizeof(info)) > 0)
			program_reap();
		if (fds[1].revents && !requests_read(&requests, handle))
			power_off();
	}
}

int main(void)
{
	int channel;

	guest_mount_devices();
	channel = channel_open();
	if (channel < 0) {
		dprintf(STDERR_FILENO, "normalpage: the guest has no channel to the host\n");
		power_off();
	}
	say_hello();
	setenv("PATH", "/bin", 1);
	setenv("HOME", "/", 1);
	setenv("LD_LIBRARY_PATH", "/lib", 1);
	guest_mount_rest();
	modules_load();
	guest_mount_modular();
	set_policy();
	mutants_load();
	serve(channel);
}
