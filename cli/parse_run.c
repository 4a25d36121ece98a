// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/parse_run.h"

#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <string.h>

#include "cli/command.h"
#include "cli/exit_style.h"
#include "lib/base/array.h"
#include "lib/base/size.h"
#include "lib/issues/issue_file.h"
#include "provisioning/machine/kernel/kernel_spec.h"


enum {
	OPT_MODULES = 256,
	OPT_ACCEL,
	OPT_MEMORY,
	OPT_TIMEOUT,
	OPT_KEEP,
	OPT_PROGRAM,
	OPT_XEN,
	OPT_HAZARDOUS,
	OPT_WARM,
	OPT_MATRIX,
	OPT_COVERAGE,
	OPT_KERNEL_TREE,
	OPT_RESUME,
	OPT_PRINT_JOBS,
	OPT_EXIT_STYLE,
	OPT_STRICT,
	OPT_MUTANT,
	OPT_MACHINE,
	OPT_KNOWN_ISSUES,
	OPT_ISSUES,
};

/* for whom an option has a meaning; EACH: the process of each kernel of several is told it, too */
#define RUN RUN_COMMAND_RUN
#define SHELL RUN_COMMAND_SHELL
#define LIST RUN_COMMAND_LIST
#define EACH (1u << 31)

#define OPTIONS_MAX 32
#define TEXT_COLUMN 24

/**
 * struct run_option - one option
 * @value: what --help calls its value; NULL: it has none
 * @help: NULL: a command that takes it describes it itself
 * @key: its letter, or an OPT_*
 */
static const struct run_option {
	const char *name;
	const char *value;
	const char *help;
	int key;
	unsigned int takers;
} run_options[] = {
	{ "kernel", "SPEC", "a vmlinuz or vmlinux, a built Linux tree, the .deb files of one\n"
	  "kernel (as further words, or separated by commas), 'host', or\n"
	  "debian:SUITE[/SERIES] such as debian:trixie-backports/7.2;\n"
	  "without it the newest released Debian kernel of 6.18 or later.\n"
	  "More than once: all of them, side by side", 'k', RUN | SHELL },
	{ "kernel-tree", "DIR", "a Linux tree, which is built first. The exit status is then what\n"
	  "git bisect run wants: 125 if it does not build or boot", OPT_KERNEL_TREE, RUN | SHELL },
	{ "matrix", "FILE", "a set of kernels, a line each, with options for it", OPT_MATRIX, RUN },
	{ "resume", NULL, "go on with what an interrupted run of several kernels left in\n"
	  "the directory of --output", OPT_RESUME, RUN },
	{ "modules", "DIR", "the modules of a vmlinuz", OPT_MODULES, RUN | SHELL },
	{ "xen", "SPEC", "the hypervisor for the suite xen: xen or xen.gz, the .deb of a\n"
	  "xen-hypervisor package, or debian:SUITE (default: this machine's)", OPT_XEN,
	  RUN | SHELL | EACH },
	{ "suite", "SUITE", "dax, mm or xen (default: all)", 's', RUN | SHELL | LIST | EACH },
	{ "test", "GLOB", "only tests whose name matches (more than once: any of them)", 't',
	  RUN | LIST | EACH },
	{ "machine", "GLOB", "only machines whose name matches, such as pv-scratch; !(A|B) is\n"
	  "all but these", OPT_MACHINE, RUN | EACH },
	{ "hazardous", NULL, "also run what is known to bring some kernels down, each test in a\n"
	  "machine of its own", OPT_HAZARDOUS, RUN | EACH },
	{ "warm", NULL, "go on from a snapshot of this kernel's guest in place of booting\n"
	  "it; the first run leaves one", OPT_WARM, RUN | EACH },
	{ "mutant", "NAME", "make the kernel wrong in this way first (more than once: in each);\n"
	  "'normalpage list --mutants' names them", OPT_MUTANT, RUN | EACH },
	{ "accel", "ACCEL", "auto (default: KVM if it proves to work), kvm or tcg", OPT_ACCEL,
	  RUN | SHELL | EACH },
	{ "memory", "SIZE", "the guest's memory, such as 2G (default); a machine\n"
	  "that needs more gets more", OPT_MEMORY, RUN | SHELL | EACH },
	{ "timeout", "S", "seconds without a sign of life until a guest counts as hung\n"
	  "(default 60)", OPT_TIMEOUT, RUN | SHELL | EACH },
	{ "jobs", "N", "machines, or kernels, side by side (default: one for each CPU)", 'j',
	  RUN | SHELL },
	{ "format", "FORMAT", "human (default), ktap, junit, json or lava", 'f', RUN },
	{ "strict", NULL, "a known issue of the kernel counts as a failure", OPT_STRICT, RUN | EACH },
	{ "known-issues", "FILE", "more known issues, such as those of a distribution's kernels\n"
	  "(docs/known-issues.md)", OPT_KNOWN_ISSUES, RUN | LIST | EACH },
	{ "issues", NULL, NULL, OPT_ISSUES, LIST },
	{ "exit-style", "S", "exit status as normalpage (default), kselftest (4: skipped) or\n"
	  "automake (77: skipped, 99: could not run) mean it", OPT_EXIT_STYLE, RUN | EACH },
	{ "output", "DIR", "keep records, console logs and QEMU's command lines in DIR", 'o',
	  RUN | LIST },
	{ "keep", NULL, "keep them without --output too, and say where", OPT_KEEP, RUN },
	{ "program", "FILE", "run FILE in the guest in place of the suite's program; it has\n"
	  "to follow docs/records.md", OPT_PROGRAM, RUN | SHELL | EACH },
	{ "coverage", "RESULT", NULL, OPT_COVERAGE, LIST },
	{ "print-jobs", NULL, NULL, OPT_PRINT_JOBS, RUN },
	{ "help", NULL, "show this", 'h', RUN | SHELL | LIST },
};

