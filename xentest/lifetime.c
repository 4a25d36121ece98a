// SPDX-License-Identifier: GPL-2.0-or-later
/* Ends in every order: of the process, the device, the reservation, the grant. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "xentest/gntdev.h"

#define UAPI "include/uapi/xen/gntdev.h: what is mapped stays until it is unmapped"
#define SAME "a grant maps the granter's page"

static void fill(const struct grant_mapping *g)
{
	for (uint32_t i = 0; i < g->shared.count; i++)
		poke(&g->shared, i * PTE_SIZE, (char)('0' + i));
}

/* @written: how many of the first pages were written through the mapping */
static void check_mapped(struct scenario *s, const char *step, const struct grant_mapping *g,
			 uint32_t written)
{
	uint32_t rest = g->shared.count - written;

	for (uint32_t i = 0; i < g->shared.count; i++)
		expect_result(s, step, "byte of the granter", '0' + (long)i,
			      touch_read(&g->m, i * PTE_SIZE), SAME);
	if (written)
		expect_mapping(s, step, &g->m,
			       GRANTS(0, written, .writable = true, .dirty = true),
			       GRANTS(written, rest, .writable = true));
	else
		expect_mapping(s, step, &g->m, GRANTS(0, rest, .writable = true));
}

static void check_ended(struct scenario *s, const char *step, struct shared *shared)
{
	shared->source->revoke(shared);
	for (uint32_t i = 0; i < shared->count; i++)
		expect_result(s, step, "mapping a revoked grant", -EINVAL,
			      grants_try(shared->domid, shared->refs[i]),
			      "drivers/xen/grant-table.c gnttab_try_end_foreign_access(): nobody "
			      "maps it any more");
}

static void close_device(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);

	fill(&g);
	gntdev_close(&g.gntdev);
	check_mapped(s, "after close", &g, 0);
	if (munmap(g.m.addr, g.m.size))
		scenario_broken(s, "munmap: %s", strerror(errno));
	check_ended(s, "after munmap", &g.shared);
}

SCENARIO(lifetime_close, "gntdev", "lifetime.close",
	 "closing the device leaves what is mapped mapped; unmapping then ends the grants",
	 .needs = &need_grants, .run = close_device);

static void release(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);

	fill(&g);
	expect_result(s, "release while mapped", "IOCTL_GNTDEV_UNMAP_GRANT_REF", 0,
		      gntdev_release(&g.gntdev, g.offset, 2), UAPI);
	expect_result(s, "release again", "IOCTL_GNTDEV_UNMAP_GRANT_REF", -ENOENT,
		      gntdev_release(&g.gntdev, g.offset, 2),
		      "drivers/xen/gntdev.c gntdev_ioctl_unmap_grant_ref()");
	check_mapped(s, "after release", &g, 0);
	if (munmap(g.m.addr, g.m.size))
		scenario_broken(s, "munmap: %s", strerror(errno));
	check_ended(s, "after munmap", &g.shared);
}

SCENARIO(lifetime_release, "gntdev", "lifetime.release",
	 "releasing the reservation leaves what is mapped mapped; doing it twice is refused",
	 .needs = &need_grants, .run = release);

/*
 * Replays "xen/gntdev: Fix off-by-one error when unmapping with holes" and
 * "xen/gntdev: Ignore failure to unmap INVALID_GRANT_HANDLE" (166d38632316).
 */
static void holes(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 5);

	fill(&g);
	for (uint32_t i = 1; i < 5; i += 2)
		if (munmap(g.m.addr + i * PTE_SIZE, PTE_SIZE))
			scenario_broken(s, "munmap: %s", strerror(errno));
	for (uint32_t i = 0; i < 5; i += 2) {
		struct mapping part = mapping_part(&g.m, i * PTE_SIZE, PTE_SIZE);

		expect_result(s, "two holes", "byte of the granter", '0' + (long)i,
			      touch_read(&part, 0), SAME);
		expect_mapping(s, "two holes", &part, GRANTS(0, 1, .writable = true));
	}
	if (munmap(g.m.addr, g.m.size))
		scenario_broken(s, "munmap: %s", strerror(errno));
	gntdev_close(&g.gntdev);
	check_ended(s, "all unmapped", &g.shared);
}

