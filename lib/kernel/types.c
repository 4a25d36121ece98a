// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/types.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"

#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"

static const struct {
	const char *name;
	unsigned int kind;
} known[NR_KERNEL_TYPES] = {
	[STRUCT_TASK] = { "task_struct", BTF_KIND_STRUCT },
	[STRUCT_MM] = { "mm_struct", BTF_KIND_STRUCT },
	[STRUCT_VM_OPERATIONS] = { "vm_operations_struct", BTF_KIND_STRUCT },
	[STRUCT_PAGE] = { "page", BTF_KIND_STRUCT },
	[STRUCT_FOLIO] = { "folio", BTF_KIND_STRUCT },
	[STRUCT_SECRETMEM_INODE_STATE] = { "secretmem_inode_state", BTF_KIND_STRUCT },
	[STRUCT_FILES] = { "files_struct", BTF_KIND_STRUCT },
	[STRUCT_FDTABLE] = { "fdtable", BTF_KIND_STRUCT },
	[STRUCT_FILE] = { "file", BTF_KIND_STRUCT },
	[STRUCT_ADDRESS_SPACE] = { "address_space", BTF_KIND_STRUCT },
	[STRUCT_INODE] = { "inode", BTF_KIND_STRUCT },
	[STRUCT_BDEV_INODE] = { "bdev_inode", BTF_KIND_STRUCT },
	[STRUCT_BLOCK_DEVICE] = { "block_device", BTF_KIND_STRUCT },
	[STRUCT_CDEV] = { "cdev", BTF_KIND_STRUCT },
	[STRUCT_KOBJECT] = { "kobject", BTF_KIND_STRUCT },
	[FUNCTION_VM_NORMAL_PAGE_PUD] = { "vm_normal_page_pud", BTF_KIND_FUNC },
	[FUNCTION_VMF_INSERT_PAGE_MKWRITE] = { "vmf_insert_page_mkwrite", BTF_KIND_FUNC },
	[FUNCTION_PERF_MMAP_PFN_MKWRITE] = { "perf_mmap_pfn_mkwrite", BTF_KIND_FUNC },
	[FUNCTION_VDSO_SETUP_DATA_PAGES] = { "vdso_setup_data_pages", BTF_KIND_FUNC },
	[FUNCTION_CAN_CHANGE_PTE_WRITABLE] = { "can_change_pte_writable", BTF_KIND_FUNC },
	[FUNCTION_FOLLOW_PFNMAP_START] = { "follow_pfnmap_start", BTF_KIND_FUNC },
};

struct types {
	struct btf *btf;
	int ids[NR_KERNEL_TYPES];
};

/* Since 6.16 the file can be mapped, which spares one of two copies; libbpf reads it otherwise. */
static struct btf *load(void)
{
	guarded(fd) int fd = open(VMLINUX_BTF, O_RDONLY | O_CLOEXEC);
	struct btf *btf;
	struct stat st;
	void *data;

	if (fd < 0 || fstat(fd, &st) || st.st_size <= 0 || st.st_size > UINT32_MAX)
		return btf__load_vmlinux_btf();
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return btf__load_vmlinux_btf();
	btf = btf__new(data, (uint32_t)st.st_size);
	munmap(data, (size_t)st.st_size);
	return btf;
}

static void find_known(struct types *types)
{
	for (unsigned int id = 1; id < btf__type_cnt(types->btf); id++) {
		const struct btf_type *t = btf__type_by_id(types->btf, id);
		unsigned int kind = btf_kind(t);
		const char *name;

		if (kind != BTF_KIND_STRUCT && kind != BTF_KIND_FUNC)
			continue;
		name = btf__name_by_offset(types->btf, t->name_off);
		for (size_t i = 0; name && i < NR_KERNEL_TYPES; i++) {
			if (*name == *known[i].name && kind == known[i].kind && !types->ids[i] &&
			    !strcmp(name, known[i].name))
				types->ids[i] = (int)id;
		}
	}
}

struct types *types_open(void)
{
	struct types *types = calloc(1, sizeof(*types));

	if (!types)
		return NULL;
	libbpf_set_print(NULL);
	types->btf = load();
	if (!libbpf_get_error(types->btf)) {
		find_known(types);
		return types;
	}
	free(types);
	return NULL;
}

void types_close(struct types *types)
{
	if (!types)
		return;
	btf__free(types->btf);
	free(types);
}

const char *kernel_type_name(enum kernel_type type)
{
	return known[type].name;
}

bool types_has_function(const struct types *types, enum kernel_type function)
{
	return types && types->ids[function] > 0;
}

static const struct btf_type *skip_qualifiers(const struct btf *btf, unsigned int id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	while (t && (btf_is_mod(t) || btf_is_typedef(t)))
		t = btf__type_by_id(btf, t->type);
	return t;
}

static long member_offset(const struct btf *btf, const struct btf_type *type, const char *name)
{
	const struct btf_member *member = btf_members(type);

	for (unsigned int i = 0; i < btf_vlen(type); i++, member++) {
		const char *this = btf__name_by_offset(btf, member->name_off);
		long offset = btf_member_bit_offset(type, i) / 8;
		const struct btf_type *inner;
		long ret;

		if (this && *this) {
			if (!strcmp(this, name))
				return offset;
			continue;
		}
		inner = skip_qualifiers(btf, member->type);
		if (!inner || !btf_is_composite(inner))
			continue;
		ret = member_offset(btf, inner, name);
		if (ret >= 0)
			return offset + ret;
	}
	return -ENOENT;
}

long types_member_offset(const struct types *types, enum kernel_type type, const char *member)
{
	int id = types ? types->ids[type] : 0;

	if (id <= 0)
		return -ENOENT;
	return member_offset(types->btf, btf__type_by_id(types->btf, (unsigned int)id), member);
}
