// SPDX-License-Identifier: GPL-2.0-or-later
/* lib/kernel without a kernel: symbol tables, notes, versions, entries, the log's lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/kernel/kallsyms.h"
#include "lib/kernel/kernel.h"
#include "lib/kernel/kmsg.h"
#include "lib/kernel/release.h"
#include "lib/kernel/restrictions.h"
#include "lib/kernel/taint.h"
#include "lib/kernel/types.h"
#include "lib/kernel/vmcoreinfo.h"
#include "lib/kernel/xen.h"

/*
 * Tokens: 0 "Tvm_", 1 "normal", 2 "_page", 3 "D", 4 "zero", 5 "_pfn", 6 "t", 7 "x". Symbols:
 * T vm_normal_page, D zero_pfn, t and 200 times x (a "big" symbol), T vm_zero.
 */
#define BIG 201

struct table {
	struct kallsyms_tables tables;
	char tokens[64];
	uint16_t index[256];
	uint8_t names[3 + 1 + 4 + 2 + BIG + 3];
	int32_t offsets[4];
};

static void table_init(struct table *t)
{
	static const char *const tokens[] = {
		"Tvm_", "normal", "_page", "D", "zero", "_pfn", "t", "x"
	};
	size_t at = 0;
	uint8_t *n = t->names;

	memset(t, 0, sizeof(*t));
	for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
		t->index[i] = (uint16_t)at;
		strcpy(t->tokens + at, tokens[i]);
		at += strlen(tokens[i]) + 1;
	}
	memcpy(n, (uint8_t []){ 3, 0, 1, 2, 3, 3, 4, 5 }, 8);
	n += 8;
	*n++ = 0x80 | (BIG & 0x7f);
	*n++ = BIG >> 7;
	*n++ = 6;
	memset(n, 7, BIG - 1);
	n += BIG - 1;
	memcpy(n, (uint8_t []){ 2, 0, 4 }, 3);
	t->tables = (struct kallsyms_tables){
		.names = t->names, .names_len = sizeof(t->names), .nr_symbols = 4,
		.token_table = t->tokens, .token_table_len = at, .token_index = t->index,
		.offsets = t->offsets, .offsets_addr = 0xffffffff82000000,
		.relative_base = 0xffffffff81000000,
	};
}

static void kallsyms_finds_names_in_one_pass(void **state)
{
	struct kallsyms_symbol wanted[] = {
		{ .name = "zero_pfn" }, { .name = "vm_zero" }, { .name = "vm_normal_page" },
		{ .name = "vm_normal" }, { .name = "zero_pfn_" }, { .name = "vm_nor" },
	};
	struct table t;

	(void)state;
	table_init(&t);
	assert_int_equal(kallsyms_find(&t.tables, wanted, 6), 0);
	assert_int_equal(wanted[0].index, 1);
	assert_int_equal(wanted[1].index, 3);
	assert_int_equal(wanted[2].index, 0);
	assert_int_equal(wanted[3].index, -1);
	assert_int_equal(wanted[4].index, -1);
	assert_int_equal(wanted[5].index, -1);
}

static void kallsyms_refuses_nonsense(void **state)
{
	struct kallsyms_symbol wanted = { .name = "zero_pfn" };
	struct table t;

	(void)state;
	table_init(&t);
	t.tables.nr_symbols = 5;
	assert_int_equal(kallsyms_find(&t.tables, &wanted, 1), -EINVAL);
	table_init(&t);
	t.tables.names_len -= 2;
	assert_int_equal(kallsyms_find(&t.tables, &wanted, 1), -EINVAL);
	table_init(&t);
	t.index[9] = 1000;
	assert_int_equal(kallsyms_find(&t.tables, &wanted, 1), -EINVAL);
}

static void kallsyms_counts_from_three_bases(void **state)
{
	struct table t;

	(void)state;
	table_init(&t);
	t.offsets[1] = -0x1000;
	t.offsets[2] = 0x20;
	assert_true(kallsyms_address(&t.tables, KALLSYMS_PC_RELATIVE, 1) == 0xffffffff81fff004);
	assert_true(kallsyms_address(&t.tables, KALLSYMS_RELATIVE, 2) == 0xffffffff81000020);
	assert_true(kallsyms_address(&t.tables, KALLSYMS_ABSOLUTE_PERCPU, 1) ==
		    0xffffffff81000fff);
	assert_true(kallsyms_address(&t.tables, KALLSYMS_ABSOLUTE_PERCPU, 2) == 0x20);
}

static void vmcoreinfo_lines(void **state)
{
	const char *text = "OSRELEASE=7.2.12\nSYMBOL(_stext)=ffffffff81000000\nSIZE(page)=64\n"
			   "NUMBER(pgtable_l5_enabled)=1\nNUMBER(VMALLOC_START)=0xff11\n";
	int64_t number;

	(void)state;
	assert_true(vmcoreinfo_symbol(text, "_stext") == 0xffffffff81000000);
	assert_true(vmcoreinfo_symbol(text, "stext") == 0);
	assert_int_equal(vmcoreinfo_size(text, "page"), 64);
	assert_true(vmcoreinfo_number(text, "VMALLOC_START", &number));
	assert_int_equal(number, 0xff11);
	assert_false(vmcoreinfo_number(text, "sme_mask", &number));
}

