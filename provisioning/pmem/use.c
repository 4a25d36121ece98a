// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/use.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/device.h"
#include "lib/kernel/openers.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "provisioning/pmem/kernel_use.h"
#include "provisioning/pmem/mountinfo.h"
#include "provisioning/pmem/process_list.h"
#include "provisioning/pmem/process_use.h"

#define PROC_PID_INIT_INO 0xEFFFFFFCu	/* include/linux/proc_ns.h */

/*
 * udev opens a device for a moment when it is made, and whenever somebody has closed it after writing: what is
 * open is looked at again until this is over, and once more in any case.
 */
#define SETTLE_ATTEMPTS 2
#define SETTLE_ATTEMPTS_UDEV 6
#define SETTLE_USEC 400000

#define CLAIMED "open exclusively by somebody who cannot be seen"

static char *find_holder(struct tree *tree, const char *name)
{
	guarded(free) char *dir = string_format("/sys/class/block/%s/holders", name);
	guarded(free) char *dm = NULL;
	struct string_list holders guarded(strings) = tree_entries(tree, dir, "");
	char *use = NULL;

	if (holders.nr) {
		dm = tree_read(tree, "/sys/class/block/%s/dm/name", holders.item[0]);
		use = string_format("held by %s%s%s%s", holders.item[0], dm ? " (" : "", dm ? dm : "", dm ? ")" : "");
	}
	return use;
}

static char *find_partition(struct tree *tree, const char *name)
{
	guarded(free) char *dir = string_format("/sys/class/block/%s", name);
	struct string_list names guarded(strings) = tree_entries(tree, dir, name);
	char *use = NULL;

	for (char **n = names.item; n && *n && !use; n++)
		if (tree_exists(tree, "/sys/class/block/%s/%s/partition", name, *n))
			use = string_format("partitioned (%s)", *n);
	return use;
}

/* a list that could only be read in part says nothing about the rest */
static void check_whole(struct tree *tree, FILE *f, const char *path)
{
	if (f && ferror(f))
		tree_failed(tree, path, errno);
}

/* mm/swapfile.c swap_show(): the path that it was given by, on this line or in another mount namespace */
static char *find_swap(struct tree *tree, const struct node *node)
{
	guarded(free) char *path = string_format("%s/proc/swaps", tree->root), *line = NULL;
	guarded(file) FILE *f = regular_file_stream(path);
	char *use = NULL;
	size_t size = 0;

	if (!f)
		tree_failed(tree, path, errno);
	while (f && !use && getline(&line, &size, f) > 0) {
		line[strcspn(line, " \t\n")] = '\0';
		mountinfo_decode(line);
		if (*line == '/' && node_match_path(node, line) == NODE_IS)
			use = string_copy("used as swap");
	}
	check_whole(tree, f, path);
	return use;
}

static void add_mounts(struct tree *tree, const char *pid, const char *device, struct string_list *points)
{
	guarded(free) char *path = string_format("%s/proc/%s/mountinfo", tree->root, pid), *line = NULL;
	guarded(file) FILE *f = regular_file_stream(path);
	size_t size = 0;

	/* EINVAL: a process that has ended and is not waited for (fs/proc_namespace.c) */
	if (!f && errno != EINVAL)
		tree_failed(tree, path, errno);
	while (f && getline(&line, &size, f) > 0) {
		struct mountinfo mount;

		mountinfo_parse(line, &mount);
		if (!strcmp(mount.device_number, device) && !string_list_has(points, mount.point))
			string_list_add(points, "%s", mount.point);
	}
	check_whole(tree, f, path);
}

struct string_list use_mounts(struct tree *tree, const char *name)
{
	guarded(free) char *device = tree_read(tree, "/sys/class/block/%s/dev", name);
	struct string_list pids guarded(strings) = tree_entries(tree, "/proc", "");
	struct string_list points = { 0 };

