// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/findings.h"

#include <string.h>

#include "lib/issues/known_issue.h"
#include "lib/observe/statement.h"

static bool same(const struct finding *a, const struct finding *b)
{
	return a->kind == b->kind && !strcmp(a->interface, b->interface) &&
	       !strcmp(a->field, b->field) && !strcmp(a->expected, b->expected) &&
	       !strcmp(a->observed, b->observed);
}

void findings_begin(struct findings *findings)
{
	findings->nr = 0;
	memset(findings->total, 0, sizeof(findings->total));
}

void findings_add(struct findings *findings, const struct finding *finding)
{
	unsigned int alike = 0;

	findings->total[finding->kind]++;
	for (unsigned int i = 0; i < findings->nr; i++)
		alike += same(&findings->list[i], finding);
	if (alike < 2 && findings->nr < FINDINGS_MAX)
		findings->list[findings->nr++] = *finding;
}

uint64_t findings_nr(const struct findings *findings)
{
	uint64_t nr = 0;

	for (unsigned int i = 0; i <= FINDING_CHANGED; i++)
		nr += findings->total[i];
	return nr;
}

/* A sum over a vma is wrong by way of any of its pages. */
static const struct known_issue *find_issue(const struct features *kernel, const char *observer,
					    const char *field, uint64_t observed,
					    const struct expectation *want,
					    const struct page_state *page,
					    const struct stated *stated)
{
	const struct known_issue *issue = NULL;

	if (page)
		return known_issue_match(kernel, observer, field, page, want->mask, want->value,
					 observed);
	for (unsigned int i = 0; !issue && i < stated->nr_runs; i++)
		issue = known_issue_match(kernel, observer, field, &stated->runs[i].page,
					  want->mask, want->value, observed);
	return issue;
}

bool finding_compare(struct finding *finding, const struct features *kernel,
		     const struct observer *observer, unsigned int field,
		     const struct answer *answer, const struct expectation *want,
		     const struct page_state *page, const struct stated *stated)
{
	const struct field *f = &observer->fields[field];
	const struct known_issue *issue = NULL;

	if (answer_meets(answer, want))
		return false;
	*finding = (struct finding){ .rule = want->rule };
	snprintf(finding->interface, sizeof(finding->interface), "%s", observer->name);
	snprintf(finding->field, sizeof(finding->field), "%s", f->name);
	field_format(f, want->value & want->mask, finding->expected, sizeof(finding->expected));
	snprintf(finding->observed, sizeof(finding->observed), "no answer");
	if (answer->given) {
		field_format(f, answer->value & want->mask, finding->observed,
			     sizeof(finding->observed));
		issue = find_issue(kernel, observer->name, f->name, answer->value, want, page,
				   stated);
	}
	if (issue) {
		finding->kind = FINDING_KNOWN;
		finding->issue = issue->id;
		finding->rule = known_issue_reason(issue);
	}
	return true;
}
