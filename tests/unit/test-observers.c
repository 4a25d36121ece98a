// SPDX-License-Identifier: GPL-2.0-or-later
/* Many observers, some of the same order: none is left out, and none is taken for another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/harness/process.h"
#include "lib/harness/run.h"
#include "lib/observe/observer.h"

/* last of all: what the others find here does not matter */
#define ORDER 1000

static const struct field field[] = { { .name = "answer", .type = FIELD_NUMBER } };

static int ask(const struct question *q, struct answer *answers)
{
	(void)q;
	answers[0] = (struct answer){ true, 42 };
	return 0;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	(void)kernel;
	(void)stated;
	(void)run;
	(void)addr;
	e[0] = (struct expectation){ .mask = ~0ull, .value = 42, .rule = "the guide" };
}

#define FAKE(ident, name_, order_)						\
	OBSERVER(ident) = { .name = name_, .scope = OBSERVE_PROCESS, .order = order_,	\
			    .fields = field, .nr_fields = 1, .ask = ask, .expect = expect }

FAKE(first, "the first", ORDER);
FAKE(second, "the second", ORDER);
FAKE(far, "64 apart", ORDER + 64);

#define EIGHT(n)								\
	FAKE(n##a, #n "a", ORDER); FAKE(n##b, #n "b", ORDER); FAKE(n##c, #n "c", ORDER);\
	FAKE(n##d, #n "d", ORDER); FAKE(n##e, #n "e", ORDER); FAKE(n##f, #n "f", ORDER);\
	FAKE(n##g, #n "g", ORDER); FAKE(n##h, #n "h", ORDER)

EIGHT(o1); EIGHT(o2); EIGHT(o3); EIGHT(o4);
EIGHT(o5); EIGHT(o6); EIGHT(o7); EIGHT(o8);

#define NR_FAKES (3 + 64)

static void asks(struct scenario *s)
{
	struct mapping m = { .addr = mapping_address(PMD_SIZE), .size = PMD_SIZE,
			     .flags = VMA_READ };

	if (mmap(m.addr, m.size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
		 0) != m.addr)
		scenario_broken(s, "mmap");
	expect_absent(s, "mapped", &m);
	expect_absent(s, "mapped still", &m);
}

SCENARIO(asks, "fake", "group.asks", "d", .run = asks);
SCENARIO(asks_again, "fake", "group.asks-again", "d", .run = asks);
SCENARIO(asks_later, "fake", "other.asks", "d", .run = asks);

/** struct heard - how often the fakes were asked by each test */
struct heard {
	unsigned int first, second, far, all;
	unsigned int nr_tests;
};

static bool is_by(const struct check *check, const char *observer)
{
	return !strcmp(check->observer, observer);
}

static void hear(void *data, const struct verdict *v)
{
	struct heard *heard = (struct heard *)data + ((struct heard *)data)->nr_tests;

	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct observer *o = observer_find(v->checks[i].observer);

		heard->first += is_by(&v->checks[i], "the first");
		heard->second += is_by(&v->checks[i], "the second");
		heard->far += is_by(&v->checks[i], "64 apart");
		heard->all += o && o->ask == ask;
	}
	((struct heard *)data)->nr_tests++;
}

static void all_are_registered(void **state)
{
	size_t nr = 0, fakes = 0;

	(void)state;
	for (const struct observer *const *o = observers_sorted(); *o; o++, nr++) {
		fakes += (*o)->ask == ask;
		assert_ptr_equal(observer_find((*o)->name), *o);
		if (nr)
			assert_true(o[-1]->order <= (*o)->order);
	}
	assert_int_equal(nr, observers_count());
	assert_int_equal(fakes, NR_FAKES);
}

/* one that looks at the whole process is asked once in each group of tests, whatever its order */
static void each_is_asked_once_for_a_group(void **state)
{
	struct heard heard[3] = { 0 };
	const struct run_sink sink = { .data = heard, .verdict = hear };
	struct kernel *kernel = NULL;
	struct tests tests;
	bool complete = false;

	(void)state;
	assert_null(kernel_open(&kernel));
	tests_collect(&tests);
	assert_null(tests_run(kernel, &tests, &sink, &complete));
	tests_clear(&tests);
	kernel_close(kernel);
	assert_true(complete);
	assert_int_equal(heard[0].nr_tests, 3);
	/* in the order of their names: group.asks, group.asks-again, other.asks */
	for (int i = 0; i < 3; i++) {
		unsigned int times = i == 1 ? 0 : 1;

		assert_int_equal(heard[i].first, times);
		assert_int_equal(heard[i].second, times);
		assert_int_equal(heard[i].far, times);
		assert_int_equal(heard[i].all, times * NR_FAKES);
	}
}

/* bits cut off from what was expected and what was observed may be those that differ */
static void every_value_has_room(void **state)
{
	char text[2 * FIELD_TEXT];

	(void)state;
	for (const struct observer *const *o = observers_sorted(); *o; o++)
		for (unsigned int i = 0; i < (*o)->nr_fields; i++)
			if ((*o)->fields[i].type != FIELD_LEVEL)
				assert_in_range(strlen(field_format(&(*o)->fields[i], ~0ull, text,
								    sizeof(text))), 1, FIELD_TEXT - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_registered),
		cmocka_unit_test(each_is_asked_once_for_a_group),
		cmocka_unit_test(every_value_has_room),
	};

	return cmocka_run_group_tests_name("observers", tests, NULL, NULL);
}
