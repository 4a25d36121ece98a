// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel and its nodes. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"
#include "lib/kernel/restrictions.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/survey/survey.h"

/* "none [integrity] confidentiality" */
static char *lockdown(struct tree *tree)
{
	guarded(free) char *line = tree_read(tree, "/sys/kernel/security/lockdown");
	char *open = line ? strchr(line, '[') : NULL;

	if (!open)
		return NULL;
	open[strcspn(open, "]")] = '\0';
	return string_copy(open + 1);
}

struct json_object *survey_kernel(struct tree *tree)
{
	struct json_object *kernel = json_object_new_object();

	survey_add(kernel, "release", tree_read(tree, "/proc/sys/kernel/osrelease"));
	survey_add(kernel, "tainted", tree_read(tree, "/proc/sys/kernel/tainted"));
	survey_add(kernel, "lockdown", lockdown(tree));
	/* a recorded tree does not say who will look at the machine */
	if (!tree_is_recorded(tree))
		survey_add(kernel, "restricted", restrictions());
	survey_add(kernel, "transparent_hugepage",
		   tree_read(tree, "/sys/kernel/mm/transparent_hugepage/enabled"));
	survey_add_flag(kernel, "tracefs", tree_exists(tree, "/sys/kernel/tracing/instances"));
	survey_add_flag(kernel, "kprobe_events", tree_exists(tree, "/sys/kernel/tracing/kprobe_events"));
	survey_add_flag(kernel, "btf", tree_exists(tree, "/sys/kernel/btf/vmlinux"));
	survey_add_flag(kernel, "kcore", tree_exists(tree, "/proc/kcore"));
	survey_add_flag(kernel, "kpageflags", tree_exists(tree, "/proc/kpageflags"));
	return kernel;
}

static unsigned long long node_memory(struct tree *tree, const char *node)
{
	guarded(free) char *line = tree_read(tree, "/sys/devices/system/node/%s/meminfo", node);
	unsigned long long kib = 0;

	/* "Node 0 MemTotal:       16301244 kB" */
	if (!line || sscanf(line, "Node %*d MemTotal: %llu", &kib) != 1)
		return 0;
	return kib << 10;
}

struct json_object *survey_nodes(struct tree *tree)
{
	struct json_object *nodes = json_object_new_array();
	struct string_list names guarded(strings) = tree_entries(tree, "/sys/devices/system/node", "node");

	for (char **name = names.item; name && *name; name++) {
		struct json_object *node = json_object_new_object();

		survey_add(node, "name", string_copy(*name));
		survey_add(node, "cpus",
			   tree_read(tree, "/sys/devices/system/node/%s/cpulist", *name));
		json_object_object_add(node, "bytes",
				       json_object_new_uint64(node_memory(tree, *name)));
		json_object_array_add(nodes, node);
	}
	return nodes;
}
