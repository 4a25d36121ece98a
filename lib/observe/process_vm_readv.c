// SPDX-License-Identifier: GPL-2.0-or-later
/* process_vm_readv(2): pin_user_pages_remote(), which always takes the way through the vma. */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lib/observe/gup_read.h"

#define HOW GUP_PIN

static ssize_t read_remote(uint64_t addr, unsigned char bytes[PAGE_BYTES])
{
	struct iovec local = { bytes, PAGE_BYTES };
	struct iovec remote = { (void *)(uintptr_t)addr, PAGE_BYTES };
	ssize_t n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	return n < 0 ? -errno : n;
}

static struct error *available(struct kernel *kernel)
{
	unsigned char bytes[PAGE_BYTES];
	ssize_t n = read_remote((uintptr_t)&bytes, (unsigned char[PAGE_BYTES]){ 0 });

	(void)kernel;
	if (n < 0)
		return error_create(ERROR_UNTESTABLE, "process_vm_readv(): %s%s", strerror((int)-n),
				    n == -ENOSYS ? " (CONFIG_CROSS_MEMORY_ATTACH)" : "");
	return NULL;
}

static int ask(const struct question *q, struct answer *answers)
{
	unsigned char got[PAGE_BYTES] = { 0 };

	if (q->pid == getpid())
		gup_read_answer(answers, q->addr, read_remote(q->addr, got), got);
	return 0;
}

DEFINE_GUP_READ_EXPECT(HOW)

DEFINE_GUP_CALLBACKS(HOW)

OBSERVER(process_vm_readv) = {
	.name = "process_vm_readv",
	GUP_READ_OBSERVER,
	.order = 22,
	.harmless = harmless,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
