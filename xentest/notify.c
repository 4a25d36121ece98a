// SPDX-License-Identifier: GPL-2.0-or-later
/* IOCTL_GNTDEV_SET_UNMAP_NOTIFY: what the other side learns when a mapping goes away. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <xen/sys/gntdev.h>

#include "provisioning/xen/domain.h"
#include "provisioning/xen/event.h"
#include "xentest/gntdev.h"

#define UAPI "include/uapi/xen/gntdev.h: IOCTL_GNTDEV_SET_UNMAP_NOTIFY"
#define EVENT_MS 2000	/* an event that is sent arrives at once */

static void set(struct scenario *s, const struct grant_mapping *g, uint64_t at, uint32_t action,
		uint32_t port)
{
	int rc = gntdev_notify(&g->gntdev, g->offset + at, action, port);

	expect_result(s, "SET_UNMAP_NOTIFY", "result", 0, rc, UAPI);
}

static void unmap(struct scenario *s, const struct mapping *m)
{
	if (munmap(m->addr, m->size))
		scenario_broken(s, "munmap: %s", strerror(errno));
}

static void clear_byte(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);
	struct mapping first = mapping_part(&g.m, 0, PTE_SIZE);
	struct mapping second = mapping_part(&g.m, PTE_SIZE, PTE_SIZE);

	for (size_t at = 7; at < 10; at++)
		poke(&g.shared, PTE_SIZE + at, 'n');
	set(s, &g, PTE_SIZE + 8, UNMAP_NOTIFY_CLEAR_BYTE, 0);
	expect_mapping(s, "with a notification", &g.m, GRANTS(0, 2, .writable = true));
	/* elsewhere the whole mapping is unmapped at once, when the last part of it goes */
	if (g.m.find_normal_page) {
		unmap(s, &first);
		expect_result(s, "another page unmapped", "the byte", 'n',
			      peek(&g.shared, PTE_SIZE + 8), UAPI ": when the page is unmapped");
		expect_mapping(s, "another page unmapped", &second,
			       GRANTS(0, 1, .writable = true));
		unmap(s, &second);
	} else {
		unmap(s, &g.m);
		gntdev_release(&g.gntdev, g.offset, 2);
	}
	expect_result(s, "unmapped", "the byte", 0, peek(&g.shared, PTE_SIZE + 8), UAPI);
	expect_result(s, "unmapped", "the byte before", 'n', peek(&g.shared, PTE_SIZE + 7), UAPI);
	expect_result(s, "unmapped", "the byte behind", 'n', peek(&g.shared, PTE_SIZE + 9), UAPI);
}

SCENARIO(notify_clear_byte, "gntdev", "notify.clear-byte",
	 "a byte of the page is cleared when that page is unmapped, and not before",
	 .needs = &need_grants, .run = clear_byte);

static void send_event(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);
	struct domain domain;
	struct event_pair pair;

	scenario_need(s, domain_detect(&domain));
	scenario_need(s, event_pair_open(domain.id, &pair));
	set(s, &g, 0, UNMAP_NOTIFY_SEND_EVENT, pair.sender_port);
	/* as xengnttab_unmap() and libvchan do: the notification goes with the map's last user */
	expect_result(s, "releasing while mapped", "IOCTL_GNTDEV_UNMAP_GRANT_REF", 0,
		      gntdev_release(&g.gntdev, g.offset, 2), "include/uapi/xen/gntdev.h");
	expect_result(s, "released, still mapped", "events", 0, event_wait(&pair, 0), UAPI);
	unmap(s, &g.m);
	expect_result(s, "unmapped", "events", 1, event_wait(&pair, EVENT_MS), UAPI);
	expect_result(s, "unmapped", "further events", 0, event_wait(&pair, 0), UAPI);
	event_pair_close(&pair);
}

SCENARIO(notify_event, "gntdev", "notify.event",
	 "an event is sent when the last page is unmapped, once, and not before",
	 .needs = &need_grants, .run = send_event);

static void at_exit(struct scenario *s, void *arg)
{
	const struct event_pair *pair = arg;
	struct grant_mapping g = grants_map(s, .count = 1);

	set(s, &g, 0, UNMAP_NOTIFY_SEND_EVENT, pair->sender_port);
}

static void event_at_exit(struct scenario *s)
{
	struct domain domain;
	struct event_pair pair;

	scenario_need(s, domain_detect(&domain));
	scenario_need(s, event_pair_open(domain.id, &pair));
	in_other_process(s, at_exit, &pair);
	expect_result(s, "the other process has ended", "events", 1, event_wait(&pair, EVENT_MS),
		      UAPI);
	event_pair_close(&pair);
}

SCENARIO(notify_exit, "gntdev", "notify.exit",
	 "the event is also sent when the process ends without unmapping",
	 .needs = &need_grants, .run = event_at_exit);

