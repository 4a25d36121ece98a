// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>

#include "cli/command.h"
#include "cli/parse_run.h"
#include "lib/base/array.h"
#include "provisioning/machine/run/guest_files.h"
#include "lib/verdict/record.h"
#include "lib/base/text.h"
#include "lib/base/tool_path.h"
#include "lib/base/interrupt.h"
#include "provisioning/machine/kernel/kernel_build.h"
#include "provisioning/machine/vm/machine.h"

/* what one wants in a shell, as far as this machine has it */
static const char *const shell_tools[] = {
	"sh",	 "ls",	  "cat",   "cp",   "mv",    "rm",    "mkdir",  "ln",	 "mount", "umount",
	"dmesg", "grep",  "sed",   "ps",   "kill",  "sleep", "head",   "tail",	 "wc",	  "dd",
	"od",	 "stat",  "sync",  "df",   "truncate", "fallocate", "lsblk", "ndctl",	 "daxctl",
	"mkfs.ext4", "mkfs.xfs", "strace", "less", "page-types", "echo", "uname", "lsmod", "hexdump", "chmod",
};

/* of a script, in bytes: the guest takes a request of a megabyte */
#define SCRIPT_MAX (128 << 10)

/**
 * struct shell - the one machine of the command
 * @script: what the shell is to do, NULL: what is typed; borrowed
 * @status: how the shell ended
 * @error: why there was no shell; owned
 */
struct shell {
	struct machine *machine;
	const char *script;
	int status;
	struct error *error;
	bool ready;
	bool fall_back;
};

static struct json_object *request_shell(const struct shell *shell)
{
	struct json_object *request = record_new("shell");

	if (shell->script)
		json_object_object_add(request, "script", json_object_new_string(shell->script));
	return request;
}

static void on_record(void *data, struct json_object *record)
{
	struct shell *shell = data;
	const char *type = record_string(record, "record");
	struct json_object *status;

	if (!type)
		return;
	if (!strcmp(type, "ready")) {
		shell->ready = true;
		machine_expect_silence(shell->machine);
		machine_send(shell->machine, request_shell(shell));
	} else if (!strcmp(type, "failed")) {
		text_put_line(stderr, "normalpage: the guest cannot use %s: %s",
			      record_string(record, "what"), record_string(record, "error"));
		/* the terminal is in raw mode */
		fputc('\r', stderr);
	} else if (!strcmp(type, "note") && record_string(record, "text")) {
		text_put_line(stderr, "normalpage: %s", record_string(record, "text"));
		fputc('\r', stderr);
	} else if (!strcmp(type, "exit")) {
		if (json_object_object_get_ex(record, "status", &status))
			shell->status = json_object_get_int(status);
		machine_send(shell->machine, record_new("poweroff"));
	}
}

static void on_ended(void *data, enum machine_end end, const char *reason)
{
	struct shell *shell = data;

	machine_destroy(take(shell->machine));
	if (end == MACHINE_KVM_UNUSABLE)
		shell->fall_back = true;
	if (end != MACHINE_POWERED_OFF)
		shell->error = error_create(ERROR_SYSTEM, "%s", reason);
}

/* of all machines of the suite, ended by one without name; the caller frees */
static struct guest_module *all_modules(const struct suite *suite)
{
	struct guest_module *modules = calloc(1, sizeof(*modules));
	size_t nr = 0;

	if (!modules)
		abort();
	for (const struct suite_machine *m = suite->machines; m->name; m++)
		for (const struct guest_module *module = m->modules; module->name; module++) {
			modules = reallocarray(modules, nr + 2, sizeof(*modules));
			if (!modules)
				abort();
			modules[nr] = *module;
			modules[nr++].required = false;
			modules[nr] = (struct guest_module){ 0 };
		}
	return modules;
}

/* the modules and tools of all machines of the suite, in one */
static struct error *make_initramfs(char **path, const struct guest_files *files)
{
	struct string_list tools guarded(strings) = { 0 };
	guarded(free) struct guest_module *modules = all_modules(files->suite[0].suite);
	const struct guest_suite *suite = &files->suite[0];
	struct suite_machine all = suite->suite->machines[0];
	static const struct suite_tool none[] = { { 0 } };
	guarded(free) char *inspect = NULL;
	struct error *err = program_find(&inspect, "guest/normalpage");

	for (size_t i = 0; i < ARRAY_SIZE(shell_tools); i++) {
		guarded(free) char *tool = tool_path(shell_tools[i]);

		if (tool)
			string_list_add(&tools, "%s", tool);
	}
	/* 'normalpage inspect', in a program that needs none of the command's other libraries */
	if (!err)
		string_list_add(&tools, "%s", inspect);
	all.modules = modules;
	all.tools = none;
	if (err)
		return err;
	return guest_files_initramfs(path, files, suite->program, &all, &tools);
}

