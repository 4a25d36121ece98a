/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of the kernel that drivers insert into a mapping (vm_insert_page(), vm_insert_pages()). */
#ifndef NORMALPAGE_MMTEST_INSERTED_H
#define NORMALPAGE_MMTEST_INSERTED_H

#include "lib/harness/scenario.h"

/** need_inserted - a driver; one instance for each that we know */
extern const struct need need_inserted;

/**
 * struct driver - one that inserts its pages when it is mapped; the instance's data
 * @flags: VMA_* bits that it adds to those of a shared file mapping that may be written
 * @open: a descriptor that can be mapped, or -errno
 * @size: bytes that it maps, whole pages; one that maps less would not show a wrong neighbour
 * @offset: where to map it
 * @own_address: it says itself where it is mapped, and refuses any other wish
 * @missing: what lacks where it cannot be opened
 */
struct driver {
	unsigned int flags;
	int (*open)(void);
	size_t size;
	long long offset;
	bool own_address;
	const char *missing;
};

extern const struct driver driver_packet, driver_uring, driver_bpf;

#endif
