// SPDX-License-Identifier: GPL-2.0-or-later
/* Files of known issues, as a user writes them. */
#include <stdint.h>
#include <unistd.h>

#include "lib/issues/issue_file.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memory_file(data, size, path);

	error_destroy(known_issues_read(path));
	close(fd);
	return 0;
}
