// SPDX-License-Identifier: GPL-2.0-or-later
/* A setting that was changed: restored, if it still has a value that we gave it. */
#include "provisioning/journal/own_setting.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/kernel/system_file.h"
#include "lib/base/owned_string.h"
#include "provisioning/journal/thing.h"

#define BELOW "/sys/kernel/mm/"

static bool is_setting(const char *path)
{
	return !strncmp(path, BELOW, strlen(BELOW)) && !strstr(path, "..");
}

/* after a failure: this kernel has no such setting */
static bool is_missing(void)
{
	return errno == ENOENT && !access(BELOW, F_OK);
}

struct error *own_setting_write(struct journal *journal, const char *path,
				const unsigned long *ours, size_t nr)
{
	struct json_object *values, *thing;
	unsigned long before;
	unsigned int id;

	/* what is no number leaves it as it is */
	errno = EIO;
	if (!system_file_number(path, &before))
		return is_missing() ? NULL : error_errno(errno, "cannot read %s", path);
	thing = thing_new("setting");
	values = json_object_new_array();
	for (size_t i = 0; i < nr; i++)
		json_object_array_add(values, json_object_new_int64((int64_t)ours[i]));
	thing_set(thing, "path", path);
	thing_set_number(thing, "before", before);
	json_object_object_add(thing, "ours", values);
	return journal_write(journal, thing, &id);
}

static char *describe(struct json_object *thing)
{
	return string_format("%s, which was %llu", thing_string(thing, "path"),
			     thing_number(thing, "before"));
}

static bool is_ours(struct json_object *thing, unsigned long value)
{
	struct json_object *ours;

	if (!json_object_object_get_ex(thing, "ours", &ours) ||
	    !json_object_is_type(ours, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(ours); i++)
		if ((unsigned long)json_object_get_int64(json_object_array_get_idx(ours, i)) ==
		    value)
			return true;
	return false;
}

static enum thing_state look(struct json_object *thing, char **why)
{
	const char *path = thing_string(thing, "path");
	unsigned long now;

	if (!is_setting(path))
		return thing_foreign(why, "it is no setting below " BELOW);
	/* what is no number leaves it as it is */
	errno = EIO;
	if (!system_file_number(path, &now))
		return is_missing() ? THING_GONE : thing_foreign(why, "it cannot be read: %m");
	if (now == thing_number(thing, "before"))
		return THING_GONE;
	return is_ours(thing, now) ? THING_OURS : thing_foreign(why, "it is %lu by now", now);
}

static struct error *remove_it(struct json_object *thing)
{
	const char *path = thing_string(thing, "path");

	return system_file_set_number(path, thing_number(thing, "before")) ? NULL :
	       error_errno(errno, "cannot write %s", path);
}

THING_KIND(setting) = {
	.name = "setting",
	.machine = true,
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
