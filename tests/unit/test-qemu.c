// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU's command line: memory beside the ordinary one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/size.h"
#include "provisioning/machine/vm/qemu.h"
#include "provisioning/machine/vm/snapshot.h"
#include "tests/unit/expect_error.h"

#define NVDIMM0 "nvdimm,id=nvdimm0,memdev=nvdimm0-memory"

static void command_line(struct string_list *argv, const struct nvdimm *nvdimms)
{
	struct boot_image boot = { (char *)"/vmlinux", false };
	const struct machine_config config = { .name = "test", .qemu = "/qemu", .boot = &boot,
					       .initramfs = "/initramfs", .memory = 2048 * MIB,
					       .nvdimms = nvdimms };
	const struct qemu_sockets fds = { 3, 4, 5, 6, -1, -1, -1, -1 };

	qemu_command_line(argv, &config, &fds);
}

static void nvdimm_in_a_file(void **state)
{
	const struct nvdimm nvdimms[] = { { .size = 64 * MIB, .label_size = MIB / 8 }, { 0 } };
	struct boot_image boot = { (char *)"/vmlinux", false };
	const struct machine_config config = { .name = "test", .qemu = "/qemu", .boot = &boot,
					       .initramfs = "/initramfs", .memory = 2048 * MIB,
					       .nvdimms = nvdimms, .nvdimm_files = "/a,b/nvdimm-" };
	const struct qemu_sockets fds = { 3, 4, 5, 6, -1, -1, -1, -1 };
	struct string_list argv guarded(strings) = { 0 };

	(void)state;
	qemu_command_line(&argv, &config, &fds);
	/* shared, or what the guest writes is QEMU's alone; with room for the labels */
	assert_true(string_list_has(&argv, "memory-backend-file,id=nvdimm0-memory,share=on,"
					   "size=67239936,mem-path=/a,,b/nvdimm-0"));
}

/* what a path may have in it, and QEMU's options or the files we keep could take for something else */
static const char *const directories[] = { "/a,b", "/a,,b", "/a b", "/a=b", "/a,b=c", "/a\"b", "/a'b", "/a\nb",
					   "/a%sb", "/,", "/a\\b" };

/* util/qemu-option.c get_opt_value(): a comma ends it, two are one */
static char *next_value(const char **text)
{
	char *value = string_copy(*text), *out = value;

	for (; **text; (*text)++) {
		if (**text == ',' && *++*text != ',')
			break;
		*out++ = **text;
	}
	*out = '\0';
	return value;
}

/* the value that QEMU finds at @key in one of the words, or that is the word behind @key, an option */
static char *value_of(const struct string_list *argv, const char *key)
{
	for (size_t i = 0; i < argv->nr; i++) {
		const char *text = argv->item[i];

		if (*key == '-' && !strcmp(text, key))
			return string_copy(argv->item[i + 1]);
		while (*key != '-' && *text) {
			guarded(free) char *value = next_value(&text);

			if (!strncmp(value, key, strlen(key)))
				return string_copy(value + strlen(key));
		}
	}
	return NULL;
}

static void assert_value(const struct string_list *argv, const char *key, const char *directory,
			 const char *name)
{
	guarded(free) char *found = value_of(argv, key);
	guarded(free) char *want = string_format("%s%s", directory, name);

	assert_non_null(found);
	assert_string_equal(found, want);
}

static void paths(void **state)
{
	const struct nvdimm nvdimms[] = { { .size = 64 * MIB, .label_size = MIB / 8 }, { 0 } };
	const struct qemu_sockets fds = QEMU_NO_SOCKETS;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		const char *d = directories[i];
		guarded(free) char *kernel = string_format("%s/vmlinux", d);
		guarded(free) char *initramfs = string_format("%s/initramfs", d);
		guarded(free) char *console = string_format("%s/console", d);
		guarded(free) char *nvdimm = string_format("%s/nvdimm-", d);
		guarded(free) char *qemu = string_format("%s/qemu", d);
		struct boot_image boot = { kernel, false };
		const struct machine_config config = { .name = "test", .qemu = qemu, .boot = &boot,
						       .initramfs = initramfs, .memory = 2048 * MIB,
						       .nvdimms = nvdimms, .nvdimm_files = nvdimm,
						       .console_log = console };
		struct string_list argv guarded(strings) = { 0 };

		qemu_command_line(&argv, &config, &fds);
		assert_string_equal(argv.item[0], qemu);
		assert_value(&argv, "-kernel", d, "/vmlinux");
		assert_value(&argv, "-initrd", d, "/initramfs");
		assert_value(&argv, "path=", d, "/console");
		assert_value(&argv, "mem-path=", d, "/nvdimm-0");
	}
}

