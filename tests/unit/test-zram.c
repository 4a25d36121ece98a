// SPDX-License-Identifier: GPL-2.0-or-later
/* A dead run's zram device among those of others: in each state that it can have been left in. */
#include <stdlib.h>

#include "lib/base/owned_string.h"
#include "provisioning/journal/own_zram.h"
#include "tests/unit/dead_run.h"

#define LABEL "normal-0123abcd"
#define SIZE ((16ul << 20) + 5 * 4096)

/* below the test's directory */
static __attribute__((format(printf, 2, 3))) void write_file(const char *text, const char *fmt, ...)
{
	guarded(free) char *name = NULL, *file = NULL;
	va_list ap;
	FILE *f;

	va_start(ap, fmt);
	name = string_vformat(fmt, ap);
	va_end(ap);
	file = string_format("%s/%s", place.root, name);
	for (char *slash = strchr(file + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(file, 0755);
		*slash = '/';
	}
	f = fopen(file, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void remove_file(const char *name)
{
	guarded(free) char *command = string_format("rm -r '%s/%s'", place.root, name);

	assert_int_equal(system(command), 0);
}

/* @data: in bytes; @label: of its swap area, or NULL: it has none */
static void add_device(unsigned int number, unsigned long sequence, unsigned long size, unsigned long data,
		       const char *label)
{
	guarded(free) char *node = string_format("%s/dev/zram%u", place.root, number);
	guarded(free) char *disksize = string_format("%lu\n", size), *diskseq = string_format("%lu\n", sequence);
	guarded(free) char *stat = string_format("%8lu %8lu %8lu 0 0 0 0 0 0\n", data, data, data);
	FILE *f;

	write_file(disksize, "sys/block/zram%u/disksize", number);
	write_file(diskseq, "sys/block/zram%u/diskseq", number);
	write_file(stat, "sys/block/zram%u/mm_stat", number);
	write_file("", "dev/zram%u", number);
	f = fopen(node, "r+");
	assert_int_equal(ftruncate(fileno(f), size ? 4096 : 0), 0);
	fseek(f, SWAP_LABEL_OFFSET, SEEK_SET);
	if (label)
		fputs(label, f);
	fclose(f);
}

/* a run that found zram0 there */
static struct json_object *run_entry(void)
{
	struct json_object *thing = thing_new("zram"), *there = json_object_new_array();

	json_object_array_add(there, json_object_new_uint64(0));
	json_object_object_add(thing, "there", there);
	thing_set(thing, "label", LABEL);
	thing_set_number(thing, "size", SIZE);
	return thing;
}

/* and has made zram1, which is the disk @sequence of this boot */
static struct json_object *made_entry(unsigned long sequence)
{
	struct json_object *thing = run_entry();

	thing_set_number(thing, "number", 1);
	if (sequence)
		thing_set_number(thing, "sequence", sequence);
	return thing;
}

/* @words: the device, or why it is not known */
static void expect_state(struct json_object *thing, enum thing_state want, const char *words)
{
	guarded(free) char *why = NULL;
	char name[32] = "";
	enum thing_state state = own_zram_look(place.root, thing, name, &why);

	if (state != want || (words && !strstr(why ? why : name, words)))
		print_message("state %d, '%s', '%s'\n", state, name, why ? why : "");
	assert_int_equal(state, want);
	assert_true(!words || strstr(why ? why : name, words));
	json_object_put(thing);
}

static void test_labelled(void **state)
{
	(void)state;
	add_device(0, 3, 1ul << 30, 123456, "somebody");
	add_device(1, 9, SIZE, 4096, LABEL);
	expect_state(run_entry(), THING_OURS, "zram1");
	expect_state(made_entry(9), THING_OURS, "zram1");
	/* the label is proof enough, also of one of an older kernel */
	expect_state(made_entry(0), THING_OURS, "zram1");
}

/* killed before the size was set, and between that and the header */
static void test_before_label(void **state)
{
	(void)state;
	add_device(0, 3, 1ul << 30, 123456, "somebody");
	add_device(1, 9, 0, 0, NULL);
	expect_state(made_entry(9), THING_OURS, "zram1");
	add_device(1, 9, SIZE, 0, NULL);
	expect_state(made_entry(9), THING_OURS, "zram1");
}

/* a device that is free is taken by the next program that looks for one (zramctl --find) */
static void test_taken_over(void **state)
{
	(void)state;
	add_device(1, 9, 1ul << 30, 0, NULL);
	expect_state(made_entry(9), THING_FOREIGN, "zram1 is used by another process now");
	add_device(1, 9, SIZE, 4096, NULL);
	expect_state(made_entry(9), THING_FOREIGN, "zram1 is used by another process now");
	add_device(1, 9, SIZE, 4096, "other");
	expect_state(made_entry(9), THING_FOREIGN, "zram1 is used by another process now");
}

/* the run's is gone, and its number was given to another one */
static void test_number_given_anew(void **state)
{
	(void)state;
	add_device(1, 10, 0, 0, NULL);
	expect_state(made_entry(9), THING_GONE, NULL);
	add_device(1, 10, SIZE, 0, NULL);
	expect_state(made_entry(9), THING_GONE, NULL);
	add_device(1, 10, SIZE, 4096, "other");
	expect_state(made_entry(9), THING_GONE, NULL);
}

/* nothing proves whose an empty device is, and how it can be removed is said */
static void test_may_be(void **state)
{
	(void)state;
	add_device(0, 3, 0, 0, NULL);
	expect_state(run_entry(), THING_GONE, NULL);
	add_device(1, 9, 0, 0, NULL);
	expect_state(run_entry(), THING_FOREIGN, "'echo 1 >/sys/class/zram-control/hot_remove' if it is not needed");
	/* a kernel without sequence numbers */
	expect_state(made_entry(0), THING_FOREIGN, "zram1 is empty, and may be the run's or foreign");
	add_device(1, 9, SIZE, 0, NULL);
	expect_state(run_entry(), THING_GONE, NULL);
}

/* an entry that names no label of ours, or that an older release has written */
static void test_other_entries(void **state)
{
	struct json_object *thing = thing_new("zram");

	(void)state;
	add_device(0, 3, SIZE, 0, NULL);
	add_device(1, 9, SIZE, 4096, "somebody");
	expect_state(thing, THING_GONE, NULL);
	thing = thing_new("zram");
	thing_set(thing, "label", "somebody");
	expect_state(thing, THING_GONE, NULL);
	add_device(1, 9, SIZE, 4096, LABEL);
	thing = thing_new("zram");
	thing_set(thing, "label", LABEL);
	expect_state(thing, THING_OURS, "zram1");
}

/* what cannot be looked at may be the run's */
static void test_cannot_be_looked_at(void **state)
{
	(void)state;
	expect_state(made_entry(9), THING_FOREIGN, "/sys/block cannot be listed: No such file or directory");
	add_device(0, 3, 1ul << 30, 123456, "somebody");
	expect_state(run_entry(), THING_GONE, NULL);
	remove_file("dev/zram0");
	expect_state(run_entry(), THING_FOREIGN, "/dev/zram0: No such file or directory");
	add_device(0, 3, 1ul << 30, 123456, "somebody");
	remove_file("sys/block/zram0/disksize");
	expect_state(run_entry(), THING_FOREIGN, "/sys/block/zram0/disksize cannot be read: No such file");
	write_file("", "sys/block/zram0/disksize");
	expect_state(run_entry(), THING_FOREIGN, "/sys/block/zram0/disksize cannot be read: Input/output error");
	/* what is certain is not hidden by what is not */
	add_device(1, 9, SIZE, 4096, LABEL);
	expect_state(made_entry(9), THING_OURS, "zram1");
	/* nor is a disk with another name a zram device */
	remove_file("sys/block/zram0");
	write_file("", "sys/block/zram7x/disksize");
	write_file("", "sys/block/zramdisk/disksize");
	add_device(1, 10, SIZE, 4096, "other");
	expect_state(made_entry(9), THING_GONE, NULL);
}

static void test_chosen(void **state)
{
	struct own_zram one, other;

	(void)state;
	ok(own_zram_choose(&one));
	ok(own_zram_choose(&other));
	assert_true(strcmp(one.label, other.label));
	assert_true(one.size % 4096 == 0 && one.size >= 16ul << 20 && one.size < 32ul << 20);
	assert_true(!strncmp(one.label, "normal-", 7) && strlen(one.label) == SWAP_LABEL_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_labelled), TEST(test_before_label), TEST(test_taken_over), TEST(test_number_given_anew),
		TEST(test_may_be), TEST(test_other_entries), TEST(test_cannot_be_looked_at), TEST(test_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
