// SPDX-License-Identifier: GPL-2.0-or-later
/* What lines of the kernel log mean: the one table. */
#include <stdbool.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/kernel/kmsg.h"

/**
 * struct sign - a text that has a meaning
 * @text: what to look for
 * @start: only at the start of the line
 * @severity: what it means
 */
struct sign {
	const char *text;
	bool start;
	enum kmsg_severity severity;
};

static const struct sign signs[] = {
	/* lib/bug.c:report_bug(), arch/x86/kernel/dumpstack.c, arch/x86/mm/fault.c */
	{ "kernel BUG at ", true, KMSG_DAMAGE },
	{ "BUG: unable to handle", true, KMSG_DAMAGE },
	{ "BUG: kernel NULL pointer dereference", true, KMSG_DAMAGE },
	{ "Unable to handle kernel", true, KMSG_DAMAGE },
	{ "Oops: ", true, KMSG_DAMAGE },
	{ "general protection fault", true, KMSG_DAMAGE },
	{ "Kernel panic", true, KMSG_DAMAGE },
	{ "stack segment: ", true, KMSG_DAMAGE },
	{ "double fault: ", true, KMSG_DAMAGE },
	/* die_counter: before 6.12 the line begins with the trap's name alone */
	{ " [#", false, KMSG_DAMAGE },
	/* mm/page_alloc.c:bad_page(), mm/memory.c:print_bad_page_map(), print_bad_pte() */
	{ "BUG: Bad page state", true, KMSG_DAMAGE },
	{ "BUG: Bad page map", true, KMSG_DAMAGE },
	{ "BUG: Bad page cache", true, KMSG_DAMAGE },
	/* mm/swapfile.c: an entry that is not present holds nonsense */
	{ "Bad swap file entry ", false, KMSG_DAMAGE },
	{ "Bad swap offset entry ", false, KMSG_DAMAGE },
	{ "bad pgd ", false, KMSG_DAMAGE },
	{ "bad p4d ", false, KMSG_DAMAGE },
	{ "bad pud ", false, KMSG_DAMAGE },
	{ "bad pmd ", false, KMSG_DAMAGE },
	/* kernel/fork.c:check_mm(): the accounting of one process, found at its end */
	{ "BUG: Bad rss-counter state", true, KMSG_COMPLAINT },
	{ "BUG: non-zero pgtables_bytes", true, KMSG_COMPLAINT },
	/* mm/kasan/report.c, mm/kfence/report.c, lib/ubsan.c, mm/slub.c */
	{ "BUG: KASAN: ", true, KMSG_DAMAGE },
	{ "BUG: KFENCE: ", true, KMSG_DAMAGE },
	{ "BUG: KCSAN: ", true, KMSG_COMPLAINT },
	{ "UBSAN: ", true, KMSG_COMPLAINT },
	{ "BUG ", true, KMSG_DAMAGE },
	/* kernel/watchdog.c, kernel/hung_task.c, kernel/rcu/tree_stall.h */
	{ "soft lockup", false, KMSG_COMPLAINT },
	{ "hard LOCKUP", false, KMSG_COMPLAINT },
	{ "blocked for more than ", false, KMSG_COMPLAINT },
	{ "stalls on CPUs", false, KMSG_COMPLAINT },
	{ "self-detected stall", false, KMSG_COMPLAINT },
	/* kernel/locking/lockdep.c, kernel/sched/core.c */
	{ "possible circular locking dependency", false, KMSG_COMPLAINT },
	{ "possible recursive locking", false, KMSG_COMPLAINT },
	{ "inconsistent lock state", false, KMSG_COMPLAINT },
	{ "suspicious RCU usage", false, KMSG_COMPLAINT },
	{ "scheduling while atomic", false, KMSG_COMPLAINT },
	{ "sleeping function called from invalid context", false, KMSG_COMPLAINT },
	/* kernel/panic.c:__warn(); last, for all that have no line of their own */
	{ "WARNING: ", true, KMSG_COMPLAINT },
	{ "BUG: ", true, KMSG_COMPLAINT },
};

/*
 * 7.x has lines that begin "mm/pgtable-generic.c:50: bad pmd", and printk.caller puts
 * "[    T1] " before the text on the console only: the log's own text starts with the message.
 */
enum kmsg_severity kmsg_classify(const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		const char *at = strstr(line, signs[i].text);

		if (at && (!signs[i].start || at == line))
			return signs[i].severity;
	}
	return KMSG_PLAIN;
}
