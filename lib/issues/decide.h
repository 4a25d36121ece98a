/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What known issues make of a verdict. */
#ifndef NORMALPAGE_ISSUES_DECIDE_H
#define NORMALPAGE_ISSUES_DECIDE_H

#include "lib/issues/known_issue.h"
#include "lib/verdict/verdict.h"

/**
 * known_issues_decide - the outcome of a verdict whose wrong checks are all explained
 *
 * OUTCOME_XFAIL if the test is about one of the issues, else OUTCOME_PASS: each issue has a verdict of its own
 * (known_verdicts.h). The reason says which they are.
 */
void known_issues_decide(struct verdict *v);

/** known_issues_note - write down in @known which issues explain checks of the verdict */
void known_issues_note(struct verdict *v);

/** known_issue_decide_by_log - OUTCOME_XFAIL by a line of the log that @issue explains */
void known_issue_decide_by_log(struct verdict *v, const struct known_issue *issue);

/**
 * known_issues_judge_again - hold a verdict that failed against the issues that are known now
 * @kernel: version and release of the kernel that it is of
 *
 * True if all that was wrong is explained: the outcome and the reason are new ones.
 */
bool known_issues_judge_again(struct verdict *v, const struct features *kernel);

#endif
