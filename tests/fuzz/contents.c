// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is on a device, through libblkid as well. The first two bytes are the device's size in pages, then
 * come pieces: a page (two bytes), an offset in it (two bytes), a length, and so many bytes.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "provisioning/pmem/contents.h"

#define PAGES_MAX 1024
#define OWNER "2d3d4d5d-0001-4002-8003-90abcdef0123"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int take_number(const uint8_t **data, size_t *size)
{
	unsigned int number = (*data)[0] | (unsigned int)(*data)[1] << 8;

	*data += 2;
	*size -= 2;
	return number;
}

static uint64_t put_pieces(int fd, const uint8_t *data, size_t size)
{
	uint64_t device = (take_number(&data, &size) % PAGES_MAX + 1) * 4096ull;

	while (size >= 5) {
		uint64_t at = take_number(&data, &size) * 4096ull;
		size_t length;

		at = (at + take_number(&data, &size)) % device;
		length = *data++;
		size--;
		if (length > size)
			length = size;
		if (length > device - at)
			length = device - at;
		if (pwrite(fd, data, length, (off_t)at) != (ssize_t)length)
			_exit(1);
		data += length;
		size -= length;
	}
	if (ftruncate(fd, (off_t)device))
		_exit(1);
	return device;
}

static void demand(bool right)
{
	if (!right)
		abort();
}

static struct contents look(int fd, uint64_t size)
{
	struct contents c, mapped;

	demand(!contents_look(fd, "pmem0", OWNER, &c));
	demand(!contents_look_mapped(fd, size, "dax0.0", OWNER, &mapped));
	demand(c.kind == mapped.kind && c.sum == mapped.sum);
	demand(!c.what == !mapped.what && (!c.what || !strcmp(c.what, mapped.what)));
	contents_clear(&mapped);
	return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	guarded(fd) int fd = memfd_create("device", MFD_CLOEXEC);
	struct contents before guarded(contents) = { .kind = CONTENTS_EMPTY };
	struct contents after guarded(contents) = { .kind = CONTENTS_EMPTY };
	guarded(error) struct error *refusal = NULL, *err = NULL;
	uint64_t device;

	if (size < 2 || fd < 0)
		return 0;
	device = put_pieces(fd, data, size);
	before = look(fd, device);
	refusal = contents_refuse(&before, "pmem0", NULL);
	demand(!refusal == (before.kind == CONTENTS_EMPTY || before.kind == CONTENTS_OURS));
	err = contents_mark(fd, "pmem0", OWNER);
	after = look(fd, device);
	/* what was marked is ours, and what was not is what it was */
	if (err || before.kind == CONTENTS_EMPTY)
		demand(after.kind == before.kind && after.sum == before.sum);
	else
		demand(after.kind == CONTENTS_OURS);
	return 0;
}
