// SPDX-License-Identifier: GPL-2.0-or-later
/* What the guest's init takes for requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "provisioning/machine/guest/request.h"

#define LONGEST (1 << 20)

static char heard[256];

/* "TYPE(WORD WORD)SCRIPT;", or "none;" for what is no request */
static void hear(struct json_object *request)
{
	guarded(free) const char **argv = request ? request_argv(request) : NULL;
	const char *script = request ? request_script(request) : NULL;
	char *at = heard + strlen(heard);
	size_t room = sizeof(heard) - strlen(heard);

	snprintf(at, room, "%s", request ? request_type(request) : "none");
	for (const char **word = argv; word && *word; word++) {
		snprintf(at + strlen(at), room - strlen(at), "%c%s", word == argv ? '(' : ' ', *word);
	}
	snprintf(at + strlen(at), room - strlen(at), "%s%s;", argv ? ")" : "", script ? script : "");
}

static void expect_heard(const char *text, const char *wanted)
{
	struct requests requests = { 0 };
	int ends[2];

	heard[0] = '\0';
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	requests.fd = ends[0];
	while (requests_read(&requests, hear))
		;
	assert_string_equal(heard, wanted);
	requests_clear(&requests);
	close(ends[0]);
}

static void test_requests(void **state)
{
	(void)state;
	expect_heard("{\"record\":\"run\",\"argv\":[\"a\",\"b\"]}\n\n"
		     "{\"record\":\"shell\",\"script\":\"x\"}\n{\"record\":\"poweroff\"}\n",
		     "run(a b);shellx;poweroff;");
	/* a line that has not ended is none yet */
	expect_heard("{\"record\":\"poweroff\"}", "");
}

/* init must not end, whatever comes: the kernel would panic */
static void test_none(void **state)
{
	(void)state;
	expect_heard("no\n[]\n\"run\"\nnull\n", "none;none;none;none;");
	expect_heard("{}\n{\"record\":null}\n{\"record\":7}\n", ";;;");
	expect_heard("{\"record\":\"run\"}\n{\"record\":\"run\",\"argv\":[]}\n"
		     "{\"record\":\"run\",\"argv\":[null]}\n{\"record\":\"run\",\"argv\":[\"a\",null]}\n"
		     "{\"record\":\"run\",\"argv\":\"a\"}\n", "run;run;run;run;run;");
	expect_heard("{\"record\":\"shell\",\"script\":null}\n", "shell;");
}

/* what is longer than any request is dropped, and the next one is heard */
static void test_too_long(void **state)
{
	struct requests requests = { 0 };
	size_t size = LONGEST + 100;
	guarded(free) char *text = malloc(size);
	static const char good[] = "\n{\"record\":\"poweroff\"}\n";
	guarded(file) FILE *f = tmpfile();

	(void)state;
	assert_non_null(text);
	assert_non_null(f);
	memset(text, 'x', size);
	heard[0] = '\0';
	assert_int_equal(fwrite(text, 1, size, f), size);
	assert_int_equal(fwrite(good, 1, strlen(good), f), strlen(good));
	rewind(f);
	requests.fd = fileno(f);
	while (requests_read(&requests, hear))
		;
	assert_string_equal(heard, "none;poweroff;");
	requests_clear(&requests);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests_name("requests", tests, NULL, NULL);
}
