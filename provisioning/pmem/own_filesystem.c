// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/own_filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <uuid/uuid.h>

#include "provisioning/journal/thing.h"
#include "provisioning/pmem/contents.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/use.h"

#define MOUNTS "/run/normalpage"

/** struct device - the block device, as it was when it was held exclusively */
struct device {
	char path[64];
	dev_t number;
};

static struct error *check_contents(const struct own_place *place, int fd, const char *path)
{
	struct contents c guarded(contents) = { .kind = CONTENTS_EMPTY };
	struct error *err = contents_look(fd, path, *place->uuid ? place->uuid : place->claim, &c);

	if (err || (place->made && c.kind == CONTENTS_UNKNOWN))
		return err;
	return contents_refuse(&c, path, place->given_up);
}

static struct error *check_free(const struct own_place *place, struct device *device)
{
	guarded(fd) int fd = -1;
	struct stat st;
	struct error *err;

	snprintf(device->path, sizeof(device->path), "/dev/%s", place->block);
	err = use_claim_block(place->block, &fd);
	if (!err)
		err = check_contents(place, fd, device->path);
	if (!err && fstat(fd, &st))
		err = error_errno(errno, "%s", device->path);
	if (!err)
		device->number = st.st_rdev;
	return err;
}

static struct error *make(struct journal *journal, const struct own_place *place, const char *type,
			  const struct device *device)
{
	struct json_object *thing = thing_new("filesystem");
	char uuid[UUID_STR_LEN];
	struct error *err;
	unsigned int id;
	uuid_t random;

	uuid_generate(random);
	uuid_unparse_lower(random, uuid);
	thing_set(thing, "device", place->block);
	thing_set(thing, "namespace", place->uuid);
	thing_set(thing, "claim", place->claim);
	thing_set_number(thing, "given", !place->made);
	thing_set(thing, "type", type);
	thing_set(thing, "uuid", uuid);
	err = journal_write(journal, thing, &id);
	return err ? err : filesystem_make_as(device->path, type, uuid);
}

static struct error *mount_at(struct journal *journal, const char *type,
			      const struct device *device, const char *dir)
{
	struct json_object *thing = thing_new("mount");
	struct error *err;
	unsigned int id;

	thing_set(thing, "directory", dir);
	thing_set_number(thing, "device", device->number);
	err = journal_write(journal, thing, &id);
	return err ? err : filesystem_mount(device->path, type, "dax=always", dir);
}

static struct error *open_root(struct own_directory *root, const struct device *device)
{
	struct stat st;

	cleanup_fd(&root->fd);
	root->fd = open(root->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (root->fd < 0 || fstat(root->fd, &st))
		return error_errno(errno, "%s", root->path);
	if (st.st_dev != device->number)
		return error_create(ERROR_SYSTEM, "%s is not the file system that was made",
				    root->path);
	return NULL;
}

struct error *own_filesystem_make(struct journal *journal, const struct own_place *place,
				  const char *type, struct own_directory *root)
{
	struct device device;
	struct error *err;

	if (!*place->uuid && !*place->claim)
		return error_create(ERROR_UNTESTABLE, "/dev/%s has no uuid: after a crash nobody could "
				    "distinguish it from another", place->block);
	if (mkdir(MOUNTS, 0755) && errno != EEXIST)
		return error_errno(errno, MOUNTS);
	err = check_free(place, &device);
	if (!err)
		err = own_directory_make(journal, MOUNTS, root);
	if (!err)
		err = make(journal, place, type, &device);
	if (!err)
		err = mount_at(journal, type, &device, root->path);
	return err ? err : open_root(root, &device);
}
