// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/matrix_table.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/machine/run/matrix_run.h"
#include "lib/base/full_write.h"
#include "lib/base/text.h"
#include "lib/results/results.h"

/**
 * struct column - one kernel
 * @results: NULL if there are none
 * @failure: why it could not be run, or not to the end; owned, or NULL
 */
struct column {
	const struct matrix_entry *entry;
	struct results_set set;
	const struct results *results;
	char *failure;
	struct tally tally;
	double seconds;
};

struct table {
	struct column *column;
	size_t nr;
	int width;
};

static void table_clear(struct table *table)
{
	for (size_t i = 0; i < table->nr; i++) {
		results_set_clear(&table->column[i].set);
		tally_clear(&table->column[i].tally);
		free(table->column[i].failure);
	}
	free(table->column);
}

DEFINE_CLEANUP(table, struct table, table_clear(&VALUE))

static void load_column(struct column *c, const char *output, bool strict)
{
	guarded(free) char *path = string_format("%s/%s", output, c->entry->name);
	guarded(error) struct error *err = results_read(&c->set, path);

	c->failure = matrix_failure(output, c->entry);
	if (!err && c->set.nr)
		c->results = &c->set.results[0];
	if (!c->failure && !c->results)
		c->failure = string_copy(err ? err->message : "it left no results");
	if (!c->failure && !c->results->complete)
		c->failure = string_copy("it did not come to its end");
	for (size_t i = 0; c->results && i < c->results->nr_verdicts; i++) {
		tally_add(&c->tally, &c->results->verdicts[i]);
		c->seconds += c->results->verdicts[i].seconds;
	}
	if (strict) {
		c->tally.count[OUTCOME_FAIL] += c->tally.count[OUTCOME_XFAIL];
		c->tally.count[OUTCOME_XFAIL] = 0;
	}
}

static void load(struct table *table, const struct matrix *matrix, const char *output, bool strict)
{
	table->column = calloc(matrix->nr, sizeof(*table->column));
	if (!table->column)
		abort();
	table->nr = matrix->nr;
	for (size_t i = 0; i < matrix->nr; i++) {
		struct column *c = &table->column[i];

		c->entry = &matrix->entry[i];
		load_column(c, output, strict);
		if ((int)strlen(c->entry->name) > table->width)
			table->width = (int)strlen(c->entry->name);
	}
}

static void print_kernels(const struct table *table, FILE *out)
{
	fprintf(out, "%-*s %6s %6s %6s %6s %6s\n", table->width, "kernel", "pass", "xfail", "skip",
		"fail", "error");
	for (size_t i = 0; i < table->nr; i++) {
		const struct column *c = &table->column[i];
		const unsigned int *n = c->tally.count;

		text_put_line(out, "%-*s %6u %6u %6u %6u %6u%s%s", table->width, c->entry->name,
			      n[OUTCOME_PASS], n[OUTCOME_XFAIL], n[OUTCOME_SKIP],
			      n[OUTCOME_FAIL] + n[OUTCOME_TIMEOUT] + n[OUTCOME_ABORT],
			      n[OUTCOME_ERROR], c->failure ? "  " : "",
			      c->failure ? c->failure : "");
	}
}

static bool is_bad(enum outcome outcome, bool strict)
{
	return outcome == OUTCOME_FAIL || outcome == OUTCOME_TIMEOUT || outcome == OUTCOME_ABORT ||
	       outcome == OUTCOME_ERROR || (strict && outcome == OUTCOME_XFAIL);
}

static char letter(const struct verdict *v)
{
	static const char letters[NR_OUTCOMES] = {
		[OUTCOME_PASS] = '.', [OUTCOME_FAIL] = 'F', [OUTCOME_SKIP] = 's',
		[OUTCOME_XFAIL] = 'x', [OUTCOME_ERROR] = 'E', [OUTCOME_TIMEOUT] = 'T',
		[OUTCOME_ABORT] = 'A',
	};

	return v ? letters[v->outcome] : ' ';
}

/* the tests that went wrong somewhere, sorted; borrowed names */
static void find_bad(const struct table *table, bool strict, struct line_set *bad)
{
	for (size_t i = 0; i < table->nr; i++) {
		const struct results *results = table->column[i].results;

		for (size_t j = 0; results && j < results->nr_verdicts; j++)
			if (is_bad(results->verdicts[j].outcome, strict))
				line_set_add(bad, results->verdicts[j].test);
	}
}

static const char *reason_of(const struct table *table, const char *test, bool strict)
{
	for (size_t i = table->nr; i-- > 0;) {
		const struct verdict *v = table->column[i].results ?
						  results_find(table->column[i].results, test) :
						  NULL;

		if (v && is_bad(v->outcome, strict) && v->reason)
			return v->reason;
	}
	return "";
}

/* one letter for each kernel, in the order of the table above */
static void print_bad(const struct table *table, const struct string_list *bad, bool strict, FILE *out)
{
	if (!bad->nr)
		return;
	fprintf(out, "\nWhere a test went wrong (a letter for each kernel, in this order: . pass, "
		"x known issue,\ns skip, F fail, E error, T timeout, A abort), and why in the last of "
		"them:\n");
	for (size_t i = 0; i < bad->nr; i++) {
		fputs("  ", out);
		for (size_t k = 0; k < table->nr; k++) {
			const struct results *results = table->column[k].results;

			fputc(results ? letter(results_find(results, bad->item[i])) : ' ', out);
		}
		fprintf(out, "  %s: %s\n", bad->item[i], reason_of(table, bad->item[i], strict));
	}
}

static int exit_status(const struct table *table)
{
	bool tested = false, failed = false, missing = false;

	for (size_t i = 0; i < table->nr; i++) {
		const struct column *c = &table->column[i];
		int status = tally_exit_status(&c->tally);

		failed |= status == 1;
		missing |= status == 2 || c->failure;
		tested |= !status;
	}
	if (failed)
		return 1;
	if (missing)
		return 2;
	return tested ? 0 : 4;
}

struct error *matrix_table_write(const struct matrix *matrix, const char *output, bool strict,
				 FILE *out, int *status)
{
	struct table table guarded(table) = { .width = (int)strlen("kernel") };
	struct line_set bad = { 0 };

	load(&table, matrix, output, strict);
	print_kernels(&table, out);
	find_bad(&table, strict, &bad);
	print_bad(&table, &bad.lines, strict, out);
	line_set_clear(&bad);
	*status = exit_status(&table);
	return stream_check(out, "the table");
}
