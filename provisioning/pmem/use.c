// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/use.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "provisioning/pmem/mountinfo.h"
#include "provisioning/pmem/sysfs.h"

#define PROC_PID_INIT_INO 0xEFFFFFFCu	/* include/linux/proc_ns.h */

static char *text(const char *a, const char *b, const char *c)
{
	char *s;

	if (asprintf(&s, "%s%s%s", a, b, c) < 0)
		abort();
	return s;
}

static char *find_holder(const char *root, const char *name)
{
	guarded(free) char *dir = text("/sys/class/block/", name, "/holders");
	guarded(free) char *inside = NULL, *dm = NULL, *who = NULL;
	char **holders = sysfs_entries(root, dir, "");
	char *use = NULL;

	if (*holders) {
		dm = sysfs_read(root, "/sys/class/block/%s/dm/name", *holders);
		inside = dm ? text(" (", dm, ")") : strdup("");
		who = text("held by ", *holders, "");
		use = text(who, inside, "");
	}
	sysfs_entries_free(holders);
	return use;
}

static char *find_partition(const char *root, const char *name)
{
	guarded(free) char *dir = text("/sys/class/block/", name, "");
	char **names = sysfs_entries(root, dir, name);
	char *use = NULL;

	for (char **n = names; *n && !use; n++)
		if (sysfs_exists(root, "/sys/class/block/%s/%s/partition", name, *n))
			use = text("partitioned (", *n, ")");
	sysfs_entries_free(names);
	return use;
}

/* a list that could only be read in part says nothing about the rest */
static void check_whole(FILE *f, const char *path)
{
	if (f && ferror(f))
		sysfs_failed(path, errno);
}

static char *find_swap(const char *root, const char *name)
{
	guarded(free) char *path = text(root, "/proc/swaps", "");
	guarded(free) char *device = text("/dev/", name, " ");
	guarded(file) FILE *f = fopen(path, "re");
	char line[4096];

	if (!f)
		sysfs_failed(path, errno);
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, device, strlen(device)))
			return strdup("used as swap");
	check_whole(f, path);
	return NULL;
}

static void add_once(char ***names, const char *name)
{
	size_t nr = 0;

	for (; (*names)[nr]; nr++)
		if (!strcmp((*names)[nr], name))
			return;
	*names = sysfs_entries_add(*names, nr, name);
}

static void add_mounts(const char *root, const char *pid, const char *device, char ***names)
{
	guarded(free) char *base = text(root, "/proc/", pid), *path = text(base, "/mountinfo", "");
	guarded(file) FILE *f = fopen(path, "re");
	guarded(free) char *line = NULL;
	size_t size = 0;

	/* EINVAL: a process that has ended and is not waited for (fs/proc_namespace.c) */
	if (!f && errno != EINVAL)
		sysfs_failed(path, errno);
	while (f && getline(&line, &size, f) > 0) {
		struct mountinfo mount;

		mountinfo_parse(line, &mount);
		if (!strcmp(mount.device_number, device))
			add_once(names, mount.point);
	}
	check_whole(f, path);
}

char **use_mounts(const char *root, const char *name)
{
	guarded(free) char *device = sysfs_read(root, "/sys/class/block/%s/dev", name);
	char **names = calloc(1, sizeof(*names));
	char **pids = sysfs_entries(root, "/proc", "");

	if (!names)
		abort();
	for (char **pid = pids; device && *pid; pid++)
		if (isdigit((unsigned char)**pid))
			add_mounts(root, *pid, device, &names);
	sysfs_entries_free(pids);
	return names;
}

static char *find_mount(const char *root, const char *name)
{
	char **mounts = use_mounts(root, name);
	char *use = *mounts ? text("mounted on ", *mounts, "") : NULL;

	sysfs_entries_free(mounts);
	return use;
}

char *use_of_block(const char *root, const char *name)
{
	char *use = find_mount(root, name);

	if (!use)
		use = find_holder(root, name);
	if (!use)
		use = find_partition(root, name);
	return use ? use : find_swap(root, name);
}

/** struct node - a device, by its kind (S_IFBLK, S_IFCHR) and its number */
struct node {
	mode_t kind;
	dev_t number;
};

static bool is_node(const struct stat *st, const struct node *node)
{
	return (st->st_mode & S_IFMT) == node->kind && st->st_rdev == node->number;
}

static bool opens(const char *root, const char *pid, const char *fd, const struct node *node)
{
	guarded(free) char *base = text(root, "/proc/", pid), *dir = text(base, "/fd/", fd);
	struct stat st;

	if (!stat(dir, &st))
		return is_node(&st, node);
	sysfs_failed(dir, errno);
	return false;
}

