// SPDX-License-Identifier: GPL-2.0-or-later
/* A file system with a uuid of our own, on a namespace that is identified by its uuids. */
#include <fcntl.h>
#include <string.h>

#include "lib/base/device.h"
#include "lib/base/owned_string.h"
#include "provisioning/journal/thing.h"
#include "provisioning/pmem/contents.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/identity.h"
#include "provisioning/pmem/signature.h"
#include "provisioning/pmem/use.h"

static char *find_block(struct tree *tree, struct json_object *thing)
{
	return identity_find_block(tree, thing_string(thing, "namespace"),
				   thing_string(thing, "claim"));
}

/* devices may have other numbers after a boot: this one by its present name */
static char *describe(struct json_object *thing)
{
	guarded(free) char *block = find_block(TREE_HERE, thing);

	return string_format("%s file system %s on /dev/%s", thing_string(thing, "type"),
			     thing_string(thing, "uuid"),
			     block ? block : thing_string(thing, "device"));
}

static enum thing_state look_on(int fd, struct json_object *thing, char **why)
{
	guarded(free) char *what = NULL, *uuid = NULL;
	guarded(error) struct error *err = signature_find(fd, &what, &uuid);

	if (err)
		return thing_foreign(why, "%s", err->message);
	if (!what)
		return THING_GONE;
	if (strcasecmp(uuid, thing_string(thing, "uuid")))
		return thing_foreign(why, "the device carries another signature now (%s %s)", what,
				     uuid);
	return THING_OURS;
}

static enum thing_state look_on_device(const char *block, struct json_object *thing, char **why)
{
	guarded(fd) int fd = -1;
	guarded(error) struct error *err = device_open(block, O_RDONLY, &fd);

	return err ? thing_foreign(why, "%s", err->message) : look_on(fd, thing, why);
}

static enum thing_state look_at(struct tree *tree, struct json_object *thing, char **why)
{
	guarded(free) char *block = find_block(tree, thing), *use = NULL, *hidden = NULL;
	enum thing_state state;

	if (!block)
		hidden = identity_hidden(tree, thing_string(thing, "namespace"));
	if (hidden)
		return thing_foreign(why, "%s is not active: whether it is there cannot be known", hidden);
	if (!block)
		return THING_GONE;
	state = look_on_device(block, thing, why);
	use = state == THING_OURS ? use_of_block(tree, block) : NULL;
	return use ? thing_held(why, "/dev/%s is %s", block, use) : state;
}

static enum thing_state look(struct json_object *thing, char **why)
{
	struct tree tree = { .root = "" };
	enum thing_state state = look_at(&tree, thing, why);
	guarded(error) struct error *err = tree_finish(&tree);

	/* what was found is found, but not what was not */
	if (!err || state == THING_HELD || state == THING_FOREIGN)
		return state;
	return thing_foreign(why, "%s", err->message);
}

/* what is left of ours on a namespace that was given away is ours the next time, too */
static struct error *mark(int fd, const char *path, struct json_object *thing)
{
	const char *uuid = thing_string(thing, "namespace");

	if (!thing_number(thing, "given"))
		return NULL;
	return contents_mark(fd, path, *uuid ? uuid : thing_string(thing, "claim"));
}

/* the device that is claimed, if what is on it is still ours */
static struct error *wipe(const char *block, struct json_object *thing)
{
	guarded(free) char *path = string_format("/dev/%s", block), *why = NULL;
	guarded(fd) int fd = -1;
	struct error *err = use_claim_block(block, &fd);

	if (err)
		return err;
	switch (look_on(fd, thing, &why)) {
	case THING_OURS:
		err = filesystem_wipe_open(fd, path);
		return err ? err : mark(fd, path, thing);
	case THING_HELD:
	case THING_FOREIGN:
		return error_create(ERROR_SYSTEM, "%s", why);
	case THING_GONE:
		break;
	}
	return NULL;
}

static struct error *remove_it(struct json_object *thing)
{
	struct tree tree = { .root = "" };
	guarded(free) char *block = find_block(&tree, thing);
	struct error *err = tree_finish(&tree);

	return err || !block ? err : wipe(block, thing);
}

THING_KIND(filesystem) = {
	.name = "filesystem",
	.persistent = true,
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
