// SPDX-License-Identifier: GPL-2.0-or-later
/* A file system of ours at a directory of ours, identified by the device that it is on. */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"
#include "provisioning/journal/thing.h"

static char *describe(struct json_object *thing)
{
	return string_format("mount at %s", thing_string(thing, "directory"));
}

static enum thing_state look(struct json_object *thing, char **why)
{
	const char *dir = thing_string(thing, "directory");
	guarded(free) char *parent = string_format("%s/..", dir);
	struct stat st, above;

	if (lstat(dir, &st))
		return errno == ENOENT ? THING_GONE
				       : thing_foreign(why, "%s: %s", dir, strerror(errno));
	if (st.st_dev == thing_number(thing, "device"))
		return THING_OURS;
	/* ".." of a mounted root is that of the directory below it */
	if (stat(parent, &above) || above.st_dev != st.st_dev)
		return thing_foreign(why, "another file system is mounted there");
	return THING_GONE;
}

static struct error *remove_it(struct json_object *thing)
{
	guarded(free) char *why = NULL;
	enum thing_state state = look(thing, &why);

	if (state == THING_FOREIGN)
		return error_create(ERROR_SYSTEM, "%s", why);
	/* a file system that is in use stays: EBUSY */
	if (state == THING_OURS && umount2(thing_string(thing, "directory"), UMOUNT_NOFOLLOW))
		return error_errno(errno, "umount");
	return NULL;
}

THING_KIND(mount) = {
	.name = "mount",
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
