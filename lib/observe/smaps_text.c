// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/smaps_text.h"

#include <stdlib.h>
#include <string.h>

/* fs/proc/task_mmu.c:show_smap_vma_flags(), also of older kernels */
static const struct bit_name vm_flags[] = {
	{ VM_FLAG_RD, "rd" }, { VM_FLAG_WR, "wr" }, { VM_FLAG_EX, "ex" }, { VM_FLAG_SH, "sh" },
	{ VM_FLAG_PF, "pf" }, { VM_FLAG_MM, "mm" }, { VM_FLAG_IO, "io" }, { VM_FLAG_DC, "dc" },
	{ VM_FLAG_DE, "de" }, { VM_FLAG_HT, "ht" }, { VM_FLAG_LO, "lo" }, { VM_FLAG_MG, "mg" },
	{ VM_FLAG_UW, "uw" },
	{ VM_FLAG_OTHERS + 0, "mr" }, { VM_FLAG_OTHERS + 1, "mw" },
	{ VM_FLAG_OTHERS + 2, "me" }, { VM_FLAG_OTHERS + 3, "ms" },
	{ VM_FLAG_OTHERS + 4, "gd" }, { VM_FLAG_OTHERS + 5, "gu" },
	{ VM_FLAG_OTHERS + 6, "sr" }, { VM_FLAG_OTHERS + 7, "rr" },
	{ VM_FLAG_OTHERS + 8, "lf" }, { VM_FLAG_OTHERS + 9, "ac" },
	{ VM_FLAG_OTHERS + 10, "nr" }, { VM_FLAG_OTHERS + 11, "sf" },
	{ VM_FLAG_OTHERS + 12, "ar" }, { VM_FLAG_OTHERS + 13, "wf" },
	{ VM_FLAG_OTHERS + 14, "dd" }, { VM_FLAG_OTHERS + 15, "sd" },
	{ VM_FLAG_OTHERS + 16, "hg" }, { VM_FLAG_OTHERS + 17, "nh" },
	{ VM_FLAG_OTHERS + 18, "um" }, { VM_FLAG_OTHERS + 19, "ui" },
	{ VM_FLAG_OTHERS + 20, "ur" }, { VM_FLAG_OTHERS + 21, "ss" },
	{ VM_FLAG_OTHERS + 22, "dp" }, { VM_FLAG_OTHERS + 23, "sl" },
	{ VM_FLAG_OTHERS + 24, "dw" }, { VM_FLAG_OTHERS + 25, "bt" },
	{ VM_FLAG_OTHERS + 26, "mt" },
	{ 0, NULL },
};

const struct field smaps_fields[SMAPS_NR_FIELDS] = {
	[SMAPS_SIZE] = { .name = "Size", .type = FIELD_KB },
	[SMAPS_KERNEL_PAGE_SIZE] = { .name = "KernelPageSize", .type = FIELD_KB },
	[SMAPS_MMU_PAGE_SIZE] = { .name = "MMUPageSize", .type = FIELD_KB },
	[SMAPS_RSS] = { .name = "Rss", .type = FIELD_KB },
	[SMAPS_PSS] = { .name = "Pss", .type = FIELD_KB },
	[SMAPS_PSS_DIRTY] = { .name = "Pss_Dirty", .type = FIELD_KB },
	[SMAPS_SHARED_CLEAN] = { .name = "Shared_Clean", .type = FIELD_KB },
	[SMAPS_SHARED_DIRTY] = { .name = "Shared_Dirty", .type = FIELD_KB },
	[SMAPS_PRIVATE_CLEAN] = { .name = "Private_Clean", .type = FIELD_KB },
	[SMAPS_PRIVATE_DIRTY] = { .name = "Private_Dirty", .type = FIELD_KB },
	[SMAPS_REFERENCED] = { .name = "Referenced", .type = FIELD_KB },
	[SMAPS_ANONYMOUS] = { .name = "Anonymous", .type = FIELD_KB },
	[SMAPS_KSM] = { .name = "KSM", .type = FIELD_KB },
	[SMAPS_LAZYFREE] = { .name = "LazyFree", .type = FIELD_KB },
	[SMAPS_ANON_HUGE_PAGES] = { .name = "AnonHugePages", .type = FIELD_KB },
	[SMAPS_SHMEM_PMD_MAPPED] = { .name = "ShmemPmdMapped", .type = FIELD_KB },
	[SMAPS_FILE_PMD_MAPPED] = { .name = "FilePmdMapped", .type = FIELD_KB },
	[SMAPS_SHARED_HUGETLB] = { .name = "Shared_Hugetlb", .type = FIELD_KB },
	[SMAPS_PRIVATE_HUGETLB] = { .name = "Private_Hugetlb", .type = FIELD_KB },
	[SMAPS_SWAP] = { .name = "Swap", .type = FIELD_KB },
	[SMAPS_SWAP_PSS] = { .name = "SwapPss", .type = FIELD_KB },
	[SMAPS_LOCKED] = { .name = "Locked", .type = FIELD_KB },
	[SMAPS_THP_ELIGIBLE] = { .name = "THPeligible", .type = FIELD_BOOL },
	[SMAPS_PROTECTION_KEY] = { .name = "ProtectionKey", .type = FIELD_NUMBER },
	[SMAPS_VM_FLAGS] = { .name = "VmFlags", .type = FIELD_BITS, .bits = vm_flags },
};

bool smaps_header(const char *line, uint64_t *start, uint64_t *end)
{
	char *at;

	*start = strtoull(line, &at, 16);
	if (at == line || *at != '-')
		return false;
	line = at + 1;
	*end = strtoull(line, &at, 16);
	return at != line && *at == ' ';
}

/* Two letters each; what we do not know ("??" or new) is left out. */
static uint64_t parse_vm_flags(const char *text)
{
	uint64_t value = 0;

	for (; *text; text += strcspn(text, " "), text += strspn(text, " ")) {
		for (const struct bit_name *flag = vm_flags; flag->name; flag++) {
			if (!strncmp(text, flag->name, 2))
				value |= 1ull << flag->bit;
		}
	}
	return value;
}

bool smaps_value(const char *line, enum smaps_field *field, uint64_t *value)
{
	const char *colon = strchr(line, ':');
	size_t len = colon ? (size_t)(colon - line) : 0;

	for (unsigned int i = 0; len && i < SMAPS_NR_FIELDS; i++) {
		const char *name = smaps_fields[i].name;

		if (*line != *name || strncmp(line, name, len) || name[len])
			continue;
		colon += 1 + strspn(colon + 1, " ");
		*field = i;
		*value = i == SMAPS_VM_FLAGS ? parse_vm_flags(colon) : strtoull(colon, NULL, 10);
		return true;
	}
	return false;
}
