// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel, its nodes, and Xen under it. */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/kernel/restrictions.h"
#include "provisioning/pmem/sysfs.h"
#include "provisioning/survey/survey.h"

#define XEN "/sys/hypervisor/"

static void add_flag(struct json_object *object, const char *name, bool value)
{
	json_object_object_add(object, name, json_object_new_boolean(value));
}

/* "none [integrity] confidentiality" */
static char *lockdown(const char *root)
{
	guarded(free) char *line = sysfs_read(root, "/sys/kernel/security/lockdown");
	char *open = line ? strchr(line, '[') : NULL;

	if (!open)
		return NULL;
	open[strcspn(open, "]")] = '\0';
	return strdup(open + 1);
}

struct json_object *survey_kernel(const char *root)
{
	struct json_object *kernel = json_object_new_object();

	survey_add(kernel, "release", sysfs_read(root, "/proc/sys/kernel/osrelease"));
	survey_add(kernel, "tainted", sysfs_read(root, "/proc/sys/kernel/tainted"));
	survey_add(kernel, "lockdown", lockdown(root));
	/* a recorded tree does not say who will look at the machine */
	if (!*root)
		survey_add(kernel, "restricted", restrictions());
	survey_add(kernel, "transparent_hugepage",
		   sysfs_read(root, "/sys/kernel/mm/transparent_hugepage/enabled"));
	add_flag(kernel, "tracefs", sysfs_exists(root, "/sys/kernel/tracing/instances"));
	add_flag(kernel, "kprobe_events", sysfs_exists(root, "/sys/kernel/tracing/kprobe_events"));
	add_flag(kernel, "btf", sysfs_exists(root, "/sys/kernel/btf/vmlinux"));
	add_flag(kernel, "kcore", sysfs_exists(root, "/proc/kcore"));
	add_flag(kernel, "kpageflags", sysfs_exists(root, "/proc/kpageflags"));
	return kernel;
}

static unsigned long long node_memory(const char *root, const char *node)
{
	guarded(free) char *line = sysfs_read(root, "/sys/devices/system/node/%s/meminfo", node);
	unsigned long long kib = 0;

	/* "Node 0 MemTotal:       16301244 kB" */
	if (!line || sscanf(line, "Node %*d MemTotal: %llu", &kib) != 1)
		return 0;
	return kib << 10;
}

struct json_object *survey_nodes(const char *root)
{
	struct json_object *nodes = json_object_new_array();
	char **names = sysfs_entries(root, "/sys/devices/system/node", "node");

	for (char **name = names; *name; name++) {
		struct json_object *node = json_object_new_object();

		survey_add(node, "name", strdup(*name));
		survey_add(node, "cpus",
			   sysfs_read(root, "/sys/devices/system/node/%s/cpulist", *name));
		json_object_object_add(node, "bytes",
				       json_object_new_uint64(node_memory(root, *name)));
		json_object_array_add(nodes, node);
	}
	sysfs_entries_free(names);
	return nodes;
}

struct json_object *survey_xen(const char *root)
{
	guarded(free) char *type = sysfs_read(root, XEN "type");
	guarded(free) char *capabilities = sysfs_read(root, "/proc/xen/capabilities");
	struct json_object *xen;

	if (!type || strcmp(type, "xen"))
		return NULL;
	xen = json_object_new_object();
	survey_add(xen, "guest_type", sysfs_read(root, XEN "guest_type"));
	survey_add(xen, "major", sysfs_read(root, XEN "version/major"));
	survey_add(xen, "minor", sysfs_read(root, XEN "version/minor"));
	survey_add(xen, "extra", sysfs_read(root, XEN "version/extra"));
	survey_add(xen, "uuid", sysfs_read(root, XEN "uuid"));
	/* Documentation/ABI/stable/sysfs-hypervisor-xen names no domid; the control domain is 0 */
	add_flag(xen, "control_domain", capabilities && strstr(capabilities, "control_d"));
	if (capabilities && strstr(capabilities, "control_d"))
		json_object_object_add(xen, "domid", json_object_new_int(0));
	survey_add(xen, "gntdev_limit", sysfs_read(root, "/sys/module/xen_gntdev/parameters/limit"));
	survey_add(xen, "gntalloc_limit",
		   sysfs_read(root, "/sys/module/xen_gntalloc/parameters/limit"));
	add_flag(xen, "gntdev", sysfs_exists(root, "/dev/xen/gntdev"));
	add_flag(xen, "evtchn", sysfs_exists(root, "/dev/xen/evtchn"));
	return xen;
}