static void each_type_of_the_kernel_has_a_name(void **state)
{
	(void)state;
	for (int type = 0; type < NR_KERNEL_TYPES; type++) {
		assert_non_null(kernel_type_name(type));
		for (int other = 0; other < type; other++)
			assert_string_not_equal(kernel_type_name(type), kernel_type_name(other));
	}
}

static void releases(void **state)
{
	static const struct {
		const char *release;
		const char *version;
		unsigned int number;
		unsigned int rc;
	} cases[] = {
		{ "7.2.12+deb13-amd64", "Linux version 7.2.12+deb13-amd64 (...) Debian 7.2.12-1",
		  KERNEL(7, 2, 12), 0 },
		{ "7.3-amd64", "Linux version 7.3-amd64 (gcc) #1 SMP Debian 7.3~rc7-1~exp1",
		  KERNEL(7, 3, 0), 7 },
		{ "7.3.0-rc5", "", KERNEL(7, 3, 0), 5 },
		{ "6.1.0-18-amd64", "(binutils 2.40~rc1) Debian 6.1.76-1", KERNEL(6, 1, 76), 0 },
		{ "6.1.0-18-amd64", "", KERNEL(6, 1, 0), 0 },
		{ "6.1.0-18-amd64", "Debian 6.10.3-1", KERNEL(6, 1, 0), 0 },
		{ "6.1.0-18-amd64", "Debian 6.1.", KERNEL(6, 1, 0), 0 },
		{ "6.1.7-vendor", "Debian 6.1.76-1", KERNEL(6, 1, 7), 0 },
		{ "6.1.300", "", KERNEL(6, 1, 255), 0 },
		{ "strange", "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int number, rc;

		release_parse(cases[i].release, cases[i].version, &number, &rc);
		assert_int_equal(number, cases[i].number);
		assert_int_equal(rc, cases[i].rc);
	}
}

static void entries_for_people(void **state)
{
	struct entry e = { .level = LEVEL_PMD, .at = LEVEL_PMD, .value = 0x80000000046002a5 };
	char buf[160];

	(void)state;
	assert_string_equal(entry_format(&e, buf, sizeof(buf)), "PMD 80000000046002a5 pfn 0x4600 "
			    "present user accessed huge special nx");
	e = (struct entry){ .level = LEVEL_PTE, .at = LEVEL_PTE, .value = 0x12345867 };
	assert_string_equal(entry_format(&e, buf, sizeof(buf)), "PTE 0000000012345867 pfn 0x12345 "
			    "present writable user accessed dirty soft-dirty");
	e = (struct entry){ .level = LEVEL_NONE, .at = LEVEL_PMD };
	assert_string_equal(entry_format(&e, buf, sizeof(buf)), "none");
	e.value = 0xfffffffffffff600;
	assert_string_equal(entry_format(&e, buf, 8), "none (P");
}

static void pfns_of_entries(void **state)
{
	struct entry e = { .level = LEVEL_PMD, .value = 0x80000000046012a5 };

	(void)state;
	assert_int_equal(entry_pfn(&e), 0x4600);	/* the PAT bit is no part of it */
	e = (struct entry){ .level = LEVEL_PTE, .value = 0x0008000012345025,
			    .encryption = 1ull << 51 };
	assert_int_equal(entry_pfn(&e), 0x12345);
	/* PROT_NONE: inverted */
	e = (struct entry){ .level = LEVEL_PTE, .value = ~0x12345000ull & 0x800ffffffffff000 };
	e.value |= ENTRY_PROTNONE;
	assert_int_equal(entry_pfn(&e), 0x12345);
	e.level = LEVEL_NONE;
	assert_int_equal(entry_pfn(&e), 0);
}

static void log_lines_have_a_meaning(void **state)
{
	static const struct {
		const char *line;
		enum kmsg_severity severity;
	} cases[] = {
		{ "EXT4-fs (pmem0): mounted filesystem", KMSG_PLAIN },
		{ "kernel BUG at mm/huge_memory.c:1234!", KMSG_DAMAGE },
		{ "BUG: unable to handle page fault for address: ffff888", KMSG_DAMAGE },
		{ "Oops: general protection fault, probably for non-canonical", KMSG_DAMAGE },
		{ "traps: daxtest[12] general protection fault ip:55", KMSG_PLAIN },
		{ "BUG: Bad page state in process daxtest  pfn:109a00", KMSG_DAMAGE },
		{ "BUG: Bad page map in process daxtest  pmd:80000000046000a5", KMSG_DAMAGE },
		{ "BUG: Bad rss-counter state mm:0000 type:MM_FILEPAGES val:-512", KMSG_COMPLAINT },
		{ "BUG: non-zero pgtables_bytes on freeing mm: 4096", KMSG_COMPLAINT },
		{ "WARNING: mm/memory.c:690 at vm_normal_page_pmd, CPU#0", KMSG_COMPLAINT },
		{ "WARNING: CPU: 0 PID: 1 at mm/memory.c:690", KMSG_COMPLAINT },
		{ "mm/pgtable-generic.c:50: bad pmd 00000000(8000)", KMSG_DAMAGE },
		{ "BUG: KASAN: slab-use-after-free in foo", KMSG_DAMAGE },
		{ "watchdog: BUG: soft lockup - CPU#0 stuck for 22s!", KMSG_COMPLAINT },
		{ "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", KMSG_COMPLAINT },
		{ "INFO: task daxtest:12 blocked for more than 120 seconds.", KMSG_COMPLAINT },
		{ "BUG: something new", KMSG_COMPLAINT },
		{ "BUG anon_vma (Not tainted): Poison overwritten", KMSG_DAMAGE },
		{ "divide error: 0000 [#1] PREEMPT SMP NOPTI", KMSG_DAMAGE },
		{ "get_swap_device: Bad swap file entry 3ffffffffffff", KMSG_DAMAGE },
		{ "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... }",
		  KMSG_COMPLAINT },
		{ "a module says WARNING: nothing", KMSG_PLAIN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(kmsg_classify(cases[i].line), cases[i].severity);
}

static void log_records(void **state)
{
	char record[] = "6,1234,5678,-;two\\x0alines\n SUBSYSTEM=acpi\n DEVICE=+acpi:x\n";
	char broken[] = "no record";

	(void)state;
	assert_string_equal(kmsg_record_text(record), "two lines");
	assert_null(kmsg_record_text(broken));
}

static void taints(void **state)
{
	char buf[128];

	(void)state;
	assert_string_equal(taint_format(0, buf, sizeof(buf)), "none");
	assert_string_equal(taint_format(TAINT_BAD_PAGE | TAINT_WARN, buf, sizeof(buf)),
			    "B (bad page), W (warning)");
	assert_string_equal(taint_format(1ul << 40, buf, sizeof(buf)), "bit 40");
}

static void restrictions_say_what_they_take(void **state)
{
	const uint64_t all = ~0ull;
	char *text;

	(void)state;
	assert_null(restrictions_text(all, 1, 1, LOCKDOWN_NONE));
	assert_null(restrictions_text(all & ~(1ull << CAP_SYSLOG), 1, 0, LOCKDOWN_NONE));
	text = restrictions_text(all & ~(1ull << CAP_SYS_RAWIO), 1, 1, LOCKDOWN_INTEGRITY);
	assert_string_equal(text, "without CAP_SYS_RAWIO: no raw entries (/proc/kcore), no /dev/mem; "
			    "lockdown=integrity: no /dev/mem, no unsigned modules");
	free(text);
	text = restrictions_text(0, 0, 1, LOCKDOWN_CONFIDENTIALITY);
	assert_non_null(strstr(text, "without root: no tracing"));
	assert_non_null(strstr(text, "without CAP_SYSLOG: no kernel log"));
	assert_null(strchr(text, '\n'));
	free(text);
	assert_int_equal(lockdown_parse(NULL), LOCKDOWN_NONE);
	assert_int_equal(lockdown_parse("[none] integrity confidentiality\n"), LOCKDOWN_NONE);
	assert_int_equal(lockdown_parse("none [integrity] confidentiality\n"), LOCKDOWN_INTEGRITY);
	assert_int_equal(lockdown_parse("none integrity [confidentiality]\n"),
			 LOCKDOWN_CONFIDENTIALITY);
}

static void features_tell_dom0(void **state)
{
	(void)state;
	assert_true(xen_features_dom0("000228f0"));
	assert_true(xen_features_dom0("00000000000228f0"));
	assert_false(xen_features_dom0("000220f0"));
	assert_false(xen_features_dom0("0000080000000000"));
	assert_false(xen_features_dom0(""));
	assert_false(xen_features_dom0(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(restrictions_say_what_they_take),
		cmocka_unit_test(kallsyms_finds_names_in_one_pass),
		cmocka_unit_test(kallsyms_refuses_nonsense),
		cmocka_unit_test(kallsyms_counts_from_three_bases),
		cmocka_unit_test(vmcoreinfo_lines),
		cmocka_unit_test(each_type_of_the_kernel_has_a_name),
		cmocka_unit_test(releases),
		cmocka_unit_test(entries_for_people),
		cmocka_unit_test(pfns_of_entries),
		cmocka_unit_test(log_lines_have_a_meaning),
		cmocka_unit_test(log_records),
		cmocka_unit_test(taints),
		cmocka_unit_test(features_tell_dom0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
