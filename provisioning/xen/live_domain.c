// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/live_domain.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <xenctrl.h>

#include "provisioning/xen/xl.h"

#define BATCH 64

static bool find_in(const xc_domaininfo_t *info, int nr, const uuid_t handle,
		    struct live_domain *domain)
{
	for (int i = 0; i < nr; i++) {
		if (memcmp(info[i].handle, handle, sizeof(uuid_t)))
			continue;
		*domain = (struct live_domain){ .there = true, .domid = info[i].domain,
						.dying = info[i].flags & XEN_DOMINF_dying };
		return true;
	}
	return false;
}

static struct error *find(xc_interface *control, const uuid_t handle, struct live_domain *domain)
{
	static xc_domaininfo_t info[BATCH];
	uint32_t first = 0;
	int nr;

	do {
		nr = xc_domain_getinfolist(control, first, BATCH, info);
		if (nr < 0)
			return error_create(ERROR_UNTESTABLE, "domains cannot be listed: %s%s",
					    strerror(errno), errno == EACCES ?
					    " (libxenctrl is not this hypervisor's version)" : "");
		if (find_in(info, nr, handle, domain))
			return NULL;
		first = nr ? info[nr - 1].domain + 1u : 0;
	} while (nr == BATCH);
	return NULL;
}

struct error *live_domain_find(const uuid_t handle, struct live_domain *domain)
{
	xc_interface *control = xc_interface_open(NULL, NULL, 0);
	struct error *err;

	*domain = (struct live_domain){ 0 };
	if (!control)
		return error_create(ERROR_UNTESTABLE, "domains cannot be listed: %s (modprobe "
				    "xen-privcmd)", strerror(errno));
	err = find(control, handle, domain);
	xc_interface_close(control);
	return err;
}

static struct error *destroy(uint32_t domid)
{
	xc_interface *control = xc_interface_open(NULL, NULL, 0);
	struct error *err = NULL;

	if (!control || xc_domain_destroy(control, domid))
		err = error_errno(errno, "destroying domain %u", domid);
	if (control)
		xc_interface_close(control);
	return err;
}

static struct error *destroy_by_xl(uint32_t domid)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", domid);
	return xl_run(NULL, (const char *[]){ "xl", "destroy", number, NULL });
}

struct error *live_domain_end(const uuid_t handle, bool by_xl, unsigned int patience)
{
	struct live_domain domain;
	struct error *err = live_domain_find(handle, &domain);

	/* a number is given again only after all 32752 others were: it is still that domain's */
	if (!err && domain.there && !domain.dying)
		err = by_xl ? destroy_by_xl(domain.domid) : destroy(domain.domid);
	for (unsigned int i = 0; !err && domain.there && i <= patience; i++) {
		if (i)
			poll(NULL, 0, 100);
		err = live_domain_find(handle, &domain);
	}
	if (!err && domain.there)
		err = error_create(ERROR_SYSTEM, "domain %u is dying: a process still maps its pages",
				   domain.domid);
	return err;
}
