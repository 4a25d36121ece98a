// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/identity.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"
#include "provisioning/pmem/tree.h"

#define ND "/sys/bus/nd/devices/"

static bool matches(char *its, const char *uuid)
{
	return !strcasecmp(its ? its : "", uuid);
}

static char *block_of(struct tree *tree, const char *name, const char *uuid, const char *claim)
{
	guarded(free) char *its_uuid = tree_read(tree, ND "%s/uuid", name);
	guarded(free) char *holder = tree_read(tree, ND "%s/holder", name);
	guarded(free) char *its_claim = holder && *holder ?
		tree_read(tree, ND "%s/uuid", holder) : NULL;
	guarded(free) char *dir = NULL;
	struct string_list blocks guarded(strings) = { 0 };

	if (!matches(its_uuid, uuid) || !matches(its_claim, claim))
		return NULL;
	dir = string_format(ND "%s/block", holder && *holder ? holder : name);
	blocks = tree_entries(tree, dir, "pmem");
	return blocks.nr ? string_copy(blocks.item[0]) : NULL;
}

char *identity_find_block(struct tree *tree, const char *uuid, const char *claim)
{
	struct string_list names guarded(strings) = tree_entries(tree, ND, "namespace");
	char *block = NULL;

	for (char **name = names.item; name && *name && !block && (*uuid || *claim); name++)
		block = block_of(tree, *name, uuid, claim);
	return block;
}

char *identity_find(struct tree *tree, const char *uuid)
{
	struct string_list names guarded(strings) = tree_entries(tree, ND, "");
	char *found = NULL;

	for (char **name = names.item; name && *name && !found && *uuid; name++) {
		guarded(free) char *its = tree_read(tree, ND "%s/uuid", *name);

		if (its && matches(its, uuid))
			found = string_copy(*name);
	}
	return found;
}

/* without a uuid of its own it could be any that has none */
static bool is_inactive(struct tree *tree, const char *name, const char *uuid)
{
	guarded(free) char *its_uuid = tree_read(tree, ND "%s/uuid", name);
	guarded(free) char *holder = tree_read(tree, ND "%s/holder", name);

	return tree_number(tree, ND "%s/size", name) && matches(its_uuid, uuid) &&
	       !tree_exists(tree, ND "%s/driver", holder && *holder ? holder : name);
}

char *identity_hidden(struct tree *tree, const char *uuid)
{
	struct string_list regions guarded(strings) = tree_entries(tree, ND, "region");
	struct string_list names guarded(strings) = tree_entries(tree, ND, "namespace");
	char *hidden = regions.nr ? NULL : string_copy("persistent memory");

	for (char **region = regions.item; region && *region && !hidden; region++)
		if (!tree_exists(tree, ND "%s/driver", *region))
			hidden = string_copy(*region);
	for (char **name = names.item; name && *name && !hidden; name++)
		if (is_inactive(tree, *name, uuid))
			hidden = string_copy(*name);
	return hidden;
}
