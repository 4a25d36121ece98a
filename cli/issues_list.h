/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The known issues, listed. */
#ifndef NORMALPAGE_CLI_ISSUES_LIST_H
#define NORMALPAGE_CLI_ISSUES_LIST_H

#include <stdio.h>

/** issues_list - a line for each: id, kernels, what is wrong */
void issues_list(FILE *out);

/** issues_write_table - as a table in Markdown, for docs/findings.md */
void issues_write_table(FILE *out);

#endif
