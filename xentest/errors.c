// SPDX-License-Identifier: GPL-2.0-or-later
/* Requests that cannot be met: clear errors, the good ones among them intact, nothing left. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/harness/shared_system.h"
#include "provisioning/xen/domain.h"
#include "provisioning/xen/gntalloc.h"
#include "xentest/gntdev.h"
#include "xentest/grant_limit.h"

#define NO_REFERENCE 0x7fffffu	/* beyond any grant table */
#define NO_DOMAIN 0x7fefu	/* the last below DOMID_FIRST_RESERVED (xen/include/public/xen.h) */

/*
 * One bad grant fails the whole mapping, and what was mapped of it is unmapped again. Replays
 * "xen/gntdev: Prevent leaking grants" (0991028cd495: good grants were never unmapped),
 * "xen/gntdev: fix gntdev_mmap() error exit path" (970655aa9b42: notifier used after free) and
 * XSA-361 (errors of a batch ignored).
 */
static void map_with_bad(struct scenario *s, uint32_t good_domid, uint32_t bad_ref)
{
	struct shared shared = share(s, 3, true);
	uint32_t refs[3] = { shared.refs[0], bad_ref ? bad_ref : shared.refs[1], shared.refs[2] };
	struct gntdev gntdev;
	struct mapping m;
	uint64_t offset;

	scenario_need(s, gntdev_open(&gntdev));
	expect_result(s, "reserving", "IOCTL_GNTDEV_MAP_GRANT_REF", 0,
		      gntdev_reserve(&gntdev, good_domid ? good_domid : shared.domid, 3, refs,
				     &offset),
		      "include/uapi/xen/gntdev.h: grants are looked at when they are mapped");
	m = grants_mmap(&gntdev, offset, 3, PROT_READ | PROT_WRITE, MAP_SHARED);
	expect_result(s, "mapping", "errno", EINVAL, m.addr == MAP_FAILED ? errno : 0,
		      "drivers/xen/gntdev.c gntdev_map_grant_pages()");
	expect_result(s, "releasing what failed", "IOCTL_GNTDEV_UNMAP_GRANT_REF", 0,
		      gntdev_release(&gntdev, offset, 3), "include/uapi/xen/gntdev.h");
	gntdev_close(&gntdev);
	for (uint32_t i = 0; i < 3; i++)
		expect_result(s, "afterwards", "mapping a good one alone", 0,
			      grants_try(shared.domid, shared.refs[i]),
			      "its neighbour's failure did it no harm");
	shared.source->revoke(&shared);
	for (uint32_t i = 0; i < 3; i++)
		expect_result(s, "revoked", "mapping it", -EINVAL,
			      grants_try(shared.domid, shared.refs[i]),
			      "nothing kept the grant from ending");
}

static void bad_reference(struct scenario *s)
{
	map_with_bad(s, 0, NO_REFERENCE);
}

SCENARIO(errors_bad_reference, "gntdev", "errors.bad-reference",
	 "a bad reference among good ones fails the mapping, and the good ones can still be mapped",
	 .needs = &need_grants, .run = bad_reference);

static void bad_domain(struct scenario *s)
{
	map_with_bad(s, NO_DOMAIN, 0);
}

SCENARIO(errors_bad_domain, "gntdev", "errors.bad-domain",
	 "grants of a domain that does not exist cannot be mapped", .needs = &need_grants,
	 .run = bad_domain);

/* the map is kept by the device until it is released: mapping it again must be possible */
static void failed_then_again(struct scenario *s)
{
	struct shared shared = share(s, 1, true);
	struct gntdev gntdev;
	struct mapping m;
	uint64_t offset, other;
	uint32_t bad = NO_REFERENCE;

	scenario_need(s, gntdev_open(&gntdev));
	if (gntdev_reserve(&gntdev, shared.domid, 1, &bad, &offset) ||
	    gntdev_reserve(&gntdev, shared.domid, 1, shared.refs, &other))
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(errno));
	for (int i = 0; i < 2; i++) {
		m = grants_mmap(&gntdev, offset, 1, PROT_READ, MAP_SHARED);
		expect_result(s, i ? "mapping it again" : "mapping a bad grant", "errno", EINVAL,
			      m.addr == MAP_FAILED ? errno : 0,
			      "drivers/xen/gntdev.c gntdev_map_grant_pages()");
	}
	poke(&shared, 0, 'o');
	m = grants_mmap(&gntdev, other, 1, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping a good grant: %s", strerror(errno));
	expect_result(s, "a good one of the same device", "byte of the granter", 'o',
		      touch_read(&m, 0), "a grant maps the granter's page");
	expect_mapping(s, "a good one of the same device", &m, GRANTS(0, 1, .writable = true));
}

