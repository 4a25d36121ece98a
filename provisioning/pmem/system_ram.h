/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device-dax device as ordinary memory, and back (dax/kmem), through libdaxctl. */
#ifndef NORMALPAGE_PMEM_SYSTEM_RAM_H
#define NORMALPAGE_PMEM_SYSTEM_RAM_H

#include "lib/base/error.h"

/**
 * system_ram_online - give a device's memory to the kernel's page allocator, as movable memory
 * @device: "/dev/dax0.0"
 * @node: set to the node that it becomes part of
 *
 * ERROR_UNTESTABLE without the driver (module kmem) or without a node (ACPI SRAT) for it.
 */
error_check struct error *system_ram_online(const char *device, int *node);

/** system_ram_offline - take it back; the device is device-dax again. Fails while pages are in use */
error_check struct error *system_ram_offline(const char *device);

#endif
