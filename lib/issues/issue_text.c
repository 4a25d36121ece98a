// SPDX-License-Identifier: GPL-2.0-or-later
/* Known issues for people. */
#include "lib/base/owned_string.h"
#include "lib/base/string_list.h"
#include "lib/issues/registry.h"

static char *version_text(unsigned int version)
{
	unsigned int patch = version & 0xff;

	if (!patch)
		return string_format("%u.%u", version >> 16, version >> 8 & 0xff);
	return string_format("%u.%u.%u", version >> 16, version >> 8 & 0xff, patch);
}

/* "6.6 to before 6.12.117", as nobody knows the last release of a series that has it */
static void add_range(struct string_list *list, const struct kernel_range *range)
{
	guarded(free) char *from = version_text(range->from);
	guarded(free) char *fixed = version_text(range->fixed);
	const char *release = range->release ? range->release : "";
	const char *of = range->release ? ", release " : "";

	if (range->from && range->fixed)
		string_list_add(list, "%s to before %s%s%s", from, fixed, of, release);
	else if (range->from)
		string_list_add(list, "%s and later%s%s", from, of, release);
	else if (range->fixed)
		string_list_add(list, "before %s%s%s", fixed, of, release);
	else
		string_list_add(list, "%s%s", range->release ? "release " : "all", release);
}

char *known_issue_kernels(const struct known_issue *issue)
{
	struct string_list list guarded(strings) = { 0 };

	for (size_t i = 0; i < issue->nr_affected; i++)
		add_range(&list, &issue->affected[i]);
	return string_list_join(&list, "; ");
}

/* the first release of a series is the end of the one before it, if a later one has the issue */
static bool ends_a_series(const struct known_issue *issue, unsigned int fixed)
{
	bool later = false;

	for (size_t i = 0; i < issue->nr_affected; i++)
		later |= issue->affected[i].fixed > fixed;
	return later && !(fixed & 0xff);
}

static char *fixed_text(const struct known_issue *issue)
{
	struct string_list list guarded(strings) = { 0 };
	guarded(free) char *all = NULL;

	for (size_t i = 0; i < issue->nr_affected; i++) {
		guarded(free) char *version = version_text(issue->affected[i].fixed);

		if (!issue->affected[i].fixed)
			return string_copy("not fixed");
		if (!ends_a_series(issue, issue->affected[i].fixed))
			string_list_add(&list, "%s", version);
	}
	all = string_list_join(&list, ", ");
	return string_format("fixed in %s", all);
}

static char *make_reason(const struct known_issue *issue)
{
	guarded(free) char *fixed = fixed_text(issue);

	return string_format("%s: %s; %s", issue->what, issue->cause, fixed);
}

const char *known_issue_reason(const struct known_issue *issue)
{
	size_t nr;
	struct issue_entry *entry = issue_entries(&nr);

	for (size_t i = 0; i < nr; i++) {
		if (entry[i].issue != issue)
			continue;
		if (!entry[i].reason)
			entry[i].reason = make_reason(issue);
		return entry[i].reason;
	}
	return issue->what;
}
