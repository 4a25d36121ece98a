// SPDX-License-Identifier: GPL-2.0-or-later
/* The command line of the test programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/harness/program.h"

struct own {
	const char *value;
	bool flag;
};

static struct error *set_value(void *data, const char *value)
{
	if (!strcmp(value, "bad"))
		return error_create(ERROR_USAGE, "--value %s: not that one", value);
	((struct own *)data)->value = value;
	return NULL;
}

static struct error *set_flag(void *data, const char *value)
{
	assert_null(value);
	((struct own *)data)->flag = true;
	return NULL;
}

static const struct option_spec options[] = {
	OPTION("value", 'v', "WORD", "a word", .set = set_value),
	OPTION("flag", 0, NULL, "no word", .set = set_flag),
	{ .name = NULL },
};

/* parse the words, split at blanks */
static struct error *parse(struct program *program, struct own *own, bool *help, const char *words)
{
	static char text[256], *argv[16];
	int argc = 0;

	*program = (struct program){ .name = "test", .summary = "Test.", .options = options,
				     .data = own };
	*own = (struct own){ 0 };
	*help = false;
	snprintf(text, sizeof(text), "test %s", words);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return program_parse(program, argc, argv, help);
}

static void common_and_own_options(void **state)
{
	struct program p;
	struct own own;
	bool help;

	(void)state;
	assert_null(parse(&p, &own, &help, "--flag -v one --list a.* --format ktap --hazardous b"));
	assert_true(own.flag && p.list && p.hazardous && !p.wait);
	assert_string_equal(own.value, "one");
	assert_string_equal(p.format, "ktap");
	assert_int_equal(p.nr_globs, 2);
	assert_string_equal(p.globs[1], "b");
	assert_null(parse(&p, &own, &help, ""));
	assert_string_equal(p.format, "human");
	assert_int_equal(p.nr_globs, 0);
	assert_null(parse(&p, &own, &help, "--wait -lf json"));
	assert_true(p.wait && p.list);
	assert_string_equal(p.format, "json");
}

static void words_that_are_refused(void **state)
{
	static const struct {
		const char *words, *message;
	} cases[] = {
		{ "--lost", "unknown option '--lost'" },
		{ "--flag=x", "unknown option '--flag=x'" },
		{ "-x", "unknown option '-x'" },
		{ "-lx", "unknown option '-x'" },
		{ "--list -xl", "unknown option '-x'" },
		{ "--value", "option '--value' needs a value" },
		{ "-f", "option '-f' needs a value" },
		{ "--value bad", "--value bad: not that one" },
	};
	struct program p;
	struct own own;
	bool help;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(error) struct error *err = parse(&p, &own, &help, cases[i].words);

		assert_non_null(err);
		assert_int_equal(err->kind, ERROR_USAGE);
		if (strncmp(err->message, cases[i].message, strlen(cases[i].message)))
			fail_msg("%s: %s", cases[i].words, err->message);
	}
}

static int taken;

static struct error *count_option(void *data, const char *value)
{
	(void)data;
	(void)value;
	taken++;
	return NULL;
}

/* the common ones come behind a program's own: they must not be the ones that have no room */
static void many_options(void **state)
{
	static struct option_spec many[65];
	static char names[64][16];
	struct program p = { .name = "test", .summary = "Test.", .options = many };
	const char *const argv[] = { "test", "--o-0", "--o-31", "--o-63", "--max-time", "7", "-l", NULL };
	bool help = false;

	(void)state;
	for (int i = 0; i < 64; i++) {
		snprintf(names[i], sizeof(names[i]), "o-%d", i);
		many[i] = (struct option_spec)OPTION(names[i], 0, NULL, "no word", .set = count_option);
	}
	taken = 0;
	assert_null(program_parse(&p, 7, (char **)argv, &help));
	assert_int_equal(taken, 3);
	assert_int_equal(p.limits.seconds, 7);
	assert_true(p.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_and_own_options),
		cmocka_unit_test(words_that_are_refused),
		cmocka_unit_test(many_options),
	};

	return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}
