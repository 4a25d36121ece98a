// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/issues/decide.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"

static char *describe(const char *id)
{
	const struct known_issue *issue = known_issue_find(id);

	return issue ? string_format("%s: %s", id, known_issue_reason(issue)) : string_copy(id);
}

static void note(struct verdict *v, const char *id)
{
	guarded(free) char *text = describe(id);

	text_list_add_once(&v->known, text);
}

static void give(struct verdict *v, enum outcome outcome, char *reason)
{
	v->outcome = outcome;
	free(v->reason);
	v->reason = reason;
}

/*
 * A scenario that found it looked for it, and what a guard finds left is the test's doing. An issue that this
 * program does not know is its test's own.
 */
static bool is_about(const struct check *check, const char *test)
{
	const struct known_issue *issue = known_issue_find(check->issue);

	return check->kind == CHECK_RESULT || check->kind == CHECK_LEFT || !issue || known_issue_is_about(issue, test);
}

void known_issues_note(struct verdict *v)
{
	for (size_t i = 0; i < v->nr_checks; i++)
		if (!v->checks[i].ok && v->checks[i].issue)
			note(v, v->checks[i].issue);
}

void known_issues_decide(struct verdict *v)
{
	const char *about = NULL;
	guarded(free) char *text = NULL;
	struct string_list ids guarded(strings) = { 0 };

	known_issues_note(v);
	for (size_t i = 0; i < v->nr_checks; i++) {
		const struct check *check = &v->checks[i];

		if (check->ok || !check->issue)
			continue;
		if (!string_list_has(&ids, check->issue))
			string_list_add(&ids, "%s", check->issue);
		if (!about && is_about(check, v->test))
			about = check->issue;
	}
	if (about) {
		text = describe(about);
		give(v, OUTCOME_XFAIL, string_format("known issue %s", text));
	} else {
		text = string_list_join(&ids, ", ");
		give(v, OUTCOME_PASS, string_format("beside the known issue %s", text));
	}
}

void known_issue_decide_by_log(struct verdict *v, const struct known_issue *issue)
{
	note(v, issue->id);
	give(v, OUTCOME_XFAIL, string_format("known issue %s: %s", issue->id, known_issue_reason(issue)));
}
