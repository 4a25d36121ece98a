// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are said to be kernels, their modules, or programs for a guest. */
#include <stdlib.h>
#include <string.h>

#include "provisioning/machine/file/bzimage.h"
#include "provisioning/machine/file/elf_file.h"
#include "provisioning/machine/kernel/kernel_sources.h"
#include "provisioning/machine/image/module_trim.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/scratch_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void trim(const uint8_t *data, size_t size)
{
	char *module = malloc(size ? size : 1);

	memcpy(module, data, size);
	if (module_trim(module, size) > size)
		abort();
	free(module);
}

/* a library that may name itself, beside which others are looked for */
static void find_libraries(const uint8_t *data, size_t size)
{
	struct string_list libraries guarded(strings) = { 0 };
	guarded(free) char *interpreter = NULL;
	char path[512];

	scratch_file("/liba.so", data, size);
	snprintf(path, sizeof(path), "%s/liba.so", scratch_tree());
	error_destroy(elf_libraries(path, &interpreter, &libraries));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct mapped_file file = { data, size };
	struct elf_dynamic dynamic = { 0 };
	guarded(free) char *release = NULL;
	const void *payload;
	size_t length;
	char path[64];
	int fd = memory_file(data, size, path);

	if (bzimage_is(&file)) {
		bzimage_is_old(&file);
		free(bzimage_release(&file));
		bzimage_payload(&file, &payload, &length);
	}
	elf_is(path);
	elf_has_pvh_entry(path);
	error_destroy(elf_read_dynamic(&dynamic, path));
	elf_dynamic_clear(&dynamic);
	error_destroy(kernel_file_release(&release, path));
	close(fd);
	find_libraries(data, size);
	trim(data, size);
	return 0;
}
