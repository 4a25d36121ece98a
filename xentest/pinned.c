// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unmapping granted pages that are still held.
 *
 * "xen/gntdev: Avoid blocking in unmap_grant_pages()" (dbe97cff7dd9, 5.19 and stable kernels) made
 * gntdev wait for the holder elsewhere: __gnttab_unmap_refs_async() tries again later while
 * page_count() > 1. In a PV domain gntdev_invalidate() then returns with the entries still present,
 * and mm goes on with them:
 *
 * - zap_present_ptes() takes them for mapped file pages, because find_normal_page() gives a page,
 *   and drops what no mapping ever took: a count of Rss, a mapcount, and the page's reference, so
 *   that gntdev no longer sees the holder, unmaps the grant under it, and maps another on the page.
 *   The hypervisor refuses to unmap the user's entry, which is gone: the grant stays in use.
 * - move_page_tables() moves them to where gntdev_vma_find_normal_page() reads beyond its array.
 * - a second part of the same map starts struct gntdev_grant_map.unmap_data again while its work is
 *   still in the timer wheel.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "provisioning/xen/domain.h"
#include "provisioning/xen/event.h"
#include "xentest/gntdev.h"
#include "xentest/hold.h"

#define HELD "mm/gup.c, Documentation/core-api/pin_user_pages.rst: a page that is held stays"
#define EVENT_MS 5000

static struct grant_mapping map(struct scenario *s, uint32_t count)
{
	struct grant_mapping g = grants_map(s, .count = count);

	for (uint32_t i = 0; i < count; i++)
		poke(&g.shared, i * PTE_SIZE, (char)('0' + i));
	return g;
}

/* where the entries are Linux's own, the pages are mapped and counted as any other */
static void hazard(struct scenario *s, const struct grant_mapping *g, const char *what)
{
	if (g->m.find_normal_page)
		scenario_hazard(s, "%s (since dbe97cff7dd9, 5.19; seen up to 7.3.4)", what);
}

static void unmap(struct scenario *s, char *addr, size_t size)
{
	if (munmap(addr, size))
		scenario_broken(s, "munmap: %s", strerror(errno));
}

/* when the map's last user is gone, its grants are unmapped: the notification says so */
static void check_let_go(struct scenario *s, struct grant_mapping *g, struct event_pair *pair)
{
	gntdev_close(&g->gntdev);
	expect_result(s, "let go of", "event of the last unmapping", 1,
		      event_wait(pair, EVENT_MS), "include/uapi/xen/gntdev.h");
	event_pair_close(pair);
	g->shared.source->revoke(&g->shared);
	expect_result(s, "let go of", "mapping a revoked grant", -EINVAL,
		      grants_try(g->shared.domid, g->shared.refs[0]), "nobody maps it any more");
}

static void notify(struct scenario *s, const struct grant_mapping *g, struct event_pair *pair)
{
	struct domain domain;

	scenario_need(s, domain_detect(&domain));
	scenario_need(s, event_pair_open(domain.id, pair));
	if (gntdev_notify(&g->gntdev, g->offset, 2 /* UNMAP_NOTIFY_SEND_EVENT */,
			  pair->sender_port))
		scenario_broken(s, "IOCTL_GNTDEV_SET_UNMAP_NOTIFY failed");
}

static void pipe_munmap(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct event_pair pair;
	struct pipe_hold hold;

	hazard(s, &g, "munmap() drops the holder's reference, and the kernel warns");
	notify(s, &g, &pair);
	hold = hold_in_pipe(s, &g.m, 0);
	unmap(s, g.m.addr, g.m.size);
	expect_result(s, "unmapped while held", "events", 0, event_wait(&pair, 100), HELD);
	poke(&g.shared, 0, 'h');
	expect_result(s, "read from the pipe", "byte", 'h', hold_take(&hold), HELD);
	check_let_go(s, &g, &pair);
}

SCENARIO(pinned_pipe, "gntdev", "pinned.pipe",
	 "a page that is in a pipe stays the granter's page when it is unmapped",
	 .needs = &need_grants, .run = pipe_munmap);

