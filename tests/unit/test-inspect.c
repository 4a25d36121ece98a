// SPDX-License-Identifier: GPL-2.0-or-later
/* What 'normalpage inspect' concludes, from recorded entries, words and texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/kernel-page-flags.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/inspect/findings.h"
#include "lib/inspect/identify.h"
#include "lib/inspect/inspect.h"
#include "lib/inspect/pairs.h"
#include "lib/inspect/process.h"
#include "lib/inspect/range.h"
#include "lib/inspect/runs.h"
#include "lib/inspect/samples.h"
#include "lib/inspect/tally.h"
#include "lib/observe/pfn.h"
#include "lib/observe/smaps_text.h"

#define KPF(name) (1ull << KPF_##name)

static const struct features kernel_7_3 = {
	.version = KERNEL(7, 3, 4), .huge_zero_special = true, .vm_normal_page_pud = true,
	.find_normal_page = true, .dax_refcounted = true, .pagemap_scan = true,
	.pfn_map_walked = true,
};

static void ranges(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} wrong[] = {
		{ "", "two hexadecimal addresses" },
		{ "-", "two hexadecimal addresses" },
		{ "7f0000000000", "two hexadecimal addresses" },
		{ "7f0000000000-", "two hexadecimal addresses" },
		{ "7f0000000000-7f0000001000 ", "two hexadecimal addresses" },
		{ "-1000-2000", "two hexadecimal addresses" },
		{ " 1000-2000", "two hexadecimal addresses" },
		{ "all", "two hexadecimal addresses" },
		{ "10000000000000000-20000000000000000", "two hexadecimal addresses" },
		{ "2000-1000", "ends before it starts" },
		{ "1000-1000", "ends before it starts" },
		{ "1000-1001", "not aligned" },
		{ "1800-2000", "not aligned" },
		{ "1000-ffffffffffffe000", "beyond user space" },
	};
	uint64_t start, end;

	(void)state;
	assert_null(range_parse("7f0000000000-7f0000001000", &start, &end));
	assert_true(start == 0x7f0000000000 && end == 0x7f0000001000);
	assert_null(range_parse("0x1000-0X2000", &start, &end));
	assert_true(start == 0x1000 && end == 0x2000);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct error *err = range_parse(wrong[i].text, &start, &end);

		assert_non_null(err);
		assert_non_null(strstr(err->message, wrong[i].words));
		assert_int_equal(err->kind, ERROR_USAGE);
		error_destroy(err);
	}
}

static void pids(void **state)
{
	static const char *const wrong[] = { "", "0", "-1", "1x", " 1", "self", "4294967297",
					     "99999999999999999999" };
	pid_t pid;

	(void)state;
	assert_null(pid_parse("4194304", &pid));
	assert_int_equal(pid, 4194304);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct error *err = pid_parse(wrong[i], &pid);

		assert_non_null(err);
		error_destroy(err);
	}
}

static void check_status(pid_t pid, const char *status, const char *words)
{
	struct error *err = process_status_check(pid, status);

	assert_int_equal(!!err, !!words);
	if (words)
		assert_non_null(strstr(err->message, words));
	error_destroy(err);
}

static void statuses(void **state)
{
	(void)state;
	check_status(12, "Name:\tsh\nState:\tS (sleeping)\nTgid:\t12\nVmSize:\t  2500 kB\n", NULL);
	check_status(13, "Name:\tsh\nState:\tS (sleeping)\nTgid:\t12\nVmSize:\t  2500 kB\n",
		     "thread of process 12");
	check_status(12, "Name:\tsh\nState:\tZ (zombie)\nTgid:\t12\n", "has ended");
	check_status(2, "Name:\tkthreadd\nState:\tS (sleeping)\nTgid:\t2\nKthread:\t1\n",
		     "kernel thread");
	/* a name can have anything in it but a line break */
	check_status(2, "Name:\tVmSize: 1\nState:\tS (sleeping)\nTgid:\t2\n", "kernel thread");
}

