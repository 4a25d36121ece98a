// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache/temporary.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <uuid/uuid.h>

#include "lib/base/owned_string.h"
#include "provisioning/journal/boot.h"
#include "provisioning/journal/thing.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/string_list.h"

#define NAME "normalpage-"

static char *random_path(const char *parent)
{
	char text[UUID_STR_LEN];
	uuid_t uuid;

	uuid_generate(uuid);
	uuid_unparse_lower(uuid, text);
	return string_format("%s/" NAME "%s", parent, text);
}

static struct error *make(struct journal *journal, unsigned int id, struct json_object *thing,
			  const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) || lstat(path, &st))
		return error_errno(errno, "cannot make the directory %s", path);
	thing_set_number(thing, "device", st.st_dev);
	thing_set_number(thing, "inode", st.st_ino);
	return journal ? journal_amend(journal, id, json_object_get(thing)) : NULL;
}

struct error *temporary_make(struct journal *journal, const char *parent, char **path,
			     unsigned int *id)
{
	struct json_object *thing guarded(json) = thing_new("temporary");
	guarded(free) char *real = realpath(parent, NULL);
	struct error *err = NULL;

	if (!real)
		return error_errno(errno, "%s", parent);
	*path = random_path(real);
	thing_set(thing, "path", *path);
	thing_set_number(thing, "owner", geteuid());
	if (journal)
		err = journal_write(journal, json_object_get(thing), id);
	return err ? err : make(journal, *id, thing, *path);
}

static char *describe(struct json_object *thing)
{
	return string_format("directory %s of a run", thing_string(thing, "path"));
}

/* device numbers are given again at each boot */
static bool same_device(struct json_object *thing, dev_t device)
{
	char boot[BOOT_ID_SIZE];

	boot_id(boot);
	return strcmp(boot, thing_string(thing, "boot")) || device == thing_number(thing, "device");
}

static enum thing_state look(struct json_object *thing, char **why)
{
	const char *path = thing_string(thing, "path"), *name = strrchr(path, '/');
	unsigned long long inode = thing_number(thing, "inode");
	struct stat st;

	if (!name || strncmp(name + 1, NAME, strlen(NAME)))
		return thing_foreign(why, "the journal names what this program never makes");
	if (lstat(path, &st))
		return errno == ENOENT ? THING_GONE : thing_foreign(why, "%s", strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return thing_foreign(why, "it is no directory");
	if (st.st_uid != thing_number(thing, "owner") || st.st_uid != geteuid() ||
	    st.st_mode & (S_IWGRP | S_IWOTH))
		return thing_foreign(why, "it belongs to another user, or others can write to it");
	if (inode && (st.st_ino != inode || !same_device(thing, st.st_dev)))
		return thing_foreign(why, "it is another directory than the one that was made");
	return THING_OURS;
}

static struct error *remove_it(struct json_object *thing)
{
	const char *path = thing_string(thing, "path");
	guarded(free) char *why = NULL;

	if (look(thing, &why) == THING_FOREIGN)
		return error_create(ERROR_SYSTEM, "%s", why);
	/* its name alone says that it is ours: then it has to be empty */
	if (thing_number(thing, "inode"))
		cache_discard(path);
	else
		rmdir(path);
	return access(path, F_OK) ? NULL : error_create(ERROR_SYSTEM, "it could not be removed");
}

THING_KIND(temporary) = {
	.name = "temporary",
	.persistent = true,
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
