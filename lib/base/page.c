// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/page.h"

const char *level_name(enum level level)
{
	static const char *const names[] = {
		[LEVEL_NONE] = "none",
		[LEVEL_PTE] = "PTE",
		[LEVEL_PMD] = "PMD",
		[LEVEL_PUD] = "PUD",
	};

	return names[level];
}

const char *page_kind_name(enum page_kind kind)
{
	static const char *const names[] = {
		[PAGE_NONE] = "nothing",
		[PAGE_ZERO] = "zero page",
		[PAGE_HUGE_ZERO] = "huge zero folio",
		[PAGE_FSDAX] = "fs/dax folio",
		[PAGE_DEVDAX] = "device-dax folio",
		[PAGE_ANON] = "anonymous page",
		[PAGE_FILE] = "page cache page",
		[PAGE_SHMEM] = "shmem page",
		[PAGE_KERNEL] = "inserted kernel page",
		[PAGE_PFN] = "raw pfn",
		[PAGE_GRANT] = "granted page",
		[PAGE_KSM] = "KSM page",
		[PAGE_SECRETMEM] = "secret page",
		[PAGE_SWAP] = "swap entry",
		[PAGE_GUARD] = "guard marker",
		[PAGE_WP_MARKER] = "write-protect marker",
	};

	return names[kind];
}

const char *page_class_name(enum page_class class)
{
	static const char *const names[] = {
		[CLASS_NONE] = "absent",
		[CLASS_SPECIAL] = "special",
		[CLASS_NORMAL] = "normal",
	};

	return names[class];
}

uint64_t level_size(enum level level)
{
	static const uint64_t sizes[] = {
		[LEVEL_NONE] = 0,
		[LEVEL_PTE] = PTE_SIZE,
		[LEVEL_PMD] = PMD_SIZE,
		[LEVEL_PUD] = PUD_SIZE,
	};

	return sizes[level];
}
