// SPDX-License-Identifier: GPL-2.0-or-later
/* What took how long: what is read from records, and what is drawn of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/html/html.h"
#include "lib/results/timeline.h"
#include "lib/verdict/times.h"

/* two machines, one of which is booted again after a test that took it down */
static const char *const run[] = {
	"{\"record\":\"results\",\"kernel\":\"6.18.0\",\"at\":0.001}",
	"{\"record\":\"machine\",\"machine\":\"dax\",\"event\":\"boot\",\"accel\":\"tcg\",\"boot\":1,\"at\":1}",
	"{\"record\":\"machine\",\"machine\":\"pv\",\"event\":\"boot\",\"accel\":\"tcg\",\"boot\":1,\"at\":1.5}",
	"{\"record\":\"hello\",\"uptime\":1.25,\"machine\":\"dax\",\"at\":3}",
	"{\"record\":\"ready\",\"machine\":\"dax\",\"at\":3.5}",
	"{\"record\":\"start\",\"machine\":\"dax\",\"at\":5}",
	"{\"record\":\"begin\",\"test\":\"ext4.one\",\"machine\":\"dax\",\"at\":5.25}",
	"{\"record\":\"hello\",\"uptime\":2,\"machine\":\"pv\",\"at\":5.5}",
	"{\"record\":\"verdict\",\"test\":\"ext4.one\",\"outcome\":\"pass\",\"seconds\":0.5}",
	"{\"record\":\"times\",\"test\":\"ext4.one\",\"machine\":\"dax\",\"at\":5.8,\"times\":["
		"{\"what\":\"smaps\",\"seconds\":0.25,\"times\":2},{\"what\":\"pagemap\",\"seconds\":0.1,\"times\":1}]}",
	"{\"record\":\"begin\",\"test\":\"ext4.two\",\"machine\":\"dax\",\"at\":5.9}",
	"{\"record\":\"machine\",\"machine\":\"dax\",\"event\":\"panic\",\"accel\":\"tcg\",\"at\":6}",
	"{\"record\":\"verdict\",\"test\":\"ext4.two\",\"outcome\":\"abort\",\"seconds\":0.1}",
	"{\"record\":\"begin\",\"test\":\"gntdev.one\",\"machine\":\"pv\",\"at\":6.5}",
	"{\"record\":\"verdict\",\"test\":\"pv.gntdev.one\",\"outcome\":\"xfail\",\"seconds\":0.75}",
	"{\"record\":\"machine\",\"machine\":\"dax\",\"event\":\"boot\",\"accel\":\"kvm\",\"boot\":2,\"at\":7}",
	"{\"record\":\"begin\",\"test\":\"ext4.three\",\"machine\":\"dax\",\"at\":8}",
	"{\"record\":\"times\",\"test\":\"ext4.three\",\"machine\":\"dax\",\"at\":8.5,\"times\":["
		"{\"what\":\"smaps\",\"seconds\":0.5,\"times\":1}]}",
	"{\"record\":\"exit\",\"status\":0,\"machine\":\"dax\",\"at\":9}",
	"{\"record\":\"machine\",\"machine\":\"dax\",\"event\":\"powered-off\",\"accel\":\"kvm\",\"at\":9.5}",
	"{\"record\":\"finished\",\"complete\":true,\"at\":10}",
};

static void read_line(struct timeline *t, const char *line)
{
	struct json_object *record = json_tokener_parse(line);

	timeline_record(t, record);
	json_object_put(record);
}

static void read_run(struct timeline *t)
{
	for (size_t i = 0; i < ARRAY_SIZE(run); i++)
		read_line(t, run[i]);
}

static void boots(void **state)
{
	struct timeline t guarded(timeline) = { 0 };

	(void)state;
	read_run(&t);
	assert_string_equal(t.kernel, "6.18.0");
	assert_true(t.seconds == 10);
	assert_int_equal(t.nr_boots, 3);
	assert_string_equal(t.boots[0].machine, "dax");
	assert_string_equal(t.boots[0].end, "panic");
	assert_string_equal(t.boots[1].machine, "pv");
	assert_null(t.boots[1].end);
	assert_string_equal(t.boots[2].accel, "kvm");
	assert_true(t.boots[0].uptime == 1.25);
	assert_true(timeline_phase(&t.boots[0], BOOT_HELLO) == 2);
	assert_true(timeline_phase(&t.boots[0], BOOT_READY) == 0.5);
	/* it came without preparation: from the event before it */
	assert_true(timeline_phase(&t.boots[0], BOOT_WAITING) == 0);
	assert_true(timeline_phase(&t.boots[0], BOOT_RUNNING) == 1.5);
	assert_true(timeline_phase(&t.boots[0], BOOT_EXITED) == 0);
	assert_true(timeline_phase(&t.boots[0], BOOT_ENDED) == 1);
	assert_true(timeline_phase(&t.boots[0], BOOT_STARTED) == 0);
	assert_true(timeline_phase(&t.boots[1], BOOT_ENDED) == 0);
}

static void tests(void **state)
{
	struct timeline t guarded(timeline) = { 0 };

	(void)state;
	read_run(&t);
	assert_int_equal(t.boots[0].nr_tests, 2);
	assert_string_equal(t.boots[0].tests[0].name, "ext4.one");
	assert_true(t.boots[0].tests[0].begin == 5.25 && t.boots[0].tests[0].seconds == 0.5);
	assert_int_equal(t.boots[0].tests[0].outcome, OUTCOME_PASS);
	assert_int_equal(t.boots[0].tests[1].outcome, OUTCOME_ABORT);
	assert_int_equal(t.boots[1].nr_tests, 1);
	assert_int_equal(t.boots[1].tests[0].outcome, OUTCOME_XFAIL);
	assert_true(t.boots[1].tests[0].seconds == 0.75);
	assert_int_equal(t.boots[2].tests[0].outcome, OUTCOME_ERROR);
	assert_int_equal(t.inside.nr, 2);
	assert_string_equal(t.inside.item[0].what, "smaps");
	assert_true(t.inside.item[0].seconds == 0.75 && t.inside.item[0].times == 3);
}

