// SPDX-License-Identifier: GPL-2.0-or-later
/* normalpage: does this kernel still tell its pages apart? */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/exit_style.h"
#include "lib/base/text.h"
#include "lib/base/standard_output.h"
#include "lib/base/standard_streams.h"
#include "lib/base/version.h"

extern const struct command *const __start_commands[];
extern const struct command *const __stop_commands[];

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct command *const *)a)->name,
		      (*(const struct command *const *)b)->name);
}

static void usage(FILE *out)
{
	/* cppcheck-suppress comparePointers ; one section */
	size_t nr = __stop_commands - __start_commands;
	const struct command **sorted = calloc(nr, sizeof(*sorted));

	if (!sorted)
		abort();
	memcpy(sorted, __start_commands, nr * sizeof(*sorted));
	qsort(sorted, nr, sizeof(*sorted), by_name);
	fputs("Usage: normalpage COMMAND [OPTION]...\n"
	      "Boot a kernel in a virtual machine and see whether it still tells its pages apart.\n"
	      "\nCommands:\n", out);
	for (size_t i = 0; i < nr; i++)
		fprintf(out, "  %-10s %s\n", sorted[i]->name, sorted[i]->summary);
	fputs("\n'normalpage COMMAND --help' shows the options of a command.\n"
	      EXIT_STATUS_HELP "\n", out);
	free(sorted);
}

static const struct command *find(const char *name)
{
	/* cppcheck-suppress comparePointers ; one section */
	for (const struct command *const *c = __start_commands; c < __stop_commands; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

struct error *command_parse(const struct option_set *options, int argc, char **argv,
			    bool *answered, int *first_word)
{
	const char *question;
	struct error *err = options_parse(options, argc, argv, &question, first_word);

	*answered = question;
	if (!err && question)
		options_print_help(options, stdout);
	return err;
}

static struct error *dispatch(int argc, char **argv, int *status)
{
	const struct command *command;

	if (argc < 2) {
		usage(stderr);
		*status = 2;
		return NULL;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return NULL;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("normalpage %s\n", normalpage_version);
		return NULL;
	}
	command = find(argv[1]);
	if (!command)
		return error_create(ERROR_USAGE, "unknown %s '%s' (see 'normalpage --help')",
				    argv[1][0] == '-' ? "option" : "command", argv[1]);
	return command->run(argc - 1, argv + 1, status);
}

int main(int argc, char **argv)
{
	int status = 0;
	guarded(error) struct error *err = NULL;

	standard_streams_open();
	/* if our parent ignores it, so do we, and how our own children ended is lost */
	signal(SIGCHLD, SIG_DFL);
	err = dispatch(argc, argv, &status);
	if (!err)
		err = standard_output_end();
	if (!err)
		return exit_style_status(status);
	text_put_line(stderr, "normalpage: %s", err->message);
	return exit_style_error(err);
}
