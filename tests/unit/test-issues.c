// SPDX-License-Identifier: GPL-2.0-or-later
/* Known issues: what is built in, what a file adds, and what they make of a verdict. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/issues/decide.h"
#include "lib/issues/issue_file.h"
#include "lib/verdict/known_verdicts.h"

static const struct features v5_18 = { .version = KERNEL(5, 18, 0) };
static const struct features v6_12 = { .version = KERNEL(6, 12, 107), .pmd_devmap = true };
static const struct features v6_17 = { .version = KERNEL(6, 17, 13), .dax_refcounted = true };
static const struct features v6_18 = { .version = KERNEL(6, 18, 15) };
static const struct features v7_2 = { .version = KERNEL(7, 2, 12), .huge_zero_special = true,
				      .dax_refcounted = true, .vm_normal_page_pud = true, .find_normal_page = true };
static const struct features v7_3 = { .version = KERNEL(7, 3, 4), .dax_refcounted = true };

static void known_issue_only_as_described(void **state)
{
	const struct page_state huge_zero = { .kind = PAGE_HUGE_ZERO, .level = LEVEL_PMD };
	const struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PMD };
	const struct features v7_4 = { .version = KERNEL(7, 4, 0) };
	const uint64_t file = 1ull << 61, mask = file | 1ull << 63;

	(void)state;
	assert_non_null(known_issue_match(&v7_2, "pagemap", "flags", &huge_zero, mask, 0, file));
	assert_null(known_issue_match(&v7_4, "pagemap", "flags", &huge_zero, mask, 0, file));
	assert_null(known_issue_match(&v7_2, "pagemap", "flags", &dax, mask, 0, file));
	assert_null(known_issue_match(&v7_2, "smaps", "flags", &huge_zero, mask, 0, file));
	/* another bit is wrong as well: not what the entry describes */
	assert_null(known_issue_match(&v7_2, "pagemap", "flags", &huge_zero, mask, 1ull << 63,
				      file));
}

/* another wrong value than the one that is known */
static void known_issue_is_one_value(void **state)
{
	static const char field[] = "gntdev: errno of mprotect on a private mapping";
	const struct page_state pud = { .kind = PAGE_DEVDAX, .level = LEVEL_PUD };

	(void)state;
	assert_non_null(known_issue_match(&v6_12, "result", field, NULL, ~0ull, EACCES, 0));
	assert_null(known_issue_match(&v6_12, "result", field, NULL, ~0ull, EACCES, ENOMEM));
	assert_non_null(known_issue_match(&v7_2, "smaps", "side effect", &pud, ~0ull,
					  0x80000001000000e7, 0));
	assert_null(known_issue_match(&v7_2, "smaps", "side effect", &pud, ~0ull, 0x80000001000000e7,
				      0x80000001000000e5));
}

/* a sum that is known to be too much is not known to be too little */
static void known_issue_has_a_direction(void **state)
{
	const struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PTE };

	(void)state;
	assert_non_null(known_issue_match(&v7_3, "smaps", "Private_Dirty", &dax, ~0ull, 0, 4));
	assert_null(known_issue_match(&v7_3, "smaps", "Private_Dirty", &dax, ~0ull, 4, 0));
	assert_non_null(known_issue_match(&v7_3, "smaps", "Private_Clean", &dax, ~0ull, 4, 0));
	assert_null(known_issue_match(&v7_3, "smaps", "Private_Clean", &dax, ~0ull, 0, 4));
	/* what is right shows nothing */
	assert_null(known_issue_match(&v7_3, "smaps", "Private_Dirty", &dax, ~0ull, 4, 4));
}

/* fixed in a release of an older series, too */
static void known_issue_ends_in_two_series(void **state)
{
	static const char field[] = "thp: byte written after MADV_FREE";
	static const unsigned int with[] = { KERNEL(6, 6, 157), KERNEL(6, 12, 107), KERNEL(6, 16, 12),
					     KERNEL(6, 18, 15), KERNEL(6, 18, 52), KERNEL(7, 2, 6) };
	static const unsigned int without[] = { KERNEL(6, 1, 192), KERNEL(6, 6, 158), KERNEL(6, 12, 117),
						KERNEL(6, 18, 53), KERNEL(7, 2, 12) };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(with); i++)
		assert_non_null(known_issue_match(&(struct features){ .version = with[i] }, "result", field,
						  NULL, ~0ull, 'x', 0));
	for (size_t i = 0; i < ARRAY_SIZE(without); i++)
		assert_null(known_issue_match(&(struct features){ .version = without[i] }, "result", field,
					      NULL, ~0ull, 'x', 0));
}

