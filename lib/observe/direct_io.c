// SPDX-License-Identifier: GPL-2.0-or-later
/* O_DIRECT: a disk is written from the page itself; pin_user_pages_fast(). */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/observe/gup_read.h"
#include "lib/observe/scratch_disk.h"

#define HOW (GUP_FAST | GUP_PIN)
#define SECTOR 512

static struct scratch_disk disk;

static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	return scratch_disk_open(&disk);
}

static int ask(const struct question *q, struct answer *answers)
{
	unsigned char got[PAGE_BYTES] = { 0 };
	ssize_t n;

	if (q->pid != getpid())
		return 0;
	n = pwrite(disk.disk, (void *)(uintptr_t)q->addr, SECTOR, 0);
	n = n < 0 ? -errno : n;
	if (n >= 0 && pread(disk.memory, got, sizeof(got), 0) != sizeof(got))
		return -EIO;
	gup_read_answer(answers, q->addr, n, got);
	return 0;
}

DEFINE_GUP_READ_EXPECT(HOW)

DEFINE_GUP_CALLBACKS(HOW)

OBSERVER(direct_io) = {
	.name = "O_DIRECT",
	GUP_READ_OBSERVER,
	.order = 24,
	.makes = "a loop device over memory, for which the module loop is loaded, which stays",
	.harmless = harmless,
	.consults = consults,
	.available = available,
	.ask = ask,
	.expect = expect,
};
