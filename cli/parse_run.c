// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/parse_run.h"

#include <sched.h>
#include <string.h>

#include "cli/command.h"
#include "cli/exit_style.h"
#include "lib/base/size.h"
#include "lib/issues/issue_file.h"
#include "provisioning/machine/kernel/kernel_spec.h"

/* for whom an option has a meaning; EACH: the process of each kernel of several gets it, too */
#define RUN RUN_COMMAND_RUN
#define SHELL RUN_COMMAND_SHELL
#define EACH (1u << 31)

static struct error *parse_number(const char *option, const char *text, double least,
				  double *number)
{
	char *end;

	*number = strtod(text, &end);
	if (*end || end == text || !(*number >= least) || *number > 1e6)
		return error_create(ERROR_USAGE, "%s %s: give a number of at least %g", option, text,
				    least);
	return NULL;
}

static void note_kernel(struct run_options *o)
{
	guarded(free) char *joined = string_list_join(&o->kernel, ",");

	string_list_add(&o->kernels, "%s", joined);
}

/* the words of one kernel are complete */
static void end_kernel(struct run_options *o)
{
	if (o->kernel.nr)
		note_kernel(o);
	string_list_clear(&o->kernel);
}

static struct error *set_kernel(void *data, const char *value)
{
	struct run_options *o = data;

	end_kernel(o);
	kernel_spec_split(&o->kernel, value);
	/* an empty variable must not mean the default one */
	return o->kernel.nr ? NULL : error_create(ERROR_USAGE, "--kernel '%s' names no kernel", value);
}

static struct error *set_kernel_tree(void *data, const char *value)
{
	struct run_options *o = data;

	end_kernel(o);
	string_list_add(&o->kernel, "%s", value);
	o->kernel_tree = value;
	exit_style_default(EXIT_BISECT);
	return NULL;
}

static struct error *set_known_issues(void *data, const char *value)
{
	((struct run_options *)data)->known_issues = value;
	return known_issues_read(value);
}

static struct error *set_suite(void *data, const char *value)
{
	return suite_find(&((struct run_options *)data)->suite, value);
}

static struct error *set_test(void *data, const char *value)
{
	string_list_add(&((struct run_options *)data)->globs, "%s", value);
	return NULL;
}

static struct error *set_machine(void *data, const char *value)
{
	string_list_add(&((struct run_options *)data)->machines, "%s", value);
	return NULL;
}

static struct error *set_mutant(void *data, const char *value)
{
	string_list_add(&((struct run_options *)data)->mutants, "%s", value);
	return NULL;
}

static struct error *set_accel(void *data, const char *value)
{
	int accel = accel_from_name(value);

	if (accel < 0)
		return error_create(ERROR_USAGE, "--accel %s: give auto, kvm or tcg", value);
	((struct run_options *)data)->accel = (enum accel)accel;
	return NULL;
}

static struct error *set_memory(void *data, const char *value)
{
	static const struct size_bounds bounds = { 256 * MIB, 1024 * GIB };
	unsigned long long bytes;
	struct error *err = size_parse("memory", value, &bounds, &bytes);

	if (!err)
		((struct run_options *)data)->memory = bytes;
	return err;
}

static struct error *set_timeout(void *data, const char *value)
{
	return parse_number("--timeout", value, 1, &((struct run_options *)data)->timeout);
}

static struct error *set_jobs(void *data, const char *value)
{
	double number = 0;
	struct error *err = parse_number("--jobs", value, 1, &number);

	((struct run_options *)data)->jobs = (unsigned int)number;
	return err;
}

static struct error *set_exit_style(void *data, const char *value)
{
	(void)data;
	return exit_style_set(value);
}

