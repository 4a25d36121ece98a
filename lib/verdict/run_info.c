// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/verdict/run_info.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/verdict/record.h"
#include "lib/base/text.h"
#include "lib/base/version.h"

void run_info_clear(struct run_info *info)
{
	free(info->kernel);
	free(info->origin);
	free(info->xen);
	free(info->accel);
	free(info->started);
	free(info->label);
	string_list_clear(&info->mutants);
	string_list_clear(&info->suites);
	string_list_clear(&info->command);
	string_list_clear(&info->planned);
	string_list_clear(&info->obtained);
	*info = (struct run_info){ 0 };
}

struct json_object *run_info_to_json(const struct run_info *info)
{
	struct json_object *record = record_new("results");

	json_object_object_add(record, "version", json_object_new_int(RECORD_VERSION));
	record_add_string(record, "program_version", normalpage_version);
	record_add_string(record, "kernel", info->kernel);
	record_add_string(record, "origin", info->origin);
	record_add_string(record, "xen", info->xen);
	record_add_string(record, "accel", info->accel);
	record_add_string(record, "started", info->started);
	record_add_lines(record, "mutants", &info->mutants);
	record_add_lines(record, "suites", &info->suites);
	record_add_lines(record, "command", &info->command);
	record_add_lines(record, "planned", &info->planned);
	record_add_lines(record, "obtained", &info->obtained);
	return record;
}

static char *get(struct json_object *record, const char *name)
{
	return text_clean(record_string(record, name), TEXT_NAME_MAX);
}

bool run_info_from_json(struct json_object *record, struct run_info *info)
{
	*info = (struct run_info){
		.kernel = get(record, "kernel"),
		.origin = get(record, "origin"),
		.xen = get(record, "xen"),
		.accel = get(record, "accel"),
		.started = get(record, "started"),
	};
	if (info->kernel && record_get_lines(record, "mutants", &info->mutants) &&
	    record_get_lines(record, "suites", &info->suites) &&
	    record_get_lines(record, "command", &info->command) &&
	    record_get_lines(record, "planned", &info->planned) &&
	    record_get_lines(record, "obtained", &info->obtained))
		return true;
	run_info_clear(info);
	return false;
}

char *run_info_title(const struct run_info *info)
{
	guarded(free) char *mutants = string_list_join(&info->mutants, ", ");
	char *title = string_format("Linux %s%s%s%s%s%s%s", info->kernel ? info->kernel : "unknown",
		     info->origin ? " (" : "", info->origin ? info->origin : "",
		     info->origin ? ")" : "", info->xen ? ", Xen (" : "", info->xen ? info->xen : "",
		     info->xen ? ")" : "");

	if (*mutants)
		string_append(&title, ", mutated: ", mutants);
	return title;
}

char *run_info_accel(const struct run_info *info)
{
	return string_list_join(&info->obtained, ", ");
}
