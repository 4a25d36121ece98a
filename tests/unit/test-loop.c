// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The event loop: timers, and descriptors whose numbers are used again while events are handed
 * out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "provisioning/machine/vm/line_reader.h"
#include "provisioning/machine/vm/loop.h"

struct pair {
	struct loop *loop;
	int first[2], second[2];
	unsigned int fired, stale;
};

static void stale(void *data)
{
	struct pair *p = data;

	p->stale++;
	loop_unwatch(p->loop, p->second[0]);
}

/* ends the other one and starts a new one with the same number, as a machine's successor does */
static void replace(void *data)
{
	struct pair *p = data;
	int fd = p->second[0];

	p->fired++;
	loop_unwatch(p->loop, p->first[0]);
	loop_unwatch(p->loop, fd);
	close(fd);
	close(p->second[1]);
	assert_int_equal(pipe(p->second), 0);
	assert_int_equal(p->second[0], fd);
	loop_watch(p->loop, p->second[0], stale, p);
}

static void stop(void *data)
{
	struct pair *p = data;

	loop_unwatch(p->loop, p->second[0]);
}

static void test_reused_descriptor(void **state)
{
	struct pair p = { .loop = loop_create() };
	struct loop_timer timer = { .fire = stop, .data = &p };

	(void)state;
	assert_int_equal(pipe(p.first), 0);
	assert_int_equal(pipe(p.second), 0);
	loop_watch(p.loop, p.first[0], replace, &p);
	loop_watch(p.loop, p.second[0], stale, &p);
	assert_int_equal(write(p.first[1], "x", 1), 1);
	assert_int_equal(write(p.second[1], "x", 1), 1);
	loop_arm(p.loop, &timer, 0.05);
	assert_null(loop_run(p.loop));
	assert_int_equal(p.fired, 1);
	assert_int_equal(p.stale, 0);
	loop_destroy(p.loop);
}

static void count(void *data)
{
	(*(unsigned int *)data)++;
}

static void test_timers(void **state)
{
	struct pair p = { .loop = loop_create() };
	unsigned int fired = 0, never = 0;
	struct loop_timer end = { .fire = stop, .data = &p };
	struct loop_timer soon = { .fire = count, .data = &fired };
	struct loop_timer disarmed = { .fire = count, .data = &never };

	(void)state;
	assert_int_equal(pipe(p.second), 0);
	loop_watch(p.loop, p.second[0], stale, &p);
	loop_arm(p.loop, &disarmed, 0.01);
	loop_arm(p.loop, &soon, 5);
	loop_arm(p.loop, &soon, 0.01);
	loop_arm(p.loop, &end, 0.05);
	loop_disarm(p.loop, &disarmed);
	assert_null(loop_run(p.loop));
	assert_int_equal(fired, 1);
	assert_int_equal(never, 0);
	loop_destroy(p.loop);
}

static void collect(void *data, char *text)
{
	char **out = data;

	while (*text)
		*(*out)++ = *text++;
	*(*out)++ = '|';
}

static void test_lines(void **state)
{
	static const char *const pieces[] = { "one\ntw", "o\r\n\nthr", "ee" };
	struct line_reader reader = { 0 };
	char got[64] = "", *end = got;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	for (int i = 0; i < 3; i++) {
		assert_true(write(fds[1], pieces[i], __builtin_strlen(pieces[i])) > 0);
		assert_true(line_reader_feed(&reader, fds[0], collect, &end));
	}
	close(fds[1]);
	assert_false(line_reader_feed(&reader, fds[0], collect, &end));
	assert_string_equal(got, "one|two||three|");
	line_reader_clear(&reader);
	close(fds[0]);
}

/* what a stream without an end of line costs, and what is said of it */
struct endless {
	size_t lines, longest, last;
};

static void measure(void *data, char *text)
{
	struct endless *seen = data;

	seen->lines++;
	seen->last = strlen(text);
	if (seen->last > seen->longest)
		seen->longest = seen->last;
}

static void write_all(int fd, char byte, size_t nr)
{
	static char block[1 << 16];

	memset(block, byte, sizeof(block));
	for (ssize_t n; nr; nr -= (size_t)n) {
		n = write(fd, block, nr < sizeof(block) ? nr : sizeof(block));
		assert_true(n > 0);
	}
}

static void test_endless_line(void **state)
{
	struct line_reader reader = { .max = 100000 };
	struct endless seen = { 0 };
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	for (int i = 0; i < 2000; i++) {
		write_all(fds[1], 'x', 1 << 16);
		assert_true(line_reader_feed(&reader, fds[0], measure, &seen));
		assert_true(reader.room < 3 << 20);
	}
	/* its beginning was handed out, once */
	assert_int_equal(seen.lines, 1);
	assert_int_equal(seen.longest, 100000);
	assert_int_equal(reader.cut, 1);
	/* what follows it is whole */
	assert_int_equal(write(fds[1], "rest\nnext\nla", 12), 12);
	assert_true(line_reader_feed(&reader, fds[0], measure, &seen));
	assert_int_equal(seen.lines, 2);
	assert_int_equal(seen.last, 4);
	assert_int_equal(write(fds[1], "st", 2), 2);
	close(fds[1]);
	while (line_reader_feed(&reader, fds[0], measure, &seen))
		;
	assert_int_equal(seen.lines, 3);
	assert_int_equal(seen.last, 4);
	assert_int_equal(reader.cut, 1);
	line_reader_clear(&reader);
	close(fds[0]);
}

/* a line that comes in one piece is cut as well, at the same place */
static void test_long_line(void **state)
{
	struct line_reader reader = { .max = 10 };
	struct endless seen = { 0 };
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "0123456789\n0123456789a\nb\n", 25), 25);
	assert_true(line_reader_feed(&reader, fds[0], measure, &seen));
	assert_int_equal(seen.lines, 3);
	assert_int_equal(seen.longest, 10);
	assert_int_equal(seen.last, 1);
	assert_int_equal(reader.cut, 1);
	close(fds[1]);
	line_reader_clear(&reader);
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reused_descriptor),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_endless_line),
		cmocka_unit_test(test_long_line),
	};

	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
