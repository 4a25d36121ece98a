/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places on a real machine: the user names each, nothing is chosen among what is there. All that is
 * made is in the journal and removed at the end.
 */
#ifndef NORMALPAGE_DAXTEST_NAMED_H
#define NORMALPAGE_DAXTEST_NAMED_H

#include <stdbool.h>

#include "lib/base/string_list.h"
#include "provisioning/journal/journal.h"

/**
 * struct named_plan - what the user named; strings are borrowed
 * @dirs: mounted DAX file systems
 * @region: where a namespace of @size bytes is made
 * @size: bytes; in a mounted file system what the files of one test may take
 * @namespace: an existing one, and @destroy_data the uuid that it is known by (idle_namespace_id())
 * @give_up: the checksum of data in it that is not known and may be overwritten, or NULL; see
 *	contents_refuse()
 * @fs: file system for a namespace, "ext4" or "xfs"
 * @devdax: alignment of a namespace in @region ("2m"), NULL for a file system
 */
struct named_plan {
	const struct string_list *dirs;
	const char *region;
	unsigned long long size;
	const char *namespace;
	const char *destroy_data;
	const char *give_up;
	const char *fs;
	const char *devdax;
};

/** named_is_any - whether anything was named */
bool named_is_any(const struct named_plan *plan);

/** named_make - make what is needed, offer it to the scenarios. What a failure leaves is in @journal */
error_check struct error *named_make(const struct named_plan *plan, struct journal *journal);

/**
 * named_close - no test will run any more: let go of what is to be removed
 *
 * A device-dax namespace that was given away is marked as ours (contents_mark()).
 */
error_check struct error *named_close(void);

/** named_list - only the names, for a list of tests */
error_check struct error *named_list(const struct named_plan *plan);

/** named_print - check all that can be checked without a change, and print each change to be made */
error_check struct error *named_print(const struct named_plan *plan);

#endif
