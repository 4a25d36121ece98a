// SPDX-License-Identifier: GPL-2.0-or-later
/* Xen under the kernel, and this domain's grants. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/kernel/grants.h"
#include "lib/kernel/xen.h"
#include "provisioning/pmem/tree.h"
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

struct json_object *survey_xen(struct tree *tree)
{
	guarded(free) char *type = tree_read(tree, XEN "type");
	guarded(free) char *features = tree_read(tree, XEN "properties/features");
	guarded(free) char *capabilities = tree_read(tree, "/proc/xen/capabilities");
	bool control_domain = xen_features_dom0(features) ||
			      (capabilities && strstr(capabilities, "control_d"));
	struct json_object *xen;

	if (!type || strcmp(type, "xen"))
		return NULL;
	xen = json_object_new_object();
	survey_add(xen, "guest_type", tree_read(tree, XEN "guest_type"));
	survey_add(xen, "major", tree_read(tree, XEN "version/major"));
	survey_add(xen, "minor", tree_read(tree, XEN "version/minor"));
	survey_add(xen, "extra", tree_read(tree, XEN "version/extra"));
	survey_add(xen, "uuid", tree_read(tree, XEN "uuid"));
	survey_add_flag(xen, "control_domain", control_domain);
	if (control_domain)
		add_number(xen, "domid", 0);
	/* of a recorded tree the hypervisor is not at hand */
	if (!tree_is_recorded(tree))
		ask(xen, control_domain);
	survey_add(xen, "gntdev_limit", tree_read(tree, "/sys/module/xen_gntdev/parameters/limit"));
	survey_add(xen, "gntalloc_limit",
		   tree_read(tree, "/sys/module/xen_gntalloc/parameters/limit"));
	survey_add_flag(xen, "gntdev", tree_exists(tree, "/dev/xen/gntdev"));
	survey_add_flag(xen, "evtchn", tree_exists(tree, "/dev/xen/evtchn"));
	return xen;
}
