/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What machines with a control domain have in common. */
#ifndef NORMALPAGE_MACHINE_RUN_SUITE_XEN_H
#define NORMALPAGE_MACHINE_RUN_SUITE_XEN_H

#include "provisioning/machine/run/suite.h"

/* QEMU 7.2's TCG has Xen die in create_bounce_frame() with SMAP; later ones do not care */
#define CPU_PV "max,-smap"

/*
 * With two domains on one CPU, QEMU 7.2's TCG loses state of the upper halves of vector registers when
 * Xen switches between them: programs of dom0 that copy memory by them end with a damaged heap.
 */
#define CPU_PV_GUESTS "max,-smap,-xsave,-avx,-avx2"

/** xen_modules - of a kernel in which xentest runs */
extern const struct guest_module xen_modules[];

#endif
