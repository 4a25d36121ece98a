/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the user's words to the files that a machine boots: kernel, boot image, initramfs. */
#ifndef NORMALPAGE_MACHINE_RUN_GUEST_FILES_H
#define NORMALPAGE_MACHINE_RUN_GUEST_FILES_H

#include "provisioning/machine/run/run_options.h"
#include "provisioning/machine/xen/xen_image.h"

/** struct guest_suite - a suite that can run, and the path of its test program (owned) */
struct guest_suite {
	const struct suite *suite;
	char *program;
};

/**
 * struct guest_files - what all machines of a run share; owned
 * @xen: empty if no suite needs it
 * @known_issues: file with more known issues, or NULL; borrowed
 * @mutants: modules that make the kernel wrong, loaded last
 * @left_out: suites that cannot run though all were asked for: name and reason, a line each
 */
struct guest_files {
	char *qemu;
	char *init;
	struct kernel_image kernel;
	struct boot_image boot;
	struct xen_image xen;
	struct guest_suite *suite;
	size_t nr_suites;
	const char *known_issues;
	struct string_list mutants;
	struct string_list left_out;
};

/**
 * guest_files_find - find all, get kernel and hypervisor; what takes long is said on standard error
 *
 * If no suite was named, those that cannot run are left out; it is an error if none can.
 */
error_check struct error *guest_files_find(struct guest_files *files, const struct run_options *o);
void guest_files_clear(struct guest_files *files);

/**
 * guest_files_initramfs - make the initramfs for one machine
 * @path: set; the caller frees
 * @more: further programs, or NULL
 */
error_check struct error *guest_files_initramfs(char **path, const struct guest_files *files,
						const char *program,
						const struct suite_machine *machine,
						const struct string_list *more);

DEFINE_CLEANUP(guest_files, struct guest_files, guest_files_clear(&VALUE))

#endif
