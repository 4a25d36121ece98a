// SPDX-License-Identifier: GPL-2.0-or-later
/* From the numbers in a verdict's checks, and what was stated of its pages, to the issue that explains them. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/issues/decide.h"

static struct page_state page_of(const struct stated_run *run)
{
	struct page_state page = { 0 };

	for (unsigned int kind = 0; run->kind && kind < NR_PAGE_KINDS; kind++)
		if (!strcmp(run->kind, page_kind_name((enum page_kind)kind)))
			page.kind = (enum page_kind)kind;
	for (unsigned int level = 0; run->level && level <= LEVEL_PUD; level++)
		if (!strcmp(run->level, level_name((enum level)level)))
			page.level = (enum level)level;
	return page;
}

/* "+0x1000": an offset in the run; "vma": a sum is wrong by way of any of its pages */
static bool is_at(const struct stated_run *run, const struct check *check)
{
	const char *where = check->where ? check->where : "vma";
	uint64_t offset;

	if (!run->step || !check->step || strcmp(run->step, check->step))
		return false;
	if (*where != '+')
		return true;
	offset = strtoull(where + 1, NULL, 16);
	return offset >= run->start && offset < run->end;
}

static const struct known_issue *match(const struct features *kernel, const struct check *check,
				       const struct page_state *page)
{
	const struct check_numbers *n = &check->numbers;

	return known_issue_match(kernel, check->observer, check->field ? check->field : "", page, n->mask,
				 n->expected, n->observed);
}

static const struct known_issue *find_issue(const struct verdict *v, const struct check *check,
					    const struct features *kernel)
{
	const struct known_issue *issue = NULL;

	if (!check->numbered)
		return NULL;
	if (check->kind == CHECK_RESULT)
		return match(kernel, check, NULL);
	for (size_t i = 0; !issue && i < v->nr_stated; i++) {
		const struct page_state page = page_of(&v->stated[i]);

		if (is_at(&v->stated[i], check))
			issue = match(kernel, check, &page);
	}
	return issue;
}

/* how many there were; @left: that are not explained now */
static size_t explain_checks(struct verdict *v, const struct features *kernel, size_t *left)
{
	size_t wrong = 0;

	*left = 0;
	for (size_t i = 0; i < v->nr_checks; i++) {
		struct check *check = &v->checks[i];
		const struct known_issue *issue;

		if (check->ok || check->issue)
			continue;
		wrong++;
		issue = find_issue(v, check, kernel);
		if (issue)
			check->issue = string_copy(issue->id);
		else
			++*left;
	}
	return wrong;
}

static bool explain_log(struct verdict *v, const struct features *kernel)
{
	const struct known_issue *issue = NULL;

	for (size_t i = 0; !issue && i < v->log.nr; i++)
		issue = known_issue_match_log(kernel, v->test, v->log.item[i]);
	if (issue)
		known_issue_decide_by_log(v, issue);
	return issue;
}

bool known_issues_judge_again(struct verdict *v, const struct features *kernel)
{
	size_t left;

	if (v->outcome != OUTCOME_FAIL && v->outcome != OUTCOME_ABORT && v->outcome != OUTCOME_TIMEOUT)
		return false;
	if (explain_log(v, kernel))
		return true;
	/* a failure for another reason than a check has none that is not explained */
	if (v->outcome != OUTCOME_FAIL || !explain_checks(v, kernel, &left) || left)
		return false;
	known_issues_decide(v);
	return true;
}
