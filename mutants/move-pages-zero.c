// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutant: move_pages() says node 0 of a zero page in place of -EFAULT
 * suite: dax
 * alone: only what the call itself answers is wrong, and no other interface repeats it
 * test: fsdax.ext4.hole.read-pmd-shared
 * test: fsdax.ext4.hole.read-pte-short-file
 */
#include "mutant.h"

#include <linux/uaccess.h>

static long (*original)(const struct pt_regs *regs);

/* move_pages(pid, count, pages, nodes, status, flags); asked, not moved, without nodes */
static long mutant(const struct pt_regs *regs)
{
	int __user *status = (int __user *)regs->r8;
	unsigned long nr = regs->r10 ? 0 : regs->si;
	long result = original(regs);
	int answer;

	for (unsigned long i = 0; !result && i < nr; i++)
		if (!get_user(answer, &status[i]) && answer == -EFAULT)
			put_user(0, &status[i]);
	return result;
}

MUTANT(MUTATE(__x64_sys_move_pages, mutant, original));
