// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who uses a device, on machines that are not available and kernels that are not run here: what exports devices,
 * rings and sockets as several kernels show them, files that cannot be read, processes that cannot all be seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/sysmacros.h>

#include "lib/base/array.h"
#include "provisioning/pmem/process_list.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/pmem/use.h"
#include "tests/unit/expect_error.h"
#include "tests/unit/recorded_tree.h"

#define CONFIG "/sys/kernel/config/"
#define BACKEND "/sys/bus/xen-backend/devices/"
#define RNBD "/sys/class/rnbd-server/ctl/devices/"
#define NVMET CONFIG "nvmet/subsystems/nqn.db/namespaces/1/device_path"
#define TARGET CONFIG "target/core/fileio_0/db/"
#define GADGET CONFIG "usb_gadget/g1/functions/mass_storage.0/lun.0/file"
#define FD "/proc/77/fd/5"
#define FDINFO "/proc/77/fdinfo/5"

static int set_up(void **state)
{
	(void)state;
	if (make_root("test-use"))
		return -1;
	put("/sys/class/block/pmem0/dev", "259:0");
	put_dir("/sys/class/block/pmem0/holders");
	put("/sys/bus/dax/devices/dax0.0/dev", "252:1");
	put("/proc/swaps", "Filename Type Size Used Priority");
	put("/proc/77/mountinfo", "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw");
	put_dir("/proc/77/fd");
	put_dir("/proc/77/map_files");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return remove_root();
}

static void expect_answer(struct tree *tree, char *use, const char *words)
{
	struct error *err = tree_finish(tree);

	if (words && use && !strstr(use, words))
		print_message("wanted '%s', got '%s'\n", words, use);
	if (words && use)
		assert_non_null(strstr(use, words));
	else
		expect_error(take(err), words);
	if (!words && use)
		print_message("%s\n", use);
	assert_true(words || !use);
	error_destroy(err);
	free(use);
}

/* @words: who uses it, or why that is not known; NULL: nobody */
static void expect_block(const char *words)
{
	struct tree tree = { .root = root };

	expect_answer(&tree, use_of_block(&tree, "pmem0"), words);
}

static void expect_char(const char *words)
{
	struct tree tree = { .root = root };

	expect_answer(&tree, use_of_char(&tree, "dax0.0"), words);
}

/* 259 is 0x103 */
static void test_domain(void **state)
{
	(void)state;
	put(BACKEND "vbd-3-51712/physical_device", "259:0");
	put(BACKEND "vbd-3-51728/physical_device", "103:10");
	put_dir(BACKEND "vbd-4-51712");
	put(BACKEND "vif-3-0/physical_device", "103:0");
	expect_block(NULL);
	put(BACKEND "vbd-12-51712/physical_device", "103:0");
	expect_block("a domain's disk (vbd-12-51712)");
	drop(BACKEND "vbd-12-51712/physical_device");
	put_dir(BACKEND "vbd-12-51712/physical_device");
	expect_block("physical_device cannot be read");
}

static void test_remote(void **state)
{
	(void)state;
	put_link(RNBD "pmem1/block_dev", "../../../../../block/pmem1");
	expect_block(NULL);
	put_link(RNBD "!dev!pmem0/block_dev", "../../../../../block/pmem0");
	expect_block("exported by RNBD (!dev!pmem0)");
	drop(RNBD "!dev!pmem0/block_dev");
	put(RNBD "!dev!pmem0/block_dev", "pmem0");
	expect_block("block_dev cannot be read");
}

static void test_nvmet(void **state)
{
	(void)state;
	put(NVMET, "/dev/null");
	expect_block(NULL);
	put(NVMET, "/dev/pmem0");
	expect_block("exported by nvmet (" NVMET ")");
	put(NVMET, "/dev/my pmem0");
	expect_block("nvmet has /dev/my pmem0, which cannot be found from here");
	put(NVMET, "/dev/disk/by-id/nowhere");
	expect_block("nvmet has /dev/disk/by-id/nowhere, which cannot be found from here");
	put(NVMET, "");
	expect_block(NULL);
	drop(NVMET);
	put_dir(NVMET);
	expect_block("device_path cannot be read");
}

