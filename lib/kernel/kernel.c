// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/private.h"

#include <errno.h>
#include <string.h>

#include "lib/kernel/vmcoreinfo.h"

struct error *kernel_open(struct kernel **result)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));
	struct types *types;

	if (!kernel)
		return error_errno(ENOMEM, "kernel");
	types = types_open();
	features_detect(&kernel->features, types);
	kernel->offsets_known = task_offsets_init(&kernel->offsets, types);
	page_offsets_init(&kernel->page, types);
	/* not kept: megabytes that each fork would copy the page tables of */
	types_close(types);
	kernel->machine_frames = xen_pv_guest();
	*result = kernel;
	return NULL;
}

void kernel_close(struct kernel *kernel)
{
	if (!kernel)
		return;
	p2m_deinit(&kernel->p2m);
	kcore_close(kernel->kcore);
	error_destroy(kernel->memory_error);
	free(kernel);
}

const struct features *kernel_features(const struct kernel *kernel)
{
	return &kernel->features;
}

static struct error *open_memory(struct kernel *kernel)
{
	struct error *err;
	int64_t number;

	if (!kernel->offsets_known)
		return error_create(ERROR_UNTESTABLE, "no usable BTF in /sys/kernel/btf/vmlinux: "
				    "a kernel with CONFIG_DEBUG_INFO_BTF is needed");
	err = kcore_open(&kernel->kcore);
	if (err)
		return err;
	if (vmcoreinfo_number(kcore_vmcoreinfo(kernel->kcore), "sme_mask", &number))
		kernel->sme_mask = (uint64_t)number;
	if (vmcoreinfo_number(kcore_vmcoreinfo(kernel->kcore), "pgtable_l5_enabled", &number))
		kernel->features.la57 = number;
	return NULL;
}

struct kcore *kernel_memory(struct kernel *kernel)
{
	if (!kernel->memory_tried) {
		kernel->memory_tried = true;
		kernel->memory_error = open_memory(kernel);
	}
	return kernel->memory_error ? NULL : kernel->kcore;
}

const struct error *kernel_memory_error(struct kernel *kernel)
{
	kernel_memory(kernel);
	return kernel->memory_error;
}

int kernel_read(struct kernel *kernel, uint64_t addr, void *buf, size_t len)
{
	struct kcore *kcore = kernel_memory(kernel);
	int ret;

	if (!kcore)
		return -EOPNOTSUPP;
	ret = kcore_prepare(kcore);
	return ret ? ret : kcore_read(kcore, addr, buf, len);
}
