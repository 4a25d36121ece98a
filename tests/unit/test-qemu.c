// SPDX-License-Identifier: GPL-2.0-or-later
/* QEMU's command line: memory beside the ordinary one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "provisioning/machine/qemu.h"

#define MIB (UINT64_C(1) << 20)
#define NVDIMM0 "nvdimm,id=nvdimm0,memdev=nvdimm0-memory"

static void command_line(struct string_list *argv, const struct nvdimm *nvdimms)
{
	struct boot_image boot = { (char *)"/vmlinux", false };
	const struct machine_config config = { .name = "test", .qemu = "/qemu", .boot = &boot,
					       .initramfs = "/initramfs", .memory = 2048 * MIB,
					       .nvdimms = nvdimms };
	const struct qemu_sockets fds = { 3, 4, 5, 6, -1 };

	qemu_command_line(argv, &config, &fds);
}

static void nvdimm_in_a_file(void **state)
{
	const struct nvdimm nvdimms[] = { { 64 * MIB, MIB / 8, 0, false }, { 0 } };
	struct boot_image boot = { (char *)"/vmlinux", false };
	const struct machine_config config = { .name = "test", .qemu = "/qemu", .boot = &boot,
					       .initramfs = "/initramfs", .memory = 2048 * MIB,
					       .nvdimms = nvdimms, .nvdimm_files = "/a,b/nvdimm-" };
	const struct qemu_sockets fds = { 3, 4, 5, 6, -1 };
	struct string_list argv guarded(strings) = { 0 };

	(void)state;
	qemu_command_line(&argv, &config, &fds);
	/* shared, or what the guest writes is QEMU's alone; with room for the labels */
	assert_true(string_list_has(&argv, "memory-backend-file,id=nvdimm0-memory,share=on,"
					   "size=67239936,mem-path=/a,,b/nvdimm-0"));
}

static void no_node_without_need(void **state)
{
	const struct nvdimm nvdimms[] = { { 1024 * MIB, MIB / 8, 0, false }, { 0 } };
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
	const struct nvdimm nvdimms[] = { { 64 * MIB, 0, 1, false }, { 128 * MIB, 0, 0, true },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvdimm_in_a_file),
		cmocka_unit_test(no_node_without_need),
		cmocka_unit_test(node_and_virtio),
	};

	return cmocka_run_group_tests_name("qemu", tests, NULL, NULL);
}
