// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/private.h"

#include <errno.h>
#include <string.h>

#include "lib/kernel/vmcoreinfo.h"

struct error *kernel_open(struct kernel **result)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));

	if (!kernel)
		return error_errno(ENOMEM, "kernel");
	kernel->types = types_open();
	features_detect(&kernel->features, kernel->types);
	kernel->offsets_known = task_offsets_init(&kernel->offsets, kernel->types);
	/* megabytes that each fork would copy the page tables of; who asks again loads them again */
	types_close(kernel->types);
	kernel->types = NULL;
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
	types_close(kernel->types);
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

static const struct types *types_of(struct kernel *kernel)
{
	if (!kernel->types)
		kernel->types = types_open();
	return kernel->types;
}

bool kernel_has_function(struct kernel *kernel, const char *name)
{
	if (types_of(kernel))
		return types_has_function(kernel->types, name);
	return kernel_symbol(kernel, name) != 0;
}

bool kernel_has_member(struct kernel *kernel, const char *type, const char *member)
{
	return types_member_offset(types_of(kernel), type, member) >= 0;
}

long kernel_member_offset(struct kernel *kernel, const char *type, const char *member)
{
	return types_member_offset(types_of(kernel), type, member);
}
