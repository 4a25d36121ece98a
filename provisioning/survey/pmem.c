// SPDX-License-Identifier: GPL-2.0-or-later
/* Persistent memory: DIMMs, regions with their namespaces, dax devices, DAX file systems. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/base/device.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "lib/verdict/record.h"
#include "provisioning/pmem/contents.h"
#include "provisioning/pmem/mountinfo.h"
#include "provisioning/pmem/signature.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/pmem/use.h"
#include "provisioning/survey/survey.h"

#define ND "/sys/bus/nd/devices/"
#define DAX "/sys/bus/dax/devices/"

/* a command that was built with PMEM=no has none of these */
#pragma weak signature_find
#pragma weak contents_look
#pragma weak contents_clear

struct json_object *survey_dimms(struct tree *tree)
{
	struct json_object *dimms = json_object_new_array();
	struct string_list names guarded(strings) = tree_entries(tree, ND, "nmem");

	for (char **name = names.item; name && *name; name++) {
		struct json_object *dimm = json_object_new_object();

		survey_add(dimm, "name", string_copy(*name));
		survey_add(dimm, "state", tree_read(tree, ND "%s/state", *name));
		survey_add(dimm, "flags", tree_read(tree, ND "%s/flags", *name));
		survey_add(dimm, "health", tree_read(tree, ND "%s/nfit/flags", *name));
		survey_add(dimm, "security", tree_read(tree, ND "%s/security", *name));
		survey_add(dimm, "free_labels", tree_read(tree, ND "%s/available_slots", *name));
		json_object_array_add(dimms, dimm);
	}
	return dimms;
}

/* what is in use has a signature or not; of what is idle it matters whether anything is on it */
static struct error *look_at_data(struct json_object *ns, int fd, const char *block)
{
	static const char *const words[] = {
		[CONTENTS_EMPTY] = "empty", [CONTENTS_OURS] = "ours", [CONTENTS_KNOWN] = "known",
		[CONTENTS_UNKNOWN] = "unknown",
	};
	const char *uuid = survey_string(ns, "uuid");
	struct contents c = { .kind = CONTENTS_EMPTY };
	struct error *err;

	if (*survey_string(ns, "use"))
		err = signature_find(fd, &c.what, NULL);
	else
		err = contents_look(fd, block, *uuid ? uuid : survey_string(ns, "claim_uuid"), &c);
	if (!err && !*survey_string(ns, "use"))
		survey_add(ns, "contents", string_copy(words[c.kind]));
	survey_add(ns, "signature", string_copy(c.what));
	contents_clear(&c);
	return err;
}

/* only what is read: a recorded tree's devices are of another machine */
static void add_signature(struct json_object *ns, struct tree *tree, const char *block)
{
	guarded(fd) int fd = -1;
	struct error *err;

	if (tree_is_recorded(tree))
		return;
	if (!signature_find) {
		survey_add(ns, "signature_unknown", string_copy("built with PMEM=no"));
		return;
	}
	err = device_open(block, O_RDONLY, &fd);
	if (!err)
		err = look_at_data(ns, fd, block);
	if (err)
		survey_add(ns, "signature_unknown", string_copy(err->message));
	error_destroy(err);
}

static void add_use(struct json_object *ns, const char *root, const char *block)
{
	struct tree tree = { .root = root };
	char *use = use_of_block(&tree, block);
	guarded(error) struct error *err = tree_finish(&tree);

	if (!use && err)
		survey_add(ns, "use_unknown", string_copy(err->message));
	survey_add(ns, "use", use);
}

static void add_mounts(struct json_object *ns, struct tree *tree, const char *block)
{
	struct json_object *array = json_object_new_array();
	struct string_list mounts guarded(strings) = use_mounts(tree, block);

	for (char **mount = mounts.item; mount && *mount; mount++)
		json_object_array_add(array, json_object_new_string(*mount));
	json_object_object_add(ns, "mounts", array);
}

static void add_block(struct json_object *ns, struct tree *tree, const char *active)
{
	guarded(free) char *dir = string_format(ND "%s/block", active);
	struct string_list blocks guarded(strings) = tree_entries(tree, dir, "pmem");

	if (!blocks.nr)
		return;
	survey_add(ns, "device", string_copy(blocks.item[0]));
	add_use(ns, tree->root, blocks.item[0]);
	add_mounts(ns, tree, blocks.item[0]);
	add_signature(ns, tree, blocks.item[0]);
}

/* as ndctl(1) calls what the kernel calls memory, dax and safe */
static char *mode_name(char *mode)
{
	static const char *const names[][2] = { { "memory", "fsdax" }, { "dax", "devdax" },
						{ "safe", "sector" } };

	for (size_t i = 0; mode && i < ARRAY_SIZE(names); i++) {
		if (strcmp(mode, names[i][0]))
			continue;
		free(mode);
		return string_copy(names[i][1]);
	}
	return mode;
}