SCENARIO(lifetime_holes, "gntdev", "lifetime.holes",
	 "unmapping a range with holes in it unmaps what is left, all of it",
	 .needs = &need_grants, .run = holes);

/** struct visit - for a child that maps what its parent shares */
struct visit {
	const struct shared *shared;
};

static void visit(struct scenario *s, void *arg)
{
	const struct shared *shared = ((struct visit *)arg)->shared;
	struct gntdev gntdev;
	struct mapping m;
	uint64_t offset;

	scenario_need(s, gntdev_open(&gntdev));
	if (gntdev_reserve(&gntdev, shared->domid, shared->count, shared->refs, &offset))
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(errno));
	m = grants_mmap(&gntdev, offset, shared->count, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping grants: %s", strerror(errno));
	touch_write(&m, 0, 'x');
	expect_mapping(s, "in the other process", &m,
		       GRANTS(0, 1, .writable = true, .dirty = true),
		       GRANTS(1, shared->count - 1, .writable = true));
	/* and ends with everything open and mapped */
}

static void exit_mapped(struct scenario *s)
{
	struct shared shared = share(s, 2, true);
	struct visit arg = { &shared };

	in_other_process(s, visit, &arg);
	expect_result(s, "the other process has ended", "its byte", 'x', peek(&shared, 0), SAME);
	check_ended(s, "the other process has ended", &shared);
}

SCENARIO(lifetime_exit, "gntdev", "lifetime.exit",
	 "a process that ends with grants mapped leaves none behind",
	 .needs = &need_grants, .run = exit_mapped);

#define CHURN (16ul << 20)

/* touch as much fresh memory as might bring back a page that was freed too early */
static void churn(struct scenario *s)
{
	char *p = mmap(NULL, CHURN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		scenario_skip(s, "no memory for the churn: %s", strerror(errno));
	memset(p, 0xdd, CHURN);
	munmap(p, CHURN);
}

#define RETRIES 100
#define RETRY_MS 50

/* drivers/xen/grant-table.c tries to end deferred grants from a timer; nothing shows that it did */
static int mapping_result_in_the_end(const struct shared *shared, uint32_t i)
{
	int rc = 0;

	for (int tries = 0; tries < RETRIES; tries++) {
		rc = grants_try(shared->domid, shared->refs[i]);
		if (rc == -EINVAL)
			return rc;
		poll(NULL, 0, RETRY_MS);
	}
	return rc;
}

static void revoke_mapped(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);

	fill(&g);
	touch_write(&g.m, 1, 'r');
	g.shared.source->revoke(&g.shared);
	churn(s);
	expect_result(s, "revoked while mapped", "byte", 'r', touch_read(&g.m, 1),
		      "drivers/xen/grant-table.c gnttab_add_deferred(): a page that is still "
		      "mapped is not freed");
	check_mapped(s, "revoked while mapped", &g, 1);
	if (munmap(g.m.addr, g.m.size))
		scenario_broken(s, "munmap: %s", strerror(errno));
	gntdev_close(&g.gntdev);
	for (uint32_t i = 0; i < 2; i++)
		expect_result(s, "unmapped", "mapping it again", -EINVAL,
			      mapping_result_in_the_end(&g.shared, i),
			      "drivers/xen/grant-table.c gnttab_handle_deferred()");
}

SCENARIO(lifetime_revoke, "gntdev", "lifetime.revoke",
	 "pages whose grants are revoked while mapped are not reused until they are unmapped",
	 .needs = &need_grants, .timeout = 40, .run = revoke_mapped);
