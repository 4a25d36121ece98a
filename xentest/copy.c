// SPDX-License-Identifier: GPL-2.0-or-later
/* IOCTL_GNTDEV_GRANT_COPY through xengnttab_grant_copy(): copies without a mapping. */
#include <errno.h>
#include <string.h>
#include <xengnttab.h>

#include "provisioning/xen/domain.h"
#include "xentest/gntdev.h"

#define UAPI "include/uapi/xen/gntdev.h: IOCTL_GNTDEV_GRANT_COPY"
#define LEN 64

static xengnttab_handle *open_device(struct scenario *s, struct gntdev *gntdev)
{
	scenario_need(s, gntdev_open(gntdev));
	return gntdev->handle;
}

static xengnttab_grant_copy_segment_t to_grant(void *from, const struct shared *to, uint32_t page)
{
	xengnttab_grant_copy_segment_t segment = { .flags = GNTCOPY_dest_gref, .len = LEN };

	segment.source.virt = from;
	segment.dest.foreign.ref = to->refs[page];
	segment.dest.foreign.domid = (uint16_t)to->domid;
	return segment;
}

static xengnttab_grant_copy_segment_t from_grant(const struct shared *from, uint32_t page, void *to)
{
	xengnttab_grant_copy_segment_t segment = { .flags = GNTCOPY_source_gref, .len = LEN };

	segment.source.foreign.ref = from->refs[page];
	segment.source.foreign.domid = (uint16_t)from->domid;
	segment.dest.virt = to;
	return segment;
}

static void local(struct scenario *s)
{
	static char memory[LEN];
	struct shared shared = share(s, 2, true);
	struct gntdev gntdev;
	xengnttab_handle *device = open_device(s, &gntdev);
	xengnttab_grant_copy_segment_t segments[2];

	memset(memory, 'c', sizeof(memory));
	poke(&shared, PTE_SIZE, 'd');
	segments[0] = to_grant(memory, &shared, 0);
	expect_result(s, "memory to grant", "result", 0,
		      xengnttab_grant_copy(device, 1, segments), UAPI);
	expect_result(s, "memory to grant", "status", GNTST_okay, segments[0].status, UAPI);
	expect_result(s, "memory to grant", "last byte of the granter", 'c',
		      peek(&shared, LEN - 1), UAPI);
	expect_result(s, "memory to grant", "the byte behind it", 0, peek(&shared, LEN), UAPI);
	segments[0] = from_grant(&shared, 1, memory);
	expect_result(s, "grant to memory", "result", 0,
		      xengnttab_grant_copy(device, 1, segments), UAPI);
	expect_result(s, "grant to memory", "status", GNTST_okay, segments[0].status, UAPI);
	expect_result(s, "grant to memory", "first byte", 'd', memory[0], UAPI);
	gntdev_close(&gntdev);
}

SCENARIO(copy_local, "gntdev", "copy.local", "bytes go from memory to a grant and back",
	 .needs = &need_grants, .run = local);

/*
 * gntdev_get_page() pins the page, so find_normal_page() once more. The hypervisor copies only into
 * frames of the copying domain's own (xen/common/grant_table.c gnttab_copy_claim_buf()).
 */
static void mapping(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2);
	struct domain domain;
	bool own;
	struct gntdev gntdev;
	xengnttab_handle *device = open_device(s, &gntdev);
	xengnttab_grant_copy_segment_t segments[1];

	scenario_need(s, domain_detect(&domain));
	own = g.shared.domid == domain.id;
	poke(&g.shared, 0, 'b');
	poke(&g.shared, PTE_SIZE, 'e');
	segments[0] = from_grant(&g.shared, 1, g.m.addr);
	expect_result(s, "grant to mapping", "result", 0,
		      xengnttab_grant_copy(device, 1, segments), UAPI);
	expect_slow_gup(s, &g, 0);
	expect_result(s, "grant to mapping", "status", own ? GNTST_okay : GNTST_bad_page,
		      segments[0].status, "xen/common/grant_table.c gnttab_copy_claim_buf()");
	expect_result(s, "grant to mapping", "byte of the granter", own ? 'e' : 'b',
		      peek(&g.shared, 0), "a grant maps the granter's page");
	gntdev_close(&gntdev);
	expect_mapping(s, "after the copy", &g.m, GRANTS(0, 2, .writable = true));
}

