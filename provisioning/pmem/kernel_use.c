// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/kernel_use.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include "lib/base/array.h"
#include "lib/base/device.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"

#define CONFIG "/sys/kernel/config/"

DEFINE_CLEANUP(glob, glob_t, globfree(&VALUE))

/**
 * struct export - where what exports devices says which
 * @who: for messages
 * @module: what does it; where it is loaded and @directory is not there, nothing can be seen of it. NULL: it
 *	makes the directory itself
 * @files: below @directory, for glob(3)
 * @separators: of words, some of which are paths; NULL: a line is one path
 */
struct export {
	const char *who;
	const char *module;
	const char *directory;
	const char *files;
	const char *separators;
};

static const struct export exports[] = {
	/* drivers/nvme/target/configfs.c; it is open while it is enabled, and foreign before */
	{ .who = "nvmet", .module = "nvmet", .directory = CONFIG "nvmet",
	  .files = "/subsystems/*/namespaces/*/device_path" },
	/* drivers/target/target_core_configfs.c, target_core_file.c fd_show_configfs_dev_params() */
	{ .who = "a SCSI target", .module = "target_core_mod", .directory = CONFIG "target",
	  .files = "/core/*/*/udev_path" },
	{ .who = "a SCSI target", .module = "target_core_mod", .directory = CONFIG "target",
	  .files = "/core/*/*/info", .separators = " \t" },
	/* drivers/usb/gadget/function/storage_common.c fsg_show_file() */
	{ .who = "a USB gadget", .module = "usb_f_mass_storage", .directory = CONFIG "usb_gadget",
	  .files = "/*/functions/mass_storage.*/lun.*/file" },
	/* f_mass_storage.c, with gadgets that do without configfs: as they are now, and as they were loaded */
	{ .who = "a USB gadget", .directory = "/sys/class/udc", .files = "/*/device/gadget*/lun*/file" },
	{ .who = "a USB gadget", .directory = "/sys/module/g_mass_storage", .files = "/parameters/file",
	  .separators = "," },
	{ .who = "a USB gadget", .directory = "/sys/module/g_multi", .files = "/parameters/file", .separators = "," },
	{ .who = "a USB gadget", .directory = "/sys/module/g_acm_ms", .files = "/parameters/file", .separators = "," },
};

#define NR_EXPORTS (ARRAY_SIZE(exports))

static bool names_it(const struct node *node, const char *path, const char *who, struct doubt *doubt)
{
	enum node_match match = *path ? node_match_path(node, path) : NODE_IS_NOT;

	if (match == NODE_UNKNOWN)
		doubt_raise(doubt, "%s has %s, which cannot be found from here", who, path);
	return match == NODE_IS;
}

static bool line_names_it(const struct export *export, const struct node *node, char *line, struct doubt *doubt)
{
	char *save;

	line[strcspn(line, "\n")] = '\0';
	if (!export->separators)
		return names_it(node, line, export->who, doubt);
	for (char *word = strtok_r(line, export->separators, &save); word;
	     word = strtok_r(NULL, export->separators, &save))
		if (*word == '/' && names_it(node, word, export->who, doubt))
			return true;
	return false;
}

static bool file_names_it(struct tree *tree, const struct export *export, const struct node *node,
			  const char *path, struct doubt *doubt)
{
	guarded(file) FILE *f = regular_file_stream(path);
	guarded(free) char *line = NULL;
	bool found = false;
	size_t size = 0;

	if (!f)
		tree_failed(tree, path, errno);
	while (f && !found && getline(&line, &size, f) > 0)
		found = line_names_it(export, node, line, doubt);
	if (f && ferror(f))
		tree_failed(tree, path, errno);
	return found;
}

static char *find_export(struct tree *tree, const struct export *export, const struct node *node,
			 struct doubt *doubt)
{
	guarded(free) char *pattern = string_format("%s%s%s", tree->root, export->directory, export->files);
	guarded(glob) glob_t found = { 0 };
	char *use = NULL;