/* a guest writes what it likes */
static void malformed(void **state)
{
	static const char *const lines[] = {
		"{}", "{\"record\":7}", "{\"record\":\"machine\",\"at\":1}",
		"{\"record\":\"machine\",\"event\":\"boot\",\"machine\":[],\"at\":1}",
		"{\"record\":\"machine\",\"event\":\"panic\",\"machine\":\"never booted\",\"at\":1}",
		"{\"record\":\"begin\",\"machine\":\"never booted\",\"test\":\"x\",\"at\":1}",
		"{\"record\":\"verdict\",\"test\":\"never begun\",\"outcome\":\"pass\",\"seconds\":1}",
		"{\"record\":\"verdict\",\"outcome\":\"pass\"}",
		"{\"record\":\"hello\",\"at\":-1}", "{\"record\":\"hello\",\"at\":null}", "{\"record\":\"hello\",\"at\":\"nan\"}",
		"{\"record\":\"times\"}", "{\"record\":\"times\",\"times\":7}", "{\"record\":\"times\",\"times\":[7,null,{}]}",
		"{\"record\":\"times\",\"times\":[{\"what\":\"x\",\"seconds\":-1}]}",
		"{\"record\":\"times\",\"times\":[{\"what\":\"x\",\"seconds\":1e999}]}", "{\"record\":\"end\",\"at\":1e999}",
		"{\"record\":\"times\",\"times\":[{\"what\":7,\"seconds\":1}]}",
	};
	struct timeline t guarded(timeline) = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		read_line(&t, lines[i]);
	assert_int_equal(t.nr_boots, 0);
	assert_int_equal(t.inside.nr, 0);
	assert_true(t.seconds <= 1);
}

static char *page(const struct timeline *t)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	html_timeline(out, t);
	fclose(out);
	return text;
}

static void drawn(void **state)
{
	static const char *const words[] = {
		"Linux 6.18.0, 10.0 s in all", "dax (tcg)", "dax (kvm)", "pv (tcg)", "preparation", "<title>modules: 0.50 s",
		"<title>ext4.one: 0.500 s, pass", "<title>gntdev.one: 0.750 s, xfail", "<title>ext4.two: 0.100 s, abort",
		"<td>smaps</td><td class=\"n\">0.75</td>", "Slowest tests", "<td>panic</td>",
	};
	struct timeline t guarded(timeline) = { 0 };
	guarded(free) char *text = NULL;

	(void)state;
	read_run(&t);
	text = page(&t);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strstr(text, words[i]))
			fail_msg("no '%s' in the page", words[i]);
	/* nothing from elsewhere, no script */
	assert_null(strstr(text, "http"));
	assert_null(strstr(text, "<script"));
}

static void nothing_to_draw(void **state)
{
	struct timeline t guarded(timeline) = { 0 };
	guarded(free) char *text = page(&t);

	(void)state;
	assert_non_null(strstr(text, "</html>"));
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "Slowest"));
}

static void foreign_text_is_no_markup(void **state)
{
	struct timeline t guarded(timeline) = { 0 };
	guarded(free) char *text = NULL;

	(void)state;
	read_line(&t, "{\"record\":\"results\",\"kernel\":\"<script>1\",\"at\":0}");
	read_line(&t, "{\"record\":\"machine\",\"machine\":\"<script>2\",\"event\":\"boot\",\"accel\":\"<script>3\","
		      "\"at\":1}");
	read_line(&t, "{\"record\":\"begin\",\"machine\":\"<script>2\",\"test\":\"<script>4\",\"at\":2}");
	read_line(&t, "{\"record\":\"times\",\"times\":[{\"what\":\"<script>5\",\"seconds\":1}]}");
	read_line(&t, "{\"record\":\"machine\",\"machine\":\"<script>2\",\"event\":\"<script>6\",\"at\":3}");
	text = page(&t);
	assert_null(strstr(text, "<script"));
	for (char digit = '1'; digit <= '6'; digit++) {
		char words[20];

		snprintf(words, sizeof(words), "&lt;script&gt;%c", digit);
		if (!strstr(text, words))
			fail_msg("no '%s' in the page", words);
	}
}

static void times_there_and_back(void **state)
{
	struct times t guarded(times) = { 0 }, back guarded(times) = { 0 };
	struct json_object *record;

	(void)state;
	times_add(&t, "smaps", 0.5, 1);
	times_add(&t, "pagemap", 0.125, 1);
	times_add(&t, "smaps", 0.25, 2);
	assert_int_equal(t.nr, 2);
	record = times_to_json(&t, "ext4.one");
	times_from_json(record, &back);
	json_object_put(record);
	assert_int_equal(back.nr, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(back.item[i].what, t.item[i].what);
		assert_true(back.item[i].seconds == t.item[i].seconds && back.item[i].times == t.item[i].times);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(boots), cmocka_unit_test(tests), cmocka_unit_test(malformed), cmocka_unit_test(drawn),
		cmocka_unit_test(nothing_to_draw), cmocka_unit_test(foreign_text_is_no_markup),
		cmocka_unit_test(times_there_and_back),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