/* @any: whether it has anything open */
static bool process_opens(const char *root, const char *pid, const struct node *node, bool *any)
{
	guarded(free) char *dir = text("/proc/", pid, "/fd");
	char **fds = sysfs_entries(root, dir, "");
	bool found = false;

	for (char **fd = fds; *fd && !found; fd++)
		found = opens(root, pid, *fd, node);
	*any = *fds != NULL;
	sysfs_entries_free(fds);
	return found;
}

/* a mapping lives on when the descriptor is closed: /proc/PID/map_files has links like fd's */
static bool process_maps(const char *root, const char *pid, const struct node *node)
{
	guarded(free) char *base = text(root, "/proc/", pid), *dir = text(base, "/map_files", "");
	guarded(dir) DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;

	if (!d)
		sysfs_failed(dir, errno);
	for (errno = 0; d && (entry = readdir(d)); errno = 0) {
		if (fstatat(dirfd(d), entry->d_name, &st, 0))
			sysfs_failed(dir, errno);
		else if (is_node(&st, node))
			return true;
	}
	if (d && errno)
		sysfs_failed(dir, errno);
	return false;
}

/* of a first thread that has ended nothing is told, though its process goes on: /proc has the others by number */
static bool process_uses(const char *root, const char *pid, const struct node *node)
{
	guarded(free) char *dir = text("/proc/", pid, "/task");
	bool any, found = process_opens(root, pid, node, &any) || process_maps(root, pid, node);
	char **tasks = any ? NULL : sysfs_entries(root, dir, "");

	for (char **task = tasks; task && *task && !found; task++)
		found = process_opens(root, *task, node, &any) || process_maps(root, *task, node);
	sysfs_entries_free(tasks);
	return found;
}

static char *use_of_node(const char *root, const struct node *node)
{
	char **pids = sysfs_entries(root, "/proc", "");
	char *use = NULL;

	for (char **pid = pids; *pid && !use; pid++)
		if (isdigit((unsigned char)**pid) && process_uses(root, *pid, node))
			use = text("open in process ", *pid, "");
	sysfs_entries_free(pids);
	return use;
}

char *use_of_char(const char *root, dev_t rdev)
{
	return use_of_node(root, &(struct node){ S_IFCHR, rdev });
}

bool use_sees_all(void)
{
	guarded(free) char *namespace = sysfs_link_name("", "/proc/self/ns/pid");
	char initial[32];

	snprintf(initial, sizeof(initial), "pid:[%u]", PROC_PID_INIT_INO);
	return namespace && !strcmp(namespace, initial);
}

/* drivers/block/loop.c opens what it is over like any process, and is no holder of it */
static char *find_loop(const char *root, const char *name)
{
	guarded(free) char *path = text("/dev/", name, "");
	char **loops = sysfs_entries(root, "/sys/class/block", "loop");
	char *use = NULL;

	for (char **loop = loops; *loop && !use; loop++) {
		guarded(free) char *file = sysfs_read(root, "/sys/class/block/%s/loop/backing_file", *loop);

		if (file && !strcmp(file, path))
			use = text("below ", *loop, "");
	}
	sysfs_entries_free(loops);
	return use;
}

char *use_of_open_block(const char *root, const char *name, dev_t rdev)
{
	char *use = find_loop(root, name);

	return use ? use : use_of_node(root, &(struct node){ S_IFBLK, rdev });
}

struct error *use_claim(const char *device, const char *name, int *result)
{
	guarded(fd) int fd = open(device, O_RDWR | O_EXCL | O_NOFOLLOW | O_CLOEXEC);
	int errnum = fd < 0 ? errno : 0;
	guarded(free) char *number = NULL, *use = NULL;
	struct error *err;
	char opened[32];
	struct stat st;

	sysfs_watch();
	use = use_of_block("", name);
	err = use ? NULL : sysfs_watched();
	if (err)
		return err;
	if (use)
		return error_create(ERROR_SYSTEM, "%s is %s: it is not touched", device, use);
	if (errnum == EBUSY)
		return error_create(ERROR_SYSTEM, "%s is open exclusively by somebody: it is not "
				    "touched", device);
	if (errnum || fstat(fd, &st))
		return error_errno(errnum ? errnum : errno, "%s", device);
	number = sysfs_read("", "/sys/class/block/%s/dev", name);
	snprintf(opened, sizeof(opened), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	if (!S_ISBLK(st.st_mode) || !number || strcmp(number, opened))
		return error_create(ERROR_SYSTEM, "%s is not the device %s of the kernel: it is not "
				    "touched", device, name);
	*result = take_fd(fd);
	return NULL;
}
