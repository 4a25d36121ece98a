// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/survey/survey.h"

#include <stdlib.h>

const char *survey_string(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value))
		return "";
	return json_object_get_string(value);
}

bool survey_flag(struct json_object *object, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) && json_object_get_boolean(value);
}

void survey_add(struct json_object *object, const char *name, char *value)
{
	if (value)
		json_object_object_add(object, name, json_object_new_string(value));
	free(value);
}

void survey_add_flag(struct json_object *object, const char *name, bool value)
{
	json_object_object_add(object, name, json_object_new_boolean(value));
}
