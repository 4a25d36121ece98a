// SPDX-License-Identifier: GPL-2.0-or-later
/* Command lines: what an option table takes, what it refuses and in which words, and its help. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/base/options.h"

enum { BOIL = 1, FRY = 2 };

struct meal {
	const char *dish;
	bool salt, hot;
	int eggs;
	char kept[64];
};

static struct error *set_eggs(void *data, const char *value)
{
	((struct meal *)data)->eggs = atoi(value);
	return ((struct meal *)data)->eggs ? NULL : error_create(ERROR_USAGE, "--eggs %s: how many?", value);
}

static const struct option_spec specs[] = {
	OPTION("dish", 'd', "NAME", "what there is\nto be eaten", OPTION_TEXT(struct meal, dish)),
	OPTION("salt", 's', NULL, "with salt", OPTION_FLAG(struct meal, salt)),
	OPTION("hot", 0, NULL, "with chili", .takers = FRY, OPTION_FLAG(struct meal, hot)),
	OPTION("eggs", 'e', "N", "how many", .set = set_eggs),
	OPTION("a-name-that-is-long", 0, "VALUE", "below it", .set = set_eggs),
	OPTION("hidden", 0, NULL, NULL, .takers = FRY, OPTION_FLAG(struct meal, hot)),
	OPTION_HELP,
	{ .name = NULL },
};

static void keep(void *data, const struct option_spec *option, const char *value)
{
	struct meal *meal = data;
	size_t length = strlen(meal->kept);

	snprintf(meal->kept + length, sizeof(meal->kept) - length, "%s%s%s ", option->name, value ? "=" : "",
		 value ? value : "");
}

static struct option_set set_of(struct meal *meal, unsigned int taker)
{
	return (struct option_set){ .program = "cook boil", .words = "[OPTION]... PLACE", .about = "Cook.",
				    .end = "Eat.", .table = { { specs, meal } }, .taker = taker,
				    .taken = keep };
}

/* the words, split at '|'; @first: as options_parse() has it, whose index is into @argv */
static struct error *parse(struct meal *meal, unsigned int taker, const char *words, char **argv,
			   const char **question, int *first)
{
	static char text[256];
	const struct option_set set = set_of(meal, taker);
	int argc = 1;

	*meal = (struct meal){ 0 };
	argv[0] = (char *)"cook";
	snprintf(text, sizeof(text), "%s", words);
	for (char *word = strtok(text, "|"); word; word = strtok(NULL, "|"))
		argv[argc++] = word;
	argv[argc] = NULL;
	return options_parse(&set, argc, argv, question, first);
}

static void what_is_taken(void **state)
{
	static const struct {
		const char *words, *dish;
		bool salt;
		int eggs;
		const char *word, *kept;
	} cases[] = {
		{ "--dish|soup|--salt|place", "soup", true, 0, "place", "dish=soup salt " },
		{ "place|--dish=soup|-e3", "soup", false, 3, "place", "dish=soup eggs=3 " },
		{ "-sd|soup|place", "soup", true, 0, "place", "salt dish=soup " },
		{ "-sdsoup|place", "soup", true, 0, "place", "salt dish=soup " },
		/* an abbreviation, as getopt_long(3) has it */
		{ "--di|soup|place", "soup", false, 0, "place", "dish=soup " },
		/* a value may look like an option */
		{ "--dish|-x|place", "-x", false, 0, "place", "dish=-x " },
		{ "--dish=|place", "", false, 0, "place", "dish= " },
		{ "--|--salt", NULL, false, 0, "--salt", "" },
		{ "-d|one|-d|two|place", "two", false, 0, "place", "dish=one dish=two " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *question;
		struct meal meal;
		char *argv[16];
		int first;

		assert_null(parse(&meal, BOIL, cases[i].words, argv, &question, &first));
		assert_null(question);
		if (cases[i].dish)
			assert_string_equal(meal.dish, cases[i].dish);
		else
			assert_null(meal.dish);
		assert_int_equal(meal.salt, cases[i].salt);
		assert_int_equal(meal.eggs, cases[i].eggs);
		assert_string_equal(argv[first], cases[i].word);
		assert_null(argv[first + 1]);
		assert_string_equal(meal.kept, cases[i].kept);
	}
}

static void what_is_refused(void **state)
{
	static const struct {
		const char *words, *says;
	} cases[] = {
		{ "--sald", "unknown option '--sald' (see 'cook boil --help')" },
		{ "-x", "unknown option '-x' (see 'cook boil --help')" },
		{ "-sx", "unknown option '-x' (see 'cook boil --help')" },
		/* getopt_long() has not gone on to the next word yet */
		{ "--salt|-xs", "unknown option '-x' (see 'cook boil --help')" },
		{ "--dish=soup|-sxs", "unknown option '-x' (see 'cook boil --help')" },
		{ "--dish", "option '--dish' needs a value" },
		{ "-d", "option '-d' needs a value" },
		{ "--salt=much", "unknown option '--salt=much' (see 'cook boil --help')" },
		{ "--hot", "--hot has no meaning for 'boil' (see 'cook boil --help')" },
		{ "--eggs|none", "--eggs none: how many?" },
		{ "place", "unexpected word 'place' (see 'cook boil --help')" },
		{ "--|--salt", "unexpected word '--salt' (see 'cook boil --help')" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(error) struct error *err = NULL;
		const char *question;
		struct meal meal;
		char *argv[16];

		err = parse(&meal, BOIL, cases[i].words, argv, &question, NULL);
		assert_non_null(err);
		assert_int_equal(err->kind, ERROR_USAGE);
		assert_string_equal(err->message, cases[i].says);
	}
}

/* what stands behind a question is not looked at */
static void a_question_ends_it(void **state)
{
	const char *question;
	struct meal meal;
	char *argv[16];

	(void)state;
	assert_null(parse(&meal, FRY, "--hot|--help|--no-such|word", argv, &question, NULL));
	assert_string_equal(question, "help");
	assert_true(meal.hot);
	assert_null(parse(&meal, FRY, "-h", argv, &question, NULL));
	assert_string_equal(question, "help");
}

static char *help_of(unsigned int taker)
{
	struct meal meal = { 0 };
	const struct option_set set = set_of(&meal, taker);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	options_print_help(&set, out);
	fclose(out);
	return text;
}

static void the_help_shows_what_is_taken(void **state)
{
	guarded(free) char *boil = help_of(BOIL);
	guarded(free) char *all = help_of(0);

	(void)state;
	assert_string_equal(boil, "Usage: cook boil [OPTION]... PLACE\n"
			    "Cook.\n\n"
			    "  -d, --dish NAME       what there is\n"
			    "                        to be eaten\n"
			    "  -s, --salt            with salt\n"
			    "  -e, --eggs N          how many\n"
			    "      --a-name-that-is-long VALUE\n"
			    "                        below it\n"
			    "  -h, --help            show this\n"
			    "\nEat.\n");
	assert_non_null(strstr(all, "      --hot             with chili\n"));
	assert_null(strstr(all, "hidden"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_taken),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(a_question_ends_it),
		cmocka_unit_test(the_help_shows_what_is_taken),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
