// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/xen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/kernel/system_file.h"

/* arch/x86/include/asm/xen/page.h */
#define FOREIGN_FRAME_BIT (1ull << 63)
#define IDENTITY_FRAME_BIT (1ull << 62)

/* include/xen/interface/features.h */
#define XENFEAT_DOM0 11

#define PAGE_BYTES 4096
#define CHUNK_ENTRIES 8192

bool xen_pv_guest(void)
{
	return system_file_is("/sys/hypervisor/type", "xen") &&
	       system_file_is("/sys/hypervisor/guest_type", "PV");
}

bool xen_features_dom0(const char *features)
{
	/* the words of later submaps stand before that of the first: drivers/xen/sys-hypervisor.c */
	return features && strtoull(features, NULL, 16) >> XENFEAT_DOM0 & 1;
}

uint64_t p2m_entry_frame(uint64_t entry)
{
	return entry == P2M_INVALID ? entry : entry & ~(FOREIGN_FRAME_BIT | IDENTITY_FRAME_BIT);
}

bool p2m_entry_own(uint64_t entry)
{
	return !(entry & (FOREIGN_FRAME_BIT | IDENTITY_FRAME_BIT));
}

void p2m_deinit(struct p2m *p2m)
{
	if (p2m->pfns)
		munmap(p2m->pfns, p2m->nr_pfns * sizeof(*p2m->pfns));
	p2m->pfns = NULL;
	p2m->nr_pfns = 0;
}

/*
 * Anonymous memory reads as zeros and costs nothing where it is not touched. Shared, as fork() then copies
 * none of it (mm/memory.c vma_needs_copy()): each test has a process of its own.
 */
static bool grow(struct p2m *p2m, uint64_t frame)
{
	size_t nr = p2m->nr_pfns ? p2m->nr_pfns : 1u << 18;
	void *pfns;

	while (nr <= frame)
		nr *= 2;
	if (nr == p2m->nr_pfns)
		return true;
	pfns = mmap(NULL, nr * sizeof(*p2m->pfns), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pfns == MAP_FAILED)
		return false;
	if (p2m->pfns)
		memcpy(pfns, p2m->pfns, p2m->nr_pfns * sizeof(*p2m->pfns));
	p2m_deinit(p2m);
	p2m->pfns = pfns;
	p2m->nr_pfns = nr;
	return true;
}

bool p2m_take(struct p2m *p2m, uint64_t pfn, const uint64_t *entries, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (!p2m_entry_own(entries[i]))
			continue;
		if (entries[i] > UINT32_MAX || !grow(p2m, entries[i]))
			return false;
		p2m->pfns[entries[i]] = (uint32_t)(pfn + i + 1);
	}
	return true;
}

static bool take_range(struct p2m *p2m, struct kcore *kcore, uint64_t pfn, uint64_t end)
{
	guarded(free) uint64_t *entries = malloc(CHUNK_ENTRIES * sizeof(*entries));

	while (entries && pfn < end) {
		size_t nr = end - pfn < CHUNK_ENTRIES ? end - pfn : CHUNK_ENTRIES;

		if (kcore_read(kcore, p2m->addr + pfn * sizeof(*entries), entries,
			       nr * sizeof(*entries)) || !p2m_take(p2m, pfn, entries, nr))
			return false;
		pfn += nr;
	}
	return entries;
}

/*
 * The table covers all memory that could ever be plugged in (CONFIG_XEN_MEMORY_HOTPLUG_LIMIT, half
 * a terabyte): only what is RAM now is read.
 */
static bool build(struct p2m *p2m, struct kcore *kcore)
{
	uint64_t start, end;

	p2m_deinit(p2m);
	for (unsigned int i = 0; kcore_ram(kcore, i, &start, &end); i++) {
		uint64_t last = end / PAGE_BYTES;

		if (!take_range(p2m, kcore, start / PAGE_BYTES,
				last < p2m->size ? last : p2m->size))
			return false;
	}
	return true;
}

uint64_t p2m_frame(const struct p2m *p2m, struct kcore *kcore, uint64_t pfn)
{
	uint64_t entry;

	if (!p2m->addr || pfn >= p2m->size ||
	    kcore_read(kcore, p2m->addr + pfn * sizeof(entry), &entry, sizeof(entry)))
		return P2M_INVALID;
	return p2m_entry_frame(entry);
}

static uint64_t look_up(const struct p2m *p2m, struct kcore *kcore, uint64_t frame)
{
	uint64_t pfn;

	if (frame >= p2m->nr_pfns || !p2m->pfns[frame])
		return P2M_INVALID;
	pfn = p2m->pfns[frame] - 1;
	return p2m_frame(p2m, kcore, pfn) == frame ? pfn : P2M_INVALID;
}

uint64_t p2m_pfn(struct p2m *p2m, struct kcore *kcore, uint64_t frame)
{
	uint64_t pfn = look_up(p2m, kcore, frame);

	if (pfn == P2M_INVALID && p2m->addr && build(p2m, kcore))
		pfn = look_up(p2m, kcore, frame);
	return pfn;
}
