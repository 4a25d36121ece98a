// SPDX-License-Identifier: GPL-2.0-or-later
/* Page frames that the kernel keeps in variables, and struct page addresses. */
#include "lib/kernel/private.h"
#include "lib/kernel/vmcoreinfo.h"

static uint64_t read_variable(struct kernel *kernel, const char *name)
{
	uint64_t addr = kernel_symbol(kernel, name);
	uint64_t value;

	return addr && !kernel_read(kernel, addr, &value, sizeof(value)) ? value : 0;
}

/* mm/memory.c:zero_pfn, since 7.0 mm/mm_init.c:zero_page_pfn; fixed at boot */
uint64_t kernel_zero_pfn(struct kernel *kernel)
{
	if (!kernel->zero_pfn)
		kernel->zero_pfn = read_variable(kernel, "zero_page_pfn");
	if (!kernel->zero_pfn)
		kernel->zero_pfn = read_variable(kernel, "zero_pfn");
	return kernel->zero_pfn;
}

/* mm/huge_memory.c:huge_zero_pfn; ~0 (since 7.0 HUGE_ZERO_UNSET_PFN) while there is none */
uint64_t kernel_huge_zero_pfn(struct kernel *kernel)
{
	uint64_t pfn = read_variable(kernel, "huge_zero_pfn");

	return pfn >= 1ull << 52 ? 0 : pfn;
}

uint64_t kernel_page_to_pfn(struct kernel *kernel, uint64_t page)
{
	const char *info;
	uint64_t base, size;

	if (!kernel_memory(kernel))
		return 0;
	info = kcore_vmcoreinfo(kernel->kcore);
	size = vmcoreinfo_size(info, "page");
	base = vmcoreinfo_symbol(info, "vmemmap");
	if (!base)
		base = read_variable(kernel, "vmemmap_base");
	if (!size || !base || page < base || (page - base) % size)
		return 0;
	return (page - base) / size;
}
