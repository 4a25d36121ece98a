// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a dead run's journal says, as 'normalpage cleanup --dry-run' reads it: each kind of thing is looked
 * for on this machine, and nothing is changed.
 */
#include "provisioning/journal/boot.h"
#include "provisioning/journal/thing.h"
#include "tests/fuzz/scratch_tree.h"

#define RUN "/4e0c2f6e-0000-4000-8000-000000000000/"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	scratch_parents(RUN);
	return setenv("NORMALPAGE_JOURNAL", scratch_tree(), 1);
}

/* "BOOT" in a seed is this boot */
static size_t put_boot(const uint8_t *data, size_t size, char *text)
{
	const char *mark = memmem(data, size, "BOOT", 4);
	size_t before = mark ? (size_t)(mark - (const char *)data) : size;
	char boot[BOOT_ID_SIZE] = "";

	if (mark)
		boot_id(boot);
	memcpy(text, data, before);
	memcpy(text + before, boot, strlen(boot));
	if (mark)
		memcpy(text + before + strlen(boot), mark + 4, size - before - 4);
	return mark ? size - 4 + strlen(boot) : size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct things_removal how = { .dry_run = true };
	char *text = malloc(size + BOOT_ID_SIZE);

	scratch_file(RUN "000001", (const uint8_t *)text, put_boot(data, size, text));
	free(text);
	error_destroy(things_remove_dead(&how));
	return 0;
}
