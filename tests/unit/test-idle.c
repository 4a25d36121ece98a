// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is refused on machines that are not available: a tree of /sys and /proc in which all is well, and
 * one thing after the other that is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/sysmacros.h>

#include "lib/base/array.h"
#include "lib/base/size.h"
#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/identity.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/pmem/use.h"
#include "tests/unit/expect_error.h"
#include "tests/unit/recorded_tree.h"

#define ND "/sys/bus/nd/devices/"

static struct tree *at_root(void)
{
	static struct tree tree;

	tree = (struct tree){ .root = root };
	return &tree;
}

/* two DIMMs interleaved with labels, an fsdax namespace and a devdax one, all idle */
static int set_up(void **state)
{
	(void)state;
	if (make_root("test-idle"))
		return -1;
	put(ND "region0/devtype", "nd_pmem");
	put(ND "region0/nstype", "5");
	put(ND "region0/mappings", "2");
	put(ND "region0/mapping0", "nmem0,0,1073741824,0");
	put(ND "region0/mapping1", "nmem1,0,1073741824,1");
	put(ND "region0/read_only", "0");
	put(ND "region0/persistence_domain", "memory_controller");
	put(ND "region0/badblocks", "");
	put(ND "region0/max_available_extent", "1073741824");
	for (int i = 0; i < 2; i++) {
		char name[128];

		snprintf(name, sizeof(name), ND "nmem%d/flags", i);
		put(name, "label ");
		snprintf(name, sizeof(name), ND "nmem%d/nfit/flags", i);
		put(name, "smart_notify ");
		snprintf(name, sizeof(name), ND "nmem%d/security", i);
		put(name, "disabled");
		snprintf(name, sizeof(name), ND "nmem%d/driver", i);
		put_link(name, "../../../../bus/nd/drivers/nvdimm");
	}
	put(ND "namespace0.0/mode", "memory");
	put(ND "namespace0.0/holder", "pfn0.1");
	put(ND "namespace0.0/uuid", "6b2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3a1");
	put(ND "namespace0.0/force_raw", "0");
	put(ND "pfn0.1/uuid", "0d2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3ff");
	put_dir(ND "pfn0.1/block/pmem0");
	put("/sys/class/block/pmem0/dev", "259:0");
	put_dir("/sys/class/block/pmem0/holders");
	put(ND "namespace0.1/mode", "dax");
	put(ND "namespace0.1/holder", "dax0.1");
	put(ND "namespace0.1/uuid", "7b2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3a2");
	put_dir(ND "dax0.1/dax_region");
	put_dir(ND "dax0.1/dax0.0");
	put_link("/sys/bus/dax/devices/dax0.0/driver", "../../bus/dax/drivers/device_dax");
	/* the number of /dev/null, which a process can have open */
	put("/sys/bus/dax/devices/dax0.0/dev", "1:3");
	put("/proc/1/mountinfo", "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw");
	put("/proc/swaps", "Filename Type Size Used Priority");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return remove_root();
}

static void expect_region(const char *words)
{
	expect_error(idle_check_region(root, "region0", 512 * MIB), words);
}

static void expect_namespace(const char *name, const char *words)
{
	struct idle_namespace ns = { 0 };

	expect_error(idle_check_namespace(root, name, &ns), words);
	idle_namespace_clear(&ns);
}

static void test_all_well(void **state)
{
	struct idle_namespace ns = { 0 };

	(void)state;
	expect_region(NULL);
	expect_error(idle_check_namespace(root, "namespace0.0", &ns), NULL);
	assert_string_equal(ns.device, "pmem0");
	assert_string_equal(ns.mode, "fsdax");
	assert_string_equal(ns.claim, "0d2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3ff");
	idle_namespace_clear(&ns);
	expect_error(idle_check_namespace(root, "namespace0.1", &ns), NULL);
	assert_string_equal(ns.device, "dax0.0");
	assert_string_equal(ns.mode, "devdax");
	idle_namespace_clear(&ns);
}

