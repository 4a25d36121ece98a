// SPDX-License-Identifier: GPL-2.0-or-later
/* The end of a whole guest while its pages are mapped here. */
#include <errno.h>
#include <string.h>

#include "provisioning/xen/answer.h"
#include "xentest/domu.h"
#include "xentest/gntdev.h"

#define KEPT "xen/common/domain.c: a dying domain's pages are freed with their last reference"

static struct error *guest_instances(const struct instance **instances, size_t *nr)
{
	static const struct instance instance = { .name = "domu" };

	if (!domu_config())
		return error_create(ERROR_UNTESTABLE, "no guest was started (use --domu)");
	*instances = &instance;
	*nr = 1;
	return NULL;
}

static const struct need need_guest = { .name = "a guest", .instances = guest_instances };

/* two pages of @guest, mapped */
static struct grant_mapping map(struct scenario *s, struct guest *guest)
{
	struct grant_mapping g = { .shared = { .domid = guest_domid(guest), .count = 2 } };
	char answer[256];
	int rc;

	scenario_need(s, guest_call(guest, answer, sizeof(answer), "share 2 1"));
	if (!answer_references(answer, g.shared.refs, 2))
		scenario_broken(s, "the guest granted 2 pages as '%s'", answer);
	scenario_need(s, guest_call(guest, answer, sizeof(answer), "poke 0 99"));
	scenario_need(s, gntdev_open(&g.gntdev));
	rc = gntdev_reserve(&g.gntdev, g.shared.domid, 2, g.shared.refs, &g.offset);
	if (rc)
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(-rc));
	g.m = grants_mmap(&g.gntdev, g.offset, 2, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (g.m.addr == MAP_FAILED)
		scenario_broken(s, "mapping grants of domain %u: %s", g.shared.domid,
				strerror(errno));
	return g;
}

static void check(struct scenario *s, const char *step, const struct grant_mapping *g)
{
	expect_result(s, step, "signal of a read", 0, access_signal(&g->m, 0, false), KEPT);
	expect_result(s, step, "byte of the granter", 99, touch_read(&g->m, 0), KEPT);
	expect_mapping(s, step, &g->m, GRANTS(0, 1, .writable = true),
		       GRANTS(1, 1, .writable = true, .dirty = true));
}

static void crash(struct scenario *s)
{
	struct guest *guest = NULL;
	struct error *err;
	struct grant_mapping g;
	char answer[64];

	scenario_need(s, guest_start(domu_config(), 60, &guest));
	g = map(s, guest);
	touch_write(&g.m, PTE_SIZE, 'w');
	check(s, "mapped", &g);
	err = guest_call(guest, answer, sizeof(answer), "crash");
	expect_result(s, "the guest panics", "its panic is reported", 1,
		      err && strstr(err->message, "crashed: Kernel panic"),
		      "xenconsoled keeps what it said");
	error_destroy(err);
	check(s, "the guest is gone", &g);
	if (munmap(g.m.addr, g.m.size))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_result(s, "unmapped", "mapping a grant of the dead guest", -EINVAL,
		      grants_try(g.shared.domid, g.shared.refs[0]), "there is no such domain");
}

SCENARIO(guest_crash, "guest", "crash",
	 "pages of a guest that crashes stay what they were until they are unmapped",
	 .needs = &need_guest, .timeout = 120, .run = crash);