static void known_issue_of_special_dax(void **state)
{
	const struct features v6_16 = { .version = KERNEL(6, 16, 12), .dax_refcounted = true };
	const char *call = "vm_normal_page_pmd to smaps_pte_range";
	struct page_state dax = { .kind = PAGE_FSDAX, .level = LEVEL_PMD };

	(void)state;
	assert_non_null(known_issue_match(&v6_16, "model", "class", &dax, ~0ull,
					  1ull << CLASS_NORMAL, 1ull << CLASS_SPECIAL));
	assert_null(known_issue_match(&v6_16, "model", "class", &dax, ~0ull, 1ull << CLASS_NORMAL,
				      1ull << CLASS_NONE));
	assert_non_null(known_issue_match(&v6_16, "smaps", call, &dax, 1, 1, 0));
	assert_non_null(known_issue_match(&v6_16, "smaps", "Rss", &dax, ~0ull, 2048, 0));
	assert_null(known_issue_match(&v6_16, "smaps", "Size", &dax, ~0ull, 2048, 0));
	assert_null(known_issue_match(&v6_17, "smaps", call, &dax, 1, 1, 0));
	dax.level = LEVEL_PTE;
	assert_null(known_issue_match(&v6_16, "smaps", call, &dax, 1, 1, 0));
}

static void known_issue_shows_where_it_says(void **state)
{
	const struct page_state grant = { .kind = PAGE_GRANT, .level = LEVEL_PTE };
	const struct page_state thp = { .kind = PAGE_ANON, .level = LEVEL_PMD };
	static const char field[] = "pfn leads to the frame in the entry";

	const struct features pv = { .version = KERNEL(7, 3, 4), .dax_refcounted = true, .xen_pv = true };

	(void)state;
	assert_non_null(known_issue_due(&pv, "pagemap", field, &grant, 1, "gntdev.foreign.map.one"));
	assert_non_null(known_issue_due(&pv, "pagemap", field, &grant, 1, "guest.domu.crash"));
	assert_null(known_issue_due(&pv, "pagemap", field, &grant, 1, "gntdev.self.map.one"));
	/* in a PVH domain every frame is one of its own */
	assert_null(known_issue_due(&v7_3, "pagemap", field, &grant, 1, "gntdev.foreign.map.one"));
	/* of several lines with one id each has its tests */
	assert_non_null(known_issue_due(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull,
					"anon.thp.protect"));
	assert_null(known_issue_due(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull,
				    "unshare.huge-zero"));
}

static void known_issue_of_a_side_effect(void **state)
{
	const struct page_state pud = { .kind = PAGE_DEVDAX, .level = LEVEL_PUD };
	const struct page_state pmd = { .kind = PAGE_DEVDAX, .level = LEVEL_PMD };
	const uint64_t entry = 0x80000001400000a7;

	(void)state;
	assert_non_null(known_issue_match(&v7_2, "pagemap", "side effect", &pud, ~0ull, entry, 0));
	assert_null(known_issue_match(&v7_2, "pagemap", "side effect", &pud, ~0ull, entry,
				      entry | 1ull << 9));
	assert_null(known_issue_match(&v7_2, "pagemap", "side effect", &pmd, ~0ull, entry, 0));
	assert_null(known_issue_match(&v7_2, "move_pages", "side effect", &pud, ~0ull, entry, 0));
	assert_non_null(known_issue_match(&v7_2, "mincore", "side effect", &pud, ~0ull, entry, 0));
	assert_null(known_issue_match(&v7_3, "mincore", "side effect", &pud, ~0ull, entry, 0));
}