SCENARIO(errors_again, "gntdev", "errors.again",
	 "a mapping that failed fails again, and another of the same device works",
	 .needs = &need_grants, .run = failed_then_again);

static void bad_requests(struct scenario *s)
{
	struct shared shared = share(s, 2, true);
	struct gntdev gntdev;
	uint64_t offset;
	uint32_t limit;
	const char *rule = "drivers/xen/gntdev.c gntdev_test_page_count()";

	scenario_need(s, gntdev_open(&gntdev));
	scenario_need(s, gntdev_limit(&limit));
	expect_result(s, "no references", "IOCTL_GNTDEV_MAP_GRANT_REF", -EINVAL,
		      gntdev_reserve(&gntdev, shared.domid, 0, shared.refs, &offset), rule);
	expect_result(s, "one more than the limit", "IOCTL_GNTDEV_MAP_GRANT_REF", -EINVAL,
		      gntdev_reserve_many(&gntdev, shared.domid, limit + 1, &offset), rule);
	if (gntdev_reserve(&gntdev, shared.domid, 2, shared.refs, &offset))
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(errno));
	expect_result(s, "releasing a part", "IOCTL_GNTDEV_UNMAP_GRANT_REF", -ENOENT,
		      gntdev_release(&gntdev, offset, 1),
		      "drivers/xen/gntdev.c gntdev_find_map_index()");
	expect_result(s, "releasing", "IOCTL_GNTDEV_UNMAP_GRANT_REF", 0,
		      gntdev_release(&gntdev, offset, 2), "include/uapi/xen/gntdev.h");
	expect_result(s, "releasing it twice", "IOCTL_GNTDEV_UNMAP_GRANT_REF", -ENOENT,
		      gntdev_release(&gntdev, offset, 2), "include/uapi/xen/gntdev.h");
	gntdev_close(&gntdev);
}

SCENARIO(errors_requests, "gntdev", "errors.requests",
	 "no references, too many, and releasing a part or twice are refused",
	 .needs = &need_grants, .run = bad_requests);

static struct error *instances(const struct instance **list, size_t *nr)
{
	static const struct instance only = { .name = "self" };
	struct domain domain;

	*list = &only;
	*nr = 1;
	return domain_detect(&domain);
}

static const struct need need_gntalloc = { .name = "gntalloc", .instances = instances };

/* grant all that may be granted, to nobody, in requests as large as possible */
static uint32_t exhaust(struct scenario *s, int fd, int *rc)
{
	struct references r;
	uint32_t total = 0;

	for (uint32_t count = GRANTS_MAX; count; ) {
		*rc = gntalloc_alloc(fd, NO_DOMAIN, count, true, &r);
		if (!*rc)
			total += count;
		else if (*rc == -ENOSPC)
			count /= 2;
		else
			scenario_broken(s, "IOCTL_GNTALLOC_ALLOC_GREF: %s", strerror(-*rc));
	}
	return total;
}

static void gntalloc_exhausted(struct scenario *s)
{
	uint32_t limit, first, second;
	int fd, rc;

	shared_system_need(s, "takes all grants that gntalloc has");
	scenario_need(s, gntalloc_limit(&limit));
	if (limit > 65536)
		scenario_skip(s, "xen_gntalloc.limit is %u: too much memory", limit);
	grant_limit_reserve(s, limit);
	scenario_need(s, gntalloc_open(&fd));
	first = exhaust(s, fd, &rc);
	expect_result(s, "all granted", "one more", -ENOSPC, rc,
		      "drivers/xen/gntalloc.c gntalloc_ioctl_alloc()");
	expect_result(s, "all granted", "more than the limit", 0, first > limit,
		      "drivers/xen/gntalloc.c: limit");
	close(fd);
	scenario_need(s, gntalloc_open(&fd));
	second = exhaust(s, fd, &rc);
	expect_result(s, "given back and granted again", "pages", first, second,
		      "what was given back can be had again");
	close(fd);
}

SCENARIO(errors_exhausted, "gntalloc", "exhausted",
	 "all pages that may be granted: one more is refused; given back, all can be had again",
	 .needs = &need_gntalloc, .run = gntalloc_exhausted);