static void maps_lines(void **state)
{
	struct maps_line vma;

	(void)state;
	assert_true(maps_parse("7f0000000000-7f0000004000 rw-s 00002000 103:00 12     /mnt/a file",
			       &vma));
	assert_true(vma.start == 0x7f0000000000 && vma.end == 0x7f0000004000);
	assert_string_equal(vma.perms, "rw-s");
	assert_int_equal(vma.offset, 0x2000);
	assert_int_equal(vma.inode, 12);
	assert_string_equal(vma.path, "/mnt/a file");
	assert_true(maps_parse("7ffc1000-7ffc2000 ---p 00000000 00:00 0 ", &vma));
	assert_string_equal(vma.path, "");
	assert_false(maps_parse("", &vma));
	assert_false(maps_parse("nothing", &vma));
	assert_false(maps_parse("2000-1000 rw-p 00000000 00:00 0 ", &vma));
}

/* a run of 8 pages cut by two regions: before, in, between, in and behind */
static void joins(void **state)
{
	const struct region regions[] = {
		{ 0x0, 0x1000, CATEGORY_PRESENT },
		{ 0x12000, 0x14000, CATEGORY_PRESENT },
		{ 0x15000, 0x16000, CATEGORY_PRESENT | CATEGORY_FILE },
	};
	static const struct {
		uint64_t start, end, categories;
	} want[] = {
		{ 0x10000, 0x12000, 0 },
		{ 0x12000, 0x14000, CATEGORY_PRESENT },
		{ 0x14000, 0x15000, 0 },
		{ 0x15000, 0x16000, CATEGORY_PRESENT | CATEGORY_FILE },
		{ 0x16000, 0x18000, 0 },
	};
	struct runs_join join = { regions, 3, 0 };
	struct entry_run run = { .start = 0x10000, .end = 0x18000 };
	struct inspect_run part;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		assert_true(runs_join_next(&join, &run, &part));
		assert_int_equal(part.start, want[i].start);
		assert_int_equal(part.end, want[i].end);
		assert_int_equal(part.categories, want[i].categories);
	}
	assert_false(runs_join_next(&join, &run, &part));
}

static void words_of_pagemap(void **state)
{
	(void)state;
	assert_int_equal(categories_of_word(0), 0);
	assert_int_equal(categories_of_word(0xa180000000123456), CATEGORY_PRESENT | CATEGORY_FILE);
	assert_int_equal(categories_of_word(0x8180000000123456), CATEGORY_PRESENT);
	assert_int_equal(categories_of_word(PAGEMAP_SWAP | 5), CATEGORY_SWAPPED);
}

/* maps lines and VmFlags as kernels print them */
#define LINE_ANON "10000000000-10000400000 rw-p 00000000 00:00 0 "
#define LINE_DAX "10000000000-10000400000 rw-s 00000000 103:00 12   /mnt/f"
#define LINE_DEVDAX "10000000000-10000400000 rw-s 00000000 00:06 300   /dev/dax0.0"
#define LINE_MEM "10000000000-10000004000 rw-p 000f0000 00:06 5   /dev/mem"
#define LINE_GRANT "10000000000-10000004000 rw-s 00000000 00:06 9   /dev/xen/gntdev"

static struct inspect_place place(const char *line, uint64_t vm_flags, bool pv)
{
	struct maps_line vma;

	assert_true(maps_parse(line, &vma));
	return place_of(&vma, &vm_flags, pv);
}

static struct inspect_run entry(enum level level, uint64_t value, enum frame_kind frame,
				uint64_t categories)
{
	return (struct inspect_run){
		.start = 0x10000000000, .end = 0x10000000000 + level_size(level),
		.first = { .level = level, .at = level, .value = value, .addr = 0x10000000000 },
		.frame = frame, .categories = categories, .raw = true, .asked = true,
	};
}