static const struct option_spec specs[] = {
	OPTION("kernel", 'k', "SPEC", "a vmlinuz or vmlinux, a built Linux tree, the .deb files of one\n"
	       "kernel (as further words, or separated by commas), 'host', or\n"
	       "debian:SUITE[/SERIES] such as debian:trixie-backports/7.2;\n"
	       "without it the newest released Debian kernel of 6.18 or later.\n"
	       "More than once: all of them, side by side",
	       .takers = RUN | SHELL, .set = set_kernel),
	OPTION("kernel-tree", 0, "DIR", "a Linux tree, which is built first. The exit status is then what\n"
	       "git bisect run wants: 125 if it does not build or boot",
	       .takers = RUN | SHELL, .set = set_kernel_tree),
	OPTION("matrix", 0, "FILE", "a set of kernels, a line each, with options for it",
	       .takers = RUN, OPTION_TEXT(struct run_options, matrix)),
	OPTION("resume", 0, NULL, "go on with what an interrupted run of several kernels left in\n"
	       "the directory of --output",
	       .takers = RUN, OPTION_FLAG(struct run_options, resume)),
	OPTION("modules", 0, "DIR", "the modules of a vmlinuz",
	       .takers = RUN | SHELL, OPTION_TEXT(struct run_options, modules)),
	OPTION("xen", 0, "SPEC", "the hypervisor for the suite xen: xen or xen.gz, the .deb of a\n"
	       "xen-hypervisor package, or debian:SUITE (default: this machine's)",
	       .takers = RUN | SHELL | EACH, OPTION_TEXT(struct run_options, xen)),
	OPTION("suite", 's', "SUITE", "dax, mm or xen (default: all)",
	       .takers = RUN | SHELL | EACH, .set = set_suite),
	OPTION("test", 't', "GLOB", "only tests whose name matches (more than once: any of them)",
	       .takers = RUN | EACH, .set = set_test),
	OPTION("machine", 0, "GLOB", "only machines whose name matches, such as pv-scratch; !(A|B) is\n"
	       "all but these",
	       .takers = RUN | EACH, .set = set_machine),
	OPTION("hazardous", 0, NULL, "also run what is known to bring some kernels down, each test in a\n"
	       "machine of its own",
	       .takers = RUN | EACH, OPTION_FLAG(struct run_options, hazardous)),
	OPTION("warm", 0, NULL, "go on from a snapshot of this kernel's guest in place of booting\n"
	       "it; the first run leaves one",
	       .takers = RUN | EACH, OPTION_FLAG(struct run_options, warm)),
	OPTION("mutant", 0, "NAME", "make the kernel wrong in this way first (more than once: in each);\n"
	       "'normalpage list --mutants' names them",
	       .takers = RUN | EACH, .set = set_mutant),
	OPTION("accel", 0, "ACCEL", "auto (default: KVM if it proves to work), kvm or tcg",
	       .takers = RUN | SHELL | EACH, .set = set_accel),
	OPTION("memory", 0, "SIZE", "the guest's memory, such as 2G (default); a machine\n"
	       "that needs more gets more",
	       .takers = RUN | SHELL | EACH, .set = set_memory),
	OPTION("timeout", 0, "S", "seconds without a sign of life until a guest counts as hung\n"
	       "(default 60)",
	       .takers = RUN | SHELL | EACH, .set = set_timeout),
	OPTION("jobs", 'j', "N", "machines, or kernels, side by side (default: one for each CPU)",
	       .takers = RUN | SHELL, .set = set_jobs),
	OPTION("format", 'f', "FORMAT", "human (default), ktap, junit, json or lava",
	       .takers = RUN, OPTION_TEXT(struct run_options, format)),
	OPTION("strict", 0, NULL, "a known issue of the kernel counts as a failure",
	       .takers = RUN | EACH, OPTION_FLAG(struct run_options, strict)),
	OPTION("known-issues", 0, "FILE", "more known issues, such as those of a distribution's kernels\n"
	       "(docs/known-issues.md)",
	       .takers = RUN | EACH, .set = set_known_issues),
	OPTION("exit-style", 0, "S", "exit status as normalpage (default), kselftest (4: skipped) or\n"
	       "automake (77: skipped, 99: could not run) mean it",
	       .takers = RUN | EACH, .set = set_exit_style),
	OPTION("output", 'o', "DIR", "keep records, console logs and QEMU's command lines in DIR",
	       .takers = RUN, OPTION_TEXT(struct run_options, output)),
	OPTION("keep", 0, NULL, "keep them without --output too, and say where",
	       .takers = RUN, OPTION_FLAG(struct run_options, keep)),
	OPTION("program", 0, "FILE", "run FILE in the guest in place of the suite's program; it has\n"
	       "to follow docs/records.md",
	       .takers = RUN | SHELL | EACH, OPTION_TEXT(struct run_options, program)),
	OPTION("profile", 0, "FILE", "write a page to FILE that shows what took how long: machines, boots,\n"
	       "tests and observers",
	       .takers = RUN, OPTION_TEXT(struct run_options, profile)),
	OPTION("print-jobs", 0, NULL, "print the command of each kernel of several, one a line, in place of\n"
	       "running them: what they leave can be put together by 'normalpage report'",
	       .takers = RUN, OPTION_FLAG(struct run_options, print_jobs)),
	OPTION_HELP,
	{ .name = NULL },
};

