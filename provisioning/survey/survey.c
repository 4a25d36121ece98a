// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/survey/survey.h"

struct json_object *survey_take(const char *root)
{
	/* what cannot be read is not there, except where it could be in use: see "use_unknown" */
	struct tree *tree = &(struct tree){ .root = root };
	struct json_object *survey = json_object_new_object();
	struct json_object *xen = survey_xen(tree);

	json_object_object_add(survey, "version", json_object_new_int(1));
	json_object_object_add(survey, "kernel", survey_kernel(tree));
	json_object_object_add(survey, "nodes", survey_nodes(tree));
	json_object_object_add(survey, "dimms", survey_dimms(tree));
	json_object_object_add(survey, "regions", survey_regions(tree));
	json_object_object_add(survey, "dax", survey_dax(tree));
	json_object_object_add(survey, "mounts", survey_mounts(tree));
	if (xen)
		json_object_object_add(survey, "xen", xen);
	json_object_object_add(survey, "tests", survey_tests(tree, survey));
	return survey;
}
