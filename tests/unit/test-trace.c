// SPDX-License-Identifier: GPL-2.0-or-later
/* From recorded trace text to calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/trace/parse.h"

static const struct probe vm_normal_page_pmd = {
	.function = "vm_normal_page_pmd",
	.args = { "addr=$arg2:x64", "entry=$arg3:x64" },
};
static const struct probe vmf_insert_pfn = {
	.function = "vmf_insert_pfn",
	.args = { "addr=$arg2:x64" },
};
static const struct probe vmf_insert_pfn_prot = {
	.function = "vmf_insert_pfn_prot",
	.args = { "addr=$arg2:x64" },
};
static const struct probe do_pages_stat = {
	.function = "do_pages_stat",
	.args = { "addr=+u0($arg3):x64" },
	.left = "status=+u0($arg4):s32",
};
static const struct probe *const probes[] = {
	&vm_normal_page_pmd, &vmf_insert_pfn, &vmf_insert_pfn_prot, &do_pages_stat
};

static void parse(struct trace_log *log, const char *const *lines)
{
	struct trace_parser parser = { .probes = probes, .nr_probes = 4 };

	for (; *lines; lines++)
		assert_int_equal(trace_parse_line(&parser, log, *lines), 0);
}

/* recorded on 7.2.12 */
static void a_call_and_its_return(void **state)
{
	static const char *const lines[] = {
		"# tracer: nop",
		"              t2-127     [000] .....     4.370561: tracing_mark_write: smaps",
		"              t2-127     [000] ...1.     4.370612: vm_normal_page_pmd_entry: "
		"(vm_normal_page_pmd+0x4/0x150) addr=0x10000000000 entry=0x80000000046002a5",
		"              t2-127     [000] ...1.     4.370631: vm_normal_page_pmd_return: "
		"(smaps_pte_range+0x2f1/0x6b0 <- vm_normal_page_pmd) ret=0x0 addr=0x10000000000",
		NULL
	};
	struct trace_log log = { 0 };
	char buf[160];

	(void)state;
	parse(&log, lines);
	assert_int_equal(log.nr_calls, 1);
	assert_string_equal(log.calls[0].probe->function, "vm_normal_page_pmd");
	assert_string_equal(log.calls[0].caller, "smaps_pte_range");
	assert_string_equal(log.calls[0].section, "smaps");
	assert_int_equal(log.calls[0].pid, 127);
	assert_true(log.calls[0].args[1] == 0x80000000046002a5);
	assert_true(log.calls[0].returned);
	assert_true(log.calls[0].ret == 0);
	assert_false(log.overrun);
	assert_int_equal(trace_arg(&log.calls[0], "entry"), 1);
	assert_int_equal(trace_arg(&log.calls[0], "ent"), -1);
	assert_string_equal(trace_call_format(&log.calls[0], buf, sizeof(buf)),
			    "smaps_pte_range <- vm_normal_page_pmd(addr=0x10000000000, "
			    "entry=0x80000000046002a5) = 0x0");
	trace_log_clear(&log);
	assert_int_equal(log.nr_calls, 0);
}

static void calls_nest_and_threads_interleave(void **state)
{
	static const char *const lines[] = {
		"    a - [0] b: c-5       [000] .....  1.0: vmf_insert_pfn_entry: (x) addr=0x1000",
		"             two-6       [001] .....  1.1: vmf_insert_pfn_entry: (x) addr=0x2000",
		"    a - [0] b: c-5       [000] .....  1.2: vmf_insert_pfn_prot_entry: (x) "
		"addr=0x1000",
		"    a - [0] b: c-5       [000] .....  1.3: vmf_insert_pfn_prot_return: "
		"(vmf_insert_pfn+0x10/0x20 <- vmf_insert_pfn_prot) ret=0x100",
		"    a - [0] b: c-5       [000] .....  1.4: vmf_insert_pfn_return: "
		"(xfs_fault+0x10/0x20 [xfs] <- vmf_insert_pfn) ret=0x101",
		"             two-6       [001] .....  1.5: vmf_insert_pfn_return: "
		"(other+0x10/0x20 <- vmf_insert_pfn) ret=0x102",
		"             two-6       [001] .....  1.6: vmf_insert_pfn_return: (stray) ret=0x1",
		NULL
	};
	struct trace_log log = { 0 };

	(void)state;
	parse(&log, lines);
	assert_int_equal(log.nr_calls, 3);
	assert_true(log.calls[0].ret == 0x101 && log.calls[0].pid == 5);
	assert_string_equal(log.calls[0].caller, "xfs_fault");
	assert_true(log.calls[1].ret == 0x102 && log.calls[1].pid == 6);
	assert_true(log.calls[2].ret == 0x100);
	assert_string_equal(log.calls[2].caller, "vmf_insert_pfn");
	trace_log_clear(&log);
}

