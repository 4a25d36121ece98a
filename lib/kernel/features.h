/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the running kernel can do: found by looking; the version is the last resort. */
#ifndef NORMALPAGE_KERNEL_FEATURES_H
#define NORMALPAGE_KERNEL_FEATURES_H

#include <stdbool.h>

/**
 * struct features - differences between kernels that the model depends on
 * @release: uname -r
 * @version: 0xMMmmpp from the release (major, minor, patch); for what cannot be seen otherwise
 * @rc: release candidate number of the release or of the version line, 0 for none
 * @huge_zero_special: a huge zero PMD carries the special bit, and is inserted by
 *	vmf_insert_folio_pmd() (6.18, seen by vm_normal_page_pud() in BTF)
 * @vm_normal_page_pud: the function exists (6.18)
 * @find_normal_page: vm_operations_struct has find_normal_page (6.18; find_special_page before)
 * @dax_refcounted: fs/dax folios are refcounted as any other folio (6.15)
 * @pmd_devmap: DAX entries carry the devmap bit (until 6.16)
 * @pagemap_scan: the PAGEMAP_SCAN ioctl exists (6.7)
 * @perf_pfn_map: a perf ring is a PFN map (6.15, seen by perf_mmap_pfn_mkwrite() in BTF)
 * @vvar_pages: [vvar] has pages of the kernel inserted, not raw pfns (7.0 or so, seen by
 *	vdso_setup_data_pages() in BTF)
 * @pfn_map_walked: smaps and numa_maps look into PFN maps, at the private copies in them (6.2)
 * @unshare: KSM and who pins a page to read it take a copy without writing (6.2)
 * @mprotect_opens_pmd: a large folio may be written at once when its protection ends (6.2, seen by
 *	can_change_pte_writable() in BTF, which the same series made known outside its file)
 * @split_keeps_dirty: the pages of a PMD that is split keep its dirty bit (6.4)
 * @pfnmap_faults: vfio-pci maps raw pfns fault by fault, not the whole vma with the first one (6.12)
 * @huge_pfnmap: and does it by PMDs and PUDs (6.12, where there are large pages:
 *	CONFIG_TRANSPARENT_HUGEPAGE)
 * @secretmem_charged: pages of secret memory are charged to the user one by one, as locked, and its vmas are
 *	not VM_LOCKED (7.2, and stable kernels; seen by struct secretmem_inode_state in BTF)
 * @la57: page tables have five levels
 * @xen_pv: it runs as a PV guest of Xen
 */
struct features {
	char release[65];
	unsigned int version;
	unsigned int rc;
	bool huge_zero_special;
	bool vm_normal_page_pud;
	bool find_normal_page;
	bool dax_refcounted;
	bool pmd_devmap;
	bool pagemap_scan;
	bool perf_pfn_map;
	bool vvar_pages;
	bool pfn_map_walked;
	bool unshare;
	bool mprotect_opens_pmd;
	bool split_keeps_dirty;
	bool pfnmap_faults;
	bool huge_pfnmap;
	bool secretmem_charged;
	bool la57;
	bool xen_pv;
};

#define KERNEL(major, minor, patch) ((major) << 16 | (minor) << 8 | (patch))

#endif
