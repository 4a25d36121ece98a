// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/issues_list.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/issues/known_issue.h"

void issues_list(FILE *out)
{
	int id_width = 0, kernels_width = 0;

	for (const struct known_issue *i = known_issue_next(NULL); i; i = known_issue_next(i)) {
		guarded(free) char *kernels = known_issue_kernels(i);

		if ((int)strlen(i->id) > id_width)
			id_width = (int)strlen(i->id);
		if ((int)strlen(kernels) > kernels_width)
			kernels_width = (int)strlen(kernels);
	}
	for (const struct known_issue *i = known_issue_next(NULL); i; i = known_issue_next(i)) {
		guarded(free) char *kernels = known_issue_kernels(i);

		fprintf(out, "%-*s  %-*s  %s\n", id_width, i->id, kernels_width, kernels, i->what);
	}
}

static void put_commits(FILE *out, const char *word, const struct issue_commit *commits, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		fprintf(out, "; %s %s (\"%s\")", word, commits[i].id, commits[i].subject);
}

/* a bar would end the cell */
static void put_cell(FILE *out, const char *text)
{
	for (; *text; text++)
		fprintf(out, *text == '|' ? "\\|" : "%c", *text);
}

static void put_row(FILE *out, const struct known_issue *i)
{
	guarded(free) char *kernels = known_issue_kernels(i);

	fprintf(out, "| %s | ", i->id);
	put_cell(out, i->what);
	fprintf(out, " | %s%s%s | ", kernels, i->seen ? "; seen on " : "", i->seen ? i->seen : "");
	put_cell(out, i->cause);
	put_commits(out, "broken by", i->broken_by, i->nr_broken_by);
	put_commits(out, "fixed by", i->fixed_by, i->nr_fixed_by);
	fputs(" |\n", out);
}

void issues_write_table(FILE *out)
{
	fputs("| id | what is wrong | kernels | cause |\n|---|---|---|---|\n", out);
	for (const struct known_issue *i = known_issue_next(NULL); i; i = known_issue_next(i))
		put_row(out, i);
}
