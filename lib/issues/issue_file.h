/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Known issues of a distribution's or a vendor's own kernels, from a file (docs/known-issues.md). */
#ifndef NORMALPAGE_ISSUES_ISSUE_FILE_H
#define NORMALPAGE_ISSUES_ISSUE_FILE_H

#include "lib/issues/known_issue.h"

/**
 * known_issues_read - let the issues of a file count as well
 * @path: JSON, {"version": 1, "issues": [...]}
 *
 * Before the first question is asked. What cannot be read, and what means nothing (known_issue_check(), a member that
 * is not known), is ERROR_USAGE that names file, issue and member; no issue of the file counts then.
 */
error_check struct error *known_issues_read(const char *path);

#endif
