/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings that scenarios make, at addresses that are known and the same in every run. */
#ifndef NORMALPAGE_HARNESS_MAPPING_H
#define NORMALPAGE_HARNESS_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** MAPPING_FIRST, MAPPING_END - all mappings of scenarios lie between, and nothing else does */
#ifdef __SANITIZE_ADDRESS__
#define MAPPING_FIRST (1ul << 45)	/* behind AddressSanitizer's shadow */
#else
#define MAPPING_FIRST (1ul << 40)
#endif
#define MAPPING_END (1ul << 46)

/**
 * struct mapping - a vma, or what is to become one
 * @addr: its first address
 * @size: bytes
 * @flags: VMA_* bits (lib/base/page.h)
 * @find_normal_page: its vm_ops have that callback
 */
struct mapping {
	char *addr;
	size_t size;
	unsigned int flags;
	bool find_normal_page;
};

/**
 * mapping_address - reserve a range of addresses below every other mapping of the process
 *
 * Aligned to PMD_SIZE (PUD_SIZE from that size on), with a gap behind it so that no two vmas
 * merge. Low addresses come first in /proc/PID/smaps, so that observers can stop early.
 */
char *mapping_address(size_t size);

/** mapping_vma_flags - the VMA_* bits that every file mapping has by mmap()'s @prot and @flags */
unsigned int mapping_vma_flags(int prot, int flags);

/** mapping_part - the same mapping from @offset on, @size bytes: what is left after a split */
struct mapping mapping_part(const struct mapping *m, size_t offset, size_t size);

/** touch_read, touch_write - access one byte at @offset; the caller knows that it is allowed */
char touch_read(const struct mapping *m, size_t offset);
void touch_write(const struct mapping *m, size_t offset, char value);

/** access_signal - try to read or write one byte: 0, or the signal (SIGBUS, SIGSEGV) it raised */
int access_signal(const struct mapping *m, size_t offset, bool write);

#endif
