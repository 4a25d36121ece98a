// SPDX-License-Identifier: GPL-2.0-or-later
/* Foreign text where it is printed: lines for a terminal, JSON, words of commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/verdict/json_text.h"
#include "lib/base/text.h"
#include "lib/base/shell_word.h"

static char *render(void (*write)(FILE *out, const char *text), const char *text)
{
	char *result = NULL;
	size_t size;
	FILE *out = open_memstream(&result, &size);

	assert_non_null(out);
	write(out, text);
	fclose(out);
	assert_int_equal(strlen(result), size);
	return result;
}

static void write_line(FILE *out, const char *text)
{
	text_put_line(out, "%s: %d", text, 7);
}

static void write_json(FILE *out, const char *text)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, text, json_object_new_string(text));
	json_text_write(out, object, JSON_C_TO_STRING_PLAIN);
	json_object_put(object);
}

/* RFC 8259, RFC 3629: no byte below 0x20, nothing that is no character; and one line */
static void assert_one_plain_line(const char *text)
{
	size_t length = strlen(text);

	assert_true(length && text[length - 1] == '\n');
	assert_ptr_equal(strchr(text, '\n'), text + length - 1);
	for (const char *p = text; *p != '\n';) {
		uint32_t c;

		p += text_decode(p, &c);
		if (!text_is_plain(c))
			fail_msg("U+%04x in: %s", c, text);
	}
}

static const char *const hostile[] = {
	"\033]0;title\a\033[2J", "\x9b\x33\x31m", "\xc2\x9b""31m", "line\nline\r\n", "\x7f\b\b",
	"\xff\xfe", "\xed\xa0\x80\xed\xb0\x80", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80", "\xf0\x9f\x90",
	"\xe2\x80\xa8\xe2\x80\xa9", "\xe2\x80\xae""cod.exe", "\xe2\x81\xa6x\xe2\x81\xa9", "\xf3\xa0\x80\x81",
	"\xef\xbf\xbe\xef\xbf\xbf", "\xf0\x9f\xbf\xbf", "\\", "\"", "\\\"\\u0000", "%s%n", "]]>", "/ // <!--",
};
#define NR_HOSTILE ARRAY_SIZE(hostile)

static void lines_are_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_HOSTILE; i++) {
		guarded(free) char *line = render(write_line, hostile[i]);

		assert_one_plain_line(line);
		assert_non_null(strstr(line, ": 7\n"));
	}
}

/* a line that says what to do must not lose its end */
static void a_line_is_not_cut(void **state)
{
	char text[9001];

	(void)state;
	memset(text, '\033', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	guarded(free) char *line = render(write_line, text);

	assert_int_equal(strlen(line), 4 * 9000 + strlen(": 7\n"));
}

/* what a reader gets: the text, or each byte that is no UTF-8 as "\xff" */
static void check_json(const char *text)
{
	guarded(free) char *json = render(write_json, text);
	struct json_object *object;
	bool utf8 = true;

	assert_one_plain_line(json);
	object = json_tokener_parse(json);
	assert_non_null(object);
	for (const char *p = text; *p;) {
		uint32_t c;

		p += text_decode(p, &c);
		utf8 &= c != TEXT_NOT_UTF8;
	}
	json_object_object_foreach(object, name, value) {
		if (utf8) {
			assert_string_equal(name, text);
			assert_string_equal(json_object_get_string(value), text);
		} else {
			assert_non_null(strstr(name, "\\x"));
			assert_non_null(strstr(json_object_get_string(value), "\\x"));
		}
	}
	json_object_put(object);
}

static void json_is_json(void **state)
{
	guarded(free) char *text = NULL;

	(void)state;
	for (size_t i = 0; i < NR_HOSTILE; i++)
		check_json(hostile[i]);
	text = render(write_json, "\xff \xc2\x9b \xf3\xa0\x80\x81 \xc3\xbc");
	assert_string_equal(text, "{\"\\\\xff \\u009b \\udb40\\udc01 \xc3\xbc\":"
				  "\"\\\\xff \\u009b \\udb40\\udc01 \xc3\xbc\"}\n");
}

/* bytes that come together by chance, from those where something may go wrong */
static void any_bytes(void **state)
{
	static const unsigned char bytes[] = { 0x01, 0x1b, 0x20, 0x22, 0x41, 0x5c, 0x7f, 0x80, 0x85, 0x9b,
					       0xa8, 0xae, 0xbf, 0xc0, 0xc2, 0xe2, 0xed, 0xef, 0xf0, 0xf3,
					       0xf4, 0xff };
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[9] = "";

		for (size_t n = 0; n < sizeof(text) - 1; n++) {
			seed = seed * 1664525 + 1013904223;
			text[n] = (char)bytes[(seed >> 16) % sizeof(bytes)];
		}
		guarded(free) char *line = render(write_line, text);

		assert_one_plain_line(line);
		check_json(text);
	}
}

/* what bash makes of it */
static char *shell_reads(const char *word)
{
	char *script = NULL, *said = calloc(1, 256);
	size_t size;
	FILE *out = open_memstream(&script, &size), *shell;

	fprintf(out, "exec bash -c \"$(cat <<'END'\nprintf %%s %s\nEND\n)\"", word);
	fclose(out);
	shell = popen(script, "r");
	assert_non_null(shell);
	assert_true(fread(said, 1, 255, shell) < 255);
	assert_int_equal(pclose(shell), 0);
	free(script);
	return said;
}

/* a command that is printed to be copied names the file that is meant, and no other */
static void words_of_commands(void **state)
{
	static const char *const more[] = { "plain", "", "~", "two words", "it's", "gr\xc3\xbc\xc3\x9f",
					    "$HOME `id` $'x'", "a\nb", "\tx\n" };

	(void)state;
	if (system("command -v bash >/dev/null"))
		skip();
	for (size_t i = 0; i < NR_HOSTILE + ARRAY_SIZE(more); i++) {
		const char *text = i < NR_HOSTILE ? hostile[i] : more[i - NR_HOSTILE];
		guarded(free) char *word = shell_word(text), *said = shell_reads(word);

		assert_true(text_is_all_plain(word));
		assert_string_equal(said, text);
	}
	guarded(free) char *kept = shell_word("gr\xc3\xbc\xc3\x9f e");

	assert_string_equal(kept, "'gr\xc3\xbc\xc3\x9f e'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_lines),
		cmocka_unit_test(a_line_is_not_cut),
		cmocka_unit_test(json_is_json),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(words_of_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