static void known_issue_in_the_log(void **state)
{
	static const char line[] =
		"WARNING: drivers/xen/gntdev.c:410 at __unmap_grant_pages_done+0x4d/0x1b0";
	static const char test[] = "pv-scratch.gntdev.self.pinned.pipe";
	const struct known_issue *issue = known_issue_match_log(&v7_3, test, line);

	(void)state;
	assert_non_null(issue);
	assert_string_equal(issue->id, "gntdev-unmaps-held-pages");
	assert_non_null(known_issue_match_log(&v7_3, "gntdev.foreign.pinned.pipe", line));
	assert_null(known_issue_match_log(&v5_18, test, line));
	assert_null(known_issue_match_log(&v7_3, "gntdev.self.map.one", line));
	assert_null(known_issue_match_log(&v7_3, test, "WARNING: mm/memory.c:1"));
}

static void known_issue_of_a_leak(void **state)
{
	static const char what[] = "grant references in use";

	(void)state;
	assert_non_null(known_issue_match_left(&v7_3, "gntalloc.self.interleaved",
					       "grant table", what));
	assert_null(known_issue_match_left(&v7_3, "gntdev.self.map.one", "grant table",
					   what));
	assert_null(known_issue_match_left(&v7_3, "gntalloc.self.interleaved", "domains",
					   what));
}

static void known_issues_of_anonymous_memory(void **state)
{
	const struct page_state thp = { .kind = PAGE_ANON, .level = LEVEL_PMD };
	const struct page_state small = { .kind = PAGE_ANON, .level = LEVEL_PTE };
	const uint64_t ksm = 1ull << 21;

	(void)state;
	assert_non_null(known_issue_match(&v6_18, "kpageflags", "flags", &small, ksm, 0, ksm));
	assert_null(known_issue_match(&v7_2, "kpageflags", "flags", &small, ksm, 0, ksm));
	assert_null(known_issue_match(&v6_18, "kpageflags", "flags", &small, ksm, ksm, 0));
	assert_non_null(known_issue_match(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull, 2048, 0));
	assert_null(known_issue_match(&v6_18, "smaps", "Private_Dirty", &thp, ~0ull, 0, 2048));
	assert_null(known_issue_match(&v6_18, "smaps", "Private_Dirty", &small, ~0ull, 4, 0));
	assert_null(known_issue_match(&v7_2, "smaps", "Private_Dirty", &thp, ~0ull, 2048, 0));
}

/* names of observers, fields and bits are those that are registered: a renamed one is found here */
static void what_is_built_in_means_something(void **state)
{
	size_t nr = 0;

	(void)state;
	for (const struct known_issue *i = known_issue_next(NULL); i; i = known_issue_next(i)) {
		struct error *err = known_issue_check(i);

		if (err)
			print_error("%s\n", err->message);
		assert_null(err);
		assert_ptr_equal(known_issue_find(i->id), i);
		assert_non_null(strstr(known_issue_reason(i), i->cause));
		nr++;
	}
	assert_true(nr >= 23);
}

static const struct issue_sign good_sign = { .observer = "pagemap", .field = "flags", .page = PAGE_ANON,
					     .bits = "FILE" };

/* what a sign says that nothing is called is an error that names it */
static void a_word_that_means_nothing_is_found(void **state)
{
	static const struct {
		struct issue_sign sign;
		const char *says;
	} cases[] = {
		{ { .observer = "pagmap", .field = "flags", .page = PAGE_ANON, .bits = "FILE" }, "pagmap" },
		{ { .observer = "pagemap", .field = "flag", .page = PAGE_ANON, .bits = "FILE" }, "\"flag\"" },
		{ { .observer = "pagemap", .field = "flags", .page = PAGE_ANON, .bits = "FIL" }, "\"FIL\"" },
		{ { .observer = "pagemap", .field = "flags", .page = PAGE_ANON, .bits = "!FIL" }, "\"FIL\"" },
		{ { .observer = "pagemap", .field = "flags", .page = PAGE_ANON }, "bits" },
		{ { .observer = "pagemap", .field = "flags", .bits = "FILE" }, "page" },
		{ { .witness = ISSUE_MODEL, .page = PAGE_ANON, .bits = "odd" }, "\"odd\"" },
		{ { .witness = ISSUE_SIDE_EFFECT, .page = PAGE_ANON, .bits = "DIRTY" }, "\"DIRTY\"" },
		{ { .witness = ISSUE_CALL, .observer = "smap", .page = PAGE_ANON }, "\"smap\"" },
		{ { .witness = ISSUE_RESULT, .wrong = ISSUE_ANY }, "result" },
		{ { .witness = ISSUE_RESULT, .field = "x", .page = PAGE_ANON, .wrong = ISSUE_ANY }, "page" },
		{ { .witness = ISSUE_RESULT, .field = "x" }, "value" },
		{ { .witness = ISSUE_LOG, .log = "x" }, "test" },
		{ { .witness = ISSUE_LEFT, .observer = "x", .test = "x" }, "field" },
	};
	const struct kernel_range all = ALL_KERNELS;
	struct known_issue issue = { .id = "a-new-one", .what = "w", .cause = "c", .affected = &all,
				     .nr_affected = 1, .signs = &good_sign, .nr_signs = 1 };

	(void)state;
	assert_null(known_issue_check(&issue));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(error) struct error *err = NULL;

		issue.signs = &cases[i].sign;
		err = known_issue_check(&issue);
		assert_non_null(err);
		assert_int_equal(err->kind, ERROR_USAGE);
		if (!strstr(err->message, cases[i].says))
			print_error("%s\n", err->message);
		assert_non_null(strstr(err->message, cases[i].says));
		assert_non_null(strstr(err->message, "a-new-one"));
	}
}

