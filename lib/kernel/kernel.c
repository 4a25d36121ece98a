// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/private.h"

#include <errno.h>
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
	kernel->features.xen_pv = kernel->machine_frames = xen_pv_guest();
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
