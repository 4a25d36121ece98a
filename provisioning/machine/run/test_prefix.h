/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same test may run in several machines. On this side of the channel its name has the machine's
 * before it, so that names stay unique; the test program does not know.
 */
#ifndef NORMALPAGE_MACHINE_RUN_TEST_PREFIX_H
#define NORMALPAGE_MACHINE_RUN_TEST_PREFIX_H

#include <json-c/json.h>

/** test_prefix_add - put @prefix (or NULL) before the names in a record of the test program */
void test_prefix_add(struct json_object *record, const char *prefix);

/** test_prefix_skip - the name as the test program knows it; points into @test */
const char *test_prefix_skip(const char *test, const char *prefix);

#endif
