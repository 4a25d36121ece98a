// SPDX-License-Identifier: GPL-2.0-or-later
/* What QEMU's monitor says, line by line, while a guest's state is being saved. */
#include "provisioning/machine/vm/line_reader.h"
#include "provisioning/machine/vm/migration.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void line(void *data, char *text)
{
	struct qmp_message message guarded(qmp_message) = { 0 };
	bool done;

	qmp_read(&message, text);
	error_destroy(migration_message(data, &message, &done));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct migration migration = { .qmp = -1, .active = true };
	static struct line_reader reader;
	char path[64];
	int fd = memory_file(data, size, path);

	lseek(fd, 0, SEEK_SET);
	while (line_reader_feed(&reader, fd, line, &migration))
		;
	close(fd);
	return 0;
}
