// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/identity.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "provisioning/pmem/sysfs.h"

#define ND "/sys/bus/nd/devices/"

static bool matches(char *its, const char *uuid)
{
	return !strcasecmp(its ? its : "", uuid);
}

static char *block_of(const char *root, const char *name, const char *uuid, const char *claim)
{
	guarded(free) char *its_uuid = sysfs_read(root, ND "%s/uuid", name);
	guarded(free) char *holder = sysfs_read(root, ND "%s/holder", name);
	guarded(free) char *its_claim = holder && *holder ?
		sysfs_read(root, ND "%s/uuid", holder) : NULL;
	guarded(free) char *dir = NULL;
	char **blocks, *block;

	if (!matches(its_uuid, uuid) || !matches(its_claim, claim))
		return NULL;
	if (asprintf(&dir, ND "%s/block", holder && *holder ? holder : name) < 0)
		abort();
	blocks = sysfs_entries(root, dir, "pmem");
	block = *blocks ? strdup(*blocks) : NULL;
	sysfs_entries_free(blocks);
	return block;
}

char *identity_find_block(const char *root, const char *uuid, const char *claim)
{
	char **names = sysfs_entries(root, ND, "namespace");
	char *block = NULL;

	for (char **name = names; *name && !block && (*uuid || *claim); name++)
		block = block_of(root, *name, uuid, claim);
	sysfs_entries_free(names);
	return block;
}

/* without a uuid of its own it could be any that has none */
static bool is_inactive(const char *root, const char *name, const char *uuid)
{
	guarded(free) char *its_uuid = sysfs_read(root, ND "%s/uuid", name);
	guarded(free) char *holder = sysfs_read(root, ND "%s/holder", name);

	return sysfs_number(root, ND "%s/size", name) && matches(its_uuid, uuid) &&
	       !sysfs_exists(root, ND "%s/driver", holder && *holder ? holder : name);
}

char *identity_hidden(const char *root, const char *uuid)
{
	char **regions = sysfs_entries(root, ND, "region"), **names = sysfs_entries(root, ND, "namespace");
	char *hidden = *regions ? NULL : strdup("persistent memory");

	for (char **region = regions; *region && !hidden; region++)
		if (!sysfs_exists(root, ND "%s/driver", *region))
			hidden = strdup(*region);
	for (char **name = names; *name && !hidden; name++)
		if (is_inactive(root, *name, uuid))
			hidden = strdup(*name);
	sysfs_entries_free(regions);
	sysfs_entries_free(names);
	return hidden;
}
