// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/features.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/kernel/private.h"
#include "lib/kernel/release.h"
#include "lib/kernel/system_file.h"

/* The name of the ioctl, not of the struct behind it: headers may be older than the kernel. */
#define PAGEMAP_SCAN_NR 16

/* Known when it rejects an empty request for its contents rather than for its number. */
static bool has_pagemap_scan(void)
{
	guarded(fd) int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	char request[96] = { 0 };

	if (fd < 0)
		return false;
	return !ioctl(fd, _IOC(_IOC_READ | _IOC_WRITE, 'f', PAGEMAP_SCAN_NR, sizeof(request)),
		      request) || errno != ENOTTY;
}

/* The flag is in /proc/cpuinfo only where the kernel uses it (arch/x86/kernel/cpu/common.c). */
static bool has_la57(void)
{
	char line[8192];

	system_file_line("/proc/cpuinfo", "flags", line, sizeof(line));
	return strstr(line, " la57") != NULL;
}

/* CONFIG_TRANSPARENT_HUGEPAGE, which real-time kernels cannot have */
static bool has_thp(void)
{
	return !access("/sys/kernel/mm/transparent_hugepage", F_OK);
}

void features_detect(struct features *features, const struct types *types)
{
	struct utsname uts = { 0 };
	char version[512];

	uname(&uts);
	system_file_line("/proc/version", "", version, sizeof(version));
	snprintf(features->release, sizeof(features->release), "%s", uts.release);
	release_parse(uts.release, version, &features->version, &features->rc);
	features->la57 = has_la57();
	features->pagemap_scan = has_pagemap_scan();
	if (!types) {
		features->vm_normal_page_pud = features->version >= KERNEL(6, 18, 0);
		features->dax_refcounted = features->version >= KERNEL(6, 15, 0);
		features->find_normal_page = features->vm_normal_page_pud;
		features->perf_pfn_map = features->dax_refcounted;
		features->vvar_pages = features->version >= KERNEL(7, 0, 0);
		features->mprotect_opens_pmd = features->version >= KERNEL(6, 2, 0);
		features->pfnmap_faults = features->version >= KERNEL(6, 12, 0);
		features->secretmem_charged = features->version >= KERNEL(7, 2, 0);
	} else {
		features->vm_normal_page_pud = types_has_function(types, "vm_normal_page_pud");
		/* one series in 6.15: "fs/dax: Fix ZONE_DEVICE page reference counts" */
		features->dax_refcounted = types_has_function(types, "vmf_insert_page_mkwrite");
		features->find_normal_page =
			types_member_offset(types, "vm_operations_struct", "find_normal_page") >= 0;
		features->perf_pfn_map = types_has_function(types, "perf_mmap_pfn_mkwrite");
		features->vvar_pages = types_has_function(types, "vdso_setup_data_pages");
		features->mprotect_opens_pmd = types_has_function(types, "can_change_pte_writable");
		/* one series in 6.12: "mm: Support huge pfnmaps" */
		features->pfnmap_faults = types_has_function(types, "follow_pfnmap_start");
		features->secretmem_charged =
			types_member_offset(types, "secretmem_inode_state", "user") >= 0;
	}
	/* arch/x86/Kconfig selects ARCH_SUPPORTS_HUGE_PFNMAP with large pages only */
	features->huge_pfnmap = features->pfnmap_faults && has_thp();
	/* mm/pagewalk.c walk_page_vma() no longer calls walk_page_test(); no trace of it elsewhere */
	features->pfn_map_walked = features->version >= KERNEL(6, 2, 0);
	/* mm/internal.h gup_must_unshare() */
	features->unshare = features->version >= KERNEL(6, 2, 0);
	/* mm/huge_memory.c __split_huge_pmd_locked() */
	features->split_keeps_dirty = features->version >= KERNEL(6, 4, 0);
	/* one series in 6.18: "mm: vm_normal_page*() improvements" */
	features->huge_zero_special = features->vm_normal_page_pud;
	features->pmd_devmap = !features->dax_refcounted;
}