	if (!tree_exists(tree, "%s", export->directory)) {
		if (export->module && tree_exists(tree, "/sys/module/%s", export->module))
			doubt_raise(doubt, "what %s exports cannot be seen: there is no %s, where configfs belongs",
				    export->who, export->directory);
		return NULL;
	}
	switch (glob(pattern, GLOB_NOSORT | GLOB_ERR, NULL, &found)) {
	case GLOB_NOSPACE:
		abort();
	case GLOB_ABORTED:
		tree_failed(tree, export->directory, EIO);
	}
	for (size_t i = 0; i < found.gl_pathc && !use; i++)
		if (file_names_it(tree, export, node, found.gl_pathv[i], doubt))
			use = string_format("exported by %s (%s)", export->who,
					    found.gl_pathv[i] + strlen(tree->root));
	return use;
}

static void loop_failed(struct tree *tree, const char *name, int errnum)
{
	guarded(free) char *path = string_format("/dev/%s", name);

	tree_failed(tree, path, errnum);
}

/* its error is kept also where the node is not there: the loop device is */
static int open_loop(struct tree *tree, const char *name)
{
	int fd = -1;
	guarded(error) struct error *err = device_open(name, O_RDONLY, &fd);

	if (err)
		loop_failed(tree, name, err->errnum && err->errnum != ENOENT ? err->errnum : ENODEV);
	return fd;
}

/*
 * drivers/block/loop.c opens what it is over like any process, and is no holder of it. Its path may be that of
 * another mount of devtmpfs: loop_get_status() has the number.
 */
static bool loop_has(struct tree *tree, const char *name, const struct node *node)
{
	guarded(free) char *file = tree_read(tree, "/sys/class/block/%s/loop/backing_file", name);
	guarded(fd) int fd = -1;
	struct loop_info64 info;

	if (!file)
		return false;
	/* of a recorded one there is only the path */
	if (tree_is_recorded(tree))
		return !strncmp(file, "/dev/", 5) && !strcmp(file + 5, node->name);
	fd = open_loop(tree, name);
	if (fd < 0)
		return false;
	if (!ioctl(fd, LOOP_GET_STATUS64, &info))
		return info.lo_rdevice == node->number;
	/* ENXIO: it has ended meanwhile */
	if (errno != ENXIO)
		loop_failed(tree, name, errno);
	return false;
}

static char *find_loop(struct tree *tree, const struct node *node)
{
	struct string_list loops guarded(strings) = tree_entries(tree, "/sys/class/block", "loop");
	char *use = NULL;

	for (char **loop = loops.item; loop && *loop && !use; loop++)
		if (loop_has(tree, *loop, node))
			use = string_format("below %s", *loop);
	return use;
}

/* drivers/block/xen-blkback/xenbus.c: the number of what is given to a domain, in hexadecimal */
static char *find_domain(struct tree *tree, const struct node *node)
{
	struct string_list devices guarded(strings) = tree_entries(tree, "/sys/bus/xen-backend/devices", "vbd-");
	unsigned int devmajor, devminor;
	char *use = NULL;

	for (char **device = devices.item; device && *device && !use; device++) {
		guarded(free) char *number =
			tree_read(tree, "/sys/bus/xen-backend/devices/%s/physical_device", *device);

		if (number && sscanf(number, "%x:%x", &devmajor, &devminor) == 2 &&
		    makedev(devmajor, devminor) == node->number)
			use = string_format("a domain's disk (%s)", *device);
	}
	return use;
}

/* drivers/block/rnbd/rnbd-srv-sysfs.c: a directory for each device, with a link to it */
static char *find_remote(struct tree *tree, const struct node *node)
{
	static const char dir[] = "/sys/class/rnbd-server/ctl/devices";
	struct string_list devices guarded(strings) = tree_entries(tree, dir, "");
	char *use = NULL;

	for (char **device = devices.item; device && *device && !use; device++) {
		guarded(free) char *name = tree_link_name(tree, "%s/%s/block_dev", dir, *device);

		if (name && !strcmp(name, node->name))
			use = string_format("exported by RNBD (%s)", *device);
	}
	return use;
}

char *kernel_use(struct tree *tree, const struct node *node, struct doubt *doubt)
{
	char *use = find_loop(tree, node);

	if (!use)
		use = find_domain(tree, node);
	if (!use)
		use = find_remote(tree, node);
	for (size_t i = 0; i < NR_EXPORTS && !use; i++)
		use = find_export(tree, &exports[i], node, doubt);
	return use;
}