/* raw entries as read from 7.x kernels */
static void identities(void **state)
{
	const uint64_t present = CATEGORY_PRESENT, file = CATEGORY_PRESENT | CATEGORY_FILE;
	const uint64_t pf = 1ull << VM_FLAG_PF | 1ull << VM_FLAG_IO;
	const struct {
		const char *line;
		uint64_t vm_flags;
		struct inspect_run run;
		uint64_t flags;
		enum page_kind kind;
		enum page_class class;
	} cases[] = {
		{ LINE_ANON, 0, entry(LEVEL_PTE, 0x8000000007fa0225, FRAME_ZERO, present), 0,
		  PAGE_ZERO, CLASS_SPECIAL },
		{ LINE_ANON, 0, entry(LEVEL_PMD, 0x80000000082002a5, FRAME_HUGE_ZERO, present), 0,
		  PAGE_HUGE_ZERO, CLASS_SPECIAL },
		{ LINE_ANON, 0, entry(LEVEL_PMD, 0x80000000106008e7, FRAME_RAM, present),
		  KPF(ANON) | KPF(THP), PAGE_ANON, CLASS_NORMAL },
		/* as 6.16 says of every anonymous page */
		{ LINE_ANON, 0, entry(LEVEL_PTE, 0x8000000007fa0867, FRAME_RAM, present),
		  KPF(ANON) | KPF(KSM), PAGE_ANON, CLASS_NORMAL },
		{ LINE_ANON, 1ull << VM_FLAG_MG, entry(LEVEL_PTE, 0x8000000007fa0025, FRAME_RAM,
		  present), KPF(ANON) | KPF(KSM), PAGE_KSM, CLASS_NORMAL },
		{ LINE_DAX, 0, entry(LEVEL_PMD, 0x80000001096008e7, FRAME_OTHER, file), 0,
		  PAGE_FSDAX, CLASS_NORMAL },
		{ LINE_DAX, 0, entry(LEVEL_PTE, 0x8000000007fa0867, FRAME_RAM, present),
		  KPF(ANON), PAGE_ANON, CLASS_NORMAL },
		{ LINE_DAX, 0, entry(LEVEL_PTE, 0x8000000007fa0025, FRAME_RAM, file),
		  KPF(LRU) | KPF(UPTODATE), PAGE_FILE, CLASS_NORMAL },
		{ LINE_DAX, 0, entry(LEVEL_PTE, 0x8000000007fa0025, FRAME_RAM, file),
		  KPF(SWAPBACKED) | KPF(UPTODATE), PAGE_SHMEM, CLASS_NORMAL },
		{ LINE_DEVDAX, 0, entry(LEVEL_PUD, 0x80000001400000a7, FRAME_OTHER, file), 0,
		  PAGE_DEVDAX, CLASS_NORMAL },
		{ LINE_MEM, pf, entry(LEVEL_PTE, 0x80000000000f0225, FRAME_OTHER, 0), 0,
		  PAGE_PFN, CLASS_SPECIAL },
		{ LINE_MEM, pf, entry(LEVEL_PTE, 0x80000000000f0225, FRAME_RAM, 0), KPF(MMAP),
		  PAGE_PFN, CLASS_SPECIAL },
		{ LINE_MEM, pf, entry(LEVEL_PTE, 0x8000000007fa0867, FRAME_RAM, 0),
		  KPF(ANON), PAGE_ANON, CLASS_NORMAL },
		{ LINE_GRANT, 0, entry(LEVEL_PTE, 0x8000000076a2e367, FRAME_OTHER, file), 0,
		  PAGE_GRANT, CLASS_NORMAL },
		{ "10000000000-10000004000 rw-s 00000000 00:0a 9   socket:[1]", 0,
		  entry(LEVEL_PTE, 0x8000000007fa0027, FRAME_RAM, file), KPF(MMAP),
		  PAGE_KERNEL, CLASS_NORMAL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct inspect_place where = place(cases[i].line, cases[i].vm_flags, true);
		struct page_word word = { true, true, cases[i].flags };
		struct inspect_run run = cases[i].run;
		struct finding finding;

		identify(&run, &kernel_7_3, &where, &word);
		assert_true(run.known);
		assert_int_equal(run.kind, cases[i].kind);
		assert_int_equal(run.class, cases[i].class);
		assert_false(model_finding(&finding, &kernel_7_3, &where, &run));
	}
}

/* what kernels were seen to do, or must never do */
static void wrong_entries(void **state)
{
	struct features kernel_6_16 = kernel_7_3;
	const uint64_t file = CATEGORY_PRESENT | CATEGORY_FILE;
	const struct {
		const char *line;
		struct inspect_run run;
		const char *field;
	} cases[] = {
		/* 6.16: refcounted DAX PMDs marked special */
		{ LINE_DAX, entry(LEVEL_PMD, 0x8000000109800ae7, FRAME_OTHER, CATEGORY_PRESENT),
		  "fs/dax folio" },
		{ LINE_ANON, entry(LEVEL_PTE, 0x8000000007fa0025, FRAME_ZERO, file), "zero page" },
		/* as before 6.18 */
		{ LINE_ANON, entry(LEVEL_PMD, 0x80000000082000a5, FRAME_HUGE_ZERO, file),
		  "huge zero folio" },
		{ LINE_ANON, entry(LEVEL_PTE, 0x8000000007fa0267, FRAME_RAM, CATEGORY_PRESENT),
		  "in a vma that is no PFN map" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct inspect_place where = place(cases[i].line, 0, false);
		struct page_word word = { true, true, KPF(ANON) };
		struct inspect_run run = cases[i].run;
		struct finding finding;

		identify(&run, &kernel_7_3, &where, &word);
		assert_true(model_finding(&finding, &kernel_7_3, &where, &run));
		assert_string_equal(finding.field, cases[i].field);
		assert_int_equal(finding.kind, FINDING_DISAGREES);
		kernel_6_16.version = KERNEL(6, 16, 12);
		assert_true(model_finding(&finding, &kernel_6_16, &where, &run));
		assert_int_equal(finding.kind, i ? FINDING_DISAGREES : FINDING_KNOWN);
	}
}

/* without kernel memory */
static void from_categories(void **state)
{
	const struct {
		uint64_t categories;
		uint64_t vm_flags;
		bool known;
		enum page_kind kind;
		enum page_class class;
	} cases[] = {
		{ CATEGORY_PRESENT, 0, true, PAGE_ANON, CLASS_NORMAL },
		{ CATEGORY_PRESENT | CATEGORY_FILE, 0, true, PAGE_FILE, CLASS_NORMAL },
		{ CATEGORY_PRESENT | CATEGORY_PFNZERO, 0, true, PAGE_ZERO, CLASS_SPECIAL },
		{ CATEGORY_PRESENT | CATEGORY_PFNZERO | CATEGORY_HUGE, 0, true, PAGE_HUGE_ZERO,
		  CLASS_SPECIAL },
		{ CATEGORY_SWAPPED, 0, true, PAGE_NONE, CLASS_NONE },
		{ 0, 0, true, PAGE_NONE, CLASS_NONE },
		{ 0, 1ull << VM_FLAG_PF, false, PAGE_NONE, CLASS_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct inspect_place where = place(LINE_ANON, cases[i].vm_flags, false);
		struct inspect_run run = { .start = 0x1000, .end = 0x2000, .asked = true,
					   .categories = cases[i].categories };
		struct page_word word = { false, false, 0 };

		if (run.categories & CATEGORY_PRESENT)
			run.first.level = run.categories & CATEGORY_HUGE ? LEVEL_PMD : LEVEL_PTE;
		identify(&run, &kernel_7_3, &where, &word);
		assert_int_equal(run.known, cases[i].known);
		assert_int_equal(run.kind, cases[i].kind);
		assert_int_equal(run.class, cases[i].class);
	}
}

static void pairs(void **state)
{
	struct inspect_run run = { .kind = PAGE_ANON, .first.level = LEVEL_PTE };
	const uint64_t exclusive = PAGEMAP_PRESENT | PAGEMAP_EXCLUSIVE;
	const struct {
		uint64_t pagemap, flags, count;
		bool wrong;
	} cases[] = {
		{ exclusive, KPF(ANON), 1, false },
		{ PAGEMAP_PRESENT, KPF(ANON), 2, false },
		{ PAGEMAP_PRESENT, KPF(ANON), 1, true },
		{ exclusive, KPF(ANON), 2, true },
		{ exclusive, KPF(ANON), 0, true },
		/* counts of large folios may be averages */
		{ PAGEMAP_PRESENT, KPF(ANON) | KPF(THP), 1, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pair_answers answers = {
			{ true, cases[i].pagemap }, { true, cases[i].flags }, { true, cases[i].count },
		};
		struct finding finding;

		assert_int_equal(pairs_finding(&finding, &answers, &run), cases[i].wrong);
	}
}

static void tallies(void **state)
{
	struct inspect_run runs[] = {
		{ .start = 0x1000, .end = 0x4000, .first = { .level = LEVEL_PTE }, .known = true,
		  .raw = true, .kind = PAGE_ANON, .class = CLASS_NORMAL },
		{ .start = 0x200000, .end = 0x800000, .first = { .level = LEVEL_PMD }, .known = true,
		  .raw = true, .kind = PAGE_ANON, .class = CLASS_NORMAL },
		{ .start = 0x4000, .end = 0x6000, .first = { .level = LEVEL_PTE }, .known = true,
		  .raw = true, .kind = PAGE_ZERO, .class = CLASS_SPECIAL },
		{ .start = 0x6000, .end = 0x7000, .known = true, .raw = true },
		{ .start = 0x7000, .end = 0x9000, .known = true, .raw = true,
		  .first = { .value = 0x3ffffffffff600 } },
		{ .start = 0x9000, .end = 0xa000 },
	};
	struct inspect_counts counts = { 0 }, sum = { 0 };
	struct vma_state vma = { .start = 0x1000 };
	struct stated stated;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++)
		tally_run(&counts, &runs[i]);
	tally_sum(&sum, &counts);
	tally_sum(&sum, &counts);
	assert_int_equal(counts.class[CLASS_NORMAL][LEVEL_PTE], 3);
	assert_int_equal(counts.class[CLASS_NORMAL][LEVEL_PMD], 3);
	assert_int_equal(counts.kind[PAGE_ZERO][LEVEL_PTE], 2);
	assert_int_equal(counts.absent, 1);
	assert_int_equal(counts.swapped, 2);
	assert_int_equal(counts.unknown, 1);
	assert_int_equal(sum.kind[PAGE_ANON][LEVEL_PMD], 6);
	tally_stated(&counts, &vma, &stated);
	assert_int_equal(stated.nr_runs, 3);
	assert_int_equal(stated.runs[2].page.level, LEVEL_PMD);
	assert_int_equal(stated.runs[2].end - stated.runs[2].start, 3 * PMD_SIZE);
	assert_int_equal(stated.runs[2].page.mapcount, MAPCOUNT_UNKNOWN);
}

/* a hundred thousand runs of two shapes: some dozens of questions */
static void few_samples(void **state)
{
	static struct samples samples;
	struct inspect_run run = { .start = 0x1000, .end = 0x2000, .known = true, .raw = true,
				   .kind = PAGE_ANON, .first = { .level = LEVEL_PTE } };

	(void)state;
	for (unsigned int i = 0; i < 100000; i++) {
		run.categories = i & 1 ? CATEGORY_PRESENT : CATEGORY_PRESENT | CATEGORY_FILE;
		samples_add(&samples, &run);
	}
	assert_int_equal(samples.nr_shapes, 2);
	assert_in_range(samples.nr, 2 * 16, 2 * 18);
	samples = (struct samples){ 0 };
	run.end = 0x9000;
	samples_add(&samples, &run);
	assert_int_equal(samples.nr, 3);
	assert_int_equal(samples.list[0].addr, 0x1000);
	assert_int_equal(samples.list[1].addr, 0x8000);
	assert_int_equal(samples.list[2].addr, 0x5000);
	assert_int_equal(samples.left_out, 0);
}

/* what there is no room for is counted, whichever room it is */
static void samples_left_out(void **state)
{
	static struct samples samples;
	struct inspect_run run = { .start = 0x1000, .end = 0x2000, .known = true, .raw = true,
				   .kind = PAGE_ANON, .first = { .level = LEVEL_PTE } };

	(void)state;
	for (unsigned int i = 0; i < SHAPES_MAX + 3; i++) {
		run.categories = i;
		samples_add(&samples, &run);
	}
	assert_int_equal(samples.nr, SHAPES_MAX);
	assert_int_equal(samples.left_out, 3);
	samples_begin(&samples);
	for (unsigned int i = 0; i < 18; i++)
		samples_suspect(&samples, &run);
	assert_int_equal(samples.nr + samples.left_out, 18);
	assert_int_equal(samples.left_out, 2);
	samples_begin(&samples);
	samples.nr = SAMPLES_MAX;
	samples_add(&samples, &run);
	assert_int_equal(samples.left_out, 1);
}

static void few_findings(void **state)
{
	static struct findings findings;
	struct finding finding = { .kind = FINDING_DISAGREES, .field = "flags" };

	(void)state;
	for (unsigned int i = 0; i < 100; i++) {
		finding.addr = i * PTE_SIZE;
		findings_add(&findings, &finding);
	}
	assert_int_equal(findings.nr, 2);
	assert_int_equal(findings_nr(&findings), 100);
	snprintf(finding.observed, sizeof(finding.observed), "something else");
	findings_add(&findings, &finding);
	assert_int_equal(findings.nr, 3);
}

static unsigned int nr_asked;

static int ask(const struct question *q, struct answer *answers)
{
	(void)q;
	nr_asked++;
	answers[0] = (struct answer){ true, 1 };
	return 0;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	(void)kernel;
	(void)stated;
	(void)run;
	(void)addr;
	e[0] = (struct expectation){ .mask = ~0ull, .value = 1, .rule = "the guide" };
}

static const struct field field[] = { { .name = "answer", .type = FIELD_NUMBER } };

#define FAKE(ident, name_, scope_)						\
	OBSERVER(ident) = { .name = name_, .scope = scope_, .order = 1000, .remote = true, .quick = true,	\
			    .fields = field, .nr_fields = 1, .ask = ask, .expect = expect }

FAKE(page, "of a page", OBSERVE_PAGE);
FAKE(vma, "of a vma", OBSERVE_VMA);
FAKE(process, "of a process", OBSERVE_PROCESS);

/** struct said - what is said of the fakes: 0 nothing, 1 asked, 2 not asked, and why */
struct said {
	unsigned int page, vma, process;
};

static void note_interface(void *data, const char *name, const char *why_not)
{
	struct said *said = data;
	unsigned int what = why_not ? 2 : 1;

	if (!strcmp(name, "of a page"))
		said->page = what;
	if (!strcmp(name, "of a vma"))
		said->vma = what;
	if (!strcmp(name, "of a process"))
		said->process = what;
}

/* nothing is said to be asked that is not: no mapping is in the range, so that only this is said */
static void interfaces(void **state)
{
	const struct inspect_options options = { .pid = getpid() };
	struct said said = { 0 };
	const struct inspect_sink sink = { .data = &said, .interface = note_interface };
	struct inspect_summary summary;
	struct kernel *kernel = NULL;
	struct error *err;

	(void)state;
	assert_null(kernel_open(&kernel));
	err = inspect_process(kernel, &options, &sink, &summary);
	kernel_close(kernel);
	error_destroy(err);
	assert_int_equal(said.page, 1);
	assert_int_equal(said.vma, 2);
	assert_int_equal(said.process, 2);
	assert_int_equal(nr_asked, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges),
		cmocka_unit_test(pids),
		cmocka_unit_test(statuses),
		cmocka_unit_test(maps_lines),
		cmocka_unit_test(joins),
		cmocka_unit_test(words_of_pagemap),
		cmocka_unit_test(identities),
		cmocka_unit_test(wrong_entries),
		cmocka_unit_test(from_categories),
		cmocka_unit_test(pairs),
		cmocka_unit_test(tallies),
		cmocka_unit_test(few_samples),
		cmocka_unit_test(samples_left_out),
		cmocka_unit_test(few_findings),
		cmocka_unit_test(interfaces),
	};

	return cmocka_run_group_tests_name("inspect", tests, NULL, NULL);
}
