/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Headers of persistent memory's users that libblkid does not know. */
#ifndef NORMALPAGE_PMEM_KNOWN_HEADER_H
#define NORMALPAGE_PMEM_KNOWN_HEADER_H

#include "provisioning/pmem/device_bytes.h"

/**
 * known_header_find - look for one
 * @what: set to what it is, such as "PMDK pool (PMEMOBJ)", or to NULL
 *
 * All headers of the table lie where contents_look() looks. The table is there to give a name to what is
 * there: what it does not know is not free.
 */
error_check struct error *known_header_find(const struct device_bytes *bytes, const char **what);

#endif
