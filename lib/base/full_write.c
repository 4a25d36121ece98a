// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/full_write.h"

#include <errno.h>
#include <unistd.h>

/* adds what was written to @done; false if it will never be all */
static bool go_on(ssize_t n, size_t *done)
{
	if (n > 0)
		*done += (size_t)n;
	/* nothing, and no reason: it would never end */
	if (!n)
		errno = EIO;
	return n > 0 || (n < 0 && errno == EINTR);
}

bool full_write(int fd, const void *data, size_t size)
{
	size_t done = 0;

	while (done < size)
		if (!go_on(write(fd, (const char *)data + done, size - done), &done))
			return false;
	return true;
}

bool full_pwrite(int fd, const void *data, size_t size, off_t offset)
{
	size_t done = 0;

	while (done < size)
		if (!go_on(pwrite(fd, (const char *)data + done, size - done, offset + (off_t)done),
			   &done))
			return false;
	return true;
}

struct error *stream_check(FILE *f, const char *name)
{
	/* a stream that failed before has forgotten why: then nothing is left to fail here */
	errno = 0;
	if (!fflush(f) && !ferror(f))
		return NULL;
	if (errno)
		return error_errno(errno, "cannot write %s", name);
	return error_create(ERROR_SYSTEM, "cannot write %s: is the disk full?", name);
}

struct error *stream_close(FILE *f, const char *name)
{
	struct error *err = stream_check(f, name);

	/* some file systems say it only here */
	if (fclose(f) && !err)
		err = error_errno(errno, "cannot write %s", name);
	return err;
}
