// SPDX-License-Identifier: GPL-2.0-or-later
/* A zram device that a run has made to swap to. */
#include "lib/base/owned_string.h"
#include "provisioning/journal/own_zram.h"
#include "provisioning/journal/thing.h"

static char *describe(struct json_object *thing)
{
	return string_format("zram device with swap labelled %s", thing_string(thing, "label"));
}

static enum thing_state look(struct json_object *thing, char **why)
{
	char name[32];

	return own_zram_look("", thing, name, why);
}

static struct error *remove_it(struct json_object *thing)
{
	struct error *err = NULL;
	char name[32];

	while (!err) {
		guarded(free) char *why = NULL;

		switch (own_zram_look("", thing, name, &why)) {
		case THING_OURS:
			err = own_zram_remove(name);
			break;
		case THING_GONE:
			return NULL;
		case THING_HELD:
		case THING_FOREIGN:
			return error_create(ERROR_SYSTEM, "%s", why);
		}
	}
	return err;
}

THING_KIND(zram) = {
	.name = "zram",
	.machine = true,
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