static void test_target(void **state)
{
	(void)state;
	put(TARGET "udev_path", "/dev/null");
	put(TARGET "info", "Status: ACTIVATED  Max Queue Depth: 128  SectorSize: 512  HwMaxSectors: 16384\n"
	    "        TCM FILEIO ID: 0        File: /dev/null  Size: 50331648  Mode: O_DSYNC Async: 0");
	expect_block(NULL);
	put(TARGET "udev_path", "/dev/pmem0");
	expect_block("exported by a SCSI target (" TARGET "udev_path)");
	put(TARGET "udev_path", "");
	put(TARGET "info", "Status: DEACTIVATED  Max Queue Depth: 0  SectorSize: 0  HwMaxSectors: 0\n"
	    "        TCM FILEIO ID: 0        File: /dev/pmem0  Size: 50331648  Mode: O_DSYNC Async: 0");
	expect_block("exported by a SCSI target (" TARGET "info)");
	put(TARGET "info", "        iBlock device: pmem0  UDEV PATH: /dev/pmem0 readonly: 0");
	expect_block("exported by a SCSI target (" TARGET "info)");
	drop(TARGET "info");
	put_dir(TARGET "info");
	expect_block("info cannot be read");
}

static void test_gadget(void **state)
{
	(void)state;
	put(GADGET, "/dev/null");
	expect_block(NULL);
	put(GADGET, "/dev/pmem0");
	expect_block("exported by a USB gadget (" GADGET ")");
	drop(GADGET);
	put_dir(GADGET);
	expect_block("file cannot be read");
	drop(GADGET);
	put("/sys/module/g_mass_storage/parameters/file", "/dev/pmem0,/dev/null");
	expect_block("exported by a USB gadget (/sys/module/g_mass_storage/parameters/file)");
	put("/sys/module/g_mass_storage/parameters/file", "/dev/null");
	put("/sys/class/udc/dummy_udc.0/device/gadget.0/lun1/file", "/dev/pmem0");
	expect_block("exported by a USB gadget (/sys/class/udc/dummy_udc.0/device/gadget.0/lun1/file)");
}

/* what exports devices is there, and configfs is not */
static void test_no_configfs(void **state)
{
	static const char *const modules[] = { "nvmet", "target_core_mod", "usb_f_mass_storage" };
	char path[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		snprintf(path, sizeof(path), "/sys/module/%s", modules[i]);
		put_dir(path);
		expect_block("exports cannot be seen");
		drop(path);
		expect_block(NULL);
	}
}

static void put_ring(const char *text)
{
	put_link(FD, "anon_inode:[io_uring]");
	put(FDINFO, text);
}

#define QUEUES "SqMask:\t0x3\nSQEs:\t1\n    0: opcode:READ, fd:7, flags:0, off:0\nCQEs:\t0\n" \
	       "SqThread:\t-1\nSqThreadCpu:\t-1\n"
#define BUFFERS "UserBufs:\t1\n    0: 0x7f0000000000/4096\nPollList:\nCqOverflowList:\n"

/* before 6.14, io_uring/fdinfo.c had d_iname, and a line for each slot */
static void test_old_ring(void **state)
{
	(void)state;
	put_ring(QUEUES "UserFiles:\t3\n    0: null\n    1: <none>\n    2: [eventfd]\n" BUFFERS);
	expect_block("a ring of process 77 has a file registered, null, that cannot be found from here");
	put_ring(QUEUES "UserFiles:\t2\n    0: <none>\n    1: [eventfd]\n" BUFFERS);
	expect_block(NULL);
	put_ring(QUEUES "UserFiles:\t2\n    0: <none>\n    1: pmem0\n" BUFFERS);
	expect_block("open in process 77");
	expect_char("a file registered, pmem0, that cannot be found");
	put_ring(QUEUES "UserFiles:\t1\n    0: dax0.0\n" BUFFERS);
	expect_char("open in process 77");
	/* a name of more than 31 characters is not kept there */
	put_ring(QUEUES "UserFiles:\t1\n    0: \n" BUFFERS);
	expect_block("a file registered, , that cannot be found");
}

/* since then it is a path, with what would separate words as octal numbers; empty slots are left out */
static void test_new_ring(void **state)
{
	(void)state;
	put_ring(QUEUES "UserFiles:\t2\n    0: /dev/null\n    1: anon_inode:[eventfd]\n" BUFFERS);
	expect_block(NULL);
	put_ring(QUEUES "UserFiles:\t70000\n65536: /dev/pmem0\n" BUFFERS);
	expect_block("open in process 77");
	put_ring(QUEUES "UserFiles:\t1\n    0: /dev/pmem0\\040(deleted)\n" BUFFERS);
	expect_block("open in process 77");
	put_ring(QUEUES "UserFiles:\t1\n    0: /srv/my\\040dir/pmem0\n" BUFFERS);
	expect_block("open in process 77");
	put_ring(QUEUES "UserFiles:\t1\n    0: /srv/my\\040disk\n" BUFFERS);
	expect_block("a file registered, /srv/my disk, that cannot be found from here");
	put_ring(QUEUES "UserFiles:\t1\n    0: socket:[4711]\n" BUFFERS);
	expect_block("a file registered, socket:[4711], that cannot be found from here");
	put_ring(QUEUES "UserFiles:\t0\n" BUFFERS);
	expect_block(NULL);
	/* a buffer's line looks like that of a file */
	put_ring(QUEUES "UserFiles:\t0\nUserBufs:\t1\n    0: pmem0\n");
	expect_block(NULL);
}

