/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernels among the packages of a Debian suite. */
#ifndef NORMALPAGE_MACHINE_KERNEL_DEBIAN_KERNELS_H
#define NORMALPAGE_MACHINE_KERNEL_DEBIAN_KERNELS_H

#include "provisioning/machine/package/apt.h"

/**
 * struct debian_kernel - a kernel that a suite offers
 * @release: as in the package's name, "7.2.12+deb13-amd64"; owned
 * @version: of the packages; borrowed from the index, as @part is
 * @flavour: "amd64", "cloud-amd64" or "rt-amd64"
 * @name: what names it and no other in the suite: "7.2.12", "7.2.12-cloud", "7.3~rc7"; owned
 * @part: the packages that have the kernel's files
 */
struct debian_kernel {
	char *release;
	const char *version;
	const char *flavour;
	char *name;
	const struct apt_package *part[3];
	size_t nr_parts;
};

/** struct debian_kernels - newest first */
struct debian_kernels {
	struct apt_packages packages;
	struct debian_kernel *kernel;
	size_t nr;
};

/**
 * struct kernel_choice - which kernel is wanted
 * @series: "7.2" or more of the version, or NULL for the newest
 * @flavour: as in struct debian_kernel
 * @released: none that is a release candidate
 * @least: the least version, or NULL
 */
struct kernel_choice {
	char *series;
	const char *flavour;
	bool released;
	const char *least;
};

/** kernel_choice_parse - "7.2", "7.2-cloud", "7.2.12-rt" or NULL; free @series afterwards */
void kernel_choice_parse(struct kernel_choice *choice, const char *series);

/** kernel_choice_matches - is a kernel of this release and version wanted? */
bool kernel_choice_matches(const struct kernel_choice *choice, const char *release,
			   const char *version);

/** debian_kernels_find - all kernels in the suite's index of which all packages are in it */
error_check struct error *debian_kernels_find(struct debian_kernels *kernels,
					      const struct apt *apt);
void debian_kernels_clear(struct debian_kernels *kernels);

DEFINE_CLEANUP(debian_kernels, struct debian_kernels, debian_kernels_clear(&VALUE))

#endif
