// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/device_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <immintrin.h>
#include <sys/mman.h>

#define CACHE_LINE 64

struct error *device_bytes_open(int fd, const char *name, struct device_bytes *bytes)
{
	off_t size = lseek(fd, 0, SEEK_END);

	*bytes = NO_DEVICE_BYTES;
	if (size < 0)
		return error_errno(errno, "%s is not touched: its size", name);
	/* such as a character device: nothing is not empty */
	if (!size)
		return error_create(ERROR_SYSTEM, "%s is not touched: it has no bytes that can be read", name);
	bytes->fd = fd;
	bytes->size = (uint64_t)size;
	/* without reading ahead, too: most of what is read is far from the last */
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	return NULL;
}

struct error *device_bytes_map(int fd, size_t size, bool writable, const char *name,
			       struct device_bytes *bytes)
{
	void *map = mmap(NULL, size, PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED, fd, 0);

	*bytes = NO_DEVICE_BYTES;
	if (map == MAP_FAILED)
		return error_errno(errno, "%s is not touched: it cannot be mapped", name);
	bytes->fd = fd;
	bytes->size = size;
	bytes->map = map;
	bytes->window = memfd_create("normalpage", MFD_CLOEXEC);
	return bytes->window < 0 ? error_errno(errno, "memfd") : NULL;
}

static struct error *read_file(int fd, uint64_t at, unsigned char *data, size_t length)
{
	while (length) {
		ssize_t n = pread(fd, data, length, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return error_errno(n ? errno : EIO, "reading at %#llx", (unsigned long long)at);
		data += n;
		at += (uint64_t)n;
		length -= (size_t)n;
	}
	return NULL;
}

static struct error *write_file(int fd, uint64_t at, const unsigned char *data, size_t length)
{
	while (length) {
		ssize_t n = pwrite(fd, data, length, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return error_errno(n ? errno : ENOSPC, "writing at %#llx", (unsigned long long)at);
		data += n;
		at += (uint64_t)n;
		length -= (size_t)n;
	}
	return NULL;
}

struct error *device_bytes_read(const struct device_bytes *bytes, uint64_t at, void *data, size_t length)
{
	struct error *err;

	if (!bytes->map)
		return read_file(bytes->fd, at, data, length);
	err = write_file(bytes->window, 0, bytes->map + at, length);
	if (err)
		return error_context(err, "reading at %#llx", (unsigned long long)at);
	return read_file(bytes->window, 0, data, length);
}

/* device-dax knows no fsync() (drivers/dax/device.c): what is in a cache of the processor is written back */
static void write_back(const unsigned char *first, size_t length)
{
	for (size_t i = 0; i < length; i += CACHE_LINE)
		_mm_clflush(first + i);
	_mm_sfence();
}

struct error *device_bytes_write(const struct device_bytes *bytes, uint64_t at, const void *data,
				 size_t length)
{
	struct error *err;

	if (!bytes->map) {
		err = write_file(bytes->fd, at, data, length);
		if (!err && fsync(bytes->fd))
			err = error_errno(errno, "fsync");
		return err;
	}
	err = write_file(bytes->window, 0, data, length);
	if (!err)
		err = error_context(read_file(bytes->window, 0, bytes->map + at, length), "writing at %#llx",
				    (unsigned long long)at);
	if (!err)
		write_back(bytes->map + at, length);
	return err;
}

void device_bytes_close(struct device_bytes *bytes)
{
	if (bytes->map)
		munmap(bytes->map, bytes->size);
	cleanup_fd(&bytes->window);
	*bytes = NO_DEVICE_BYTES;
}