static struct json_object *namespace_of(struct tree *tree, const char *name)
{
	guarded(free) char *holder = tree_read(tree, ND "%s/holder", name);
	struct json_object *ns = json_object_new_object();

	survey_add(ns, "name", string_copy(name));
	survey_add(ns, "mode", mode_name(tree_read(tree, ND "%s/mode", name)));
	survey_add(ns, "uuid", tree_read(tree, ND "%s/uuid", name));
	record_add_number(ns, "bytes", tree_number(tree, ND "%s/size", name));
	if (holder && *holder) {
		survey_add(ns, "claimed_by", string_copy(holder));
		survey_add(ns, "claim_uuid", tree_read(tree, ND "%s/uuid", holder));
	}
	add_block(ns, tree, holder && *holder ? holder : name);
	return ns;
}

static struct json_object *namespaces_of(struct tree *tree, const char *region)
{
	struct json_object *array = json_object_new_array();
	struct string_list names guarded(strings) = { 0 };
	char prefix[64];

	snprintf(prefix, sizeof(prefix), "namespace%s.", region + strlen("region"));
	names = tree_entries(tree, ND, prefix);
	for (char **name = names.item; name && *name; name++)
		/* a seed is nothing yet */
		if (tree_number(tree, ND "%s/size", *name))
			json_object_array_add(array, namespace_of(tree, *name));
	return array;
}

/* without labels (nstype 4) one namespace is all of the region, whatever the kernel says is free */
static unsigned long long free_bytes(struct tree *tree, const char *region)
{
	return tree_number(tree, ND "%s/nstype", region) == 5
		? tree_number(tree, ND "%s/max_available_extent", region) : 0;
}

struct json_object *survey_regions(struct tree *tree)
{
	struct json_object *regions = json_object_new_array();
	struct string_list names guarded(strings) = tree_entries(tree, ND, "region");

	for (char **name = names.item; name && *name; name++) {
		struct json_object *region = json_object_new_object();

		survey_add(region, "name", string_copy(*name));
		survey_add(region, "type", tree_read(tree, ND "%s/devtype", *name));
		survey_add(region, "node", tree_read(tree, ND "%s/numa_node", *name));
		survey_add(region, "persistence_domain",
			   tree_read(tree, ND "%s/persistence_domain", *name));
		survey_add(region, "bad_blocks", tree_read(tree, ND "%s/badblocks", *name));
		record_add_number(region, "bytes", tree_number(tree, ND "%s/size", *name));
		record_add_number(region, "free_bytes", free_bytes(tree, *name));
		record_add_number(region, "dimms", tree_number(tree, ND "%s/mappings", *name));
		json_object_object_add(region, "namespaces", namespaces_of(tree, *name));
		json_object_array_add(regions, region);
	}
	return regions;
}

struct json_object *survey_dax(struct tree *tree)
{
	struct json_object *array = json_object_new_array();
	struct string_list names guarded(strings) = tree_entries(tree, DAX, "dax");

	for (char **name = names.item; name && *name; name++) {
		struct json_object *dax = json_object_new_object();

		survey_add(dax, "name", string_copy(*name));
		survey_add(dax, "driver", tree_link_name(tree, DAX "%s/driver", *name));
		survey_add(dax, "node", tree_read(tree, DAX "%s/target_node", *name));
		record_add_number(dax, "bytes", tree_number(tree, DAX "%s/size", *name));
		record_add_number(dax, "align", tree_number(tree, DAX "%s/align", *name));
		json_object_array_add(array, dax);
	}
	return array;
}

/* fs/ext4/super.c and fs/xfs/xfs_super.c show the option in one of these forms */
static bool is_dax(const char *options)
{
	static const char *const words[] = { "dax", "dax=always", "dax=inode", "dax=never" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (mountinfo_has(options, words[i]))
			return true;
	return false;
}

static struct json_object *dax_mount(char *line)
{
	struct json_object *object;
	struct mountinfo mount;

	mountinfo_parse(line, &mount);
	if (!is_dax(mount.super_options))
		return NULL;
	object = json_object_new_object();
	survey_add(object, "directory", string_copy(mount.point));
	survey_add(object, "type", string_copy(mount.type));
	survey_add(object, "device", string_copy(mount.source));
	survey_add(object, "options", string_copy(mount.super_options));
	survey_add_flag(object, "read_only", mountinfo_has(mount.options, "ro") ||
					     mountinfo_has(mount.super_options, "ro"));
	return object;
}

struct json_object *survey_mounts(struct tree *tree)
{
	struct json_object *array = json_object_new_array(), *mount;
	guarded(free) char *path = NULL, *line = NULL;
	guarded(file) FILE *f = NULL;
	size_t size = 0;

	path = string_format("%s/proc/self/mountinfo", tree->root);
	f = regular_file_stream(path);
	while (f && getline(&line, &size, f) > 0) {
		mount = dax_mount(line);
		if (mount)
			json_object_array_add(array, mount);
	}
	return array;
}