static void refused(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 1, .prot = PROT_READ);

	expect_result(s, "clear byte of a read-only mapping", "result", -EINVAL,
		      gntdev_notify(&g.gntdev, g.offset, UNMAP_NOTIFY_CLEAR_BYTE, 0),
		      "drivers/xen/gntdev.c gntdev_ioctl_notify(): GNTMAP_readonly");
	expect_result(s, "an offset that is not there", "result", -ENOENT,
		      gntdev_notify(&g.gntdev, g.offset + PTE_SIZE, UNMAP_NOTIFY_CLEAR_BYTE, 0),
		      "drivers/xen/gntdev.c gntdev_ioctl_notify()");
	expect_result(s, "a port that is not ours", "result", -EINVAL,
		      gntdev_notify(&g.gntdev, g.offset, UNMAP_NOTIFY_SEND_EVENT, 0xfffff),
		      "drivers/xen/gntdev.c gntdev_ioctl_notify(): evtchn_get()");
	expect_result(s, "an unknown action", "result", -EINVAL,
		      gntdev_notify(&g.gntdev, g.offset, 4, 0),
		      "drivers/xen/gntdev.c gntdev_ioctl_notify()");
	expect_mapping(s, "afterwards", &g.m, GRANTS(0, 1));
}

SCENARIO(notify_refused, "gntdev", "notify.refused",
	 "notifications that cannot be done are refused, and nothing changes",
	 .needs = &need_grants, .run = refused);

static struct grant_mapping reserve(struct scenario *s, uint32_t count, uint32_t bad)
{
	struct grant_mapping g = { .shared = share(s, count, true) };
	uint32_t refs[GRANTS_MAX];
	int rc;

	for (uint32_t i = 0; i < count; i++)
		refs[i] = g.shared.refs[i];
	if (bad)
		refs[count++] = bad;
	scenario_need(s, gntdev_open(&g.gntdev));
	rc = gntdev_reserve(&g.gntdev, g.shared.domid, count, refs, &g.offset);
	if (rc)
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(-rc));
	return g;
}

/* where the hypervisor translates, it drops the write */
static void hazard(struct scenario *s, const char *what)
{
	struct domain domain;

	scenario_need(s, domain_detect(&domain));
	if (domain.mode == DOMAIN_PV)
		scenario_hazard(s, "%s is a page fault of the kernel's (seen up to 7.3.4)", what);
}

/*
 * gntdev_ioctl_notify() refuses to clear a byte of a read-only map, but a map is neither until it
 * is mapped: gntdev_mmap() sets GNTMAP_readonly later, and does not look back. In a PV domain
 * __unmap_grant_pages() then writes through the kernel's read-only mapping of the grant.
 */
static void clear_readonly(struct scenario *s)
{
	struct grant_mapping g;

	hazard(s, "clearing a byte of what is mapped read-only later");
	g = reserve(s, 1, 0);
	poke(&g.shared, 8, 'n');
	set(s, &g, 8, UNMAP_NOTIFY_CLEAR_BYTE, 0);
	g.m = grants_mmap(&g.gntdev, g.offset, 1, PROT_READ, MAP_SHARED);
	if (g.m.addr == MAP_FAILED) {
		expect_result(s, "mapping read-only", "errno", EINVAL, errno, "refused: as good");
		return;
	}
	expect_mapping(s, "mapped read-only", &g.m, GRANTS(0, 1));
	unmap(s, &g.m);
	expect_result(s, "unmapped", "the byte", 'n', peek(&g.shared, 8),
		      "a grant that is mapped read-only is not written");
}

SCENARIO(notify_clear_readonly, "gntdev", "notify.clear-byte-read-only",
	 "a byte to be cleared of what is then mapped read-only: refused, or not cleared",
	 .needs = &need_grants, .run = clear_readonly);

/* gntdev_mmap()'s error exit unmaps the request, and clears a byte of a page without memory */
static void clear_unmapped(struct scenario *s)
{
	struct grant_mapping g;

	hazard(s, "clearing a byte of a page whose grant could not be mapped");
	g = reserve(s, 1, 0x7fffff);
	set(s, &g, PTE_SIZE + 8, UNMAP_NOTIFY_CLEAR_BYTE, 0);
	g.m = grants_mmap(&g.gntdev, g.offset, 2, PROT_READ | PROT_WRITE, MAP_SHARED);
	expect_result(s, "mapping a good and a bad grant", "errno", EINVAL,
		      g.m.addr == MAP_FAILED ? errno : 0, "drivers/xen/gntdev.c gntdev_mmap()");
	expect_result(s, "afterwards", "mapping the good one", 0,
		      grants_try(g.shared.domid, g.shared.refs[0]), "nothing is left behind");
}

SCENARIO(notify_clear_unmapped, "gntdev", "notify.clear-byte-unmapped",
	 "a byte to be cleared of a page that then cannot be mapped: the mapping fails, no more",
	 .needs = &need_grants, .run = clear_unmapped);