static struct error *read_file(const char *text)
{
	char path[] = "/tmp/normalpage-issues.XXXXXX";
	int fd = mkstemp(path);
	struct error *err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	err = known_issues_read(path);
	unlink(path);
	return err;
}

#define ISSUE(members) "{\"version\": 1, \"issues\": [{" members "}]}"
#define WHOLE(id, affected, sign)							\
	ISSUE("\"id\": \"" id "\", \"what\": \"w\", \"cause\": \"c\","	\
	      "\"affected\": [" affected "], \"signs\": [" sign "]")
#define GOOD_SIGN "{\"observer\": \"pagemap\", \"field\": \"flags\", \"page\": \"anonymous page\", \"bits\": \"FILE\"}"

/* each says what is wrong, and no issue of such a file counts */
static void a_bad_file_is_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ "", "line 1" },
		{ "{\n\"version\": 1,\n oops }", "line 3" },
		{ "[]", "object" },
		{ "{\"issues\": []}", "version" },
		{ "{\"version\": 2}", "version 1" },
		{ "{\"version\": 1}", "issues" },
		{ "{\"version\": 1, \"issues\": {}}", "list" },
		{ ISSUE("\"id\": \"bad-one\", \"reason\": \"x\""), "\"reason\"" },
		{ ISSUE("\"id\": 7"), "\"id\"" },
		{ WHOLE("Bad", "{\"from\": \"6.1\"}", GOOD_SIGN), "lower case" },
		{ WHOLE("bad-one", "{\"from\": \"six\"}", GOOD_SIGN), "6.12.41" },
		{ WHOLE("bad-one", "{\"from\": \"6.2\", \"fixed\": \"6.1\"}", GOOD_SIGN), "before it begins" },
		{ WHOLE("bad-one", "", GOOD_SIGN), "affected" },
		{ WHOLE("bad-one", "{\"from\": \"6.1\"}", ""), "signs" },
		{ WHOLE("bad-one", "{}", "{\"observer\": \"pagemap\", \"field\": \"flags\", \"page\": \"anon\", \"bits\": \"FILE\"}"),
		  "anonymous page" },
		{ WHOLE("bad-one", "{}", "{\"witness\": \"who\"}"), "side effect" },
		{ WHOLE("bad-one", "{}", "{\"observer\": \"pagemap\", \"field\": \"flags\", \"page\": \"anonymous page\", \"value\": \"1\"}"),
		  "number" },
		{ WHOLE("pagemap-grant-pfn", "{}", GOOD_SIGN), "already" },
		{ "{\"version\": 1, \"issues\": [{\"id\": \"pagemap-grant-pfn\", \"affected\": [{}]},"
		  "{\"id\": \"pagemap-grant-pfn\", \"affected\": [{}]}]}", "twice" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(error) struct error *err = read_file(cases[i].text);

		assert_non_null(err);
		assert_int_equal(err->kind, ERROR_USAGE);
		if (!strstr(err->message, cases[i].says))
			print_error("%zu: %s\n", i, err->message);
		assert_non_null(strstr(err->message, cases[i].says));
		assert_non_null(strstr(err->message, "--known-issues /tmp/normalpage-issues."));
	}
	assert_null(known_issue_find("bad-one"));
}

