// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: move_pages() says node 0 of a zero page in place of -EFAULT
 * suite: dax
 * test: fsdax.ext4.hole.read-pmd-shared
 * test: fsdax.ext4.hole.read-pte-short-file
 */
#include "mutant.h"

#include <linux/uaccess.h>

static int (*original)(struct mm_struct *mm, unsigned long nr, const void __user * __user *pages,
		       int __user *status);

static int mutant(struct mm_struct *mm, unsigned long nr, const void __user * __user *pages,
		  int __user *status)
{
	int result = original(mm, nr, pages, status);
	int answer;

	for (unsigned long i = 0; !result && i < nr; i++)
		if (!get_user(answer, &status[i]) && answer == -EFAULT)
			put_user(0, &status[i]);
	return result;
}

MUTANT(MUTATE(do_pages_stat, mutant, original));
