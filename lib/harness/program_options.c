// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line of a test program: the options that all have, and its own. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/harness/program.h"
#include "lib/base/size.h"
#include "lib/issues/issue_file.h"
#include "lib/base/version.h"

#define TEXT_COLUMN 23

static struct error *set_format(void *data, const char *value)
{
	((struct program *)data)->format = value;
	return NULL;
}

static struct error *set_list(void *data, const char *value)
{
	(void)value;
	((struct program *)data)->list = true;
	return NULL;
}

static struct error *set_hazardous(void *data, const char *value)
{
	(void)value;
	((struct program *)data)->hazardous = true;
	return NULL;
}

static struct error *set_dry_run(void *data, const char *value)
{
	(void)value;
	((struct program *)data)->dry_run = true;
	return NULL;
}

static struct error *set_known_issues(void *data, const char *value)
{
	(void)data;
	return known_issues_read(value);
}

static struct error *set_wait(void *data, const char *value)
{
	(void)value;
	((struct program *)data)->wait = true;
	return NULL;
}

static struct error *set_max_time(void *data, const char *value)
{
	return number_parse("max-time", value, "seconds", &((struct program *)data)->limits.seconds);
}

static struct error *set_max_memory(void *data, const char *value)
{
	return size_parse("max-memory", value, &((struct program *)data)->limits.memory);
}

static const struct program_option common[] = {
	{ "format", 'f', "FORMAT", "human (default), ktap, junit, json or lava", set_format },
	{ "list", 'l', NULL, "list the tests and what they show", set_list },
	{ "dry-run", 0, NULL, "only print what would be changed", set_dry_run },
	{ "hazardous", 0, NULL, "also do what is known to bring some kernels down", set_hazardous },
	{ "max-time", 0, "S", "begin no further test after S seconds", set_max_time },
	{ "max-memory", 0, "SIZE", "private memory that a test may take, as 512M (RLIMIT_DATA)",
	  set_max_memory },
	{ "known-issues", 0, "FILE", "more known issues, such as those of a distribution's\n"
	  "kernels (docs/known-issues.md)", set_known_issues },
	{ "wait", 0, NULL, "with json: prepare all, then read from standard input which tests\n"
	  "to run (docs/records.md)", set_wait },
	/* answered instead of a run, not set */
	{ "help", 'h', NULL, "show this", NULL },
	{ "version", 0, NULL, "print the version", NULL },
	{ .name = NULL },
};

/* "  -m, --mount DIR      text", further lines of the text below the first one */
static void print_option(const struct program_option *o)
{
	char name[64];
	int len = snprintf(name, sizeof(name), "  %c%c%c --%s%s%s", o->letter ? '-' : ' ',
			   o->letter ? o->letter : ' ', o->letter ? ',' : ' ', o->name,
			   o->value ? " " : "", o->value ? o->value : "");

	fputs(name, stdout);
	if (len > TEXT_COLUMN - 1) {
		putchar('\n');
		len = 0;
	}
	for (const char *text = o->help; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		printf("%*s%.*s\n", TEXT_COLUMN - len, "", (int)strcspn(text, "\n"), text);
		len = 0;
	}
}

static void print_options(const struct program_option *o)
{
	for (; o && o->name; o++)
		print_option(o);
}

static void usage(const struct program *program)
{
	printf("Usage: %s [OPTION]... [GLOB]...\n%s\n\n", program->name, program->summary);
	print_options(program->options);
	print_options(common);
	puts("\nA test runs if one of the GLOBs matches its name; without any, all run.\n"
	     "Exit status: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing to test.");
}

static void answer(const struct program *program, const char *question)
{
	if (!strcmp(question, "help"))
		usage(program);
	else
		printf("%s %s\n", program->name, normalpage_version);
}

/** struct parser - the options in the forms that getopt_long() wants; a value is an index + 256 */
struct parser {
	const struct program_option **option;
	struct option *longs;
	char *letters;
	size_t nr;
};

static size_t count(const struct program_option *o)
{
	size_t nr = 0;

	while (o && o[nr].name)
		nr++;
	return nr;
}

static void parser_init(struct parser *p, size_t room)
{
	*p = (struct parser){
		.option = calloc(room, sizeof(*p->option)),
		.longs = calloc(room + 1, sizeof(*p->longs)),
		.letters = calloc(2 * room + 2, 1),
	};
	if (!p->option || !p->longs || !p->letters)
		abort();
	p->letters[0] = ':';
}

static void parser_deinit(struct parser *p)
{
	free(p->option);
	free(p->longs);
	free(p->letters);
}

DEFINE_CLEANUP(parser, struct parser, parser_deinit(&VALUE))

static void add_options(struct parser *p, const struct program_option *o)
{
	for (; o && o->name; o++) {
		char *letters = p->letters + strlen(p->letters);

		p->longs[p->nr] = (struct option){ o->name, o->value ? required_argument
								     : no_argument,
						   NULL, 256 + (int)p->nr };
		p->option[p->nr++] = o;
		if (o->letter) {
			letters[0] = o->letter;
			letters[1] = o->value ? ':' : '\0';
		}
	}
}

static size_t index_of(const struct parser *p, int c)
{
	size_t i = 0;

	if (c >= 256)
		return (size_t)c - 256;
	while (i < p->nr && p->option[i]->letter != c)
		i++;
	return i;
}

static bool is_common(const struct program_option *o)
{
	return o >= common && o < common + ARRAY_SIZE(common);
}

static struct error *take_option(const struct parser *p, struct program *program, int c,
				 const char *word, const char **question)
{
	size_t i = index_of(p, c);

	if (c == ':')
		return error_create(ERROR_USAGE, "option '%s' needs a value", word);
	if (i >= p->nr && optopt && optopt < 256)
		return error_create(ERROR_USAGE, "unknown option '-%c' (see --help)", optopt);
	if (i >= p->nr)
		return error_create(ERROR_USAGE, "unknown option '%s' (see --help)", word);
	if (!p->option[i]->set) {
		*question = p->option[i]->name;
		return NULL;
	}
	return p->option[i]->set(is_common(p->option[i]) ? program : program->data, optarg);
}

struct error *program_parse(struct program *program, int argc, char **argv, bool *answered)
{
	struct parser p guarded(parser) = { 0 };
	const char *question = NULL;
	struct error *err = NULL;
	int c;

	parser_init(&p, count(program->options) + count(common));
	add_options(&p, program->options);
	add_options(&p, common);
	if (!program->format)
		program->format = "human";
	opterr = 0;
	optind = 0;
	while (!err && !question && (c = getopt_long(argc, argv, p.letters, p.longs, NULL)) != -1)
		err = take_option(&p, program, c, argv[optind - 1], &question);
	if (question)
		answer(program, question);
	*answered = question;
	program->globs = argv + optind;
	program->nr_globs = (size_t)(argc - optind);
	return err;
}
