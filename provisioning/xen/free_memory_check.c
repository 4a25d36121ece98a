// SPDX-License-Identifier: GPL-2.0-or-later
/* What the hypervisor says of its memory; free_memory.c judges it. */
#include "provisioning/xen/free_memory.h"

#include <errno.h>
#include <string.h>
#include <xenctrl.h>

static struct error *ask(struct free_memory *memory)
{
	xc_interface *control = xc_interface_open(NULL, NULL, 0);
	xc_physinfo_t physinfo = { 0 };
	xc_domaininfo_t dom0;
	int why = 0;

	if (!control)
		return error_create(ERROR_UNTESTABLE, "libxenctrl: %s (modprobe xen-privcmd)",
				    strerror(errno));
	if (xc_physinfo(control, &physinfo) || xc_domain_getinfolist(control, 0, 1, &dom0) != 1)
		why = errno;
	xc_interface_close(control);
	if (why)
		return error_create(ERROR_UNTESTABLE, "the hypervisor does not say how much memory is free: "
				    "%s%s", strerror(why),
				    why == EACCES ? ": libxenctrl is not this hypervisor's version" : "");
	*memory = (struct free_memory){ .free = physinfo.free_pages, .scrub = physinfo.scrub_pages,
					.claimed = physinfo.outstanding_pages,
					.dom0 = dom0.tot_pages };
	return NULL;
}

struct error *free_memory_check(const char *who, unsigned long long mib)
{
	struct free_memory memory;
	struct error *err = ask(&memory);

	return err ? err : free_memory_judge(&memory, who, mib);
}
