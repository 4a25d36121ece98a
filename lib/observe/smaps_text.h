/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/PID/smaps and smaps_rollup (Documentation/filesystems/proc.rst). Opens nothing. */
#ifndef NORMALPAGE_OBSERVE_SMAPS_TEXT_H
#define NORMALPAGE_OBSERVE_SMAPS_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/observe/observer.h"

/** enum smaps_field - the fields of a vma; from SMAPS_RSS to SMAPS_LOCKED they are sizes */
enum smaps_field {
	SMAPS_SIZE,
	SMAPS_KERNEL_PAGE_SIZE,
	SMAPS_MMU_PAGE_SIZE,
	SMAPS_RSS,
	SMAPS_PSS,
	SMAPS_PSS_DIRTY,
	SMAPS_SHARED_CLEAN,
	SMAPS_SHARED_DIRTY,
	SMAPS_PRIVATE_CLEAN,
	SMAPS_PRIVATE_DIRTY,
	SMAPS_REFERENCED,
	SMAPS_ANONYMOUS,
	SMAPS_KSM,
	SMAPS_LAZYFREE,
	SMAPS_ANON_HUGE_PAGES,
	SMAPS_SHMEM_PMD_MAPPED,
	SMAPS_FILE_PMD_MAPPED,
	SMAPS_SHARED_HUGETLB,
	SMAPS_PRIVATE_HUGETLB,
	SMAPS_SWAP,
	SMAPS_SWAP_PSS,
	SMAPS_LOCKED,
	SMAPS_THP_ELIGIBLE,
	SMAPS_PROTECTION_KEY,
	SMAPS_VM_FLAGS,
	SMAPS_NR_FIELDS,
};

/** smaps_fields - names (as in the file) and types */
extern const struct field smaps_fields[SMAPS_NR_FIELDS];

/** bits of SMAPS_VM_FLAGS, ours; all others have numbers by the order of smaps_vm_flags[] only */
enum smaps_vm_flag {
	VM_FLAG_RD,
	VM_FLAG_WR,
	VM_FLAG_EX,
	VM_FLAG_SH,
	VM_FLAG_PF,
	VM_FLAG_MM,
	VM_FLAG_IO,
	VM_FLAG_DC,
	VM_FLAG_DE,
	VM_FLAG_HT,
	VM_FLAG_LO,
	VM_FLAG_MG,
	VM_FLAG_UW,
	VM_FLAG_OTHERS,
};

/** smaps_header - whether @line begins a vma, and which */
bool smaps_header(const char *line, uint64_t *start, uint64_t *end);

/** smaps_value - field and value of a line of a vma; false for fields that we do not know */
bool smaps_value(const char *line, enum smaps_field *field, uint64_t *value);

#endif
