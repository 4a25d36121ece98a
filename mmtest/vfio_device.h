/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's PCI test device under vfio-pci: a BAR to be mapped, and an IOMMU that holds on to memory. */
#ifndef NORMALPAGE_MMTEST_VFIO_DEVICE_H
#define NORMALPAGE_MMTEST_VFIO_DEVICE_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"

/**
 * struct vfio - the device and its IOMMU container
 * @bar: offset of BAR 2 in @device
 * @bar_size: bytes; its memory reads as zeroes or ones and does nothing
 */
struct vfio {
	int container;
	int device;
	uint64_t bar;
	uint64_t bar_size;
};

/**
 * vfio_open - open the test device (1b36:0005, QEMU's pci-testdev with membar=4G)
 *
 * One that no driver has is bound to vfio-pci. Without it the scenario is skipped.
 */
struct vfio vfio_open(struct scenario *s);

/**
 * struct vfio_mapping - what is not set is: a PMD, of the BAR's start, PROT_READ | PROT_WRITE
 * @skew: bytes that the address lies behind a boundary of PMD_SIZE, or PUD_SIZE from that size on
 */
struct vfio_mapping {
	size_t size;
	uint64_t offset;
	int prot;
	size_t skew;
};

/** vfio_map - map the BAR: VM_PFNMAP | VM_IO, faulted in by drivers/vfio/pci/vfio_pci_core.c */
#define vfio_map(s, vfio, ...) vfio_map_as(s, vfio, &(struct vfio_mapping){ __VA_ARGS__ })
struct mapping vfio_map_as(struct scenario *s, const struct vfio *vfio,
			   const struct vfio_mapping *how);

/** vfio_need_huge - skip the scenario where BARs are only mapped page by page: before 6.12 */
void vfio_need_huge(struct scenario *s);

/** vfio_decode - switch the device's answering to memory accesses (PCI_COMMAND_MEMORY) */
void vfio_decode(struct scenario *s, const struct vfio *vfio, bool on);

/**
 * vfio_pin - let the device read @size bytes at @offset: pin_user_pages_remote(FOLL_LONGTERM)
 *
 * VFIO_IOMMU_MAP_DMA at a fixed address of the device's. Returns 0 or a positive errno.
 */
int vfio_pin(const struct vfio *vfio, const struct mapping *m, size_t offset, size_t size);

/** vfio_unpin - end it; ends the scenario if that fails */
void vfio_unpin(struct scenario *s, const struct vfio *vfio, size_t size);

#endif
