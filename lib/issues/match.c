// SPDX-License-Identifier: GPL-2.0-or-later
/* Which known issue, if any, explains what was seen. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "lib/issues/registry.h"

/* most are no patterns, and fnmatch(3) takes long to find that out */
static bool fits(const char *pattern, const char *name)
{
	if (!pattern[strcspn(pattern, "*?[\\+@!")])
		return !strcmp(pattern, name);
	return !fnmatch(pattern, name, FNM_EXTMATCH);
}

/* the field of a trace's check is "FUNCTION to CALLER", or a function */
static bool is_call(const struct ready_sign *ready, const char *observer, const char *field)
{
	const char *to = strstr(field, " to ");
	char function[64];

	snprintf(function, sizeof(function), "%.*s", to ? (int)(to - field) : (int)strlen(field), field);
	return fits(ready->observer, observer) && fits(ready->field, function);
}

/* is it about this field of such a page, on this kernel? */
static bool is_about(const struct ready_sign *ready, const struct features *kernel,
		     const char *observer, const char *field, const struct page_state *page)
{
	const struct issue_sign *sign = ready->sign;

	if (page ? page->kind != sign->page : sign->page != PAGE_NONE)
		return false;
	if (page && sign->level != LEVEL_NONE && page->level != sign->level)
		return false;
	if (!kernel_range_has(&sign->only, kernel) || !issue_entry_affects(ready->entry, kernel))
		return false;
	/* last, as each field of each answer comes here and patterns are slow */
	if (sign->witness == ISSUE_CALL)
		return is_call(ready, observer, field);
	return fits(ready->observer, observer) && fits(ready->field, field);
}

static bool explains(const struct ready_sign *ready, uint64_t wrong, uint64_t expected, uint64_t observed)
{
	switch (ready->sign->wrong) {
	case ISSUE_ANY:
		return true;
	case ISSUE_MORE:
		return observed > expected;
	case ISSUE_LESS:
		return observed < expected;
	case ISSUE_VALUE:
		return observed == ready->sign->value;
	case ISSUE_BITS:
		break;
	}
	return !(wrong & ~ready->mask) && (observed & wrong) == (ready->value & wrong);
}

const struct known_issue *known_issue_match(const struct features *kernel, const char *observer,
					    const char *field, const struct page_state *page,
					    uint64_t mask, uint64_t expected, uint64_t observed)
{
	uint64_t wrong = (expected ^ observed) & mask;
	size_t nr;
	const struct ready_sign *ready = ready_signs(&nr);

	for (size_t i = 0; wrong && i < nr; i++)
		if (is_about(&ready[i], kernel, observer, field, page) &&
		    explains(&ready[i], wrong, expected, observed))
			return ready[i].entry->issue;
	return NULL;
}

const struct known_issue *known_issue_due(const struct features *kernel, const char *observer,
					  const char *field, const struct page_state *page,
					  uint64_t mask, const char *test)
{
	size_t nr;
	const struct ready_sign *ready = ready_signs(&nr);

	for (size_t i = 0; i < nr; i++) {
		const struct issue_sign *sign = ready[i].sign;

		if (!is_about(&ready[i], kernel, observer, field, page))
			continue;
		if (sign->pv && !kernel->xen_pv)
			continue;
		if (sign->shown_by && !fits(sign->shown_by, test))
			continue;
		if (sign->wrong != ISSUE_BITS || mask & ready[i].mask)
			return ready[i].entry->issue;
	}
	return NULL;
}

/* the first sign of @witness, about such a test, that @shows; by look at the log or at what is left */
static const struct known_issue *find_sign(const struct features *kernel, enum issue_witness witness,
					   const char *test,
					   bool (*shows)(const struct issue_sign *sign, const char *a,
							 const char *b),
					   const char *a, const char *b)
{
	size_t nr;
	const struct issue_entry *entry = issue_entries(&nr);

	for (size_t i = 0; i < nr; i++) {
		const struct known_issue *issue = entry[i].issue;

		for (size_t j = 0; j < issue->nr_signs; j++) {
			const struct issue_sign *sign = &issue->signs[j];

			if (sign->witness == witness && shows(sign, a, b) && fits(sign->test, test) &&
			    kernel_range_has(&sign->only, kernel) &&
			    issue_entry_affects(&entry[i], kernel))
				return issue;
		}
	}
	return NULL;
}

static bool is_in_line(const struct issue_sign *sign, const char *line, const char *unused)
{
	(void)unused;
	return strstr(line, sign->log);
}

const struct known_issue *known_issue_match_log(const struct features *kernel, const char *test,
						const char *line)
{
	return find_sign(kernel, ISSUE_LOG, test, is_in_line, line, NULL);
}

static bool is_left(const struct issue_sign *sign, const char *guard, const char *field)
{
	return !strcmp(sign->observer, guard) && !strcmp(sign->field, field);
}

const struct known_issue *known_issue_match_left(const struct features *kernel, const char *test,
						 const char *guard, const char *field)
{
	return find_sign(kernel, ISSUE_LEFT, test, is_left, guard, field);
}

bool known_issue_is_about(const struct known_issue *issue, const char *test)
{
	return issue->about && fits(issue->about, test);
}