/* another thread has its lock: there is the number of files alone; in later kernels, nothing of them */
static void test_busy_ring(void **state)
{
	static const char words[] = "a ring of process 77 does not show the files that are registered with it";

	(void)state;
	put_ring(QUEUES "UserFiles:\t2\nUserBufs:\t0\nPollList:\n");
	expect_block(words);
	expect_char(words);
	put_ring("pos:\t0\nflags:\t02000002\n");
	expect_block(words);
	drop(FDINFO);
	put_dir(FDINFO);
	expect_block("fdinfo/5 cannot be read");
}

static void test_mapped_ring(void **state)
{
	(void)state;
	put_link("/proc/77/map_files/1000-2000", "anon_inode:[io_uring]");
	expect_block("process 77 has a ring mapped that it has no descriptor of");
	expect_char("process 77 has a ring mapped that it has no descriptor of");
	put_ring(QUEUES "UserFiles:\t0\n" BUFFERS);
	expect_block(NULL);
}

/* net/unix/af_unix.c unix_show_fdinfo(); other kinds of sockets show nothing */
static void test_socket(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/socket", root);
	assert_int_equal(mknod(path, S_IFSOCK | 0600, 0), 0);
	put_link(FD, path);
	put(FDINFO, "pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t4711");
	expect_block(NULL);
	put(FDINFO, "pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t4711\nscm_fds: 0");
	expect_block(NULL);
	put(FDINFO, "pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t4711\nscm_fds: 3\ncgroup_id: 1");
	expect_block("a socket of process 77 holds descriptors that nobody has received (3)");
	expect_char("a socket of process 77 holds descriptors that nobody has received (3)");
}

static void test_swap(void **state)
{
	(void)state;
	put("/proc/swaps", "Filename Type Size Used Priority\n/dev/null partition 1 0 -2");
	expect_block(NULL);
	put("/proc/swaps", "Filename Type Size Used Priority\n/dev/pmem0\\040(deleted) partition 1 0 -2");
	expect_block("used as swap");
	put("/proc/swaps", "Filename Type Size Used Priority\n/srv/my\\040dir/pmem0 partition 1 0 -2");
	expect_block("used as swap");
}

static void test_name(void **state)
{
	char node[128];

	(void)state;
	snprintf(node, sizeof(node), "%s/node", root);
	if (mknod(node, S_IFBLK | 0600, makedev(259, 0)))
		skip();
	put_link(FD, node);
	expect_block("open in process 77");
	put("/proc/77/comm", "mysqld");
	expect_block("open in process 77 (mysqld)");
}

static void test_process_list(void **state)
{
	(void)state;
	put("/proc/self/mountinfo", "21 1 0:20 / /proc rw - proc proc rw,hidepid=invisible\n"
	    "22 1 0:21 / /proc rw - proc proc rw");
	put("/proc/loadavg", "0.00 0.01 0.05 1/3 4711");
	put_dir("/proc/77/task/77");
	put_dir("/proc/77/task/78");
	expect_error(process_list_check(root), "only 2 of 3 threads can be seen");
	/* one that has ended since /proc was read */
	put_dir("/proc/79");
	expect_error(process_list_check(root), NULL);
	put("/proc/loadavg", "0.00 0.01 0.05 1/4 4711");
	expect_error(process_list_check(root), "only 3 of 4 threads can be seen");
	drop("/proc/loadavg");
	expect_error(process_list_check(root), "/proc/loadavg does not say how many threads there are");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_domain), TEST(test_remote), TEST(test_nvmet), TEST(test_target), TEST(test_gadget),
		TEST(test_no_configfs), TEST(test_old_ring), TEST(test_new_ring), TEST(test_busy_ring),
		TEST(test_mapped_ring), TEST(test_socket), TEST(test_swap), TEST(test_name), TEST(test_process_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
