/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page frame behind an address, for interfaces that are indexed by it. */
#ifndef NORMALPAGE_OBSERVE_PFN_H
#define NORMALPAGE_OBSERVE_PFN_H

#include "lib/observe/observer.h"

/** entry_of - the raw entry that maps the address asked about; what pagetable_walk() returns */
int entry_of(const struct question *q, struct entry *entry);

/**
 * pfn_of - pfn of the page mapped at the address asked about
 *
 * From the raw entry, else (no kernel memory, or machine frames in it) from pagemap, which needs
 * CAP_SYS_ADMIN. Returns 0, -ENOENT when nothing is present there, or another negative errno.
 */
int pfn_of(const struct question *q, uint64_t *pfn);

/** pagemap_read - read the pagemap entry of an address; 0 or negative errno */
int pagemap_read(pid_t pid, uint64_t addr, uint64_t *value);

#define PAGEMAP_PFN_MASK ((1ull << 55) - 1)
#define PAGEMAP_SOFT_DIRTY (1ull << 55)
#define PAGEMAP_EXCLUSIVE (1ull << 56)
#define PAGEMAP_UFFD_WP (1ull << 57)
#define PAGEMAP_GUARD (1ull << 58)
#define PAGEMAP_FILE (1ull << 61)
#define PAGEMAP_SWAP (1ull << 62)
#define PAGEMAP_PRESENT (1ull << 63)

/** kpage_file - a file of /proc with a 64 bit word per pfn; define it static, with its path */
struct kpage_file {
	const char *path;
	int fd;
};

/** kpage_read - the word of the page at the address; *@given false where the file has none */
int kpage_read(struct kpage_file *file, const struct question *q, uint64_t *value, bool *given);

/** kpage_word - the word of a pfn; *@given false where the file has none. 0 or negative errno */
int kpage_word(struct kpage_file *file, uint64_t pfn, uint64_t *value, bool *given);

/** kpage_available - ERROR_UNTESTABLE if it cannot be opened, or no page frame number is known */
error_check struct error *kpage_available(const struct kpage_file *file, struct kernel *kernel);

#endif
