// SPDX-License-Identifier: GPL-2.0-or-later
/* What the hypervisor says of its memory: is it enough for a domain, and if not, what would help? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "provisioning/xen/free_memory.h"
#include "tests/unit/expect_error.h"

#define MIB 256ull	/* pages */

static void judge(unsigned long long free, unsigned long long scrub, unsigned long long claimed,
		  unsigned long long dom0, const char *words)
{
	struct free_memory memory = { .free = free, .scrub = scrub, .claimed = claimed, .dom0 = dom0 };

	expect_error(free_memory_judge(&memory, "a guest", 272), words);
}

static void enough(void **state)
{
	(void)state;
	judge(272 * MIB, 0, 0, 1024 * MIB, NULL);
	judge(100 * MIB, 172 * MIB, 0, 1024 * MIB, NULL);
	judge(500 * MIB, 0, 228 * MIB, 1024 * MIB, NULL);
	/* a machine of 16 TiB, most of which is free */
	judge(16ull << 20 << 8, 0, 0, 1024 * MIB, NULL);
}

static void one_page_is_missing(void **state)
{
	(void)state;
	judge(272 * MIB - 1, 0, 0, 1024 * MIB, "Xen has 271 MiB free, and a guest needs 272");
	judge(100 * MIB, 172 * MIB - 1, 0, 1024 * MIB, "Xen has 271 MiB free");
	judge(272 * MIB, 0, 1, 1024 * MIB, "Xen has 271 MiB free");
}

/* what it has on top of free pages was promised to another domain, even if that is more than there is */
static void all_is_claimed(void **state)
{
	(void)state;
	judge(400 * MIB, 100 * MIB, 500 * MIB, 1024 * MIB, "Xen has 0 MiB free");
	judge(400 * MIB, 0, 401 * MIB, 1024 * MIB, "Xen has 0 MiB free");
	judge(400 * MIB, 0, UINT64_MAX, 1024 * MIB, "Xen has 0 MiB free");
}

/* dom0 minus what is missing; never so much that a part of a MiB is missing still */
static void the_way_out(void **state)
{
	(void)state;
	judge(128 * MIB, 0, 0, 1897 * MIB, "boot Xen with dom0_mem=1753M, or take it from dom0 with "
					   "'xl mem-set 0 1753m'");
	judge(128 * MIB + 255, 0, 0, 1897 * MIB + 255, "'xl mem-set 0 1753m'");
	judge(0, 0, 0, 400 * MIB, "'xl mem-set 0 128m'");
}

/* xl leaves dom0 128 MiB: a number below that would be no way out */
static void no_way_out(void **state)
{
	(void)state;
	judge(0, 0, 0, 400 * MIB - 1, "more than dom0 (399 MiB) could give");
	judge(10 * MIB, 0, 0, 20 * MIB, "Xen has 10 MiB free, and a guest needs 272: more than dom0 (20 MiB)");
	judge(0, 0, 0, 0, "more than dom0 (0 MiB) could give");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enough),	   cmocka_unit_test(one_page_is_missing),
		cmocka_unit_test(all_is_claimed), cmocka_unit_test(the_way_out),
		cmocka_unit_test(no_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
