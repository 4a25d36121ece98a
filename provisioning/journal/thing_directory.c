// SPDX-License-Identifier: GPL-2.0-or-later
/* A directory with a name that nobody else chose: made empty, removed empty. */
#include "provisioning/journal/own_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <uuid/uuid.h>

#include "lib/base/owned_string.h"
#include "provisioning/journal/boot.h"
#include "provisioning/journal/thing.h"

#define OPEN_PARENT (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define OPEN_OURS (OPEN_PARENT | O_NOFOLLOW)

static void random_name(char *name, size_t size)
{
	char text[UUID_STR_LEN];
	uuid_t uuid;

	uuid_generate(uuid);
	uuid_unparse_lower(uuid, text);
	snprintf(name, size, "normalpage-%s", text);
}

/* ext4's is made of its uuid, xfs's of its device's number */
static unsigned long long id_of(const struct statfs *fs)
{
	return (unsigned long long)(unsigned int)fs->f_fsid.__val[0] << 32 |
	       (unsigned int)fs->f_fsid.__val[1];
}

static struct json_object *describe_directory(int in, const char *parent, const char *name,
					      const struct stat *st)
{
	struct json_object *thing = thing_new("directory");
	struct statfs fs;

	thing_set(thing, "parent", parent);
	thing_set(thing, "name", name);
	thing_set_number(thing, "device", st->st_dev);
	thing_set_number(thing, "parent-inode", st->st_ino);
	thing_set_number(thing, "owner", geteuid());
	if (fstatfs(in, &fs))
		return thing;
	thing_set_number(thing, "volatile", fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC);
	thing_set_number(thing, "filesystem", id_of(&fs));
	return thing;
}

struct error *own_directory_make(struct journal *journal, const char *parent,
				 struct own_directory *dir)
{
	guarded(fd) int in = open(parent, OPEN_PARENT);
	struct json_object *thing guarded(json) = NULL;
	/* not where it could not be opened: errno is then to say why */
	guarded(free) char *path = in < 0 ? NULL : realpath(parent, NULL);
	struct stat st, made;
	unsigned int id;
	struct error *err;

	if (!path || fstat(in, &st))
		return error_errno(errno, "%s", parent);
	random_name(dir->name, sizeof(dir->name));
	thing = describe_directory(in, path, dir->name, &st);
	err = journal_write(journal, json_object_get(thing), &id);
	if (err)
		return err;
	if (mkdirat(in, dir->name, 0700))
		return error_errno(errno, "making a directory in %s", parent);
	dir->fd = openat(in, dir->name, OPEN_OURS);
	if (dir->fd < 0 || fstat(dir->fd, &made))
		return error_errno(errno, "%s/%s", parent, dir->name);
	thing_set_number(thing, "inode", made.st_ino);
	snprintf(dir->path, sizeof(dir->path), "%s/%s", path, dir->name);
	return journal_amend(journal, id, take(thing));
}

static char *describe(struct json_object *thing)
{
	return string_format("directory %s/%s", thing_string(thing, "parent"),
			     thing_string(thing, "name"));
}

/* device numbers are given again at each boot */
static bool same_boot(struct json_object *thing)
{
	return !boot_differs(thing_string(thing, "boot"));
}

static bool is_empty(int fd)
{
	guarded(dir) DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir)
		close(fd);
	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			return false;
	return dir != NULL;
}

static bool same_filesystem(struct json_object *thing, int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && id_of(&fs) == thing_number(thing, "filesystem");
}

static enum thing_state look_inside(struct json_object *thing, int parent, const char *name,
				    dev_t device, char **why)
{
	unsigned long long inode = thing_number(thing, "inode");
	guarded(fd) int fd = openat(parent, name, OPEN_OURS);
	struct stat st;

	/* roots of file systems have the same inode: after a boot, another one may be mounted there */
	if (fd < 0 && errno == ENOENT && !same_boot(thing) && !same_filesystem(thing, parent))
		return thing_foreign(why, "another file system is mounted where it was made");
	if (fd < 0 && errno == ENOENT)
		return THING_GONE;
	if (fd < 0 || fstat(fd, &st))
		return thing_foreign(why, "it is no directory any more: %s", strerror(errno));
	if (st.st_dev != device)
		return thing_held(why, "something is mounted on it");
	if (inode && st.st_ino != inode)
		return thing_foreign(why, "it is another directory than the one that was made");
	if (st.st_uid != thing_number(thing, "owner"))
		return thing_foreign(why, "it belongs to another user");
	if (!is_empty(take_fd(fd)))
		return thing_foreign(why, "there is something in it that was not made by a test");
	return THING_OURS;
}

static enum thing_state look_at(struct json_object *thing, int *parent, char **why)
{
	const char *path = thing_string(thing, "parent"), *name = thing_string(thing, "name");
	struct stat st;

	if (strncmp(name, "normalpage-", 11) || strchr(name, '/'))
		return thing_foreign(why, "the journal names what this program never makes");
	*parent = open(path, OPEN_PARENT | O_NOFOLLOW);
	/* what is not there may be below what is not mounted */
	if (*parent < 0 && errno == ENOENT)
		return thing_number(thing, "volatile") ? THING_GONE :
		       thing_foreign(why, "%s is not there: mount what was mounted, then try again", path);
	if (*parent < 0 || fstat(*parent, &st))
		return thing_foreign(why, "%s: %s", path, strerror(errno));
	if (st.st_ino == thing_number(thing, "parent-inode") &&
	    (!same_boot(thing) || st.st_dev == thing_number(thing, "device")))
		return look_inside(thing, *parent, name, st.st_dev, why);
	if (!same_boot(thing) && thing_number(thing, "volatile"))
		return THING_GONE;
	/* not the place that it was made in: an unmounted file system, perhaps */
	return thing_foreign(why, "%s is another directory than before: mount what was mounted there, "
			     "then try again", path);
}

static enum thing_state look(struct json_object *thing, char **why)
{
	guarded(fd) int parent = -1;

	return look_at(thing, &parent, why);
}

static struct error *remove_it(struct json_object *thing)
{
	guarded(fd) int parent = -1;
	guarded(free) char *why = NULL;
	enum thing_state state = look_at(thing, &parent, &why);

	if (state == THING_FOREIGN || state == THING_HELD)
		return error_create(ERROR_SYSTEM, "%s", why);
	/* rmdir(2) takes what is empty, and nothing else */
	if (state == THING_OURS && unlinkat(parent, thing_string(thing, "name"), AT_REMOVEDIR))
		return error_errno(errno, "rmdir");
	/* its entry is deleted next: it must not come back with a crash, when no journal has it any more */
	if (state == THING_OURS && fsync(parent))
		return error_errno(errno, "rmdir");
	return NULL;
}

THING_KIND(directory) = {
	.name = "directory",
	.persistent = true,
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