/* a distribution's kernel has one that others do not have, and lacks one that others have */
static void a_file_speaks_of_releases(void **state)
{
	const struct features theirs = { .release = "6.12.107-vendor.3", .version = KERNEL(6, 12, 107) };
	const struct features other = { .release = "6.12.107+deb13-amd64", .version = KERNEL(6, 12, 107) };
	const struct features patched = { .release = "6.12.107-vendor.9", .version = KERNEL(6, 12, 107) };
	const struct page_state anon = { .kind = PAGE_ANON, .level = LEVEL_PTE };
	const struct page_state thp = { .kind = PAGE_ANON, .level = LEVEL_PMD };
	const uint64_t file = 1ull << 61, ksm = 1ull << 21;
	const struct known_issue *issue;

	(void)state;
	assert_null(read_file("{\"version\": 1, \"issues\": [{\"id\": \"vendor-anon-file\", \"what\": \"w\", \"cause\": \"c\","
			      "\"affected\": [{\"release\": \"*-vendor.*\"}],"
			      "\"signs\": [" GOOD_SIGN "]},"
			      "{\"id\": \"kpageflags-anon-ksm\", \"not_affected\": [{\"release\": \"*-vendor.9\"}]},"
			      "{\"id\": \"pagemap-huge-zero-file\", \"affected\": [{\"from\": \"8.0\", \"fixed\": \"8.1\"}]}]}"));
	issue = known_issue_match(&theirs, "pagemap", "flags", &anon, file, 0, file);
	assert_non_null(issue);
	assert_string_equal(issue->id, "vendor-anon-file");
	assert_null(known_issue_match(&other, "pagemap", "flags", &anon, file, 0, file));
	assert_non_null(known_issue_match(&theirs, "kpageflags", "flags", &thp, ksm, 0, ksm));
	assert_null(known_issue_match(&patched, "kpageflags", "flags", &thp, ksm, 0, ksm));
	assert_true(known_issue_affects(known_issue_find("pagemap-huge-zero-file"),
					&(struct features){ .version = KERNEL(8, 0, 2) }));
	assert_false(known_issue_affects(known_issue_find("pagemap-huge-zero-file"),
					 &(struct features){ .version = KERNEL(8, 1, 0) }));
}

static void add_check(struct verdict *v, const char *observer, const char *field, const char *where,
		      struct check_numbers numbers, const char *issue)
{
	verdict_add_check(v, &(struct check){ .step = (char *)"a step", .observer = (char *)observer,
		.field = (char *)field, .where = (char *)where, .expected = (char *)"a",
		.observed = (char *)"b", .issue = (char *)issue, .numbered = true, .numbers = numbers });
}

/* what a test only meets does not hide what else it says; what it is written to show is expected */
static void a_test_passes_beside_an_issue_it_is_not_about(void **state)
{
	struct verdict met = { .test = string_copy("fsdax.ext4.hole.read-pmd") };
	struct verdict about = { .test = string_copy("fsdax.ext4.data.clean-after-fsync") };
	struct verdict found = { .test = string_copy("gntdev.foreign.vma.mremap") };
	struct verdict left = { .test = string_copy("gntalloc.foreign.interleaved") };
	struct verdict unknown = { .test = string_copy("anon.fork") };

	(void)state;
	add_check(&met, "pagemap", "flags", "+0x0", (struct check_numbers){ 0 }, "pagemap-huge-zero-file");
	known_issues_decide(&met);
	assert_int_equal(met.outcome, OUTCOME_PASS);
	assert_string_equal(met.reason, "beside the known issue pagemap-huge-zero-file");
	assert_int_equal(met.known.nr, 1);
	assert_non_null(strstr(met.known.item[0], "pagemap-huge-zero-file: pagemap says"));
	add_check(&about, "smaps", "Private_Dirty", "vma", (struct check_numbers){ 0 }, "dax-folio-stays-dirty");
	known_issues_decide(&about);
	assert_int_equal(about.outcome, OUTCOME_XFAIL);
	assert_non_null(strstr(about.reason, "known issue dax-folio-stays-dirty: "));
	add_check(&found, "result", "gntdev: signal after mremap", NULL, (struct check_numbers){ 0 },
		  "gntdev-mremap-unmaps");
	found.checks[0].kind = CHECK_RESULT;
	known_issues_decide(&found);
	assert_int_equal(found.outcome, OUTCOME_XFAIL);
	add_check(&left, "grant table", "grant references in use", NULL, (struct check_numbers){ 0 },
		  "gntalloc-frees-others-reference");
	left.checks[0].kind = CHECK_LEFT;
	known_issues_decide(&left);
	assert_int_equal(left.outcome, OUTCOME_XFAIL);
	add_check(&unknown, "smaps", "Rss", "vma", (struct check_numbers){ 0 }, "of-another-program");
	known_issues_decide(&unknown);
	assert_int_equal(unknown.outcome, OUTCOME_XFAIL);
	verdict_clear(&met);
	verdict_clear(&about);
	verdict_clear(&found);
	verdict_clear(&left);
	verdict_clear(&unknown);
}

