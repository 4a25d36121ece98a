// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/private.h"

#include <errno.h>

#include "lib/kernel/vmcoreinfo.h"

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