#define NR_OPTIONS (ARRAY_SIZE(run_options))

static void print_option(const struct run_option *o, FILE *out)
{
	const char letter = o->key < OPT_MODULES ? (char)o->key : ' ';
	int len = fprintf(out, "  %c%c%c --%s%s%s", letter == ' ' ? ' ' : '-', letter,
			  letter == ' ' ? ' ' : ',', o->name, o->value ? " " : "",
			  o->value ? o->value : "");

	for (const char *text = o->help; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		fprintf(out, "%*s%.*s\n", TEXT_COLUMN - len, "", (int)strcspn(text, "\n"), text);
		len = 0;
	}
}

void run_options_usage(enum run_command command, FILE *out)
{
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (run_options[i].takers & command && run_options[i].help)
			print_option(&run_options[i], out);
}

static const struct run_option *find_option(int key)
{
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (run_options[i].key == key)
			return &run_options[i];
	return NULL;
}

static struct error *parse_memory(const char *text, uint64_t *memory)
{
	unsigned long long bytes;
	struct error *err = size_parse("memory", text, &bytes);

	if (!err && bytes >= 256 * MIB && bytes <= 1024 * GIB) {
		*memory = bytes;
		return NULL;
	}
	error_destroy(err);
	return error_create(ERROR_USAGE, "--memory %s: give a size from 256M to 1024G, such as 2G", text);
}

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

static struct error *parse_jobs(const char *text, unsigned int *jobs)
{
	double number = 0;
	struct error *err = parse_number("--jobs", text, 1, &number);

	*jobs = (unsigned int)number;
	return err;
}

static struct error *parse_accel(const char *text, enum accel *accel)
{
	int value = accel_from_name(text);

