// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "lib/base/array.h"
#include "lib/kernel/kernel.h"

/* arch/x86/include/asm/pgtable-invert.h: what is not present holds its pfn inverted (L1TF) */
uint64_t entry_pfn(const struct entry *entry)
{
	uint64_t value = entry->value;
	uint64_t mask = ENTRY_FRAME & ~entry->encryption;

	if (entry->level == LEVEL_NONE)
		return 0;
	if (!(value & ENTRY_PRESENT))
		value = ~value;
	/* the low bit of the frame of a large entry is its PAT bit */
	mask &= ~(level_size(entry->level) - 1);
	return (value & mask) >> 12;
}

/* arch/x86/include/asm/pgtable.h:pte_none(): some CPUs set these two bits in entries of nothing */
bool entry_absent(const struct entry *entry)
{
	return !(entry->value & ~(ENTRY_ACCESSED | ENTRY_DIRTY));
}

/* arch/x86/include/asm/pgtable_types.h _PAGE_BIT_DEVMAP: bit 58 in 6.1, 57 in 6.12 */
bool entry_devmap(const struct features *features, const struct entry *entry)
{
	uint64_t bit = features->version < KERNEL(6, 2, 0) ? ENTRY_SAVED_DIRTY : ENTRY_DEVMAP;

	return features->pmd_devmap && entry->level != LEVEL_NONE && entry->value & bit;
}

static const struct {
	uint64_t bit;
	const char *name;
} bits[] = {
	{ ENTRY_PRESENT, "present" },
	{ ENTRY_RW, "writable" },
	{ ENTRY_USER, "user" },
	{ ENTRY_ACCESSED, "accessed" },
	{ ENTRY_DIRTY, "dirty" },
	{ ENTRY_PSE, "huge" },
	{ ENTRY_PROTNONE, "protnone" },
	{ ENTRY_SPECIAL, "special" },
	{ ENTRY_UFFD_WP, "uffd-wp" },
	{ ENTRY_SOFT_DIRTY, "soft-dirty" },
	{ ENTRY_DEVMAP, "devmap" },
	{ ENTRY_SAVED_DIRTY, "saved-dirty" },
	{ ENTRY_NX, "nx" },
};

const char *entry_format(const struct entry *entry, char *buf, size_t size)
{
	int at;

	if (entry->level == LEVEL_NONE) {
		if (entry->value)
			snprintf(buf, size, "none (%s table has %016llx)", level_name(entry->at),
				 (unsigned long long)entry->value);
		else
			snprintf(buf, size, "none");
		return buf;
	}
	at = snprintf(buf, size, "%s %016llx pfn 0x%llx", level_name(entry->level),
		      (unsigned long long)entry->value, (unsigned long long)entry_pfn(entry));
	for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
		/* in a PTE bit 7 is PAT, not PSE; bit 8 of a present entry is the hardware's */
		if (bits[i].bit == ENTRY_PSE && entry->level == LEVEL_PTE)
			continue;
		if (bits[i].bit == ENTRY_PROTNONE && entry->value & ENTRY_PRESENT)
			continue;
		if (entry->value & bits[i].bit && at >= 0 && (size_t)at < size)
			at += snprintf(buf + at, size - (size_t)at, " %s", bits[i].name);
	}
	return buf;
}