	for (char **pid = pids.item; device && pid && *pid; pid++)
		if (isdigit((unsigned char)**pid))
			add_mounts(tree, *pid, device, &points);
	return points;
}

static char *find_mount(struct tree *tree, const char *name)
{
	struct string_list mounts guarded(strings) = use_mounts(tree, name);
	char *use = mounts.nr ? string_format("mounted on %s", mounts.item[0]) : NULL;

	return use;
}

/* who claims it, or has it where all can see it */
static char *find_claim(struct tree *tree, const struct node *node)
{
	char *use = find_mount(tree, node->name);

	if (!use)
		use = find_holder(tree, node->name);
	if (!use)
		use = find_partition(tree, node->name);
	return use ? use : find_swap(tree, node);
}

static bool sees_all(void)
{
	guarded(free) char *namespace = tree_link_name(TREE_HERE, "/proc/self/ns/pid");
	char initial[32];

	snprintf(initial, sizeof(initial), "pid:[%u]", PROC_PID_INIT_INO);
	return namespace && !strcmp(namespace, initial);
}

struct error *use_check_sight(void)
{
	if (!sees_all())
		return error_create(ERROR_SYSTEM, "who else uses a device cannot be seen from a PID namespace: run it "
				    "outside the container");
	return process_list_check("");
}

/**
 * struct look - how a look at who has a device open went
 * @attempts: what was found counts when it has been seen so often
 * @counted: the kernel's count could be read
 */
struct look {
	int attempts;
	bool counted;
};

/*
 * The kernel's own count leaves nobody out. Where it cannot be read, as in a recorded tree, what could not be
 * seen through is as good as a user.
 */
static char *count_openers(struct tree *tree, int fd, const struct doubt *doubt, struct look *look)
{
	const char *maybe = doubt->text;
	unsigned int openers;
	guarded(error) struct error *err = tree_is_recorded(tree) ? error_create(ERROR_UNTESTABLE, "recorded")
								  : kernel_openers(fd, &openers);

	look->counted = !err;
	if (!err && openers > 1)
		return string_format("open by something that cannot be seen (%u times%s%s)", openers - 1,
				     *maybe ? "; " : "", maybe);
	if (err && *maybe)
		tree_doubted(tree, maybe);
	return NULL;
}

static char *look_once(struct tree *tree, const struct node *node, struct look *look)
{
	struct doubt doubt = { "" };
	bool passing = false;
	char *use = node->kind == S_IFBLK ? kernel_use(tree, node, &doubt) : NULL;

	/* nobody exports a device for a moment, and recorded ones stay as they are */
	*look = (struct look){ .attempts = 1, .counted = true };
	if (use)
		return use;
	use = process_use(tree, node, &doubt, &passing);
	if (!tree_is_recorded(tree))
		look->attempts = passing ? SETTLE_ATTEMPTS_UDEV : SETTLE_ATTEMPTS;
	return use ? use : count_openers(tree, node->own_fd, &doubt, look);
}

/* @node: open once in this process */
static char *find_opener(struct tree *tree, const struct node *node, struct look *look)
{
	char *use = look_once(tree, node, look);

	for (int i = 1; use && i < look->attempts; i++) {
		free(use);
		usleep(SETTLE_USEC);
		use = look_once(tree, node, look);
	}
	return use;
}

/* mounts without a process that sees them, and whatever else of the kernel claims a device without a holder */
static char *find_claimed(struct tree *tree, const char *name)
{
	guarded(fd) int fd = -1;
	guarded(error) struct error *err = device_open(name, O_RDONLY | O_EXCL, &fd);

	if (err && err->errnum == EBUSY)
		return string_copy(CLAIMED);
	if (err)
		tree_doubted(tree, err->message);
	return NULL;
}

static void doubt_error(struct tree *tree, struct error *err)
{
	if (err)
		tree_doubted(tree, err->message);
	error_destroy(err);
}

