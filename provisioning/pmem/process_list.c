// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/process_list.h"

#include <ctype.h>
#include <errno.h>
#include <linux/capability.h>
#include <string.h>

#include "lib/kernel/restrictions.h"
#include "lib/base/owned_string.h"
#include "provisioning/pmem/mountinfo.h"
#include "provisioning/pmem/tree.h"

#define ATTEMPTS 20	/* to count threads while others begin and end */

/* "hidepid=invisible" among the options of what is mounted at /proc; NULL: none are hidden */
static char *find_hiding(struct tree *tree)
{
	static const char option[] = "hidepid=";
	guarded(free) char *path = string_format("%s/proc/self/mountinfo", tree->root), *line = NULL;
	guarded(file) FILE *f = fopen(path, "re");
	char *hiding = NULL, *at;
	size_t size = 0;

	if (!f)
		tree_failed(tree, path, errno);
	while (f && getline(&line, &size, f) > 0) {
		struct mountinfo mount;

		mountinfo_parse(line, &mount);
		if (strcmp(mount.point, "/proc"))
			continue;
		/* the last one is on top */
		free(hiding);
		at = strstr(mount.super_options, option);
		hiding = at ? string_copy_n(at, strcspn(at, ",\n")) : NULL;
	}
	if (f && ferror(f))
		tree_failed(tree, path, errno);
	return hiding;
}

/* fs/proc/base.c has_pid_permissions(): a process that may trace another one sees it */
static struct error *check_hiding(struct tree *tree)
{
	guarded(free) char *hiding = find_hiding(tree);

	if (!hiding || capability_held(CAP_SYS_PTRACE))
		return NULL;
	return error_create(ERROR_SYSTEM, "who else uses a device cannot be seen: /proc is mounted with %s, and "
			    "CAP_SYS_PTRACE is missing", hiding);
}

/* "0.00 0.01 0.05 1/123 4567": of these, 123 */
static unsigned long count_all(struct tree *tree)
{
	guarded(free) char *load = tree_read(tree, "/proc/loadavg");
	unsigned long nr;

	return load && sscanf(load, "%*s %*s %*s %*u/%lu", &nr) == 1 ? nr : 0;
}

/* one that has ended since /proc was read was there then, as it is in the kernel's count */
static unsigned long count_threads(struct tree *tree, const char *pid)
{
	guarded(free) char *dir = string_format("/proc/%s/task", pid);
	struct string_list tids guarded(strings) = tree_entries(tree, dir, "");
	unsigned long nr = 0;

	for (char **tid = tids.item; tid && *tid; tid++)
		nr++;
	return nr ? nr : 1;
}

static unsigned long count_seen(struct tree *tree)
{
	struct string_list pids guarded(strings) = tree_entries(tree, "/proc", "");
	unsigned long nr = 0;

	for (char **pid = pids.item; pid && *pid; pid++)
		if (isdigit((unsigned char)**pid))
			nr += count_threads(tree, *pid);
	return nr;
}

static struct error *check_number(struct tree *tree)
{
	unsigned long before, seen = 0, after = 0;
	struct error *err;

	for (int i = 0; i < ATTEMPTS; i++) {
		before = count_all(tree);
		seen = count_seen(tree);
		after = count_all(tree);
		err = tree_finish(tree);
		if (!err && !(before && after))
			err = error_create(ERROR_SYSTEM, "/proc/loadavg does not say how many threads there are");
		if (err || seen >= before || seen >= after)
			return err;
	}
	return error_create(ERROR_SYSTEM, "only %lu of %lu threads can be seen in /proc: run it as root, outside a "
			    "container", seen, after);
}

struct error *process_list_check(const char *root)
{
	struct tree tree = { .root = root };
	struct error *err = check_hiding(&tree);

	return err ? err : check_number(&tree);
}
