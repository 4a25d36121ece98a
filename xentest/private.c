// SPDX-License-Identifier: GPL-2.0-or-later
/* Private and read-only mappings: drivers/xen/gntdev.c gntdev_mmap() */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "lib/kernel/kernel.h"
#include "xentest/gntdev.h"

/* reserve grants without mapping them */
static struct grant_mapping reserve(struct scenario *s, bool writable_grant)
{
	struct grant_mapping g = { .shared = share(s, 1, writable_grant) };
	int rc;

	scenario_need(s, gntdev_open(&g.gntdev));
	rc = gntdev_reserve(&g.gntdev, g.shared.domid, 1, g.shared.refs, &g.offset);
	if (rc)
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(-rc));
	return g;
}

static void refused(struct scenario *s, struct grant_mapping *g, int flags, const char *rule)
{
	struct mapping m = grants_mmap(&g->gntdev, g->offset, 1, PROT_READ | PROT_WRITE, flags);

	expect_result(s, "mmap", "errno", EINVAL, m.addr == MAP_FAILED ? errno : 0, rule);
	expect_result(s, "afterwards", "release of the reservation", 0,
		      gntdev_release(&g->gntdev, g->offset, 1),
		      "a refused mapping leaves nothing behind");
}

static void private_writable(struct scenario *s)
{
	struct grant_mapping g = reserve(s, true);

	refused(s, &g, MAP_PRIVATE,
		"drivers/xen/gntdev.c gntdev_mmap(): VM_WRITE without VM_SHARED is EINVAL");
}

SCENARIO(private_writable, "gntdev", "private.writable",
	 "a private writable mapping is refused: CoW of granted pages makes no sense",
	 .needs = &need_grants, .run = private_writable);

static void readonly_grant_writable(struct scenario *s)
{
	struct grant_mapping g = reserve(s, false);

	refused(s, &g, MAP_SHARED, "xen/include/public/grant_table.h: GTF_readonly");
}

SCENARIO(private_readonly_grant, "gntdev", "private.read-only-grant-writable",
	 "a writable mapping of a grant that allows reading only is refused",
	 .needs = &need_grants, .run = readonly_grant_writable);

/* since 7.3.4 gntdev takes VM_MAYWRITE from private mappings; before, mprotect() was let through */
static void private_readonly(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 1, .prot = PROT_READ,
					    .flags = MAP_PRIVATE);
	bool never_writable = kernel_features(scenario_kernel(s))->version >= KERNEL(7, 3, 4);
	int rc;

	poke(&g.shared, 0, 'p');
	expect_result(s, "mapped", "byte of the granter", 'p', touch_read(&g.m, 0),
		      "a grant maps the granter's page");
	expect_mapping(s, "mapped", &g.m, GRANTS(0, 1));
	rc = mprotect(g.m.addr, g.m.size, PROT_READ | PROT_WRITE) ? errno : 0;
	expect_result(s, "mprotect", "gntdev: errno of mprotect on a private mapping", EACCES, rc,
		      "private mappings of foreign pages must never become writable "
		      "(drivers/xen/gntdev.c gntdev_mmap(), 7.3.4)");
	if (rc || never_writable)
		return;
	/* let through: at least no write may reach the granter's page */
	if (g.m.find_normal_page)
		expect_result(s, "after mprotect", "signal of a write", SIGBUS,
			      access_signal(&g.m, 0, true), "gntdev_invalidate() unmapped it");
	else
		touch_write(&g.m, 0, 'c');	/* a private copy: mm/memory.c do_wp_page() */
	expect_result(s, "after mprotect", "byte of the granter", 'p', peek(&g.shared, 0),
		      "nothing was written");
}

SCENARIO(private_readonly, "gntdev", "private.read-only",
	 "a private read-only mapping is normal, and never becomes writable",
	 .needs = &need_grants, .run = private_readonly);