static char *open_and_find_opener(struct tree *tree, struct node *node)
{
	guarded(fd) int fd = -1;
	struct look look;
	struct error *err;
	char *use;

	node->own_fd = -1;
	if (tree_is_recorded(tree))
		return find_opener(tree, node, &look);
	err = use_check_sight();
	if (!err)
		err = device_open(node->name, O_RDONLY, &fd);
	doubt_error(tree, err);
	node->own_fd = fd;
	if (fd < 0)
		return NULL;
	use = find_opener(tree, node, &look);
	return use || look.counted || node->kind != S_IFBLK ? use : find_claimed(tree, node->name);
}

static bool find_number(struct tree *tree, struct node *node)
{
	const char *dir = node->kind == S_IFBLK ? "/sys/class/block" : "/sys/bus/dax/devices";
	guarded(free) char *what = NULL;

	if (tree_device(tree, &node->number, "%s/%s/dev", dir, node->name))
		return true;
	what = string_format("%s has no device number", node->name);
	tree_doubted(tree, what);
	return false;
}

char *use_of_block(struct tree *tree, const char *name)
{
	struct node node = { .kind = S_IFBLK, .name = name };
	char *use;

	if (!find_number(tree, &node))
		return NULL;
	use = find_claim(tree, &node);
	return use ? use : open_and_find_opener(tree, &node);
}

char *use_of_char(struct tree *tree, const char *name)
{
	struct node node = { .kind = S_IFCHR, .name = name };

	return find_number(tree, &node) ? open_and_find_opener(tree, &node) : NULL;
}

char *use_unseen(const char *name)
{
	guarded(fd) int fd = -1;
	guarded(error) struct error *err = device_open(name, O_RDONLY, &fd);
	unsigned int openers;

	if (!err)
		err = kernel_openers(fd, &openers);
	if (!err)
		return NULL;
	return string_format("/dev/%s may be in use without being seen, as by a ring or a message that no process "
			     "has a descriptor of: the kernel's count of those who have it open cannot be read (%s)",
			     name, err->message);
}

/* NULL: nobody but this process, which has @fd */
static struct error *check_alone(struct node *node, int fd)
{
	struct tree tree = { .root = "" };
	guarded(free) char *use = NULL;
	struct look look;
	struct error *err = use_check_sight();

	if (err)
		return err;
	node->own_fd = fd;
	if (find_number(&tree, node))
		use = node->kind == S_IFBLK ? find_claim(&tree, node) : NULL;
	if (!use)
		use = find_opener(&tree, node, &look);
	err = tree_finish(&tree);
	if (!use)
		return err;
	error_destroy(err);
	return error_create(ERROR_SYSTEM, "/dev/%s is %s: it is not touched", node->name, use);
}

/* somebody has it exclusively: who, if that can be said */
static struct error *find_exclusive(const char *name)
{
	struct tree tree = { .root = "" };
	guarded(free) char *use = use_of_block(&tree, name);

	error_destroy(tree_finish(&tree));
	return error_create(ERROR_SYSTEM, "/dev/%s is %s: it is not touched", name,
			    use ? use : CLAIMED);
}

struct error *use_claim_block(const char *name, int *result)
{
	struct node node = { .kind = S_IFBLK, .name = name };
	guarded(fd) int fd = -1;
	struct error *err = device_open(name, O_RDWR | O_EXCL, &fd);

	if (err && err->errnum == EBUSY) {
		error_destroy(err);
		return find_exclusive(name);
	}
	if (!err)
		err = check_alone(&node, fd);
	if (!err)
		*result = take_fd(fd);
	return err;
}

struct error *use_open_char(const char *name, int *result)
{
	struct node node = { .kind = S_IFCHR, .name = name };
	guarded(fd) int fd = -1;
	struct error *err = device_open(name, O_RDWR, &fd);

	if (!err)
		err = check_alone(&node, fd);
	if (!err)
		*result = take_fd(fd);
	return err;
}
