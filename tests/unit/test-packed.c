// SPDX-License-Identifier: GPL-2.0-or-later
/* Records on a slow line: what is packed is found again, and what is no packed record is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/verdict/packed.h"
#include "lib/verdict/record.h"

#define MAX 100000

/* a line of so many bytes that does not pack too well */
static char *make_line(size_t len)
{
	char *line = calloc(len + 1, 1);
	uint32_t seed = (uint32_t)len;

	assert_non_null(line);
	for (size_t i = 0; i < len; i++) {
		seed = seed * 1103515245 + 12345;
		line[i] = (char)('a' + (seed >> 16) % 26);
	}
	return line;
}

static void it_is_found_again(void **state)
{
	(void)state;
	for (size_t len = 512; len < 520; len++) {
		guarded(free) char *line = make_line(len);
		struct json_object *record = packed_record(line);
		guarded(free) char *found = NULL;

		assert_non_null(record);
		found = packed_line(record, MAX);
		json_object_put(record);
		assert_non_null(found);
		assert_string_equal(found, line);
	}
}

static void short_ones_stay(void **state)
{
	guarded(free) char *line = make_line(100);

	(void)state;
	assert_null(packed_record(line));
	assert_null(packed_record(""));
}

/* what a host reads of a record that a program wrote */
static char *write_and_read(struct json_object *record)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	packed_write(out, record);
	fclose(out);
	assert_ptr_equal(strchr(text, '\n'), text + size - 1);
	return text;
}

static void records_are_lines(void **state)
{
	guarded(free) char *long_word = make_line(5000);
	struct json_object *record = record_new("verdict"), *read;
	guarded(free) char *plain = NULL;
	guarded(free) char *plain_again = NULL;
	guarded(free) char *packed = NULL;
	guarded(free) char *line = NULL;

	(void)state;
	setenv(PACKED_RECORDS, "1", 1);
	plain = write_and_read(record);
	assert_string_equal(plain, "{\"record\":\"verdict\"}\n");
	record_add_string(record, "log", long_word);
	record_add_string(record, "more", long_word);
	packed = write_and_read(record);
	assert_true(strlen(packed) < 6000);
	read = json_tokener_parse(packed);
	assert_string_equal(record_string(read, "record"), "packed");
	line = packed_line(read, MAX);
	json_object_put(read);
	unsetenv(PACKED_RECORDS);
	plain_again = write_and_read(record);
	assert_string_equal(plain_again, line);
	read = json_tokener_parse(line);
	assert_true(json_object_equal(read, record));
	json_object_put(read);
	json_object_put(record);
}

static void what_is_wrong_is_refused(void **state)
{
	static const char *const records[] = {
		"{}", "{\"bytes\":600}", "{\"data\":\"AAAA\"}", "{\"bytes\":0,\"data\":\"\"}", "{\"bytes\":-1,\"data\":\"AAAA\"}",
		"{\"bytes\":600,\"data\":7}", "{\"bytes\":600,\"data\":\"\"}", "{\"bytes\":600,\"data\":\"AAA\"}",
		"{\"bytes\":600,\"data\":\"A===\"}", "{\"bytes\":600,\"data\":\"====\"}", "{\"bytes\":600,\"data\":\"AA=A\"}",
		"{\"bytes\":600,\"data\":\"AA==AAAA\"}", "{\"bytes\":600,\"data\":\"AAA\\u0000\"}",
		"{\"bytes\":600,\"data\":\"A*AA\"}", "{\"bytes\":600,\"data\":\"AAAAAAAA\"}", "{\"bytes\":1e30,\"data\":\"AAAA\"}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(records); i++) {
		struct json_object *record = json_tokener_parse(records[i]);
		guarded(free) char *line = packed_line(record, MAX);

		json_object_put(record);
		if (line)
			fail_msg("%s gives '%s'", records[i], line);
	}
}

/* however short it came */
static void what_is_too_long_is_refused(void **state)
{
	guarded(free) char *line = calloc(MAX + 2, 1);
	struct json_object *record;

	(void)state;
	memset(line, 'a', MAX + 1);
	record = packed_record(line);
	assert_null(packed_line(record, MAX));
	json_object_object_add(record, "bytes", json_object_new_int(MAX));
	assert_null(packed_line(record, MAX));
	json_object_put(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_found_again), cmocka_unit_test(short_ones_stay), cmocka_unit_test(records_are_lines),
		cmocka_unit_test(what_is_wrong_is_refused), cmocka_unit_test(what_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
