// SPDX-License-Identifier: GPL-2.0-or-later
/* What Xen adds to a machine: two consoles on one port, a multiboot file, the same test twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/verdict/record.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/vm/console_log.h"
#include "provisioning/machine/vm/qemu.h"
#include "provisioning/machine/run/test_prefix.h"
#include "provisioning/machine/vm/xen_console.h"
#include "tests/unit/expect_error.h"
#include "tests/unit/no_room.h"
#include "provisioning/machine/xen/xen_image.h"

static char root[] = "/tmp/normalpage-test-xen-XXXXXX";

static char *in_root(const char *name)
{
	return string_format("%s/%s", root, name);
}

static void write_file(const char *path, const void *data, size_t size)
{
	guarded(file) FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
}

static void assert_file(const char *path, const char *expected)
{
	guarded(file) FILE *f = fopen(path, "r");
	char text[4096] = "";

	assert_non_null(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0 || !*expected);
	assert_string_equal(text, expected);
}

/* the same stream in pieces of every size gives the same two logs */
static void split(const char *stream, size_t piece, const char *xen, const char *dom0,
		  enum xen_death death)
{
	guarded(free) char *xen_log = in_root("xen.log");
	guarded(free) char *dom0_log = in_root("dom0.log");
	struct xen_console *console;
	struct error *err = xen_console_create(&console, xen_log, dom0_log);

	assert_null(err);
	for (size_t at = 0; at < strlen(stream); at += piece) {
		size_t left = strlen(stream) - at;

		xen_console_feed(console, stream + at, left < piece ? left : piece);
	}
	assert_int_equal(xen_console_death(console), death);
	xen_console_destroy(console);
	assert_file(xen_log, xen);
	assert_file(dom0_log, dom0);
}

static void test_split(void **state)
{
	static const char stream[] = "(XEN) Xen version 4.17\r\n[    0.0] Linux\r\n"
				     "[    1.0] half (XEN) d0: interrupting\r\nthe rest\r\n"
				     "(XEN) \r\nno end";

	(void)state;
	for (size_t piece = 1; piece < sizeof(stream); piece++)
		split(stream, piece, "Xen version 4.17\nd0: interrupting\n\n",
		      "[    0.0] Linux\n[    1.0] half the rest\nno end\n", XEN_ALIVE);
}

static void test_deaths(void **state)
{
	(void)state;
	split("(XEN) Panic on CPU 0:\n(XEN) FATAL TRAP\n(XEN) Hardware Dom0 crashed: later\n", 7,
	      "Panic on CPU 0:\nFATAL TRAP\nHardware Dom0 crashed: later\n", "", XEN_PANICKED);
	split("Kernel panic - not syncing: x\n(XEN) Hardware Dom0 crashed: rebooting machine\n", 5,
	      "Hardware Dom0 crashed: rebooting machine\n", "Kernel panic - not syncing: x\n",
	      XEN_DOM0_CRASHED);
	/* what dom0 says of Xen is not Xen's word */
	split("Panic on CPU 0:\nHardware Dom0 crashed\n", 3, "",
	      "Panic on CPU 0:\nHardware Dom0 crashed\n", XEN_ALIVE);
}

/* a line that never ends must not fill the memory */
static void test_long_line(void **state)
{
	guarded(free) char *xen_log = in_root("xen.log");
	guarded(free) char *dom0_log = in_root("dom0.log");
	struct string_list tail guarded(strings) = { 0 };
	struct xen_console *console;
	struct error *err = xen_console_create(&console, xen_log, dom0_log);
	size_t length = 0;

	(void)state;
	assert_null(err);
	for (int i = 0; i < 100000; i++)
		xen_console_feed(console, "x\0", 2);
	xen_console_destroy(console);
	/* it is read in pieces, of which none is lost */
	console_log_tail(&tail, dom0_log, 0, 100);
	for (size_t i = 0; i < tail.nr; i++)
		length += strlen(tail.item[i]);
	assert_int_equal(length, 100000);
}

/* which of the two cannot be written is said */
static void test_no_room(void **state)
{
	guarded(free) char *xen_log = in_root("full-xen.log");
	guarded(free) char *dom0_log = in_root("full-dom0.log");
	struct xen_console *console;

	(void)state;
	assert_null(xen_console_create(&console, xen_log, dom0_log));
	xen_console_feed(console, "(XEN) x\nabcdef\n", 15);
	expect_error(xen_console_finish(console), NULL);
	no_room_beyond(10);
	xen_console_feed(console, "gehijkl\n", 8);
	no_room_beyond(RLIM_INFINITY);
	expect_error(xen_console_finish(console), "full-dom0.log: is the disk full?");
	xen_console_destroy(console);
}

static void test_reason(void **state)
{
	guarded(free) char *path = in_root("log");
	static const char log[] = "Panic on CPU 0:\nold\n***\nPanic on CPU 1:\nFATAL TRAP\n***\n";
	guarded(free) char *reason = NULL;

	(void)state;
	write_file(path, log, sizeof(log) - 1);
	reason = console_log_find_after(path, "Panic on CPU ");
	assert_string_equal(reason, "FATAL TRAP");
	assert_null(console_log_find_after(path, "nothing"));
}

