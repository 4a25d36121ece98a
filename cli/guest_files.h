/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the user's words to the files that a machine boots: kernel, boot image, initramfs. */
#ifndef NORMALPAGE_CLI_GUEST_FILES_H
#define NORMALPAGE_CLI_GUEST_FILES_H

#include "cli/run_options.h"

/**
 * struct guest_files - what all machines of a run share; owned
 * @program: the test program's path
 */
struct guest_files {
	char *qemu;
	char *init;
	char *program;
	struct kernel_image kernel;
	struct boot_image boot;
};

/** guest_files_find - find all, get the kernel; what takes long is said on standard error */
error_check struct error *guest_files_find(struct guest_files *files, const struct run_options *o);
void guest_files_clear(struct guest_files *files);

/**
 * guest_files_initramfs - make the initramfs for one machine
 * @path: set; the caller frees
 * @more: further programs, or NULL
 */
error_check struct error *guest_files_initramfs(char **path, const struct guest_files *files,
						const struct suite_machine *machine,
						const struct string_list *more);

DEFINE_CLEANUP(guest_files, struct guest_files, guest_files_clear(&VALUE))

#endif
