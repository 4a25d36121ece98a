// SPDX-License-Identifier: GPL-2.0-or-later
/* Where observers are asked, and which entries count as changed by asking them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/harness/positions.h"
#include "lib/harness/side_effect.h"

#define BASE 0x10000000000ull
#define P PTE_SIZE

struct range {
	uint64_t start, end;
};

/* pages of the mapping: its size, its runs in order, the positions wanted */
static void assert_positions(uint64_t pages, const struct range *runs, unsigned int nr_runs,
			     const uint64_t *want, unsigned int nr_want)
{
	static struct stated st;
	static struct positions p;

	st = (struct stated){ .vma = { .start = BASE, .end = BASE + pages * P }, .nr_runs = nr_runs };
	for (unsigned int i = 0; i < nr_runs; i++)
		st.runs[i] = (struct run){ .start = BASE + runs[i].start * P,
					   .end = BASE + runs[i].end * P };
	positions_choose(&st, &p);
	assert_int_equal(p.nr, nr_want);
	for (unsigned int i = 0; i < nr_want; i++)
		assert_int_equal(p.addr[i], BASE + want[i] * P);
}

#define POSITIONS(pages, runs, ...)						\
	assert_positions(pages, runs, ARRAY_SIZE(runs),				\
			 (const uint64_t []){ __VA_ARGS__ },			\
			 sizeof((const uint64_t []){ __VA_ARGS__ }) / sizeof(uint64_t))

static void ends_and_middles(void **state)
{
	static const struct range all[] = { { 0, 512 } }, first[] = { { 0, 512 } };
	static const struct range middle[] = { { 512, 1024 } }, last[] = { { 1023, 1024 } };
	static const struct range none[0];

	(void)state;
	POSITIONS(512, all, 0, 256, 511);
	POSITIONS(1024, first, 0, 256, 511, 512, 768, 1023);
	/* the gap before the first run has a start and a middle, too */
	POSITIONS(1536, middle, 0, 256, 511, 512, 768, 1023, 1024, 1280, 1535);
	POSITIONS(1024, last, 0, 511, 1022, 1023);
	POSITIONS(512, none, 0, 256, 511);
}

static void small_ranges_are_asked_once(void **state)
{
	static const struct range one[] = { { 1, 2 } }, two[] = { { 0, 2 } };
	static const struct range neighbours[] = { { 0, 1 }, { 1, 2 }, { 2, 5 } };

	(void)state;
	POSITIONS(3, one, 0, 1, 2);
	POSITIONS(2, two, 0, 1);
	POSITIONS(5, neighbours, 0, 1, 2, 3, 4);
}

/* as many runs as can be stated, a gap around each: the last page is asked about as well */
static void nothing_is_dropped(void **state)
{
	static struct range runs[STATED_RUNS_MAX];
	static uint64_t want[POSITIONS_MAX];
	unsigned int nr = 0;

	(void)state;
	for (uint64_t i = 0; i < STATED_RUNS_MAX; i++)
		runs[i] = (struct range){ 8 * i + 4, 8 * i + 8 };
	for (uint64_t at = 0; at < 8 * STATED_RUNS_MAX + 4; at += 4) {
		want[nr++] = at;
		want[nr++] = at + 2;
		want[nr++] = at + 3;
	}
	assert_int_equal(nr, POSITIONS_MAX);
	assert_positions(8 * STATED_RUNS_MAX + 4, runs, STATED_RUNS_MAX, want, nr);
}

/** struct entry_change - what entry_changes() has to report */
struct entry_change {
	uint64_t addr, before, after;
};

struct seen {
	struct entry_change change[8];
	size_t nr;
};

static void note(void *data, uint64_t addr, uint64_t before, uint64_t after)
{
	struct seen *seen = data;

	assert_true(seen->nr < 8);
	seen->change[seen->nr++] = (struct entry_change){ addr, before, after };
}

static void fill(struct entry_list *list, const struct raw_entry *entries)
{
	for (; entries->addr; entries++)
		entry_list_add(list, entries->addr, entries->value);
}

static void assert_changes(const struct raw_entry *before, const struct raw_entry *after,
			   uint64_t touches, const struct entry_change *want, size_t nr)
{
	struct entry_list old = { 0 }, new = { 0 };
	struct seen seen = { .nr = 0 };

	fill(&old, before);
	fill(&new, after);
	entry_changes(&old, &new, touches, note, &seen);
	assert_int_equal(seen.nr, nr);
	assert_memory_equal(seen.change, want, nr * sizeof(*want));
	free(old.entry);
	free(new.entry);
}

static void any_entry_counts(void **state)
{
	static const struct raw_entry before[] = {
		{ 1 * P, 0x1067 }, { 2 * P, 0x2067 }, { 3 * P, 0x3067 }, { 5 * P, 0x5067 }, { 0 } };
	/* written to, gone, mapped again; the first and the last are as they were */
	static const struct raw_entry after[] = {
		{ 1 * P, 0x1067 }, { 2 * P, 0x2027 }, { 4 * P, 0x4067 }, { 5 * P, 0x5067 }, { 0 } };
	static const struct raw_entry none[] = { { 0 } };
	static const struct entry_change changes[] = {
		{ 2 * P, 0x2067, 0x2027 }, { 3 * P, 0x3067, 0 }, { 4 * P, 0, 0x4067 } };
	static const struct entry_change mapped[] = { { 1 * P, 0, 0x1067 } };

	(void)state;
	assert_changes(before, before, 0, NULL, 0);
	assert_changes(before, after, 0, changes, 3);
	assert_changes(none, (const struct raw_entry []){ before[0], { 0 } }, 0, mapped, 1);
	assert_changes(none, none, 0, NULL, 0);
}

static void the_accessed_bit_may_go_and_come(void **state)
{
	static const struct raw_entry young[] = { { P, 0x1065 }, { 0 } }, old[] = { { P, 0x1045 }, { 0 } };
	static const struct entry_change set[] = { { P, 0x1045, 0x1065 } };

	(void)state;
	assert_changes(young, old, 0, NULL, 0);
	assert_changes(old, young, ENTRY_ACCESSED, NULL, 0);
	/* by one that says it does not touch */
	assert_changes(old, young, 0, set, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_and_middles),
		cmocka_unit_test(small_ranges_are_asked_once),
		cmocka_unit_test(nothing_is_dropped),
		cmocka_unit_test(any_entry_counts),
		cmocka_unit_test(the_accessed_bit_may_go_and_come),
	};

	return cmocka_run_group_tests_name("positions", tests, NULL, NULL);
}
