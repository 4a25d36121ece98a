// SPDX-License-Identifier: GPL-2.0-or-later
/* A namespace that was made in free capacity: its label has a uuid that nobody else chose. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/owned_string.h"
#include "provisioning/journal/thing.h"
#include "provisioning/pmem/identity.h"
#include "provisioning/pmem/namespace.h"
#include "provisioning/pmem/signature.h"
#include "provisioning/pmem/sysfs.h"
#include "provisioning/pmem/use.h"

static char *describe(struct json_object *thing)
{
	return string_format("namespace %s in %s", thing_string(thing, "uuid"),
			     thing_string(thing, "region"));
}

/* a file system of ours goes first: one that is there then was made by somebody else */
static enum thing_state look_at_data(const char *device, char **why)
{
	guarded(error) struct error *err = NULL;
	guarded(fd) int fd = open(device, O_RDONLY | O_CLOEXEC);
	guarded(free) char *what = NULL;

	if (fd < 0)
		return thing_foreign(why, "%s cannot be opened: %m", device);
	err = signature_find(fd, &what, NULL);
	if (err)
		return thing_foreign(why, "%s: %s", device, err->message);
	if (what)
		return thing_held(why, "%s carries a signature (%s)", device, what);
	return THING_OURS;
}

/* NULL in *@use: nobody, as far as all could be looked at that there is */
static struct error *find_use(const char *device, char **use)
{
	struct error *failure;
	struct stat st;

	sysfs_watch();
	if (!strncmp(device, "/dev/pmem", 9))
		*use = use_of_block("", device + strlen("/dev/"));
	/* a node that is not there yet tells nothing of its users */
	else if (stat(device, &st))
		sysfs_failed(device, errno == ENOENT ? ENXIO : errno);
	else
		*use = use_of_char("", st.st_rdev);
	failure = sysfs_watched();
	if (!*use)
		return failure;
	error_destroy(failure);
	return NULL;
}

static enum thing_state look_at_device(const char *device, char **why)
{
	guarded(free) char *use = NULL;
	guarded(error) struct error *err = NULL;

	/* one without a device has no users */
	if (strncmp(device, "/dev/dax", 8) && strncmp(device, "/dev/pmem", 9))
		return THING_OURS;
	err = find_use(device, &use);
	if (err)
		return thing_foreign(why, "%s", err->message);
	if (use)
		return thing_held(why, "%s is %s", device, use);
	return strncmp(device, "/dev/pmem", 9) ? THING_OURS : look_at_data(device, why);
}

static enum thing_state look_at(struct pmem *pmem, struct json_object *thing, char **why)
{
	struct pmem_namespace *ns guarded(pmem_namespace) =
		pmem_namespace_find(pmem, thing_string(thing, "uuid"));
	guarded(free) char *hidden = NULL;

	if (!ns && pmem_claim_exists(pmem, thing_string(thing, "claim")))
		return THING_OURS;
	if (!ns)
		hidden = identity_hidden("", thing_string(thing, "uuid"));
	if (hidden)
		return thing_foreign(why, "%s is not active: whether it is there cannot be told", hidden);
	if (!ns)
		return THING_GONE;
	return look_at_device(pmem_namespace_device(ns), why);
}

static enum thing_state look(struct json_object *thing, char **why)
{
	struct pmem *pmem guarded(pmem) = NULL;
	guarded(error) struct error *err = pmem_open(&pmem);

	if (err)
		return thing_foreign(why, "%s", err->message);
	return look_at(pmem, thing, why);
}

static struct error *take_down(struct json_object *thing)
{
	struct pmem *pmem guarded(pmem) = NULL;
	struct error *err = pmem_open(&pmem);
	struct pmem_namespace *ns;

	if (!err)
		err = pmem_claim_release(pmem, thing_string(thing, "claim"));
	if (err)
		return err;
	ns = pmem_namespace_find(pmem, thing_string(thing, "uuid"));
	return ns ? pmem_namespace_destroy(ns) : NULL;
}

THING_KIND(namespace) = {
	.name = "namespace",
	.persistent = true,
	.describe = describe,
	.look = look,
	.take_down = take_down,
};
