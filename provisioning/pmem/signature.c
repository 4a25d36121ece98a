// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/signature.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <string.h>

#include "lib/base/owned_string.h"

DEFINE_CLEANUP(probe, blkid_probe, blkid_free_probe(VALUE))

static char *value_of(blkid_probe probe, const char *name)
{
	const char *data;
	char *value;

	if (blkid_probe_lookup_value(probe, name, &data, NULL))
		return NULL;
	value = string_copy(data);
	if (!value)
		abort();
	return value;
}

static char *name_of(blkid_probe probe)
{
	guarded(free) char *table = NULL;
	char *what = value_of(probe, "TYPE");

	if (what)
		return what;
	table = value_of(probe, "PTTYPE");
	what = string_format("%s%s", table ? table : "unknown", table ? " partition table" : "");
	return what;
}

static void enable_all(blkid_probe probe)
{
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_MAGIC | BLKID_SUBLKS_TYPE |
					  BLKID_SUBLKS_UUID | BLKID_SUBLKS_BADCSUM);
	blkid_probe_enable_partitions(probe, 1);
	blkid_probe_set_partitions_flags(probe, BLKID_PARTS_MAGIC | BLKID_PARTS_FORCE_GPT);
}

struct error *signature_find(int fd, char **what, char **uuid)
{
	blkid_probe probe guarded(probe) = blkid_new_probe();
	int rc;

	*what = NULL;
	if (uuid)
		*uuid = NULL;
	errno = 0;
	if (!probe || blkid_probe_set_device(probe, fd, 0, 0))
		return error_create(ERROR_SYSTEM, "libblkid cannot read the device%s%s",
				    errno ? ": " : "", errno ? strerror(errno) : "");
	enable_all(probe);
	/* not safeprobe: that is for telling what to mount, and passes over what is ambiguous */
	rc = blkid_do_probe(probe);
	if (rc < 0)
		return error_create(ERROR_SYSTEM, "libblkid cannot tell what is on the device");
	if (rc)
		return NULL;
	*what = name_of(probe);
	if (uuid)
		*uuid = value_of(probe, "UUID");
	if (uuid && !*uuid)
		*uuid = string_copy("");
	return NULL;
}

struct error *signature_refuse(int fd, const char *name)
{
	guarded(free) char *what = NULL;
	struct error *err = signature_find(fd, &what, NULL);

	if (err)
		return error_context(err, "%s is not touched", name);
	if (what)
		return error_create(ERROR_SYSTEM, "%s carries a signature (%s): it is not touched",
				    name, what);
	return NULL;
}
