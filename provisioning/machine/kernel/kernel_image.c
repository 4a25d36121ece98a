// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/kernel_image.h"

#include <string.h>

#include "lib/base/regular_file.h"

void kernel_image_clear(struct kernel_image *image)
{
	free(image->release);
	free(image->vmlinuz);
	free(image->modules);
	free(image->config);
	free(image->origin);
	*image = (struct kernel_image){ 0 };
}

bool kernel_image_has_config(const struct kernel_image *image, const char *symbol)
{
	guarded(file) FILE *f = image->config ? regular_file_stream(image->config) : NULL;
	guarded(free) char *line = NULL;
	size_t size = 0, length = strlen(symbol);

	if (!f)
		return true;
	while (getline(&line, &size, f) > 0)
		if (!strncmp(line, symbol, length) &&
		    (!strncmp(line + length, "=y", 2) || !strncmp(line + length, "=m", 2)))
			return true;
	return false;
}
