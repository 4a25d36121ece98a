// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Text files beside a kernel and in the cache, and the loader's configuration. An input is read as each of
 * them.
 */
#include "lib/base/array.h"
#include "provisioning/machine/cache/cached_part.h"
#include "provisioning/machine/kernel/kernel_cache.h"
#include "provisioning/machine/kernel/kernel_image.h"
#include "provisioning/machine/file/ld_so_conf.h"
#include "provisioning/machine/image/modules.h"
#include "provisioning/machine/vm/snapshot.h"
#include "tests/fuzz/scratch_tree.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* what has to be there, and is not read */
static const char *const present[] = {
	"/tree/Kbuild", "/kernel/vmlinuz", "/kernel/modules", "/kernel/config", "/snapshot/state",
	"/snapshot.inputs", "/part",
};

static const char *const inputs[] = {
	"/tree/modules.builtin", "/tree/modules.order", "/kernel/kernel.json", "/snapshot/guest.json",
	"/part.inputs", "/conf/ld.so.conf",
};

static char *in_tree(const char *name)
{
	return string_format("%s%s", scratch_tree(), name);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
		scratch_parents(inputs[i]);
	for (size_t i = 0; i < ARRAY_SIZE(present); i++)
		scratch_file(present[i], NULL, 0);
	return 0;
}

static void read_modules(void)
{
	guarded(free) char *tree = in_tree("/tree");
	struct module_index *index;
	struct error *err = module_index_create(&index, tree);

	if (!err) {
		module_find(index, "ext4");
		module_index_destroy(index);
	}
	error_destroy(err);
}

static void read_cache(void)
{
	guarded(free) char *kernel_path = in_tree("/kernel"), *snapshot_path = in_tree("/snapshot");
	guarded(free) char *part = in_tree("/part");
	struct snapshot snapshot = { 0 };
	struct cached_kernel kernel;

	if (kernel_cache_load(&kernel, kernel_path))
		cached_kernel_clear(&kernel);
	if (snapshot_load(&snapshot, snapshot_path))
		snapshot_clear(&snapshot);
	cached_part_is_fresh(part);
}

static void read_config(void)
{
	struct kernel_image image = { .config = in_tree("/part.inputs") };

	kernel_image_has_config(&image, "CONFIG_XEN");
	free(image.config);
}

/* a pattern would be looked up in all of the machine's directories */
static void read_conf(const uint8_t *data, size_t size)
{
	struct string_list directories guarded(strings) = { 0 };
	guarded(free) char *conf = in_tree("/conf/ld.so.conf");

	if (memmem(data, size, "/*", 2) || memmem(data, size, "/?", 2) || memmem(data, size, "/[", 2))
		return;
	ld_so_conf_read(&directories, conf);
	for (size_t i = 0; i < directories.nr; i++)
		if (*directories.item[i] != '/')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
		scratch_file(inputs[i], data, size);
	read_modules();
	read_cache();
	read_config();
	read_conf(data, size);
	return 0;
}