static void what_a_call_left(void **state)
{
	static const char *const lines[] = {
		"             two-6       [001] .....  1.1: do_pages_stat_entry: (x) addr=0x2000",
		"             two-6       [001] .....  1.2: do_pages_stat_return: "
		"(kernel_move_pages+0x10/0x20 <- do_pages_stat) ret=0x0 left=-14 addr=0x2000",
		"             two-6       [001] .....  1.3: do_pages_stat_entry: (x) addr=0x2000",
		"             two-6       [001] .....  1.4: do_pages_stat_return: (x) ret=0x0 "
		"left=(fault) addr=0x2000",
		"             two-6       [001] .....  1.5: do_pages_stat_entry: (x) addr=0x2000",
		"             two-6       [001] .....  1.6: do_pages_stat_return: (x) ret=0x0 addr=0x2000",
		NULL
	};
	struct trace_log log = { 0 };

	(void)state;
	parse(&log, lines);
	assert_int_equal(log.nr_calls, 3);
	assert_true(log.calls[0].has_left && log.calls[0].left == (uint64_t)-14);
	assert_false(log.calls[1].has_left || log.calls[2].has_left);
	trace_log_clear(&log);
}

/* one event for a call, as kernels since 6.9 have it */
static void a_call_in_one_event(void **state)
{
	static const char *const lines[] = {
		"             two-6       [001] .....  1.1: vmf_insert_pfn_call: (do_fault+0x10/0x20 <- vmf_insert_pfn) "
		"ret=0x100 addr=0x3000",
		"             two-6       [001] .....  1.2: vm_normal_page_pmd_call: "
		"(smaps_pte_range+0x2f1/0x6b0 <- vm_normal_page_pmd) ret=0xffffea0000000000 addr=0x10000000000 entry=0x25",
		"             two-6       [001] .....  1.3: vm_normal_page_pmd_calls: (x) ret=0x1 addr=0x1 entry=0x1",
		"             two-6       [001] .....  1.4: vm_normal_page_pmd_call: broken",
		NULL
	};
	struct trace_log log = { 0 };

	(void)state;
	parse(&log, lines);
	assert_int_equal(log.nr_calls, 3);
	assert_true(log.calls[0].returned && log.calls[0].at_return);
	assert_true(log.calls[0].ret == 0x100 && log.calls[0].addr == 0x3000);
	assert_string_equal(log.calls[0].caller, "do_fault");
	assert_true(log.calls[1].ret == 0xffffea0000000000 && log.calls[1].addr == 0x10000000000);
	assert_true(log.calls[1].args[0] == 0x10000000000 && log.calls[1].args[1] == 0x25);
	assert_string_equal(log.calls[1].caller, "smaps_pte_range");
	assert_true(log.calls[2].addr == 0 && !log.calls[2].caller[0]);
	trace_log_clear(&log);
}

static void lost_and_strange_lines(void **state)
{
	static const char *const lines[] = {
		"", "short", "CPU:0 [LOST 12 EVENTS]",
		"             two-6       [001] .....  1.1: other_event: (x) addr=0x2000",
		"             two-6       [001] .....  1.1: vmf_insert_pfn_entry: (x) addr=(fault)",
		NULL
	};
	struct trace_log log = { 0 };

	(void)state;
	parse(&log, lines);
	assert_true(log.overrun);
	assert_int_equal(log.nr_calls, 1);
	assert_true(log.calls[0].args[0] == 0);
	assert_false(log.calls[0].returned);
	trace_log_clear(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_and_its_return),
		cmocka_unit_test(calls_nest_and_threads_interleave),
		cmocka_unit_test(what_a_call_left),
		cmocka_unit_test(a_call_in_one_event),
		cmocka_unit_test(lost_and_strange_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
