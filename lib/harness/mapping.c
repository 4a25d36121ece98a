// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/mapping.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>

#include "lib/base/page.h"

char *mapping_address(size_t size)
{
	static uintptr_t next = MAPPING_FIRST;
	uintptr_t align = size >= PUD_SIZE ? PUD_SIZE : PMD_SIZE;
	uintptr_t addr = (next + align - 1) & ~(align - 1);

	/* the gap is a PUD wide: page tables of neighbours are not shared either */
	next = (addr + size + 2 * PUD_SIZE) & ~(PUD_SIZE - 1);
	return (char *)addr;
}

unsigned int mapping_vma_flags(int prot, int flags)
{
	unsigned int vma = VMA_FILE;

	if (prot & PROT_READ)
		vma |= VMA_READ;
	if (prot & PROT_WRITE)
		vma |= VMA_WRITE;
	if (flags & MAP_SHARED)
		vma |= VMA_SHARED;
	return vma;
}

struct mapping mapping_part(const struct mapping *m, size_t offset, size_t size)
{
	struct mapping part = *m;

	part.addr += offset;
	part.size = size;
	return part;
}

char touch_read(const struct mapping *m, size_t offset)
{
	return *(volatile char *)(m->addr + offset);
}

void touch_write(const struct mapping *m, size_t offset, char value)
{
	*(volatile char *)(m->addr + offset) = value;
}

static sigjmp_buf fault_return;

static void on_fault(int sig)
{
	siglongjmp(fault_return, sig);
}

int access_signal(const struct mapping *m, size_t offset, bool write)
{
	struct sigaction act = { .sa_handler = on_fault }, bus, segv;
	volatile char *p = m->addr + offset;
	int sig;

	sigaction(SIGBUS, &act, &bus);
	sigaction(SIGSEGV, &act, &segv);
	sig = sigsetjmp(fault_return, 1);
	if (!sig) {
		char byte = *p;

		if (write)
			*p = byte;
	}
	sigaction(SIGBUS, &bus, NULL);
	sigaction(SIGSEGV, &segv, NULL);
	return sig;
}
