// SPDX-License-Identifier: GPL-2.0-or-later
/* A domain that was made with a handle of ours; its grants and xenstore's entries go with it. */
#include "provisioning/journal/thing.h"
#include "lib/base/owned_string.h"
#include "provisioning/xen/live_domain.h"

/* drivers/xen/grant-table.c looks after deferred grants once a second */
#define PATIENCE 50

static char *describe(struct json_object *thing)
{
	return string_format("domain %s", thing_string(thing, "uuid"));
}

static enum thing_state look(struct json_object *thing, char **why)
{
	guarded(error) struct error *err = NULL;
	struct live_domain domain;
	uuid_t handle;

	if (uuid_parse(thing_string(thing, "uuid"), handle) || uuid_is_null(handle))
		return thing_foreign(why, "the journal has no uuid of it");
	err = live_domain_find(handle, &domain);
	if (err)
		return thing_foreign(why, "%s", err->message);
	return domain.there ? THING_OURS : THING_GONE;
}

static struct error *remove_it(struct json_object *thing)
{
	uuid_t handle;

	if (uuid_parse(thing_string(thing, "uuid"), handle))
		return error_create(ERROR_SYSTEM, "the journal has no uuid of it");
	return live_domain_end(handle, thing_number(thing, "xl"), PATIENCE);
}

/* it goes with the hypervisor, whose control domain's boot is the hypervisor's */
THING_KIND(domain) = {
	.name = "domain",
	.describe = describe,
	.look = look,
	.remove = remove_it,
};