static void test_prefix(void **state)
{
	struct json_object *record = json_tokener_parse(
		"{\"record\":\"start\",\"test\":\"a.b\",\"tests\":[\"a.b\",1,\"c\"]}");

	(void)state;
	test_prefix_add(record, NULL);
	assert_string_equal(record_string(record, "test"), "a.b");
	test_prefix_add(record, "pv.");
	assert_string_equal(record_string(record, "test"), "pv.a.b");
	assert_string_equal(json_object_to_json_string_ext(
				    json_object_object_get(record, "tests"),
				    JSON_C_TO_STRING_PLAIN),
			    "[\"pv.a.b\",1,\"pv.c\"]");
	json_object_put(record);
	assert_string_equal(test_prefix_skip("pv.a.b", "pv."), "a.b");
	assert_string_equal(test_prefix_skip("pvh.a.b", "pv."), "pvh.a.b");
	assert_string_equal(test_prefix_skip("a.b", NULL), "a.b");
}

/* an ELF header, a multiboot header at @offset, and Xen's banner */
static size_t make_xen(unsigned char *image, unsigned char class, size_t offset, uint32_t sum)
{
	static const char banner[] = "Xen version %d.%d%s";
	const uint32_t header[3] = { 0x1badb002, 3, sum - 0x1badb002 - 3 };

	memset(image, 0, 16384);
	memcpy(image, ELFMAG, SELFMAG);
	image[EI_CLASS] = class;
	memcpy(image + offset, header, sizeof(header));
	memcpy(image + 12000, banner, sizeof(banner));
	return 16384;
}

static void check(const unsigned char *image, size_t size, const char *problem)
{
	guarded(free) char *path = in_root("xen");
	struct xen_image xen guarded(xen_image) = { 0 };
	guarded(error) struct error *err = NULL;

	write_file(path, image, size);
	err = xen_image_resolve(&xen, path, NULL);
	if (!problem) {
		assert_null(err);
		assert_non_null(xen.path);
		return;
	}
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_USAGE);
	assert_non_null(strstr(err->message, problem));
	assert_null(xen.path);
}

static void test_files(void **state)
{
	static unsigned char image[16384];
	size_t size = make_xen(image, ELFCLASS32, 128, 0);

	(void)state;
	check(image, size, NULL);
	check(image, 8192, "another multiboot kernel");
	check(image, 3, "no ELF file");
	check(image, 0, "is not a Xen hypervisor");
	size = make_xen(image, ELFCLASS64, 128, 0);
	check(image, size, "multiboot header");
	size = make_xen(image, ELFCLASS32, 128, 1);
	check(image, size, "multiboot header");
	size = make_xen(image, ELFCLASS32, 9000, 0);
	check(image, size, "multiboot header");
	check((const unsigned char *)"\x1f\x8b\x08 broken", 10, "is not a Xen hypervisor");
}

/* a comma in a path is doubled; the kernel and its words are one module, the initramfs the next */
static void test_command_line(void **state)
{
	struct boot_image boot = { (char *)"/a,b/vmlinux", true };
	const struct xen_config xen = { .hypervisor = "/xen", .arguments = "dom0_mem=1G",
					.cpu = "max,-smap", .no_dma = true };
	const struct machine_config config = { .name = "pv", .qemu = "/qemu", .boot = &boot,
					       .initramfs = "/i,j", .memory = 1 << 30,
					       .devices = "-device intel-iommu",
					       .xen = &xen, .command_line = "x=1,2" };
	const struct qemu_sockets fds = { 3, 4, 5, 6, -1, -1, -1, -1 };
	struct string_list argv guarded(strings) = { 0 };
	const char *modules = NULL;

	(void)state;
	qemu_command_line(&argv, &config, &fds);
	for (size_t i = 0; i + 1 < argv.nr; i++)
		if (!strcmp(argv.item[i], "-initrd"))
			modules = argv.item[i + 1];
	assert_non_null(modules);
	assert_ptr_equal(strstr(modules, "/a,,b/vmlinux console=hvc0 "), modules);
	assert_non_null(strstr(modules, " x=1,,2,/i,,j"));
	assert_true(string_list_has(&argv, "intel-iommu"));
	assert_true(string_list_has(&argv, "socket,id=console,fd=6"));
	assert_false(string_list_has(&argv, "socket,id=virtio,fd=4"));
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return -1;
	return setenv("XDG_CACHE_HOME", root, 1);
}

static int teardown(void **state)
{
	(void)state;
	cache_discard(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),	cmocka_unit_test(test_deaths),
		cmocka_unit_test(test_long_line), cmocka_unit_test(test_no_room), cmocka_unit_test(test_reason),
		cmocka_unit_test(test_prefix),	cmocka_unit_test(test_files),
		cmocka_unit_test(test_command_line),
	};

	return cmocka_run_group_tests_name("xen-machine", tests, setup, teardown);
}
