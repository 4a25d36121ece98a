/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One kernel of each series that Debian offers. */
#ifndef NORMALPAGE_MACHINE_KERNEL_DEBIAN_SERIES_H
#define NORMALPAGE_MACHINE_KERNEL_DEBIAN_SERIES_H

#include "lib/base/error.h"
#include "provisioning/machine/kernel/debian_kernels.h"
#include "lib/base/string_list.h"

/** debian_series_is_pattern - "debian:SUITE/STAR" or "debian:SUITE/STAR-FLAVOUR", STAR being "*" */
bool debian_series_is_pattern(const char *spec);

/**
 * debian_series_expand - append the specs of the newest kernel of each series in a suite, oldest first
 *
 * A release candidate is a series of its own. ERROR_USAGE if the suite has none of the flavour.
 */
error_check struct error *debian_series_expand(struct string_list *specs, const char *pattern);

/** debian_series_pick - the same from a list of kernels, for @suite and @flavour ("amd64") */
void debian_series_pick(struct string_list *specs, const struct debian_kernels *kernels,
			const char *suite, const char *flavour);

#endif
