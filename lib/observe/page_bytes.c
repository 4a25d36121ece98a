// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/page_bytes.h"

#include <fcntl.h>
#include <unistd.h>

bool page_bytes_read(uint64_t addr, unsigned char bytes[PAGE_BYTES])
{
	static int ends[2] = { -1, -1 };

	if (ends[0] < 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return false;
	return write(ends[1], (void *)(uintptr_t)addr, PAGE_BYTES) == PAGE_BYTES &&
	       read(ends[0], bytes, PAGE_BYTES) == PAGE_BYTES;
}

unsigned char page_byte_set(uint64_t addr, unsigned char byte)
{
	volatile unsigned char *page = (void *)(uintptr_t)addr;
	unsigned char old = *page;

	*page = byte;
	return old;
}

unsigned char page_byte_flip(uint64_t addr)
{
	return page_byte_set(addr, (unsigned char)~*(volatile unsigned char *)(uintptr_t)addr);
}