/* what each kernel's own process is to know as well */
static void keep_common(void *data, const struct option_spec *option, const char *value)
{
	if (option->takers & EACH)
		string_list_add(&((struct run_options *)data)->common, "--%s%s%s", option->name, value ? "=" : "",
				value ? value : "");
}

static unsigned int count_cpus(void)
{
	cpu_set_t cpus;

	return sched_getaffinity(0, sizeof(cpus), &cpus) ? 1 : (unsigned int)CPU_COUNT(&cpus);
}

/* a shell makes many words of --kernel ./linux-*.deb */
static struct error *take_words(struct run_options *o, char **words)
{
	for (; *words; words++) {
		if (!o->kernel.nr)
			return error_create(ERROR_USAGE, "unexpected word '%s': is --kernel missing?", *words);
		string_list_add(&o->kernel, "%s", *words);
	}
	return NULL;
}

static struct error *check_together(struct run_options *o)
{
	struct error *err = NULL;

	/* another program stands in for one suite's */
	if (o->program && !o->suite)
		err = suite_find(&o->suite, "dax");
	/* a snapshot would have it loaded, and the next run without it go on from there */
	if (!err && o->mutants.nr && o->warm)
		err = error_create(ERROR_USAGE, "--mutant %s: a mutant is loaded at boot: leave --warm out",
				   o->mutants.item[0]);
	if (!err && o->profile && (o->matrix || o->kernels.nr > 1))
		err = error_create(ERROR_USAGE, "--profile %s: it shows the run of one kernel", o->profile);
	if (!err && o->profile && !strcmp(o->profile, "-"))
		err = error_create(ERROR_USAGE, "--profile -: verdicts go to the standard output: name a file");
	if (!err && o->xen && o->suite && !o->suite->xen)
		err = error_create(ERROR_USAGE, "--xen %s: the suite %s runs without it", o->xen,
				   o->suite->name);
	return err;
}

struct error *run_options_parse(struct run_options *o, const struct option_set *command, int argc, char **argv,
				bool *answered)
{
	struct option_set set = *command;
	struct error *err;
	int first;

	*o = (struct run_options){ .memory = 2048 * MIB, .timeout = 60, .format = "human",
				   .jobs = count_cpus() };
	for (int i = 0; i < argc; i++)
		string_list_add(&o->command, "%s", argv[i]);
	set.table[0] = (struct option_table){ specs, o };
	set.taken = keep_common;
	err = command_parse(&set, argc, argv, answered, &first);
	if (!err && !*answered)
		err = take_words(o, argv + first);
	/* the last kernel's words are complete, and stay where they are as well */
	if (o->kernel.nr)
		note_kernel(o);
	if (!err && !*answered)
		err = check_together(o);
	if (err)
		run_options_clear(o);
	return err;
}