/* hw/i386/multiboot.c: the modules are separated by commas, and what follows a blank are arguments */
static void multiboot_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
		const char *d = directories[i];
		bool cut = strchr(d, ' ');
		guarded(free) char *kernel = string_format("%s/vmlinux", d);
		guarded(free) char *initramfs = string_format("%s/initramfs", d);
		guarded(free) char *hypervisor = string_format("%s/xen", d);
		struct boot_image boot = { kernel, false };
		const struct xen_config xen = { .hypervisor = hypervisor, .arguments = "", .cpu = "max" };
		const struct machine_config config = { .name = "test", .qemu = "/qemu", .boot = &boot,
						       .initramfs = initramfs, .memory = 2048 * MIB,
						       .xen = &xen, .command_line = "a=1,2" };
		const struct qemu_sockets fds = { 3, 4, 5, 6, -1, cut ? 7 : -1, cut ? 8 : -1,
						  cut ? 9 : -1 };
		struct string_list argv guarded(strings) = { 0 };
		guarded(free) char *modules = NULL;
		guarded(free) char *first = NULL;
		guarded(free) char *second = NULL;
		const char *rest;

		assert_int_equal(qemu_cuts_path(kernel), cut);
		qemu_command_line(&argv, &config, &fds);
		rest = modules = value_of(&argv, "-initrd");
		assert_non_null(modules);
		first = next_value(&rest);
		second = next_value(&rest);
		assert_string_equal(rest, "");
		assert_non_null(strstr(first, " a=1,2"));
		first[strcspn(first, " ")] = '\0';
		assert_string_equal(first, cut ? "/proc/self/fd/8" : kernel);
		assert_string_equal(second, cut ? "/proc/self/fd/9" : initramfs);
		assert_value(&argv, "-kernel", cut ? "" : d, cut ? "/proc/self/fd/7" : "/xen");
	}
}

static void no_node_without_need(void **state)
{
	const struct nvdimm nvdimms[] = { { .size = 1024 * MIB, .label_size = MIB / 8 }, { 0 } };
	struct string_list argv guarded(strings) = { 0 };

	(void)state;
	command_line(&argv, nvdimms);
	assert_true(string_list_has(&argv, "2048M,slots=1,maxmem=4096M"));
	assert_true(string_list_has(&argv, NVDIMM0 ",node=0,label-size=131072") ||
		    string_list_has(&argv, NVDIMM0 ",label-size=131072,node=0"));
	assert_false(string_list_has(&argv, "-numa"));
}

static void node_and_virtio(void **state)
{
	const struct nvdimm nvdimms[] = { { .size = 64 * MIB, .node = 1 }, { .size = 128 * MIB, .virtio = true },
					  { 0 } };
	struct string_list argv guarded(strings) = { 0 };

	(void)state;
	command_line(&argv, nvdimms);
	assert_true(string_list_has(&argv, "memory-backend-ram,id=memory,size=2048M"));
	assert_true(string_list_has(&argv, "node,nodeid=0,memdev=memory"));
	assert_true(string_list_has(&argv, "node,nodeid=1"));
	assert_true(string_list_has(&argv, NVDIMM0 ",node=1"));
	/* it has to be shared with the file, or a flush of the guest fails */
	assert_true(string_list_has(&argv, "memory-backend-memfd,id=nvdimm1-memory,share=on,"
					   "size=134217728"));
	assert_true(string_list_has(&argv, "virtio-pmem-pci,id=nvdimm1,memdev=nvdimm1-memory"));
}

/* it is, without a word, and not whole */
static void virtio_is_not_saved(void **state)
{
	const struct nvdimm saved[] = { { .size = 64 * MIB, .node = 1 }, { 0 } };
	const struct nvdimm refused[] = { { .size = 64 * MIB, .node = 1 }, { .size = 128 * MIB, .virtio = true },
					  { 0 } };

	(void)state;
	expect_error(snapshot_refuse(&(struct machine_config){ .nvdimms = NULL }), NULL);
	expect_error(snapshot_refuse(&(struct machine_config){ .nvdimms = saved }), NULL);
	expect_error(snapshot_refuse(&(struct machine_config){ .nvdimms = refused }), "cannot save a virtio-pmem");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvdimm_in_a_file),
		cmocka_unit_test(paths),
		cmocka_unit_test(multiboot_paths),
		cmocka_unit_test(no_node_without_need),
		cmocka_unit_test(node_and_virtio),
		cmocka_unit_test(virtio_is_not_saved),
	};

	return cmocka_run_group_tests_name("qemu", tests, NULL, NULL);
}
