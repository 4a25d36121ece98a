// SPDX-License-Identifier: GPL-2.0-or-later
/* Xen under the kernel, and this domain's grants. */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/kernel/grants.h"
#include "lib/kernel/xen.h"
#include "provisioning/pmem/sysfs.h"
#include "provisioning/survey/survey.h"
#include "provisioning/xen/this_domain.h"

#define XEN "/sys/hypervisor/"

/* -1: not known */
static void add_number(struct json_object *xen, const char *name, long value)
{
	if (value >= 0)
		json_object_object_add(xen, name, json_object_new_int64(value));
}

static void add_grants(struct json_object *xen)
{
	struct grants grants = { -1, -1 };
	struct kernel *kernel;
	struct error *err = kernel_open(&kernel);

	if (err) {
		error_destroy(err);
		return;
	}
	if (!kernel_grants(kernel, &grants)) {
		add_number(xen, "grants_used", grants.used);
		add_number(xen, "grants_size", grants.size);
	}
	kernel_close(kernel);
}

/* Documentation/ABI/stable/sysfs-hypervisor-xen names no domid and no grants */
static void ask(struct json_object *xen, bool control_domain)
{
	if (this_domain_id)
		add_number(xen, "domid", this_domain_id(control_domain));
	if (this_domain_grants_most)
		add_number(xen, "grants_most", this_domain_grants_most());
	add_grants(xen);
}

struct json_object *survey_xen(const char *root)
{
	guarded(free) char *type = sysfs_read(root, XEN "type");
	guarded(free) char *features = sysfs_read(root, XEN "properties/features");
	guarded(free) char *capabilities = sysfs_read(root, "/proc/xen/capabilities");
	bool control_domain = xen_features_dom0(features) ||
			      (capabilities && strstr(capabilities, "control_d"));
	struct json_object *xen;

	if (!type || strcmp(type, "xen"))
		return NULL;
	xen = json_object_new_object();
	survey_add(xen, "guest_type", sysfs_read(root, XEN "guest_type"));
	survey_add(xen, "major", sysfs_read(root, XEN "version/major"));
	survey_add(xen, "minor", sysfs_read(root, XEN "version/minor"));
	survey_add(xen, "extra", sysfs_read(root, XEN "version/extra"));
	survey_add(xen, "uuid", sysfs_read(root, XEN "uuid"));
	survey_add_flag(xen, "control_domain", control_domain);
	if (control_domain)
		add_number(xen, "domid", 0);
	/* of a recorded tree the hypervisor is not at hand */
	if (!*root)
		ask(xen, control_domain);
	survey_add(xen, "gntdev_limit", sysfs_read(root, "/sys/module/xen_gntdev/parameters/limit"));
	survey_add(xen, "gntalloc_limit",
		   sysfs_read(root, "/sys/module/xen_gntalloc/parameters/limit"));
	survey_add_flag(xen, "gntdev", sysfs_exists(root, "/dev/xen/gntdev"));
	survey_add_flag(xen, "evtchn", sysfs_exists(root, "/dev/xen/evtchn"));
	return xen;
}
