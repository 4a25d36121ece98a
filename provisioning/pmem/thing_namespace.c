// SPDX-License-Identifier: GPL-2.0-or-later
/* A namespace that was made in free capacity: its label has a uuid that nobody else chose. */
#include <fcntl.h>
#include <string.h>

#include "lib/base/device.h"
#include "lib/base/owned_string.h"
#include "provisioning/journal/thing.h"
#include "provisioning/pmem/contents.h"
#include "provisioning/pmem/identity.h"
#include "provisioning/pmem/namespace.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/pmem/use.h"

static char *describe(struct json_object *thing)
{
	return string_format("namespace %s in %s", thing_string(thing, "uuid"),
			     thing_string(thing, "region"));
}

/*
 * A file system of ours goes first: a signature that is there then is foreign. Unknown data are what
 * tests wrote, or lay in the free capacity before.
 */
static enum thing_state look_at_data(struct tree *tree, const char *name, bool block, char **why)
{
	guarded(free) char *path = string_format("/dev/%s", name);
	struct contents c guarded(contents) = { .kind = CONTENTS_EMPTY };
	guarded(fd) int fd = -1;
	guarded(error) struct error *err = device_open(name, O_RDONLY, &fd);

	if (!err && block)
		err = contents_look(fd, path, NULL, &c);
	else if (!err)
		err = contents_look_mapped(fd, tree_number(tree, "/sys/bus/dax/devices/%s/size", name), path, NULL, &c);
	if (err)
		return thing_foreign(why, "%s", err->message);
	if (c.kind == CONTENTS_KNOWN)
		return thing_held(why, "%s carries a signature (%s)", path, c.what);
	return THING_OURS;
}

static enum thing_state look_at_device(struct tree *tree, const char *device, char **why)
{
	const char *name = strrchr(device, '/') ? strrchr(device, '/') + 1 : device;
	bool block = !strncmp(name, "pmem", 4);
	guarded(free) char *use = NULL;

	/* one without a device has no users */
	if (!block && strncmp(name, "dax", 3))
		return THING_OURS;
	use = block ? use_of_block(tree, name) : use_of_char(tree, name);
	if (use)
		return thing_held(why, "%s is %s", device, use);
	return look_at_data(tree, name, block, why);
}

static char *find_either(struct tree *tree, struct json_object *thing)
{
	char *found = identity_find(tree, thing_string(thing, "uuid"));

	return found ? found : identity_find(tree, thing_string(thing, "claim"));
}

static enum thing_state look_at(struct tree *tree, struct pmem *pmem, struct json_object *thing,
				char **why)
{
	struct pmem_namespace *ns guarded(pmem_namespace) =
		pmem_namespace_find(pmem, thing_string(thing, "uuid"));
	guarded(free) char *hidden = NULL, *found = NULL;

	if (!ns && pmem_claim_exists(pmem, thing_string(thing, "claim")))
		return THING_OURS;
	if (!ns)
		found = find_either(tree, thing);
	if (found)
		return thing_foreign(why, "%s has its uuid, and libndctl cannot read it", found);
	if (!ns)
		hidden = identity_hidden(tree, thing_string(thing, "uuid"));
	if (hidden)
		return thing_foreign(why, "%s is not active: whether it is there cannot be known", hidden);
	if (!ns)
		return THING_GONE;
	return look_at_device(tree, pmem_namespace_device(ns), why);
}

/* what was found is found, but not what was not */
static enum thing_state look_with(struct pmem *pmem, struct json_object *thing, char **why)
{
	struct tree tree = { .root = "" };
	enum thing_state state = look_at(&tree, pmem, thing, why);
	guarded(error) struct error *err = tree_finish(&tree);

	if (!err || state == THING_HELD || state == THING_FOREIGN)
		return state;
	return thing_foreign(why, "%s", err->message);
}

static enum thing_state look(struct json_object *thing, char **why)
{
	struct pmem *pmem guarded(pmem) = NULL;
	guarded(error) struct error *err = pmem_open(&pmem);

	if (err)
		return thing_foreign(why, "%s", err->message);
	return look_with(pmem, thing, why);
}

/* it was looked at a while ago, before what lay on it was removed */
static struct error *remove_in(struct pmem *pmem, struct json_object *thing)
{
	guarded(free) char *why = NULL;
	struct pmem_namespace *ns;
	struct error *err;

	switch (look_with(pmem, thing, &why)) {
	case THING_HELD:
	case THING_FOREIGN:
		return error_create(ERROR_SYSTEM, "%s", why);
	case THING_OURS:
	case THING_GONE:
		break;
	}
	err = pmem_claim_release(pmem, thing_string(thing, "claim"));
	if (err)
		return err;
	ns = pmem_namespace_find(pmem, thing_string(thing, "uuid"));
	return ns ? pmem_namespace_destroy(ns) : NULL;
}

static struct error *remove_it(struct json_object *thing)
{
	struct pmem *pmem guarded(pmem) = NULL;
	struct error *err = pmem_open(&pmem);

	return err ? err : remove_in(pmem, thing);
}

THING_KIND(namespace) = {
	.name = "namespace",
	.persistent = true,
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
