// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"

#define TEXT_COLUMN 24

/* values of long options: above all letters */
#define FIRST_LONG 256

/** struct parser - the options in the forms that getopt_long() wants; a long one's value is its index and FIRST_LONG */
struct parser {
	const struct option_spec **spec;
	void **data;
	struct option *longs;
	char *letters;
	size_t nr;
};

static void parser_clear(struct parser *p)
{
	free(p->spec);
	free(p->data);
	free(p->longs);
	free(p->letters);
}

DEFINE_CLEANUP(parser, struct parser, parser_clear(&VALUE))

static size_t count(const struct option_set *options)
{
	size_t nr = 0;

	for (size_t i = 0; i < ARRAY_SIZE(options->table); i++)
		for (const struct option_spec *o = options->table[i].spec; o && o->name; o++)
			nr++;
	return nr;
}

static void add(struct parser *p, const struct option_spec *o, void *data)
{
	char *letters = p->letters + strlen(p->letters);

	p->longs[p->nr] = (struct option){ o->name, o->value ? required_argument : no_argument, NULL,
					   FIRST_LONG + (int)p->nr };
	p->data[p->nr] = data;
	p->spec[p->nr++] = o;
	if (o->letter)
		sprintf(letters, "%c%s", o->letter, o->value ? ":" : "");
}

static void parser_init(struct parser *p, const struct option_set *options)
{
	size_t room = count(options);

	*p = (struct parser){
		.spec = calloc(room + 1, sizeof(*p->spec)),
		.data = calloc(room + 1, sizeof(*p->data)),
		.longs = calloc(room + 1, sizeof(*p->longs)),
		.letters = calloc(2 * room + 2, 1),
	};
	if (!p->spec || !p->data || !p->longs || !p->letters)
		abort();
	/* a missing value is ':' then */
	p->letters[0] = ':';
	for (size_t i = 0; i < ARRAY_SIZE(options->table); i++)
		for (const struct option_spec *o = options->table[i].spec; o && o->name; o++)
			add(p, o, options->table[i].data);
}

static size_t index_of(const struct parser *p, int c)
{
	size_t i = 0;

	if (c >= FIRST_LONG)
		return (size_t)(c - FIRST_LONG);
	while (i < p->nr && (c == '?' || p->spec[i]->letter != c))
		i++;
	return i;
}

static struct error *unknown(const struct option_set *options, const char *word)
{
	/* a letter: @word may still be the one before it. A long option leaves 0 or its own value */
	if (optopt && optopt < FIRST_LONG)
		return error_create(ERROR_USAGE, "unknown option '-%c' (see '%s --help')", optopt,
				    options->program);
	return error_create(ERROR_USAGE, "unknown option '%s' (see '%s --help')", word, options->program);
}

static struct error *set(const struct option_spec *o, void *data, const char *value)
{
	void *member = (char *)data + o->offset;

	if (o->set)
		return o->set(data, value);
	if (o->store == OPTION_STORE_TEXT)
		*(const char **)member = value;
	else
		*(bool *)member = true;
	return NULL;
}

static bool is_question(const struct option_spec *o)
{
	return !o->set && o->store == OPTION_QUESTION;
}

static struct error *take_option(const struct option_set *options, const struct parser *p, int c, const char *word,
				 const char **question)
{
	size_t i = index_of(p, c);
	const char *value;
	struct error *err;

	if (c == ':')
		return error_create(ERROR_USAGE, "option '%s' needs a value", word);
	if (i >= p->nr)
		return unknown(options, word);
	if (options->taker && p->spec[i]->takers && !(p->spec[i]->takers & options->taker))
		return error_create(ERROR_USAGE, "--%s has no meaning for '%s' (see '%s --help')",
				    p->spec[i]->name, strrchr(options->program, ' ') + 1, options->program);
	if (is_question(p->spec[i])) {
		*question = p->spec[i]->name;
		return NULL;
	}
	value = p->spec[i]->value ? optarg : NULL;
	err = set(p->spec[i], p->data[i], value);
	if (!err && options->taken)
		options->taken(p->data[i], p->spec[i], value);
	return err;
}

struct error *options_parse(const struct option_set *options, int argc, char **argv, const char **question,
			    int *first_word)
{
	struct parser p guarded(parser) = { 0 };
	struct error *err = NULL;
	int c;

	*question = NULL;
	parser_init(&p, options);
	opterr = 0;
	optind = 0;
	while (!err && !*question && (c = getopt_long(argc, argv, p.letters, p.longs, NULL)) != -1)
		err = take_option(options, &p, c, argv[optind - 1], question);
	if (first_word)
		*first_word = optind;
	else if (!err && !*question && optind < argc)
		err = error_create(ERROR_USAGE, "unexpected word '%s' (see '%s --help')", argv[optind],
				   options->program);
	return err;
}

/* "  -m, --mount DIR      text", further lines of the text below the first one */
static void print_option(const struct option_spec *o, FILE *out)
{
	char name[64];
	int len = snprintf(name, sizeof(name), "  %c%c%c --%s%s%s", o->letter ? '-' : ' ',
			   o->letter ? o->letter : ' ', o->letter ? ',' : ' ', o->name,
			   o->value ? " " : "", o->value ? o->value : "");

	fputs(name, out);
	if (len > TEXT_COLUMN - 2) {
		fputc('\n', out);
		len = 0;
	}
	for (const char *text = o->help; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		fprintf(out, "%*s%.*s\n", TEXT_COLUMN - len, "", (int)strcspn(text, "\n"), text);
		len = 0;
	}
}

static bool is_shown(const struct option_set *options, const struct option_spec *o)
{
	return o->help && (!options->taker || !o->takers || o->takers & options->taker);
}

void options_print_help(const struct option_set *options, FILE *out)
{
	fprintf(out, "Usage: %s %s\n%s\n\n", options->program, options->words, options->about);
	for (size_t i = 0; i < ARRAY_SIZE(options->table); i++)
		for (const struct option_spec *o = options->table[i].spec; o && o->name; o++)
			if (is_shown(options, o))
				print_option(o, out);
	if (options->end)
		fprintf(out, "\n%s\n", options->end);
}
