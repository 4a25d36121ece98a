/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel modules: where they are, and in which order they have to be loaded. A kernel package has
 * no modules.dep (depmod runs when it is installed), so the order comes from the modules
 * themselves.
 */
#ifndef NORMALPAGE_MACHINE_IMAGE_MODULES_H
#define NORMALPAGE_MACHINE_IMAGE_MODULES_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/base/string_list.h"

struct module_index;

/** enum module_presence - how a kernel has a module */
enum module_presence {
	MODULE_ABSENT,
	MODULE_BUILTIN,
	MODULE_LOADABLE,
};

/**
 * module_index_create - find all modules below a directory
 * @directory: /lib/modules/RELEASE, or a build tree (then modules.order says which they are)
 */
error_check struct error *module_index_create(struct module_index **index, const char *directory);
void module_index_destroy(struct module_index *index);

/** module_find - '-' and '_' are the same in @name */
enum module_presence module_find(const struct module_index *index, const char *name);

/**
 * module_order - append a module's file, after those that it depends on (depends, softdep pre)
 * @paths: files in load order; what is in it already is not repeated
 *
 * A module that is built in adds nothing; one that is absent is an error.
 */
error_check struct error *module_order(const struct module_index *index, const char *name,
				       struct string_list *paths);

/** module_name - "dax_pmem" from ".../dax-pmem.ko.xz"; NULL if it is no module; the caller frees */
char *module_name(const char *path);

DEFINE_CLEANUP(module_index, struct module_index *, module_index_destroy(VALUE))

#endif
