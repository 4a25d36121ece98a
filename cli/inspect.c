// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/inspect_output.h"
#include "lib/base/array.h"
#include "lib/inspect/range.h"
#include "lib/issues/issue_file.h"
#include "lib/kernel/restrictions.h"

static const struct inspect_output *const formats[] = { &inspect_human, &inspect_json };
#define NR_FORMATS (ARRAY_SIZE(formats))

static void usage(void)
{
	puts("Usage: normalpage inspect [OPTION]... PID\n"
	     "Look up what a process has mapped, and where interfaces of the kernel disagree about it.\n"
	     "Nothing is changed in the process, and it is not stopped.\n\n"
	     "  -r, --range A-B      only these addresses, hexadecimal, as in /proc/PID/maps\n"
	     "  -e, --entries        also every entry, decoded\n"
	     "  -q, --quick          classify only: do not ask all interfaces about samples, and\n"
	     "                       leave out smaps and numa_maps, which walk all pages once more\n"
	     "      --known-issues FILE  more known issues, such as those of a distribution's kernels\n"
	     "                       (docs/known-issues.md)\n"
	     "  -f, --format FORMAT  human or json (docs/inspect.md)\n"
	     "  -h, --help           show this\n\n"
	     "Exit status: 0 all agree, 1 two interfaces disagree, or one and the model, 2 could not\n"
	     "look, 4 nothing can be asked here.");
}

enum { OPT_KNOWN_ISSUES = 256 };

static const struct option long_options[] = {
	{ "range", required_argument, NULL, 'r' },
	{ "entries", no_argument, NULL, 'e' },
	{ "quick", no_argument, NULL, 'q' },
	{ "known-issues", required_argument, NULL, OPT_KNOWN_ISSUES },
	{ "format", required_argument, NULL, 'f' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

struct arguments {
	struct inspect_options options;
	const struct inspect_output *output;
	bool help;
};

static struct error *find_format(const struct inspect_output **output, const char *name)
{
	for (size_t i = 0; i < NR_FORMATS; i++) {
		if (!strcmp(formats[i]->name, name)) {
			*output = formats[i];
			return NULL;
		}
	}
	return error_create(ERROR_USAGE, "unknown format '%s' (known: human, json)", name);
}

static struct error *parse_option(struct arguments *a, int c, char **argv)
{
	switch (c) {
	case 'r':
		return range_parse(optarg, &a->options.start, &a->options.end);
	case 'e':
		a->options.entries = true;
		return NULL;
	case 'q':
		a->options.quick = true;
		return NULL;
	case OPT_KNOWN_ISSUES:
		return known_issues_read(optarg);
	case 'f':
		return find_format(&a->output, optarg);
	case 'h':
		a->help = true;
		return NULL;
	default:
		return command_bad_option(c, argv);
	}
}

static struct error *parse(struct arguments *a, int argc, char **argv)
{
	struct error *err = NULL;
	int c;

	*a = (struct arguments){ .options.end = UINT64_MAX, .output = formats[0] };
	while (!err && !a->help && (c = getopt_long(argc, argv, ":r:eqf:h", long_options, NULL)) != -1)
		err = parse_option(a, c, argv);
	if (err || a->help)
		return err;
	if (optind == argc)
		return error_create(ERROR_USAGE, "which process? (see 'normalpage inspect --help')");
	if (optind + 1 < argc)
		return error_create(ERROR_USAGE, "unexpected word '%s'", argv[optind + 1]);
	return pid_parse(argv[optind], &a->options.pid);
}

/* a name may have ends of lines in it: only the last one is the file's */
static const char *read_command(const char *path, char *buf, size_t size)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, size - 1);

	if (n <= 0)
		return NULL;
	buf[n - (buf[n - 1] == '\n')] = '\0';
	return buf;
}

static struct error *run(const struct arguments *a, struct kernel *kernel, int *status)
{
	struct inspect_sink sink = a->output->sink;
	struct inspect_summary summary = { 0 };
	guarded(free) char *restricted = restrictions();
	struct inspect_report report = {
		.out = stdout, .options = &a->options, .kernel = kernel_features(kernel)->release,
		.restricted = restricted,
	};
	struct error *err;
	char command[64], path[64];

	snprintf(path, sizeof(path), "/proc/%d/comm", a->options.pid);
	report.command = read_command(path, command, sizeof(command)) ? command : "?";
	sink.data = &report;
	err = inspect_process(kernel, &a->options, &sink, &summary);
	if (!err || summary.nr_vmas)
		a->output->end(&report, &summary, !err);
	string_list_clear(&report.issues);
	if (!err)
		*status = summary.findings[FINDING_DISAGREES] ? 1 : 0;
	return err;
}

static struct error *inspect(int argc, char **argv, int *status)
{
	struct kernel *kernel = NULL;
	struct arguments a;
	struct error *err = parse(&a, argc, argv);

	if (err)
		return err;
	if (a.help) {
		usage();
		return NULL;
	}
	err = kernel_open(&kernel);
	if (!err)
		err = run(&a, kernel, status);
	kernel_close(kernel);
	return err;
}

COMMAND(inspect) = {
	.name = "inspect",
	.summary = "look up what a process has mapped, and who disagrees about it",
	.run = inspect,
};