	if (value < 0)
		return error_create(ERROR_USAGE, "--accel %s: give auto, kvm or tcg", text);
	*accel = (enum accel)value;
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

/* what each kernel's own process is to know as well */
static void keep_common(struct run_options *o, const struct run_option *option)
{
	if (option->takers & EACH)
		string_list_add(&o->common, "--%s%s%s", option->name, option->value ? "=" : "",
				option->value ? optarg : "");
}

static struct error *parse_one(struct run_options *o, int c, char **argv)
{
	switch (c) {
	case 'k':
		end_kernel(o);
		kernel_spec_split(&o->kernel, optarg);
		/* an empty variable must not mean the default one */
		return o->kernel.nr ? NULL : error_create(ERROR_USAGE, "--kernel '%s' names no kernel",
							  optarg);
	case OPT_KERNEL_TREE:
		end_kernel(o);
		string_list_add(&o->kernel, "%s", optarg);
		o->kernel_tree = optarg;
		exit_style_default(EXIT_BISECT);
		return NULL;
	case OPT_COVERAGE:
		string_list_add(&o->coverage, "%s", optarg);
		return NULL;
	case OPT_MATRIX:
		o->matrix = optarg;
		return NULL;
	case OPT_RESUME:
		o->resume = true;
		return NULL;
	case OPT_PRINT_JOBS:
		o->print_jobs = true;
		return NULL;
	case OPT_MODULES:
		o->modules = optarg;
		return NULL;
	case OPT_XEN:
		o->xen = optarg;
		return NULL;
	case OPT_KNOWN_ISSUES:
		o->known_issues = optarg;
		return known_issues_read(optarg);
	case OPT_ISSUES:
		o->issues = true;
		return NULL;
	case 's':
		return suite_find(&o->suite, optarg);
	case 't':
		string_list_add(&o->globs, "%s", optarg);
		return NULL;
	case OPT_MACHINE:
		string_list_add(&o->machines, "%s", optarg);
		return NULL;
	case OPT_HAZARDOUS:
		o->hazardous = true;
		return NULL;
	case OPT_WARM:
		o->warm = true;
		return NULL;
	case OPT_MUTANT:
		string_list_add(&o->mutants, "%s", optarg);
		return NULL;
	case OPT_ACCEL:
		return parse_accel(optarg, &o->accel);
	case OPT_MEMORY:
		return parse_memory(optarg, &o->memory);
	case OPT_TIMEOUT:
		return parse_number("--timeout", optarg, 1, &o->timeout);
	case 'j':
		return parse_jobs(optarg, &o->jobs);
	case 'f':
		o->format = optarg;
		return NULL;
	case 'o':
		o->output = optarg;
		return NULL;
	case OPT_KEEP:
		o->keep = true;
		return NULL;
	case OPT_PROGRAM:
		o->program = optarg;
		return NULL;
	case OPT_EXIT_STYLE:
		return exit_style_set(optarg);
	case OPT_STRICT:
		o->strict = true;
		return NULL;
	case 'h':
		o->help = true;
		return NULL;
	default:
		return command_bad_option(c, argv);
	}
}

static unsigned int count_cpus(void)
{
	cpu_set_t cpus;

	return sched_getaffinity(0, sizeof(cpus), &cpus) ? 1 : (unsigned int)CPU_COUNT(&cpus);
}

/** struct getopt_words - the options in the form that getopt_long() wants */
struct getopt_words {
	struct option longs[OPTIONS_MAX + 1];
	char letters[2 * OPTIONS_MAX + 2];
};

static void fill(struct getopt_words *words)
{
	char *letter = words->letters;

	_Static_assert(NR_OPTIONS <= OPTIONS_MAX, "room for all options");
	*letter++ = ':';
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		const struct run_option *o = &run_options[i];

		words->longs[i] = (struct option){ o->name, o->value ? required_argument : no_argument,
						   NULL, o->key };
		if (o->key >= OPT_MODULES)
			continue;
		*letter++ = (char)o->key;
		if (o->value)
			*letter++ = ':';
	}
}

static struct error *parse_option(struct run_options *o, enum run_command command, int c, char **argv)
{
	const struct run_option *option = find_option(c);
	struct error *err;

	if (option && !(option->takers & command))
		return error_create(ERROR_USAGE, "--%s has no meaning for '%s' (see 'normalpage %s --help')",
				    option->name, argv[0], argv[0]);
	err = parse_one(o, c, argv);
	if (!err)
		keep_common(o, option);
	return err;
}

struct error *run_options_parse(struct run_options *o, enum run_command command, int argc, char **argv)
{
	struct getopt_words words = { 0 };
	struct error *err = NULL;
	int c;

	*o = (struct run_options){ .memory = 2048 * MIB, .timeout = 60, .format = "human",
				   .jobs = count_cpus() };
	for (int i = 0; i < argc; i++)
		string_list_add(&o->command, "%s", argv[i]);
	fill(&words);
	while (!err && !o->help && (c = getopt_long(argc, argv, words.letters, words.longs, NULL)) != -1)
		err = parse_option(o, command, c, argv);
	/* a shell makes many words of --kernel ./linux-*.deb */
	for (int i = optind; !err && !o->help && i < argc; i++) {
		if (!o->kernel.nr)
			err = error_create(ERROR_USAGE, "unexpected word '%s': is --kernel missing?",
					   argv[i]);
		else
			string_list_add(&o->kernel, "%s", argv[i]);
	}
	/* the last kernel's words are complete, and stay where they are as well */
	if (o->kernel.nr)
		note_kernel(o);
	/* another program stands in for one suite's */
	if (!err && o->program && !o->suite)
		err = suite_find(&o->suite, "dax");
	/* a snapshot would have it loaded, and the next run without it go on from there */
	if (!err && o->mutants.nr && o->warm)
		err = error_create(ERROR_USAGE, "--mutant %s: a mutant is loaded at boot: leave --warm out",
				   o->mutants.item[0]);
	if (!err && o->xen && o->suite && !o->suite->xen)
		err = error_create(ERROR_USAGE, "--xen %s: the suite %s runs without it", o->xen,
				   o->suite->name);
	if (err)
		run_options_clear(o);
	return err;
}