static void state_run(struct verdict *v, uint64_t start, uint64_t end, const char *kind)
{
	verdict_add_stated(v, &(struct stated_run){ .step = (char *)"a step", .start = start, .end = end,
		.kind = (char *)kind, .level = (char *)"PMD", .class = (char *)"special" });
}

/* results of a run are judged again by what is known now, and by nothing else */
static void a_verdict_is_judged_again_by_its_numbers(void **state)
{
	const uint64_t file = 1ull << 61;
	struct verdict v = { .test = string_copy("fsdax.ext4.hole.read-pmd"), .outcome = OUTCOME_FAIL,
			     .reason = string_copy("a step: ...") };

	(void)state;
	state_run(&v, 0, 0x200000, "fs/dax folio");
	state_run(&v, 0x200000, 0x400000, "huge zero folio");
	add_check(&v, "pagemap", "flags", "+0x200000", (struct check_numbers){ file, 0, file }, NULL);
	assert_false(known_issues_judge_again(&v, &(struct features){ .version = KERNEL(7, 6, 0) }));
	assert_int_equal(v.outcome, OUTCOME_FAIL);
	assert_true(known_issues_judge_again(&v, &v7_2));
	assert_int_equal(v.outcome, OUTCOME_PASS);
	verdict_clear(&v);
	/* the same bit of the page beside it is not known to be wrong */
	v = (struct verdict){ .test = string_copy("fsdax.ext4.hole.read-pmd"), .outcome = OUTCOME_FAIL };
	state_run(&v, 0, 0x200000, "fs/dax folio");
	state_run(&v, 0x200000, 0x400000, "huge zero folio");
	add_check(&v, "pagemap", "flags", "+0x200000", (struct check_numbers){ file, 0, file }, NULL);
	add_check(&v, "pagemap", "flags", "+0x0", (struct check_numbers){ file, 0, file }, NULL);
	assert_false(known_issues_judge_again(&v, &v7_2));
	assert_int_equal(v.outcome, OUTCOME_FAIL);
	verdict_clear(&v);
	/* it failed for something that is no check */
	v = (struct verdict){ .test = string_copy("anon.fork"), .outcome = OUTCOME_FAIL,
			      .reason = string_copy("killed by SIGSEGV") };
	assert_false(known_issues_judge_again(&v, &v7_2));
	text_list_add(&v.log, "BUG: Bad page map in process x");
	assert_false(known_issues_judge_again(&v, &v6_18));
	free(v.test);
	v.test = string_copy("pv.gntdev.foreign.advice.dofork-child");
	assert_true(known_issues_judge_again(&v, &v6_18));
	assert_int_equal(v.outcome, OUTCOME_XFAIL);
	verdict_clear(&v);
}

