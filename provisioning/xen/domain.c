// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/domain.h"

#include <errno.h>
#include <string.h>

#include "lib/kernel/system_file.h"
#include "lib/kernel/xen.h"
#include "provisioning/xen/this_domain.h"

static struct error *need_device(const char *path, const char *module)
{
	if (!access(path, R_OK | W_OK))
		return NULL;
	if (errno == ENOENT)
		return error_create(ERROR_UNTESTABLE, "%s is missing (modprobe %s)", path, module);
	return error_create(ERROR_UNTESTABLE, "%s: %s", path, strerror(errno));
}

struct error *domain_detect(struct domain *domain)
{
	char features[64];
	struct error *err;
	long id;

	if (!system_file_is("/sys/hypervisor/type", "xen"))
		return error_create(ERROR_UNTESTABLE, "this machine does not run under Xen");
	if (access("/dev/xen", F_OK))
		return error_create(ERROR_UNTESTABLE,
				    "/dev/xen is missing (modprobe xen-gntdev xen-gntalloc)");
	domain->mode = system_file_is("/sys/hypervisor/guest_type", "PV") ? DOMAIN_PV :
									    DOMAIN_TRANSLATED;
	system_file_line("/sys/hypervisor/properties/features", "", features, sizeof(features));
	domain->control = xen_features_dom0(features) ||
			  system_file_has("/proc/xen/capabilities", "control_d");
	id = this_domain_id(domain->control);
	if (id < 0)
		return error_create(ERROR_UNTESTABLE, "the number of this domain is not known: xenstore "
				    "does not report it");
	domain->id = (uint32_t)id;
	err = need_device("/dev/xen/gntdev", "xen-gntdev");
	return err ? err : need_device("/dev/xen/gntalloc", "xen-gntalloc");
}

bool domain_scratch_backed(void)
{
	return system_file_has("/proc/iomem", "Xen scratch");
}
