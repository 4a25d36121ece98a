// SPDX-License-Identifier: GPL-2.0-or-later
/* What a dom0 and a hypervisor print on one console, and what a guest writes into xenstore. */
#include <stdlib.h>
#include <string.h>

#include "provisioning/machine/vm/console_log.h"
#include "provisioning/machine/vm/xen_console.h"
#include "provisioning/xen/answer.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void console(const uint8_t *data, size_t size)
{
	struct xen_console *console = NULL;
	struct error *err = xen_console_create(&console, "/dev/null", "/dev/null");

	if (err)
		abort();
	/* in two parts: a read(2) ends anywhere */
	xen_console_feed(console, (const char *)data, size / 2);
	xen_console_feed(console, (const char *)data + size / 2, size - size / 2);
	error_destroy(xen_console_finish(console));
	xen_console_destroy(console);
}

static void find_in_log(const char *path)
{
	struct string_list lines guarded(strings) = { 0 };

	console_log_tail(&lines, path, 0, 10);
	free(console_log_find(path, "Kernel panic"));
	free(console_log_find_after(path, "Panic on CPU "));
}

static void answer(const char *text)
{
	const char *found = answer_to(text, 1), *rest;
	uint32_t refs[16];

	if (found && answer_result(found, &rest))
		answer_references(rest, refs, 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64], *text = malloc(size + 1);
	int fd = memory_file(data, size, path);

	console(data, size);
	find_in_log(path);
	close(fd);
	memcpy(text, data, size);
	text[size] = '\0';
	answer(text);
	free(text);
	return 0;
}
