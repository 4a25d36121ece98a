// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Grants mapped as users of libxengnttab map them: at an address of the library's, outside of where
 * observers and trace look. Only the data is looked at.
 */
#include <errno.h>
#include <string.h>
#include <xengnttab.h>

#include "provisioning/xen/domain.h"
#include "provisioning/xen/event.h"
#include "xentest/gntdev.h"

#define SAME "a grant maps the granter's page"

static xengnttab_handle *open_library(struct scenario *s, struct gntdev *gntdev)
{
	scenario_need(s, gntdev_open(gntdev));
	return gntdev->handle;
}

/* from both sides */
static void check_data(struct scenario *s, const char *step, char *p, const struct shared *shared,
		       bool writable)
{
	for (uint32_t i = 0; i < shared->count; i++) {
		volatile char *page = p + i * PTE_SIZE;

		poke(shared, i * PTE_SIZE, (char)('a' + i));
		expect_result(s, step, "byte of the granter", 'a' + (long)i, *page, SAME);
		if (!writable)
			continue;
		page[1] = (char)('A' + i);
		expect_result(s, step, "byte seen by the granter", 'A' + (long)i,
			      peek(shared, i * PTE_SIZE + 1), SAME);
	}
}

static void unmap(struct scenario *s, struct gntdev *gntdev, struct shared *shared, void *p)
{
	expect_result(s, "xengnttab_unmap", "result", 0,
		      xengnttab_unmap(gntdev->handle, p, shared->count), "xengnttab.h");
	gntdev_close(gntdev);
	shared->source->revoke(shared);
	expect_result(s, "revoked", "mapping it", -EINVAL,
		      grants_try(shared->domid, shared->refs[0]), "nobody maps it any more");
}

static void map_refs(struct scenario *s)
{
	struct shared shared = share(s, 4, true);
	uint32_t domids[4] = { shared.domid, shared.domid, shared.domid, shared.domid };
	struct gntdev gntdev;
	xengnttab_handle *library = open_library(s, &gntdev);
	char *p = xengnttab_map_grant_refs(library, 4, domids, shared.refs,
					   PROT_READ | PROT_WRITE);

	if (!p)
		scenario_broken(s, "xengnttab_map_grant_refs: %s", strerror(errno));
	check_data(s, "mapped", p, &shared, true);
	unmap(s, &gntdev, &shared, p);
}

SCENARIO(library_refs, "gntdev", "library.refs", "xengnttab_map_grant_refs(), written both ways",
	 .needs = &need_grants, .run = map_refs);

static void map_domain_refs(struct scenario *s)
{
	struct shared shared = share(s, 3, false);
	struct gntdev gntdev;
	xengnttab_handle *library = open_library(s, &gntdev);
	char *p = xengnttab_map_domain_grant_refs(library, 3, shared.domid, shared.refs,
						  PROT_READ);

	if (!p)
		scenario_broken(s, "xengnttab_map_domain_grant_refs: %s", strerror(errno));
	check_data(s, "mapped", p, &shared, false);
	unmap(s, &gntdev, &shared, p);
}

SCENARIO(library_domain_refs, "gntdev", "library.domain-refs",
	 "xengnttab_map_domain_grant_refs() of grants for reading", .needs = &need_grants,
	 .run = map_domain_refs);

/* as libvchan does: a byte says "still here", an event says "look" */
static void map_notify(struct scenario *s)
{
	struct shared shared = share(s, 1, true);
	struct gntdev gntdev;
	xengnttab_handle *library = open_library(s, &gntdev);
	struct domain domain;
	struct event_pair pair;
	char *p;

	scenario_need(s, domain_detect(&domain));
	scenario_need(s, event_pair_open(domain.id, &pair));
	p = xengnttab_map_grant_ref_notify(library, shared.domid, shared.refs[0],
					   PROT_READ | PROT_WRITE, 10, pair.sender_port);
	if (!p)
		scenario_broken(s, "xengnttab_map_grant_ref_notify: %s", strerror(errno));
	check_data(s, "mapped", p, &shared, true);
	poke(&shared, 10, 'l');
	expect_result(s, "mapped", "events", 0, event_wait(&pair, 0), "xengnttab.h");
	expect_result(s, "xengnttab_unmap", "result", 0, xengnttab_unmap(library, p, 1),
		      "xengnttab.h");
	expect_result(s, "unmapped", "events", 1, event_wait(&pair, 2000), "xengnttab.h");
	expect_result(s, "unmapped", "the byte", 0, peek(&shared, 10), "xengnttab.h");
	event_pair_close(&pair);
	gntdev_close(&gntdev);
}

SCENARIO(library_notify, "gntdev", "library.notify",
	 "xengnttab_map_grant_ref_notify(): the byte is cleared and the event sent at unmap",
	 .needs = &need_grants, .run = map_notify);
