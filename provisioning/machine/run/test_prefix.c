// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/test_prefix.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/verdict/record.h"
#include "lib/base/string_list.h"

static struct json_object *prefixed(const char *prefix, const char *test)
{
	guarded(free) char *name = string_format("%s%s", prefix, test);

	return json_object_new_string(name);
}

void test_prefix_add(struct json_object *record, const char *prefix)
{
	const char *test = record_string(record, "test");
	struct json_object *tests;

	if (!prefix)
		return;
	if (test)
		json_object_object_add(record, "test", prefixed(prefix, test));
	if (!json_object_object_get_ex(record, "tests", &tests) ||
	    !json_object_is_type(tests, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(tests); i++) {
		struct json_object *item = json_object_array_get_idx(tests, i);

		if (json_object_is_type(item, json_type_string))
			json_object_array_put_idx(tests, i,
						  prefixed(prefix, json_object_get_string(item)));
	}
}

const char *test_prefix_skip(const char *test, const char *prefix)
{
	size_t length = prefix ? strlen(prefix) : 0;

	return length && !strncmp(test, prefix, length) ? test + length : test;
}