static void ring_munmap(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct event_pair pair;
	struct ring ring;
	int ends[2];
	char byte = 0;

	hazard(s, &g, "munmap() drops the holder's reference, and the kernel warns");
	notify(s, &g, &pair);
	ring = hold_in_ring(s, &g.m, 0, 2 * PTE_SIZE);
	unmap(s, g.m.addr, g.m.size);
	poke(&g.shared, 0, 'i');
	if (pipe2(ends, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	expect_result(s, "unmapped while registered", "IORING_OP_WRITE_FIXED", 1,
		      ring_write(&ring, ends[1], 1), HELD);
	if (read(ends[0], &byte, 1) != 1)
		byte = 0;
	expect_result(s, "unmapped while registered", "byte", 'i', byte, HELD);
	expect_result(s, "unmapped while registered", "IORING_UNREGISTER_BUFFERS", 0,
		      ring_release(&ring), "io_uring_register(2)");
	check_let_go(s, &g, &pair);
}

SCENARIO(pinned_ring, "gntdev", "pinned.io-uring",
	 "a registered buffer of granted pages works on when they are unmapped",
	 .needs = &need_grants, .run = ring_munmap);

/* gntdev's pages come from a stack: the next mapping gets the one that was given back last */
static void other_grant(struct scenario *s)
{
	struct grant_mapping g = map(s, 1);
	struct shared other = share(s, 4, true);
	struct grant_mapping next = { .shared = other };
	struct pipe_hold hold;
	struct event_pair pair;
	int byte;

	hazard(s, &g, "what is held becomes another grant's page");
	notify(s, &g, &pair);
	for (size_t i = 0; i < 4; i++)
		poke(&other, i * PTE_SIZE, 'S');
	hold = hold_in_pipe(s, &g.m, 0);
	unmap(s, g.m.addr, g.m.size);
	gntdev_close(&g.gntdev);
	/* an event here means that gntdev has given the page back */
	expect_result(s, "unmapped while held", "events", 0, event_wait(&pair, 200), HELD);
	scenario_need(s, gntdev_open(&next.gntdev));
	if (gntdev_reserve(&next.gntdev, other.domid, 4, other.refs, &next.offset))
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(errno));
	next.m = grants_mmap(&next.gntdev, next.offset, 4, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (next.m.addr == MAP_FAILED)
		scenario_broken(s, "mapping other grants: %s", strerror(errno));
	byte = hold_take(&hold);
	expect_result(s, "another grant is mapped", "byte of the other grant in the pipe", 0,
		      byte == 'S', HELD);
	expect_result(s, "another grant is mapped", "byte in the pipe", '0', byte, HELD);
}

SCENARIO(pinned_other_grant, "gntdev", "pinned.other-grant",
	 "a page in a pipe never shows what another grant holds",
	 .needs = &need_grants, .run = other_grant);

static void die_holding(struct scenario *s, void *arg)
{
	struct grant_mapping g = grants_map(s, .count = 1);
	int *ends = arg;
	struct iovec iov = { g.m.addr, PTE_SIZE };

	poke(&g.shared, 0, 'e');
	if (vmsplice(ends[1], &iov, 1, 0) != (ssize_t)PTE_SIZE)
		scenario_broken(s, "vmsplice: %s", strerror(errno));
	/* the granting side goes as well: its page has to wait, too */
}

static void exit_pinned(struct scenario *s)
{
	struct grant_mapping g = map(s, 1);
	struct pipe_hold hold;

	hazard(s, &g, "exit drops the holder's reference, and the kernel warns");
	if (pipe2(hold.ends, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	in_other_process(s, die_holding, hold.ends);
	expect_result(s, "the other process has ended", "byte in the pipe", 'e', hold_take(&hold),
		      HELD);
	expect_mapping(s, "the other process has ended", &g.m, GRANTS(0, 1, .writable = true));
}

SCENARIO(pinned_exit, "gntdev", "pinned.exit",
	 "a page in a pipe outlives the process that mapped it",
	 .needs = &need_grants, .run = exit_pinned);

static void mremap_pinned(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct pipe_hold hold;
	char *to = mapping_address(g.m.size);

	hazard(s, &g, "the entries move, and find_normal_page() reads beyond its array: Oops");
	hold = hold_in_pipe(s, &g.m, 0);
	if (mremap(g.m.addr, g.m.size, g.m.size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED)
		g.m.addr = to;
	expect_mapping(s, g.m.addr == to ? "moved while held" : "refused while held", &g.m,
		       GRANTS(0, 2, .writable = true));
	unmap(s, g.m.addr, g.m.size);
	expect_result(s, "moved and unmapped while held", "byte in the pipe", '0',
		      hold_take(&hold), HELD);
}

SCENARIO(pinned_mremap, "gntdev", "pinned.mremap",
	 "moving a mapping while a page of it is in a pipe: refused, or right",
	 .needs = &need_grants, .run = mremap_pinned);

static void mprotect_pinned(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct mapping first = mapping_part(&g.m, 0, PTE_SIZE);
	struct pipe_hold hold;

	hazard(s, &g, "the grant is unmapped later, from an entry that has changed meanwhile");
	hold = hold_in_pipe(s, &g.m, 0);
	if (mprotect(first.addr, first.size, PROT_READ))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	expect_result(s, "protected while held", "byte in the pipe", '0', hold_take(&hold), HELD);
	first.flags &= ~VMA_WRITE;
	expect_mapping(s, "protected while held", &first, GRANTS(0, 1));
}

SCENARIO(pinned_mprotect, "gntdev", "pinned.mprotect",
	 "changing the protection while a page is in a pipe leaves it mapped",
	 .needs = &need_grants, .run = mprotect_pinned);

static void parts(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct event_pair pair;
	struct pipe_hold first, second;

	hazard(s, &g, "the second unmapping breaks the timer wheel: panic");
	notify(s, &g, &pair);
	first = hold_in_pipe(s, &g.m, 0);
	second = hold_in_pipe(s, &g.m, PTE_SIZE);
	unmap(s, g.m.addr, PTE_SIZE);
	unmap(s, g.m.addr + PTE_SIZE, PTE_SIZE);
	expect_result(s, "unmapped while held", "first byte", '0', hold_take(&first), HELD);
	expect_result(s, "unmapped while held", "second byte", '1', hold_take(&second), HELD);
	check_let_go(s, &g, &pair);
}

SCENARIO(pinned_parts, "gntdev", "pinned.parts",
	 "two pages that are in pipes are unmapped one after the other",
	 .needs = &need_grants, .run = parts);
