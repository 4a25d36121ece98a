// SPDX-License-Identifier: GPL-2.0-or-later
/* What a host asks: of a guest's init, and of a test program that waits. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/harness/tests.h"
#include "provisioning/machine/guest/request.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t total;

static void take_request(struct json_object *request)
{
	guarded(free) const char **argv = request ? request_argv(request) : NULL;
	const char *script = request ? request_script(request) : NULL;

	if (argv && !argv[0])
		abort();
	for (const char **word = argv; word && *word; word++)
		total += strlen(*word);
	total += request ? strlen(request_type(request)) : 0;
	total += script ? strlen(script) : 0;
}

static void as_init(int fd)
{
	struct requests requests = { .fd = fd };

	lseek(fd, 0, SEEK_SET);
	while (requests_read(&requests, take_request))
		;
	requests_clear(&requests);
}

/* what getline() gives: up to the first newline, and no further than a 0 */
static void as_waiting(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "a", "b.c", "b.d" };
	struct tests tests = { .test = calloc(3, sizeof(*tests.test)), .nr = 3 };
	const uint8_t *end = memchr(data, '\n', size);
	char *line = strndup((const char *)data, end ? (size_t)(end - data) : size);
	struct error *err;

	for (size_t i = 0; i < 3; i++)
		tests.test[i].name = strdup(names[i]);
	err = tests_keep_requested(&tests, line);
	if (err ? tests.nr != 3 : tests.nr > 3)
		abort();
	error_destroy(err);
	tests_clear(&tests);
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memory_file(data, size, path);

	as_init(fd);
	close(fd);
	as_waiting(data, size);
	return 0;
}
