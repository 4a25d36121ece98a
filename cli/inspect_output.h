/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How what was found in a process is written. */
#ifndef NORMALPAGE_CLI_INSPECT_OUTPUT_H
#define NORMALPAGE_CLI_INSPECT_OUTPUT_H

#include "lib/inspect/inspect.h"
#include "lib/verdict/verdict.h"

/**
 * struct inspect_report - a report under way: the data of the format's sink
 * @command: the process's name
 * @kernel: uname -r
 * @restricted: what is taken away from us (lib/kernel/restrictions.h), or NULL
 * @heading: the format has written its heading
 * @issues: known issues that were met, each with what it is
 */
struct inspect_report {
	FILE *out;
	const struct inspect_options *options;
	const char *command;
	const char *kernel;
	const char *restricted;
	bool heading;
	struct string_list issues;
};

/**
 * struct inspect_output - a format
 * @sink: called while the process is examined
 * @end: after everything else; @complete: the process was there to the end
 */
struct inspect_output {
	const char *name;
	struct inspect_sink sink;
	void (*end)(struct inspect_report *report, const struct inspect_summary *summary,
		    bool complete);
};

extern const struct inspect_output inspect_human;
extern const struct inspect_output inspect_json;

#endif