static void test_names(void **state)
{
	static const char *const names[] = { "", "0", "namespace", "namespace0", "namespace0.",
					     "namespace0.0x", "namespace0.0/", "namespace0.*", "pmem0",
					     "../namespace0.0", "namespace0.7", "/dev/pmem0" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		expect_namespace(names[i], "there is no namespace");
	expect_error(idle_check_region(root, "region1", MIB), "there is no region");
	expect_error(idle_check_region(root, "../devices/region0", MIB), "there is no region");
	expect_error(idle_check_region(root, "", MIB), "there is no region");
	expect_error(idle_check_region(root, "nmem0", MIB), "there is no region");
}

static void test_region(void **state)
{
	(void)state;
	expect_error(idle_check_region(root, "region0", 2048 * MIB), "1024 MiB free in one piece");
	put(ND "region0/align", "0x1000000");
	expect_region(NULL);
	expect_error(idle_check_region(root, "region0", 200 * MIB), "a multiple of 16 MiB");
	put(ND "region0/devtype", "nd_volatile");
	expect_region("not persistent memory");
	put(ND "region0/devtype", "nd_pmem");
	put(ND "region0/read_only", "1");
	expect_region("read-only");
	put(ND "region0/read_only", "0");
	put(ND "region0/badblocks", "8 16");
	expect_region("bad blocks");
	expect_namespace("namespace0.0", "bad blocks");
	put(ND "region0/badblocks", "");
	put(ND "region0/nstype", "4");
	expect_region("no labels");
	put(ND "region0/nstype", "5");
	put(ND "region0/persistence_domain", "cpu_cache");
	expect_region(NULL);
	put(ND "region0/persistence_domain", "battery");
	expect_region("persistence domain 'battery'");
	expect_namespace("namespace0.1", "persistence domain 'battery'");
	put(ND "region0/persistence_domain", "");
	expect_region(NULL);
}

static void test_dimm(void **state)
{
	static const char *const health[] = { "save_fail", "restore_fail", "flush_fail", "not_armed",
					      "map_fail", "smart_event", "whatever" };
	static const char *const security[] = { "locked", "overwrite", "frozen", "whatever" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(health); i++) {
		put(ND "nmem1/nfit/flags", health[i]);
		expect_region(health[i]);
		expect_namespace("namespace0.0", health[i]);
	}
	put(ND "nmem1/nfit/flags", "");
	for (size_t i = 0; i < ARRAY_SIZE(security); i++) {
		put(ND "nmem1/security", security[i]);
		expect_region(security[i]);
	}
	put(ND "nmem1/security", "unlocked");
	expect_region(NULL);
	put(ND "nmem1/flags", "label lock ");
	expect_region("flag 'lock'");
	put(ND "nmem1/flags", "label ");
	drop(ND "nmem1/driver");
	expect_region("nmem1 is not active");
	put(ND "region0/mappings", "3");
	expect_region("nmem1 is not active");
	put_link(ND "nmem1/driver", "nvdimm");
	expect_region("does not say which DIMMs");
}

static void test_mode(void **state)
{
	(void)state;
	put(ND "namespace0.0/mode", "safe");
	expect_namespace("namespace0.0", "BTT");
	put(ND "namespace0.0/mode", "raw");
	expect_namespace("namespace0.0", "raw mode");
	put(ND "namespace0.0/mode", "");
	expect_namespace("namespace0.0", "unknown mode");
	put(ND "namespace0.0/mode", "memory");
	put(ND "namespace0.0/force_raw", "1");
	expect_namespace("namespace0.0", "forced to raw mode");
	put(ND "namespace0.0/force_raw", "0");
	put(ND "namespace0.0/holder", "pfn0.2");
	expect_namespace("namespace0.0", "not enabled");
}

/* in the mount namespace of some process, and of no other */
static void test_mounts(void **state)
{
	struct string_list mounts guarded(strings) = { 0 };

	(void)state;
	put("/proc/4711/mountinfo",
	    "30 22 0:5 / /dev rw - devtmpfs none rw\n"
	    "36 22 259:0 / /var/lib/db rw,noatime - ext4 /dev/pmem0 rw,dax=always\n"
	    "37 22 259:0 / /var/lib/db rw,noatime - ext4 /dev/pmem0 rw,dax=always");
	expect_namespace("namespace0.0", "mounted on /var/lib/db");
	mounts = use_mounts(at_root(), "pmem0");
	assert_int_equal(mounts.nr, 1);
	assert_string_equal(mounts.item[0], "/var/lib/db");
	put("/proc/4711/mountinfo", "36 22 259:10 / /var/lib/db rw - ext4 /dev/pmem0 rw");
	expect_namespace("namespace0.0", NULL);
}

static void test_block_users(void **state)
{
	(void)state;
	put_dir("/sys/class/block/pmem0/holders/dm-3");
	expect_namespace("namespace0.0", "held by dm-3");
	put("/sys/class/block/dm-3/dm/name", "vg-data");
	expect_namespace("namespace0.0", "held by dm-3 (vg-data)");
}

static void test_partition_and_swap(void **state)
{
	(void)state;
	put("/proc/swaps", "/dev/pmem0 partition 1 0 -2");
	expect_namespace("namespace0.0", "used as swap");
	put("/proc/swaps", "Filename");
	put("/sys/class/block/pmem0/pmem0p1/partition", "1");
	expect_namespace("namespace0.0", "partitioned (pmem0p1)");
}

/* neither O_EXCL nor holders/ shows them */
static void test_block_users_without_claim(void **state)
{
	char node[128];

	(void)state;
	put("/sys/class/block/loop2/loop/backing_file", "/var/lib/images/pmem0");
	expect_namespace("namespace0.0", NULL);
	put("/sys/class/block/loop3/loop/backing_file", "/dev/pmem0");
	expect_namespace("namespace0.0", "below loop3");
	drop("/sys/class/block/loop3/loop/backing_file");
	/* the number of a character device is another one */
	put("/sys/class/block/pmem0/dev", "1:3");
	put_link("/proc/77/fd/5", "/dev/null");
	expect_namespace("namespace0.0", NULL);
	drop("/sys/class/block/pmem0/dev");
	expect_namespace("namespace0.0", "has no device number");
	put("/sys/class/block/pmem0/dev", "259:0");
	snprintf(node, sizeof(node), "%s/node", root);
	if (mknod(node, S_IFBLK | 0600, makedev(259, 0)))
		skip();
	put_link("/proc/77/fd/6", node);
	expect_namespace("namespace0.0", "open in process 77");
}

/* a first thread that has ended has nothing open, and the others go on */
static void test_users_in_threads(void **state)
{
	(void)state;
	put_dir("/proc/77/fd");
	put_dir("/proc/77/task/77");
	put_dir("/proc/77/task/78");
	put_link("/proc/77/task/78/fd/3", "/dev/zero");
	expect_namespace("namespace0.1", NULL);
	put_link("/proc/77/task/78/fd/4", "/dev/null");
	expect_namespace("namespace0.1", "open in process 77");
	drop("/proc/77/task/78/fd/4");
	put_link("/proc/78/map_files/1000-2000", "/dev/null");
	expect_namespace("namespace0.1", "open in process 77");
}

static void test_devdax_users(void **state)
{
	(void)state;
	put_link("/proc/77/fd/5", "/dev/zero");
	expect_namespace("namespace0.1", NULL);
	put_link("/proc/77/fd/6", "/dev/null");
	expect_namespace("namespace0.1", "open in process 77");
	drop("/proc/77/fd/6");
	put_link("/proc/77/map_files/1000-2000", "/dev/null");
	expect_namespace("namespace0.1", "open in process 77");
	drop("/proc/77/map_files/1000-2000");
	put_link("/sys/bus/dax/devices/dax0.0/driver", "../../bus/dax/drivers/kmem");
	expect_namespace("namespace0.1", "driver kmem");
	drop("/sys/bus/dax/devices/dax0.0/driver");
	expect_namespace("namespace0.1", "(none)");
}

static void test_identity(void **state)
{
	char *block = identity_find_block(at_root(), "6B2AB1EF-07ea-4f2c-9d2c-7a2bc3a2d3a1",
					  "0d2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3ff");

	(void)state;
	assert_string_equal(block, "pmem0");
	free(block);
	assert_null(identity_find_block(at_root(), "6b2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3a1", ""));
	assert_null(identity_find_block(at_root(), "", "0d2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3ff"));
	assert_null(identity_find_block(at_root(), "", ""));
}

static void test_find(void **state)
{
	char *found = identity_find(at_root(), "7B2AB1EF-07ea-4f2c-9d2c-7a2bc3a2d3a2");

	(void)state;
	assert_string_equal(found, "namespace0.1");
	free(found);
	found = identity_find(at_root(), "0d2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3ff");
	assert_string_equal(found, "pfn0.1");
	free(found);
	assert_null(identity_find(at_root(), ""));
	assert_null(identity_find(at_root(), "8b2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3a2"));
}

static void test_hidden(void **state)
{
	static const char uuid[] = "6b2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3a1";
	char *hidden = identity_hidden(at_root(), uuid);

	(void)state;
	/* a region without its driver has no namespaces to be seen */
	assert_string_equal(hidden, "region0");
	free(hidden);
	put_dir(ND "region0/driver");
	put(ND "namespace0.0/size", "1073741824");
	hidden = identity_hidden(at_root(), uuid);
	assert_string_equal(hidden, "namespace0.0");
	free(hidden);
	put_dir(ND "pfn0.1/driver");
	assert_null(identity_hidden(at_root(), uuid));
	hidden = identity_hidden(&(struct tree){ .root = "/nonexistent" }, uuid);
	assert_string_equal(hidden, "persistent memory");
	free(hidden);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_well), TEST(test_names), TEST(test_region), TEST(test_dimm),
		TEST(test_mode), TEST(test_mounts), TEST(test_block_users),
		TEST(test_partition_and_swap), TEST(test_block_users_without_claim),
		TEST(test_users_in_threads), TEST(test_hidden), TEST(test_devdax_users),
		TEST(test_identity), TEST(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
