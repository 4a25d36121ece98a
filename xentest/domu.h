/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest behind the "domu" source: one for the whole run. */
#ifndef NORMALPAGE_XENTEST_DOMU_H
#define NORMALPAGE_XENTEST_DOMU_H

#include "provisioning/xen/guest.h"

/** domu_start - start the guest that grants pages; without it the source is not there */
error_check struct error *domu_start(const struct guest_config *config);

/** domu_promise - there will be a guest: its tests can be listed without one */
void domu_promise(void);

/** domu_config - what it was started with, to start another one; NULL if there is none */
const struct guest_config *domu_config(void);

/** domu_stop - end it, if it was started */
void domu_stop(void);

#endif
