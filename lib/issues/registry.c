// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/issues/registry.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"

/* By the KNOWN_ISSUE() of every file of the program; the linker names the section's ends. */
extern const struct known_issue *const __start_known_issues[];
extern const struct known_issue *const __stop_known_issues[];

static struct issue_entry *entries;
static size_t nr_entries;
static struct ready_sign *signs;
static size_t nr_signs;

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct issue_entry *)a)->issue->id, ((const struct issue_entry *)b)->issue->id);
}

static void add_entry(const struct known_issue *issue)
{
	entries = array_grow(entries, nr_entries, sizeof(*entries));
	entries[nr_entries++] = (struct issue_entry){ .issue = issue };
	qsort(entries, nr_entries, sizeof(*entries), by_id);
}

struct issue_entry *issue_entries(size_t *nr)
{
	if (!entries)
		/* cppcheck-suppress comparePointers; the two ends of one section */
		for (const struct known_issue *const *i = __start_known_issues; i < __stop_known_issues; i++)
			add_entry(*i);
	*nr = nr_entries;
	return entries;
}

static struct issue_entry *find_entry(const char *id)
{
	size_t nr;
	struct issue_entry *entry = issue_entries(&nr);

	for (size_t i = 0; i < nr; i++)
		if (!strcmp(entry[i].issue->id, id))
			return &entry[i];
	return NULL;
}

struct error *known_issues_add(const struct known_issue *issue)
{
	struct issue_entry *entry = issue->id ? find_entry(issue->id) : NULL;

	if (entry && !issue->nr_signs && !entry->more) {
		entry->more = issue;
		return NULL;
	}
	if (entry)
		return error_create(ERROR_USAGE, "known issue %s: there is one of this id already: leave \"signs\" "
				    "out to add kernels to it, or choose another id", issue->id);
	add_entry(issue);
	return NULL;
}

/* what the built-in ones say is looked up without fault: tests/unit/test-issues.c; a file's are checked before */
static void add_sign(const struct issue_entry *entry, const struct issue_sign *sign)
{
	struct ready_sign ready = { .entry = entry };

	if (sign->witness == ISSUE_LOG || sign->witness == ISSUE_LEFT)
		return;
	error_destroy(ready_sign_init(&ready, sign));
	signs = array_grow(signs, nr_signs, sizeof(*signs));
	signs[nr_signs++] = ready;
}

const struct ready_sign *ready_signs(size_t *nr)
{
	size_t issues;
	const struct issue_entry *entry = issue_entries(&issues);

	if (!signs)
		for (size_t i = 0; i < issues; i++)
			for (size_t j = 0; j < entry[i].issue->nr_signs; j++)
				add_sign(&entry[i], &entry[i].issue->signs[j]);
	*nr = nr_signs;
	return signs;
}

bool kernel_range_has(const struct kernel_range *range, const struct features *kernel)
{
	return kernel->version >= range->from && (!range->fixed || kernel->version < range->fixed) &&
	       (!range->release || !fnmatch(range->release, kernel->release, FNM_EXTMATCH));
}

static bool any_has(const struct kernel_range *ranges, size_t nr, const struct features *kernel)
{
	for (size_t i = 0; i < nr; i++)
		if (kernel_range_has(&ranges[i], kernel))
			return true;
	return false;
}

bool issue_entry_affects(const struct issue_entry *entry, const struct features *kernel)
{
	const struct known_issue *issue = entry->issue, *more = entry->more;

	/* what a file says of a kernel is closer to it */
	if (more && any_has(more->not_affected, more->nr_not_affected, kernel))
		return false;
	if (more && any_has(more->affected, more->nr_affected, kernel))
		return true;
	return any_has(issue->affected, issue->nr_affected, kernel) &&
	       !any_has(issue->not_affected, issue->nr_not_affected, kernel);
}

bool known_issue_affects(const struct known_issue *issue, const struct features *kernel)
{
	const struct issue_entry *entry = find_entry(issue->id);

	return entry && issue_entry_affects(entry, kernel);
}

const struct known_issue *known_issue_find(const char *id)
{
	const struct issue_entry *entry = find_entry(id);

	return entry ? entry->issue : NULL;
}

const struct known_issue *known_issue_next(const struct known_issue *issue)
{
	size_t nr, i = 0;
	const struct issue_entry *entry = issue_entries(&nr);

	if (issue)
		i = (size_t)(find_entry(issue->id) - entry) + 1;
	return i < nr ? entry[i].issue : NULL;
}
