// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are said to be Debian packages. Nothing is written: no file has a place. */
#include "provisioning/machine/file/deb.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *nowhere(const char *path)
{
	(void)path;
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct deb deb = { 0 };
	char path[64];
	int fd = memory_file(data, size, path);
	struct error *err = deb_open(&deb, path);

	if (!err) {
		err = deb_extract(&deb, "/nonexistent", nowhere);
		deb_close(&deb);
	}
	error_destroy(err);
	close(fd);
	return 0;
}
