// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that name kernels: a matrix, and what apt-cache says of a suite's packages. */
#include <string.h>

#include "provisioning/machine/run/matrix.h"
#include "provisioning/machine/package/apt_packages.h"
#include "provisioning/machine/package/version.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare_versions(const struct apt_packages *packages)
{
	for (size_t i = 1; i < packages->nr; i++) {
		const char *a = packages->package[i - 1].version, *b = packages->package[i].version;

		if (version_compare(a, b) + version_compare(b, a))
			abort();
		version_has_series(a, b);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct apt_packages packages guarded(apt_packages) = { 0 };
	struct matrix matrix guarded(matrix) = { 0 };
	char path[64];
	int fd = memory_file(data, size, path);

	error_destroy(apt_packages_read(&packages, path));
	compare_versions(&packages);
	/* a pattern would be looked up in the archive */
	if (!memmem(data, size, "/*", 2))
		error_destroy(matrix_read(&matrix, path));
	close(fd);
	return 0;
}
