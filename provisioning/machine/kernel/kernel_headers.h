/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What modules for a kernel are built with: its headers and the compiler that built it. For a kernel
 * of Debian both come from its suite, unpacked in the cache into a root directory of their own, which
 * is entered in a user namespace; a built tree has its own.
 */
#ifndef NORMALPAGE_MACHINE_KERNEL_KERNEL_HEADERS_H
#define NORMALPAGE_MACHINE_KERNEL_KERNEL_HEADERS_H

#include "provisioning/machine/kernel/kernel_image.h"

/**
 * struct kernel_headers - owned strings
 * @root: the root directory, or NULL: a built tree, with this machine's compiler
 * @build: where the kernel's Makefile is, below @root
 */
struct kernel_headers {
	char *root;
	char *build;
};

/** kernel_headers_find - ERROR_UNTESTABLE if no suite has the headers of this kernel */
error_check struct error *kernel_headers_find(struct kernel_headers *headers,
					      const struct kernel_image *kernel,
					      void (*progress)(const char *text));
void kernel_headers_clear(struct kernel_headers *headers);

/** kernel_headers_work - a directory that modules can be built in; made */
error_check struct error *kernel_headers_work(char **path, const struct kernel_headers *headers);

/** kernel_headers_make - build the modules that the Kbuild file in @directory names */
error_check struct error *kernel_headers_make(const struct kernel_headers *headers,
					      const char *directory);

DEFINE_CLEANUP(kernel_headers, struct kernel_headers, kernel_headers_clear(&VALUE))

#endif
