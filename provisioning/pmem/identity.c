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
