/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether we run as a Xen guest whose page tables are not what they seem, and its physical to
 * machine table (p2m): page tables of a PV guest hold machine frames.
 */
#ifndef NORMALPAGE_KERNEL_XEN_H
#define NORMALPAGE_KERNEL_XEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/kernel/kcore.h"

/** xen_pv_guest - /sys/hypervisor says Xen, PV (Documentation/ABI/testing/sysfs-hypervisor-xen) */
bool xen_pv_guest(void);

/**
 * xen_features_dom0 - XENFEAT_dom0 in the text of /sys/hypervisor/properties/features, or NULL
 *
 * Xen sets it for the control domain alone (xen/common/kernel.c, XENVER_get_features), and unlike
 * /proc/xen/capabilities it need not be mounted.
 */
bool xen_features_dom0(const char *features);

/**
 * struct p2m - the kernel's own table of machine frames, and its inverse
 * @addr: kernel address of the table, 0 if unknown (xen_p2m_addr)
 * @size: entries in it (xen_p2m_size)
 * @pfns: by machine frame: pfn + 1 of the page of ours that is there, 0 for none. Sparse
 * @nr_pfns: how many machine frames @pfns covers
 */
struct p2m {
	uint64_t addr;
	uint64_t size;
	uint32_t *pfns;
	size_t nr_pfns;
};

#define P2M_INVALID (~0ull)

/** p2m_entry_frame - machine frame in an entry; P2M_INVALID: nothing there (asm/xen/page.h) */
uint64_t p2m_entry_frame(uint64_t entry);

/** p2m_entry_own - the frame is one of the domain's own memory: not foreign, not identity */
bool p2m_entry_own(uint64_t entry);

/** p2m_take - enter @nr entries for the pfns from @pfn on into the inverse; false: no memory */
bool p2m_take(struct p2m *p2m, uint64_t pfn, const uint64_t *entries, size_t nr);

/** p2m_frame - machine frame of a pfn, also of a foreign page; P2M_INVALID if there is none */
uint64_t p2m_frame(const struct p2m *p2m, struct kcore *kcore, uint64_t pfn);

/**
 * p2m_pfn - pfn of the page of our own memory at a machine frame
 *
 * Looks it up in the inverse, which is made again when its answer is no longer true. Returns
 * P2M_INVALID if the frame is not the domain's own.
 */
uint64_t p2m_pfn(struct p2m *p2m, struct kcore *kcore, uint64_t frame);

void p2m_deinit(struct p2m *p2m);

#endif
