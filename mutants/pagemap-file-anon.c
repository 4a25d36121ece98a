// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: pagemap and PAGEMAP_SCAN take anonymous pages for file pages, and the other way around
 * suite: mm
 * test: anon.thp.write
 * test: vdso.code
 */
#include "mutant.h"

#include <linux/pagewalk.h>
#include <linux/uaccess.h>
#include <uapi/linux/fs.h>

#define PM_FILE BIT_ULL(61)
#define PM_PRESENT BIT_ULL(63)

/* as in fs/proc/task_mmu.c */
struct pagemapread {
	int pos, len;
	u64 *buffer;
};

static int (*original_range)(pmd_t *pmd, unsigned long addr, unsigned long end,
			     struct mm_walk *walk);
static long (*original_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);

static int mutant_range(pmd_t *pmd, unsigned long addr, unsigned long end, struct mm_walk *walk)
{
	struct pagemapread *pm = walk->private;
	int before = pm->pos;
	int err = original_range(pmd, addr, end, walk);

	for (int i = before; i < pm->pos; i++)
		if (pm->buffer[i] & PM_PRESENT)
			pm->buffer[i] ^= PM_FILE;
	return err;
}

static void swap_categories(struct page_region __user *region)
{
	u64 categories;

	if (get_user(categories, &region->categories) || !(categories & PAGE_IS_PRESENT))
		return;
	put_user(categories ^ PAGE_IS_FILE, &region->categories);
}

static long mutant_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pm_scan_arg __user *scan = (void __user *)arg;
	long nr = original_ioctl(file, cmd, arg);
	u64 regions;

	if (cmd != PAGEMAP_SCAN || nr <= 0 || get_user(regions, &scan->vec))
		return nr;
	for (long i = 0; i < nr; i++)
		swap_categories((struct page_region __user *)regions + i);
	return nr;
}

MUTANT(MUTATE(pagemap_pmd_range, mutant_range, original_range),
       MUTATE(do_pagemap_cmd, mutant_ioctl, original_ioctl));
