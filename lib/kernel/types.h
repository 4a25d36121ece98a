/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's types as its BTF describes them (/sys/kernel/btf/vmlinux), through libbpf. */
#ifndef NORMALPAGE_KERNEL_TYPES_H
#define NORMALPAGE_KERNEL_TYPES_H

#include <stdbool.h>

struct types;

/**
 * enum kernel_type - the structs and functions that can be asked for
 *
 * All of them are found in one pass when the BTF is opened, because a search goes over 100000 types.
 */
enum kernel_type {
	STRUCT_TASK,
	STRUCT_MM,
	STRUCT_VM_OPERATIONS,
	STRUCT_PAGE,
	STRUCT_FOLIO,
	STRUCT_SECRETMEM_INODE_STATE,
	STRUCT_FILES,
	STRUCT_FDTABLE,
	STRUCT_FILE,
	STRUCT_ADDRESS_SPACE,
	STRUCT_INODE,
	STRUCT_BDEV_INODE,
	STRUCT_BLOCK_DEVICE,
	STRUCT_CDEV,
	STRUCT_KOBJECT,
	FUNCTION_VM_NORMAL_PAGE_PUD,
	FUNCTION_VMF_INSERT_PAGE_MKWRITE,
	FUNCTION_PERF_MMAP_PFN_MKWRITE,
	FUNCTION_VDSO_SETUP_DATA_PAGES,
	FUNCTION_CAN_CHANGE_PTE_WRITABLE,
	FUNCTION_FOLLOW_PFNMAP_START,
	NR_KERNEL_TYPES
};

/** types_open - load the running kernel's BTF; NULL if it has none */
struct types *types_open(void);
void types_close(struct types *types);

/** kernel_type_name - "task_struct", "vm_normal_page_pud": as the kernel's source has it */
const char *kernel_type_name(enum kernel_type type);

/** types_has_function - whether a FUNCTION_* is in the BTF */
bool types_has_function(const struct types *types, enum kernel_type function);

/** types_member_offset - byte offset of a STRUCT_*'s member, also in anonymous ones; -ENOENT */
long types_member_offset(const struct types *types, enum kernel_type type, const char *member);

#endif
