/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine has, and what of it can be tested: read only. A survey is a JSON object; its members are
 * described in docs/records.md. There are no structs beside it: 58 places add a member, which is all that its JSON
 * takes, and a dozen ask for one again; with structs each of the 58 would have to be declared and written out, too.
 */
#ifndef NORMALPAGE_SURVEY_SURVEY_H
#define NORMALPAGE_SURVEY_SURVEY_H

#include <json-c/json.h>
#include <stdbool.h>

#include "provisioning/pmem/tree.h"

/**
 * survey_take - look at all there is
 * @root: "" or the directory of a recorded tree of /sys and /proc, whose devices are then not opened
 *
 * The caller puts it.
 */
struct json_object *survey_take(const char *root);

/** survey_kernel, survey_nodes, survey_dimms, survey_regions, survey_dax, survey_mounts, survey_xen -
 * the parts, each put by the caller; survey_xen() is NULL without Xen */
struct json_object *survey_kernel(struct tree *tree);
struct json_object *survey_nodes(struct tree *tree);
struct json_object *survey_dimms(struct tree *tree);
struct json_object *survey_regions(struct tree *tree);
struct json_object *survey_dax(struct tree *tree);
struct json_object *survey_mounts(struct tree *tree);
struct json_object *survey_xen(struct tree *tree);

/** survey_tests - what can be tested, at which risk, with which command, and what cannot and why */
struct json_object *survey_tests(struct tree *tree, struct json_object *survey);

/** survey_string - a member as text, "" if there is none; borrowed */
const char *survey_string(struct json_object *object, const char *name);

/** survey_flag - a member that is true */
bool survey_flag(struct json_object *object, const char *name);

/** survey_add - a member, unless @value is NULL, which is freed */
void survey_add(struct json_object *object, const char *name, char *value);
void survey_add_flag(struct json_object *object, const char *name, bool value);

#endif