static struct error *boot(struct shell *shell, const struct run_options *o,
			  const struct guest_files *files, const char *initramfs, enum accel accel)
{
	static const struct machine_handler handler = { .record = on_record, .ended = on_ended };
	const struct suite_machine *machine = &files->suite[0].suite->machines[0];
	struct loop *loop guarded(loop) = loop_create();
	struct xen_config xen = machine->xen ? *machine->xen : (struct xen_config){ 0 };
	const struct machine_config config = {
		.name = "shell",
		.qemu = files->qemu,
		.boot = &files->boot,
		.initramfs = initramfs,
		.memory = o->memory,
		.nvdimms = machine->nvdimms,
		.devices = machine->devices,
		.xen = machine->xen ? &xen : NULL,
		.accel = accel,
		.boot_timeout = accel == ACCEL_KVM ? 10 : o->timeout,
		.silence_timeout = o->timeout,
	};
	struct error *err;

	*shell = (struct shell){ .script = shell->script };
	xen.hypervisor = files->xen.path;
	err = machine_start(&shell->machine, loop, &config, &handler, shell);
	if (!err)
		err = loop_run(loop);
	machine_destroy(take(shell->machine));
	if (err)
		error_destroy(take(shell->error));
	return err ? err : take(shell->error);
}

/* all of the standard input, in whose place the machine's terminal then has nothing */
static struct error *read_script(char **script)
{
	int nothing;

	*script = calloc(1, SCRIPT_MAX + 1);
	if (!*script)
		abort();
	if (fread(*script, 1, SCRIPT_MAX + 1, stdin) > SCRIPT_MAX)
		return error_create(ERROR_USAGE, "shell: the script on the standard input has more than "
				    "%d bytes", SCRIPT_MAX);
	if (ferror(stdin))
		return error_errno(errno, "shell: cannot read the standard input");
	nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (nothing < 0)
		return error_errno(errno, "cannot open /dev/null");
	dup2(nothing, STDIN_FILENO);
	close(nothing);
	return NULL;
}

static struct error *run_shell(const struct run_options *o, int *status)
{
	guarded(free) char *script = NULL;
	struct guest_files files guarded(guest_files) = { 0 };
	guarded(free) char *initramfs = NULL;
	bool terminal = isatty(STDIN_FILENO);
	struct termios saved;
	struct shell shell = { 0 };
	bool try_kvm = o->accel != ACCEL_TCG &&
		       (o->accel == ACCEL_KVM || !access("/dev/kvm", R_OK | W_OK));
	/* first: what a script comes from may never end, and then a signal has to end us */
	struct error *err = terminal ? NULL : read_script(&script);

	shell.script = script;
	if (!err)
		err = interrupt_catch();
	if (!err && o->kernel_tree)
		err = kernel_build(o->kernel_tree, o->jobs, NULL);
	if (!err)
		err = guest_files_find(&files, o);
	if (!err)
		err = make_initramfs(&initramfs, &files);
	if (err)
		return err;
	terminal = terminal && !tcgetattr(STDIN_FILENO, &saved);
	err = boot(&shell, o, &files, initramfs, try_kvm ? ACCEL_KVM : ACCEL_TCG);
	if (err && shell.fall_back && o->accel == ACCEL_AUTO) {
		text_put_line(stderr, "normalpage: %s; running under TCG, which is slower",
			      err->message);
		error_destroy(err);
		err = boot(&shell, o, &files, initramfs, ACCEL_TCG);
	}
	/* QEMU was killed, or died, with the terminal in raw mode */
	if (terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
	*status = script ? shell.status : 0;
	return err;
}

static struct error *shell(int argc, char **argv, int *status)
{
	struct run_options options guarded(run_options) = { 0 };
	const struct option_set set = {
		.program = "normalpage shell",
		.words = "[OPTION]... [FILE.deb]...",
		.about = "Boot the guest of a test suite, with a shell in place of the tests. The test program is\n"
			 "in its path. The machine ends with the shell; Ctrl-D ends the shell. If the standard input\n"
			 "is no terminal, it is a script for the shell, whose exit status is that of the command.\n"
			 "Without --suite it is the guest of dax.",
		.taker = RUN_COMMAND_SHELL,
	};
	bool answered;
	struct error *err = run_options_parse(&options, &set, argc, argv, &answered);

	if (err || answered)
		return err;
	/* one terminal, one machine */
	if (options.kernels.nr > 1)
		return error_create(ERROR_USAGE, "shell: one kernel at a time, not %zu of them",
				    options.kernels.nr);
	if (!options.suite)
		err = suite_find(&options.suite, "dax");
	return err ? err : run_shell(&options, status);
}

COMMAND(shell) = {
	.name = "shell",
	.summary = "boot the same guest with a shell on the terminal",
	.run = shell,
};
