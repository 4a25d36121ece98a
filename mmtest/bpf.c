// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A BPF array that may be mapped: kernel/bpf/arraymap.c array_map_mmap(), by remap_vmalloc_range()
 * and vm_insert_page(); newer kernels insert a page when it is touched.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mmtest/inserted.h"

#define SIZE (4 * PTE_SIZE)

static int open_array(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8,
		.max_entries = SIZE / 8, .map_flags = BPF_F_MMAPABLE,
	};
	int fd = (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : fd;
}

const struct driver driver_bpf = {
	.flags = VMA_MIXEDMAP | VMA_DONTEXPAND,
	.open = open_array,
	.size = SIZE,
	.missing = "CONFIG_BPF_SYSCALL, CAP_BPF",
};