static void each_issue_has_one_verdict(void **state)
{
	struct known_counts counts = { 0 };
	struct verdict one = { .test = string_copy("a") }, two = { .test = string_copy("b") }, v;

	(void)state;
	text_list_add(&one.known, "pagemap-grant-pfn: pagemap's pfn");
	/* of records that have no "known" */
	add_check(&two, "pagemap", "flags", "+0x0", (struct check_numbers){ 0 }, "pagemap-grant-pfn");
	add_check(&two, "pagemap", "flags", "+0x1000", (struct check_numbers){ 0 }, "pagemap-grant-pfn");
	text_list_add(&two.unshown, "an-issue");
	known_counts_add(&counts, &one);
	known_counts_add(&counts, &two);
	assert_int_equal(counts.nr, 2);
	known_verdict(&v, &counts.issue[1]);
	assert_string_equal(v.test, "known.pagemap-grant-pfn");
	assert_int_equal(v.outcome, OUTCOME_XFAIL);
	assert_string_equal(v.reason, "shown in 2 tests: pagemap's pfn");
	verdict_clear(&v);
	known_verdict(&v, &counts.issue[0]);
	assert_string_equal(v.test, "known.an-issue");
	assert_int_equal(v.outcome, OUTCOME_PASS);
	assert_non_null(strstr(v.reason, "did not show in 1 test,"));
	assert_true(known_verdict_is(v.test));
	verdict_clear(&v);
	known_counts_clear(&counts);
	verdict_clear(&one);
	verdict_clear(&two);
}

static void kernels_of_an_issue_in_words(void **state)
{
	static const struct {
		const char *id, *kernels;
	} cases[] = {
		{ "pmd-modify-cleans", "6.6 to before 6.6.158; 6.7 to before 6.12.111; 6.13 to before 6.18.53; "
		  "6.19 to before 7.2.7" },
		{ "split-in-pud", "6.12 and later" },
		{ "mprotect-clears-pud", "before 6.12" },
		{ "pagemap-grant-pfn", "all" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(free) char *text = known_issue_kernels(known_issue_find(cases[i].id));

		assert_string_equal(text, cases[i].kernels);
	}
	assert_non_null(strstr(known_issue_reason(known_issue_find("split-in-pud")), "; not fixed"));
	assert_non_null(strstr(known_issue_reason(known_issue_find("pmd-modify-cleans")),
			       "; fixed in 6.6.158, 6.12.111, 6.18.53, 7.2.7"));
	/* the ends of series that never had a fix are none */
	assert_non_null(strstr(known_issue_reason(known_issue_find("pagemap-huge-zero-file")), "; fixed in 7.3.4"));
}

static void check_ids(const struct known_issue *issue, const struct issue_commit *commits, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (strlen(commits[i].id) != 12 || strspn(commits[i].id, "0123456789abcdef") != 12)
			fail_msg("%s: '%s' is no id of twelve digits", issue->id, commits[i].id);
		if (!commits[i].subject || !*commits[i].subject)
			fail_msg("%s: commit %s has no subject", issue->id, commits[i].id);
	}
}

/* Documentation/process/submitting-patches.rst: at least the first twelve characters */
static void commits_have_ids_and_subjects(void **state)
{
	(void)state;
	for (const struct known_issue *i = known_issue_next(NULL); i; i = known_issue_next(i)) {
		check_ids(i, i->broken_by, i->nr_broken_by);
		check_ids(i, i->fixed_by, i->nr_fixed_by);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first: no question may have been asked */
		cmocka_unit_test(a_bad_file_is_refused_with_a_reason),
		cmocka_unit_test(a_file_speaks_of_releases),
		cmocka_unit_test(known_issue_only_as_described),
		cmocka_unit_test(known_issue_is_one_value),
		cmocka_unit_test(known_issue_has_a_direction),
		cmocka_unit_test(known_issue_ends_in_two_series),
		cmocka_unit_test(known_issue_of_special_dax),
		cmocka_unit_test(known_issue_shows_where_it_says),
		cmocka_unit_test(known_issue_of_a_side_effect),
		cmocka_unit_test(known_issue_in_the_log),
		cmocka_unit_test(known_issue_of_a_leak),
		cmocka_unit_test(known_issues_of_anonymous_memory),
		cmocka_unit_test(what_is_built_in_means_something),
		cmocka_unit_test(a_word_that_means_nothing_is_found),
		cmocka_unit_test(a_test_passes_beside_an_issue_it_is_not_about),
		cmocka_unit_test(a_verdict_is_judged_again_by_its_numbers),
		cmocka_unit_test(each_issue_has_one_verdict),
		cmocka_unit_test(kernels_of_an_issue_in_words),
		cmocka_unit_test(commits_have_ids_and_subjects),
	};

	return cmocka_run_group_tests_name("issues", tests, NULL, NULL);
}
