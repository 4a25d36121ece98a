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
	return kernel_memory(kernel) && !kcore_prepare(kernel->kcore) ? huge_zero_pfn(kernel) : 0;
}

uint64_t huge_zero_pfn(struct kernel *kernel)
{
	uint64_t addr = kernel_symbol(kernel, "huge_zero_pfn"), pfn;

	if (!addr || kcore_read(kernel->kcore, addr, &pfn, sizeof(pfn)))
		return 0;
	return pfn >= 1ull << 52 ? 0 : pfn;
}

struct p2m *kernel_p2m(struct kernel *kernel)
{
	if (!kernel->machine_frames)
		return NULL;
	/* arch/x86/xen/p2m.c; both are final before the first process runs */
	if (!kernel->p2m.addr) {
		kernel->p2m.addr = read_variable(kernel, "xen_p2m_addr");
		kernel->p2m.size = read_variable(kernel, "xen_p2m_size");
	}
	return &kernel->p2m;
}

bool kernel_machine_frames(const struct kernel *kernel)
{
	return kernel->machine_frames;
}

uint64_t kernel_frame(struct kernel *kernel, uint64_t pfn)
{
	struct p2m *p2m = kernel_p2m(kernel);
	uint64_t frame;

	if (!p2m)
		return pfn;
	if (!kernel_memory(kernel) || kcore_prepare(kernel->kcore))
		return 0;
	frame = p2m_frame(p2m, kernel->kcore, pfn);
	return frame == P2M_INVALID ? 0 : frame;
}

uint64_t kernel_frame_pfn(struct kernel *kernel, uint64_t frame)
{
	struct p2m *p2m = kernel_p2m(kernel);
	uint64_t pfn;

	if (!p2m)
		return frame;
	if (!kernel_memory(kernel) || kcore_prepare(kernel->kcore))
		return 0;
	pfn = p2m_pfn(p2m, kernel->kcore, frame);
	return pfn == P2M_INVALID ? 0 : pfn;
}

bool kernel_frame_is_zero(struct kernel *kernel, uint64_t frame)
{
	uint64_t zero = kernel_zero_pfn(kernel);

	return zero && frame == kernel_frame(kernel, zero);
}

/* no large entry can map it in a PV guest: arch/x86/xen/enlighten_pv.c clears X86_FEATURE_PSE */
bool kernel_frame_is_huge_zero(struct kernel *kernel, uint64_t frame)
{
	uint64_t pfn = kernel->machine_frames ? 0 : kernel_huge_zero_pfn(kernel);

	return pfn && frame >= pfn && frame - pfn < PMD_SIZE / PTE_SIZE;
}

/* struct page is an array; 0 if it is not known where */
static uint64_t find_memmap(struct kernel *kernel, uint64_t *size)
{
	const char *info;
	uint64_t base;

	if (!kernel_memory(kernel))
		return 0;
	info = kcore_vmcoreinfo(kernel->kcore);
	*size = vmcoreinfo_size(info, "page");
	base = vmcoreinfo_symbol(info, "vmemmap");
	if (!base)
		base = read_variable(kernel, "vmemmap_base");
	return *size ? base : 0;
}

uint64_t kernel_page_to_pfn(struct kernel *kernel, uint64_t page)
{
	uint64_t size, base = find_memmap(kernel, &size);

	if (!base || page < base || (page - base) % size)
		return 0;
	return (page - base) / size;
}

uint64_t page_address(struct kernel *kernel, uint64_t pfn)
{
	uint64_t size, base = find_memmap(kernel, &size);

	return base ? base + pfn * size : 0;
}
