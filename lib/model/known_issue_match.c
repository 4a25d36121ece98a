// SPDX-License-Identifier: GPL-2.0-or-later
/* Which known issue, if any, explains what was seen. */
#include <fnmatch.h>
#include <string.h>

#include "lib/model/known_issues.h"

static bool kernel_in_range(unsigned int version, const struct known_issue *issue)
{
	unsigned int also = issue->also_fixed;

	return version >= issue->first && (!issue->fixed || version < issue->fixed) &&
	       !(version >> 8 == also >> 8 && version >= also);
}

static bool fits(const char *pattern, const char *name)
{
	return !fnmatch(pattern, name, FNM_EXTMATCH);
}

/* is it about this field of such a page, on this kernel? */
static bool is_about(const struct known_issue *issue, const struct features *kernel,
		     const char *observer, const char *field, const struct page_state *page)
{
	if (!issue->field || !kernel_in_range(kernel->version, issue))
		return false;
	if (page ? page->kind != issue->kind : issue->kind != PAGE_NONE)
		return false;
	if (page && issue->level != LEVEL_NONE && page->level != issue->level)
		return false;
	/* last, as each field of each answer comes here and patterns are slow */
	return fits(issue->observer, observer) && fits(issue->field, field);
}

static bool wrong_way(const struct known_issue *issue, uint64_t expected, uint64_t observed)
{
	return (issue->direction > 0 && observed < expected) ||
	       (issue->direction < 0 && observed > expected);
}

const struct known_issue *known_issue_match(const struct features *kernel, const char *observer,
					    const char *field, const struct page_state *page,
					    uint64_t mask, uint64_t expected, uint64_t observed)
{
	uint64_t wrong = (expected ^ observed) & mask;

	for (const struct known_issue *issue = known_issues; wrong && issue->id; issue++) {
		if (!is_about(issue, kernel, observer, field, page))
			continue;
		if (wrong_way(issue, expected, observed))
			continue;
		if (issue->any_value)
			return issue;
		if (wrong & ~issue->wrong_mask || (issue->exact && observed != issue->wrong_value))
			continue;
		if ((observed & wrong) == (issue->wrong_value & wrong))
			return issue;
	}
	return NULL;
}

const struct known_issue *known_issue_match_log(unsigned int version, const char *test,
						const char *line)
{
	for (const struct known_issue *issue = known_issues; issue->id; issue++)
		if (issue->log && kernel_in_range(version, issue) &&
		    fits(issue->test, test) && strstr(line, issue->log))
			return issue;
	return NULL;
}

const struct known_issue *known_issue_match_leak(unsigned int version, const char *test,
						 const char *guard, const char *field)
{
	for (const struct known_issue *issue = known_issues; issue->id; issue++)
		if (issue->test && issue->field && kernel_in_range(version, issue) &&
		    !strcmp(issue->observer, guard) && !strcmp(issue->field, field) &&
		    fits(issue->test, test))
			return issue;
	return NULL;
}

const struct known_issue *known_issue_due(const struct features *kernel, const char *observer,
					  const char *field, const struct page_state *page,
					  uint64_t mask, const char *test)
{
	for (const struct known_issue *issue = known_issues; issue->id; issue++) {
		if (!is_about(issue, kernel, observer, field, page))
			continue;
		if (issue->shown_by && !fits(issue->shown_by, test))
			continue;
		if (issue->any_value || mask & issue->wrong_mask)
			return issue;
	}
	return NULL;
}

const struct known_issue *known_issue_find(const char *id)
{
	for (const struct known_issue *issue = known_issues; issue->id; issue++)
		if (!strcmp(issue->id, id))
			return issue;
	return NULL;
}
