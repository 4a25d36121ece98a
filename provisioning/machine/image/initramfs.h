/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's only file system: init, programs with their libraries, and modules with their order.
 * It is made of two archives, as the kernel allows, so that a new program does not unpack the
 * modules again.
 */
#ifndef NORMALPAGE_MACHINE_IMAGE_INITRAMFS_H
#define NORMALPAGE_MACHINE_IMAGE_INITRAMFS_H

#include "provisioning/machine/kernel/kernel_image.h"

/**
 * struct guest_module - a module that a guest wants
 * @required: without it nothing can be tested: ERROR_UNTESTABLE
 * @config: the kernel's configuration symbol, for the reason
 */
struct guest_module {
	const char *name;
	bool required;
	const char *config;
};

/** where the guest's init looks for modules to be loaded last: mutants, in the order of their names */
#define GUEST_MUTANTS "mutants"

/** where a guest has the known issues that a user named */
#define GUEST_KNOWN_ISSUES "etc/known-issues.json"

/** struct guest_file - a file of this machine (NULL: an empty one), and its name in the guest, without a leading slash */
struct guest_file {
	const char *name;
	const char *path;
};

/**
 * struct initramfs_plan - what goes in
 * @init: path of the guest's init (static)
 * @programs: paths of programs, which go to /bin with the libraries that they need
 * @modules: ended by an entry without name
 * @libraries: sonames that programs load only while they run; ended by NULL, or NULL
 * @directories: without a leading slash; ended by NULL, or NULL
 * @files: ended by an entry without name, or NULL
 */
struct initramfs_plan {
	const char *init;
	struct string_list programs;
	const struct guest_module *modules;
	const char *const *libraries;
	const char *const *directories;
	const struct guest_file *files;
};

/**
 * initramfs_build - make it, or find it in the cache
 * @path: set; the caller frees
 * @cached: set if nothing had to be made; may be NULL
 */
error_check struct error *initramfs_build(char **path, const struct initramfs_plan *plan,
					  const struct kernel_image *kernel, bool *cached);

#endif
