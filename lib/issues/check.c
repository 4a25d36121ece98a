// SPDX-License-Identifier: GPL-2.0-or-later
/* Are the words of an issue what they stand for? */
#include <ctype.h>
#include <string.h>

#include "lib/issues/registry.h"

static bool is_empty(const char *text)
{
	return !text || !*text;
}

/* it becomes part of a verdict's name, known.ID */
static bool is_id(const char *id)
{
	if (is_empty(id) || !islower((unsigned char)*id))
		return false;
	for (; *id; id++)
		if (!islower((unsigned char)*id) && !isdigit((unsigned char)*id) && *id != '-')
			return false;
	return true;
}

static struct error *check_range(const struct kernel_range *range)
{
	if (range->fixed && range->from >= range->fixed)
		return error_create(ERROR_USAGE, "it is fixed before it begins");
	return NULL;
}

static struct error *check_ranges(const struct kernel_range *ranges, size_t nr)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < nr; i++)
		err = check_range(&ranges[i]);
	return err;
}

static struct error *check_sign(const struct issue_sign *sign)
{
	struct ready_sign ready = { 0 };
	bool page = sign->witness == ISSUE_ANSWER || sign->witness == ISSUE_MODEL ||
		    sign->witness == ISSUE_CALL || sign->witness == ISSUE_SIDE_EFFECT;

	if (page == (sign->page == PAGE_NONE))
		return error_create(ERROR_USAGE, page ? "which \"page\" is it wrong about?"
						      : "it is not about a \"page\"");
	if (sign->witness == ISSUE_RESULT && is_empty(sign->field))
		return error_create(ERROR_USAGE, "which result is it? Give its \"field\"");
	if (sign->witness == ISSUE_RESULT && sign->wrong == ISSUE_BITS)
		return error_create(ERROR_USAGE, "which \"value\" does the result have?");
	if (sign->witness == ISSUE_LOG && (is_empty(sign->log) || is_empty(sign->test)))
		return error_create(ERROR_USAGE, "a line of the log needs \"log\" and \"test\"");
	if (sign->witness == ISSUE_LEFT && (is_empty(sign->observer) || is_empty(sign->field) ||
					    is_empty(sign->test)))
		return error_create(ERROR_USAGE, "what is left behind needs \"observer\" (the guard), \"field\" and \"test\"");
	if (sign->witness == ISSUE_LOG || sign->witness == ISSUE_LEFT)
		return check_range(&sign->only);
	return ready_sign_init(&ready, sign);
}

struct error *known_issue_check(const struct known_issue *issue)
{
	bool extends = known_issue_find(is_empty(issue->id) ? "" : issue->id) && !issue->nr_signs;
	struct error *err = NULL;

	if (!is_id(issue->id))
		return error_create(ERROR_USAGE, "id '%s': write lower case letters, digits and '-'",
				    issue->id ? issue->id : "");
	if (!extends && (is_empty(issue->what) || is_empty(issue->cause)))
		err = error_create(ERROR_USAGE, "\"what\" is wrong, and what is the \"cause\"?");
	else if (!extends && !issue->nr_signs)
		err = error_create(ERROR_USAGE, "\"signs\": by what does it show?");
	else if (!issue->nr_affected && !(extends && issue->nr_not_affected))
		err = error_create(ERROR_USAGE, "\"affected\": which kernels have it?");
	if (!err)
		err = check_ranges(issue->affected, issue->nr_affected);
	if (!err)
		err = check_ranges(issue->not_affected, issue->nr_not_affected);
	for (size_t i = 0; !err && i < issue->nr_signs; i++)
		err = error_context(check_sign(&issue->signs[i]), "sign %zu", i + 1);
	return error_context(err, "known issue %s", issue->id);
}
