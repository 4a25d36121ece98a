/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Namespaces, through libndctl. */
#ifndef NORMALPAGE_PMEM_NAMESPACE_H
#define NORMALPAGE_PMEM_NAMESPACE_H

#include "provisioning/journal/journal.h"

struct pmem;
struct pmem_namespace;

/**
 * enum pmem_mode - fsdax: a block device for DAX file systems; devdax: a character device
 *
 * Its struct pages are on the device, or in RAM (ndctl's --map=dev and --map=mem).
 */
enum pmem_mode {
	PMEM_FSDAX,
	PMEM_FSDAX_RAM,
	PMEM_DEVDAX,
	PMEM_DEVDAX_RAM,
};

/** pmem_open - scan the buses; nothing is changed */
error_check struct error *pmem_open(struct pmem **pmem);
void pmem_close(struct pmem *pmem);

/**
 * pmem_namespace_create - make a namespace in a region that nobody uses
 * @mode: see enum pmem_mode
 * @align: bytes: 4 KiB, 2 MiB or 1 GiB
 * @size: bytes, or 0 for all of the region. A part of a region needs DIMM labels, which are
 *	initialised if they are not yet
 *
 * Only in a guest that normalpage made (normalpage.guest on the kernel command line) and only on
 * regions without a namespace in use: everything else is refused with the reason.
 */
error_check struct error *pmem_namespace_create(struct pmem *pmem, enum pmem_mode mode,
						unsigned long align, unsigned long long size,
						struct pmem_namespace **ns);

/**
 * struct pmem_plan - a namespace for the free capacity of a region
 * @region: "region0"
 * @align: bytes
 * @size: bytes
 */
struct pmem_plan {
	const char *region;
	enum pmem_mode mode;
	unsigned long align;
	unsigned long long size;
};

/**
 * pmem_namespace_create_in - make a namespace on a real machine, in a region that the user named
 * @journal: where it is written down first, as kind "namespace"; it is removed from there, also
 *	what a failure left of it
 * @ns: released by pmem_namespace_put()
 *
 * No label is written but its own, and no other namespace is touched; see idle_check_region() for
 * what is refused.
 */
error_check struct error *pmem_namespace_create_in(struct pmem *pmem, struct journal *journal,
						   const struct pmem_plan *plan,
						   struct pmem_namespace **ns);

/** pmem_namespace_find - by the uuid in its label; NULL if there is none */
struct pmem_namespace *pmem_namespace_find(struct pmem *pmem, const char *uuid);

/** pmem_claim_exists - a pfn or dax device has this uuid and is not active */
bool pmem_claim_exists(struct pmem *pmem, const char *uuid);

/** pmem_claim_release - reset a pfn or dax device that is not active and has this uuid, if there is one */
error_check struct error *pmem_claim_release(struct pmem *pmem, const char *uuid);

/** pmem_namespace_put - free the handle; the namespace stays */
void pmem_namespace_put(struct pmem_namespace *ns);

/**
 * pmem_namespace_borrow - use a namespace that is there without having been made
 * @provider: "e820" (memmap= on the kernel command line) or "virtio-pmem": their regions are fsdax
 *	namespaces from the start, with struct pages in ordinary memory
 *
 * Destroying it leaves it as it is. In guests of normalpage only, as pmem_namespace_create().
 */
error_check struct error *pmem_namespace_borrow(struct pmem *pmem, const char *provider,
						struct pmem_namespace **ns);

/** pmem_namespace_destroy - take it down: its device is gone, its info block zeroed. Frees @ns */
error_check struct error *pmem_namespace_destroy(struct pmem_namespace *ns);

/** pmem_namespace_device - "/dev/pmem0" or "/dev/dax0.0"; owned by @ns */
const char *pmem_namespace_device(const struct pmem_namespace *ns);

/** pmem_namespace_uuid, pmem_namespace_claim - those of its label and of its info block, as text of
 * 37 bytes */
void pmem_namespace_uuid(const struct pmem_namespace *ns, char *text);
void pmem_namespace_claim(const struct pmem_namespace *ns, char *text);

/** pmem_namespace_align - the alignment obtained, bytes */
unsigned long pmem_namespace_align(const struct pmem_namespace *ns);

/** pmem_namespace_size - usable bytes of the device */
unsigned long long pmem_namespace_size(const struct pmem_namespace *ns);

DEFINE_CLEANUP(pmem, struct pmem *, pmem_close(VALUE))
DEFINE_CLEANUP(pmem_namespace, struct pmem_namespace *, pmem_namespace_put(VALUE))

#endif
