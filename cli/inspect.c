// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>

#include "cli/command.h"
#include "cli/inspect_output.h"
#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/inspect/range.h"
#include "lib/issues/issue_file.h"
#include "lib/observe/observer.h"
#include "lib/kernel/restrictions.h"

static const struct inspect_output *const formats[] = { &inspect_human, &inspect_json };
#define NR_FORMATS (ARRAY_SIZE(formats))

struct arguments {
	struct inspect_options options;
	struct string_list without;
	const struct inspect_output *output;
};

static struct error *set_range(void *data, const char *value)
{
	struct inspect_options *o = &((struct arguments *)data)->options;

	return range_parse(value, &o->start, &o->end);
}

static struct error *set_known_issues(void *data, const char *value)
{
	(void)data;
	return known_issues_read(value);
}

static struct error *set_without(void *data, const char *name)
{
	guarded(free) char *known = NULL;

	if (inspect_asks(name)) {
		string_list_add(&((struct arguments *)data)->without, "%s", name);
		return NULL;
	}
	known = string_copy("");
	for (const struct observer *const *o = observers_sorted(); *o; o++)
		if (inspect_asks((*o)->name))
			string_append(&known, ", ", (*o)->name);
	return error_create(ERROR_USAGE, "--without %s: no such interface (known: %s)", name, known);
}

static struct error *set_format(void *data, const char *name)
{
	for (size_t i = 0; i < NR_FORMATS; i++) {
		if (!strcmp(formats[i]->name, name)) {
			((struct arguments *)data)->output = formats[i];
			return NULL;
		}
	}
	return error_create(ERROR_USAGE, "unknown format '%s' (known: human, json)", name);
}

static const struct option_spec specs[] = {
	OPTION("range", 'r', "A-B", "only these addresses, hexadecimal, as in /proc/PID/maps", .set = set_range),
	OPTION("entries", 'e', NULL, "also every entry, decoded", OPTION_FLAG(struct arguments, options.entries)),
	OPTION("quick", 'q', NULL, "classify only, by entries and kpageflags: ask no interface about\n"
	       "samples, and leave out those that walk all pages once more",
	       OPTION_FLAG(struct arguments, options.quick)),
	OPTION("without", 'w', "INTERFACE", "do not ask this one, such as smaps, which walks all pages once\n"
	       "more; may be repeated", .set = set_without),
	OPTION("known-issues", 0, "FILE", "more known issues, such as those of a distribution's kernels\n"
	       "(docs/known-issues.md)", .set = set_known_issues),
	OPTION("format", 'f', "FORMAT", "human or json (docs/inspect.md)", .set = set_format),
	OPTION_HELP,
	{ .name = NULL },
};

static struct error *parse(struct arguments *a, int argc, char **argv, bool *answered)
{
	const struct option_set set = {
		.program = "normalpage inspect",
		.words = "[OPTION]... PID",
		.about = "Look up what a process has mapped, and where interfaces of the kernel disagree about it.\n"
			 "Nothing is changed in the process, and it is not stopped.",
		.end = "Exit status: 0 all agree, 1 two interfaces disagree, or one and the model, 2 could not\n"
		       "look, 4 nothing can be asked here.",
		.table = { { specs, a } },
	};
	int first;
	struct error *err = command_parse(&set, argc, argv, answered, &first);

	if (err || *answered)
		return err;
	if (first == argc)
		return error_create(ERROR_USAGE, "which process? (see 'normalpage inspect --help')");
	a->options.without = &a->without;
	if (first + 1 < argc)
		return error_create(ERROR_USAGE, "unexpected word '%s'", argv[first + 1]);
	return pid_parse(argv[first], &a->options.pid);
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
	struct arguments a = { .options.end = UINT64_MAX, .output = formats[0] };
	bool answered;
	struct error *err = parse(&a, argc, argv, &answered);

	if (!err && !answered)
		err = kernel_open(&kernel);
	if (!err && !answered)
		err = run(&a, kernel, status);
	kernel_close(kernel);
	string_list_clear(&a.without);
	return err;
}

COMMAND(inspect) = {
	.name = "inspect",
	.summary = "look up what a process has mapped, and who disagrees about it",
	.run = inspect,
};
