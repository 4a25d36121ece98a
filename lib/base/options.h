/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines: the options of a command or a program as one table, from which --help comes, too. */
#ifndef NORMALPAGE_BASE_OPTIONS_H
#define NORMALPAGE_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lib/base/error.h"

/**
 * struct option_spec - one option
 * @name: without the dashes: "mount"
 * @letter: its short form, or 0
 * @value: what the help calls its value: "DIR"; NULL for an option without
 * @help: lines, each short enough to stand behind the name; NULL: it is not shown
 * @takers: bits of the commands that take it, where one table serves several; 0: all
 * @set: take it; @data is the table's, @value NULL for an option without
 * @store: without @set: where the value goes, see OPTION_TEXT() and OPTION_FLAG(). Without both it is a question
 *	("help"), which the caller answers
 * @offset: of the member of @data
 */
struct option_spec {
	const char *name;
	char letter;
	const char *value;
	const char *help;
	struct error *(*set)(void *data, const char *value);
	unsigned int takers;
	enum { OPTION_QUESTION, OPTION_STORE_TEXT, OPTION_STORE_FLAG } store;
	size_t offset;
};

/** OPTION - an entry of a table: name, letter or 0, value or NULL, help or NULL, and how it is taken */
#define OPTION(name_, letter_, value_, help_, ...)					\
	{ .name = name_, .letter = letter_, .value = value_, .help = help_, __VA_ARGS__ }

/** OPTION_TEXT - the value is kept, borrowed, in a const char * of the table's data */
#define OPTION_TEXT(type, member) .store = OPTION_STORE_TEXT, .offset = offsetof(type, member)

/** OPTION_FLAG - a bool of the table's data becomes true */
#define OPTION_FLAG(type, member) .store = OPTION_STORE_FLAG, .offset = offsetof(type, member)

/** OPTION_HELP - for each table of a command */
#define OPTION_HELP OPTION("help", 'h', NULL, "show this", .set = NULL)

/** struct option_table - @spec is ended by one without name; @data is for what they set */
struct option_table {
	const struct option_spec *spec;
	void *data;
};

/**
 * struct option_set - the options and words of a command
 * @program: as the user types it: "normalpage run", "daxtest"
 * @words: what stands behind it, for the first line of the help: "[OPTION]... OLD NEW"
 * @about: what it does, lines; @end: what stands below the options, lines, or NULL
 * @table: two at most, shown and searched in this order; the rest is zero
 * @taker: its bit in @takers, or 0
 * @taken: NULL, or called with each option once it is set
 */
struct option_set {
	const char *program;
	const char *words;
	const char *about;
	const char *end;
	struct option_table table[2];
	unsigned int taker;
	void (*taken)(void *data, const struct option_spec *option, const char *value);
};

/**
 * options_parse - set what a command line says, up to the first question
 * @argv: argv[0] is not looked at; words that are no options are moved behind the options
 * @question: set to the name of an option that only asks, or NULL
 * @first_word: set to the index of the first word that is no option; may be NULL: then there must be none
 *
 * What is not known, has no value or has no meaning here is ERROR_USAGE. As getopt_long(3) has it: names may be
 * abbreviated, letters may be put together, "--" ends the options.
 */
error_check struct error *options_parse(const struct option_set *options, int argc, char **argv,
					const char **question, int *first_word);

/** options_print_help - the whole text of --help */
void options_print_help(const struct option_set *options, FILE *out);

#endif
