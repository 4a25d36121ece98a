// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/own_domain.h"

#include <string.h>
#include <unistd.h>

#include "provisioning/xen/live_domain.h"

/* scenarios' sources of grants know of no run */
static struct journal *journal;

void own_domain_use(struct journal *of_run)
{
	journal = of_run;
}

struct error *own_domain_write(struct own_domain *domain, bool by_xl)
{
	struct json_object *thing;
	char text[UUID_STR_LEN];

	domain->id = 0;
	if (!journal)
		return error_create(ERROR_UNTESTABLE, "no domain is made without a journal (root can)");
	uuid_generate(domain->handle);
	uuid_unparse_lower(domain->handle, text);
	thing = thing_new("domain");
	thing_set(thing, "uuid", text);
	thing_set_number(thing, "xl", by_xl);
	thing_set_number(thing, "maker", (unsigned long long)getpid());
	return journal_write(journal, thing, &domain->id);
}

void own_domain_end(struct own_domain *domain, bool by_xl)
{
	guarded(error) struct error *err = NULL;

	if (!domain->id)
		return;
	err = live_domain_end(domain->handle, by_xl, 0);
	/* if its entry cannot be deleted either, the next cleanup finds the domain gone */
	if (!err)
		error_destroy(journal_delete(journal, domain->id));
	domain->id = 0;
}

static bool sweep(void *data, const char *name, struct json_object *thing)
{
	guarded(error) struct error *err = NULL;
	unsigned int *left = data;
	uuid_t handle;

	(void)name;
	if (!thing || strcmp(thing_string(thing, "kind"), "domain") ||
	    thing_number(thing, "maker") == (unsigned long long)getpid() ||
	    uuid_parse(thing_string(thing, "uuid"), handle))
		return false;
	err = live_domain_end(handle, thing_number(thing, "xl"), 0);
	*left += err != NULL;
	return !err;
}

unsigned int own_domain_sweep(void)
{
	guarded(error) struct error *err = NULL;
	unsigned int left = 0;

	if (journal)
		err = journal_walk_own(journal, &left, sweep);
	return left;
}