SCENARIO(copy_mapping, "gntdev", "copy.mapping",
	 "a grant is copied into the mapping of another, if that is a page of our own domain",
	 .needs = &need_grants, .run = mapping);

static void bad_entries(struct scenario *s)
{
	static char memory[LEN];
	struct shared shared = share(s, 2, true);
	struct gntdev gntdev;
	xengnttab_handle *device = open_device(s, &gntdev);
	xengnttab_grant_copy_segment_t segments[4];

	memset(memory, 'g', sizeof(memory));
	for (int i = 0; i < 4; i++)
		segments[i] = to_grant(memory, &shared, i / 3);
	segments[1].dest.foreign.ref = 0x7fffff;
	segments[2].dest.foreign.domid = 0x7fef;
	expect_result(s, "two good and two bad segments", "result", 0,
		      xengnttab_grant_copy(device, 4, segments), UAPI ": errors are per segment");
	expect_result(s, "good", "status", GNTST_okay, segments[0].status, UAPI);
	expect_result(s, "bad reference", "status", GNTST_bad_gntref, segments[1].status,
		      "xen/include/public/grant_table.h");
	expect_result(s, "bad domain", "status", GNTST_bad_domain, segments[2].status,
		      "xen/include/public/grant_table.h");
	expect_result(s, "good", "status", GNTST_okay, segments[3].status, UAPI);
	expect_result(s, "good", "byte of the granter", 'g', peek(&shared, 0), UAPI);
	expect_result(s, "good", "byte of the granter, next page", 'g', peek(&shared, PTE_SIZE),
		      UAPI);
	gntdev_close(&gntdev);
}

SCENARIO(copy_bad_entries, "gntdev", "copy.bad-entries",
	 "bad segments fail each for itself, the good ones among them are copied",
	 .needs = &need_grants, .run = bad_entries);

static void refused(struct scenario *s)
{
	static char memory[LEN];
	struct shared shared = share(s, 1, false);
	struct gntdev gntdev;
	xengnttab_handle *device = open_device(s, &gntdev);
	xengnttab_grant_copy_segment_t segment = to_grant(memory, &shared, 0);

	poke(&shared, 0, 'h');
	expect_result(s, "into a grant for reading", "result", 0,
		      xengnttab_grant_copy(device, 1, &segment), UAPI);
	expect_result(s, "into a grant for reading", "status is not okay", 1,
		      segment.status != GNTST_okay,
		      "xen/include/public/grant_table.h: GTF_readonly");
	expect_result(s, "into a grant for reading", "byte of the granter", 'h',
		      peek(&shared, 0), "nothing was written");
	segment = to_grant(memory, &shared, 0);
	segment.dest.foreign.offset = PTE_SIZE - LEN / 2;
	expect_result(s, "across the page's end", "errno", EINVAL,
		      xengnttab_grant_copy(device, 1, &segment) ? errno : 0,
		      "drivers/xen/gntdev.c gntdev_grant_copy_seg()");
	segment = to_grant(memory, &shared, 0);
	segment.source.virt = (void *)MAPPING_FIRST;
	expect_result(s, "from nowhere", "errno", EFAULT,
		      xengnttab_grant_copy(device, 1, &segment) ? errno : 0,
		      "drivers/xen/gntdev.c gntdev_get_page()");
	segment = from_grant(&shared, 0, memory);
	expect_result(s, "after the errors", "result", 0,
		      xengnttab_grant_copy(device, 1, &segment), UAPI);
	expect_result(s, "after the errors", "byte", 'h', memory[0], UAPI);
	gntdev_close(&gntdev);
}

SCENARIO(copy_refused, "gntdev", "copy.refused",
	 "copies into read-only grants, across a page's end and from nowhere are refused",
	 .needs = &need_grants, .run = refused);
