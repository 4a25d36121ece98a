// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/features.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/base/array.h"
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

/* @feature: offset in struct features; @member: NULL for a function; @since: where there is no BTF */
static const struct sign {
	size_t feature;
	enum kernel_type type;
	const char *member;
	unsigned int since;
} signs[] = {
	{ .feature = offsetof(struct features, vm_normal_page_pud),
	  .type = FUNCTION_VM_NORMAL_PAGE_PUD, .since = KERNEL(6, 18, 0) },
	/* one series in 6.15: "fs/dax: Fix ZONE_DEVICE page reference counts" */
	{ .feature = offsetof(struct features, dax_refcounted),
	  .type = FUNCTION_VMF_INSERT_PAGE_MKWRITE, .since = KERNEL(6, 15, 0) },
	{ .feature = offsetof(struct features, find_normal_page),
	  .type = STRUCT_VM_OPERATIONS, .member = "find_normal_page", .since = KERNEL(6, 18, 0) },
	{ .feature = offsetof(struct features, perf_pfn_map),
	  .type = FUNCTION_PERF_MMAP_PFN_MKWRITE, .since = KERNEL(6, 15, 0) },
	{ .feature = offsetof(struct features, vvar_pages),
	  .type = FUNCTION_VDSO_SETUP_DATA_PAGES, .since = KERNEL(7, 0, 0) },
	{ .feature = offsetof(struct features, mprotect_opens_pmd),
	  .type = FUNCTION_CAN_CHANGE_PTE_WRITABLE, .since = KERNEL(6, 2, 0) },
	/* one series in 6.12: "mm: Support huge pfnmaps" */
	{ .feature = offsetof(struct features, pfnmap_faults),
	  .type = FUNCTION_FOLLOW_PFNMAP_START, .since = KERNEL(6, 12, 0) },
	{ .feature = offsetof(struct features, secretmem_charged),
	  .type = STRUCT_SECRETMEM_INODE_STATE, .member = "user", .since = KERNEL(7, 2, 0) },
};

static bool shows(const struct sign *sign, const struct types *types, unsigned int version)
{
	if (!types)
		return version >= sign->since;
	return sign->member ? types_member_offset(types, sign->type, sign->member) >= 0
			    : types_has_function(types, sign->type);
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
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		*(bool *)((char *)features + signs[i].feature) = shows(&signs[i], types, features->version);
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
