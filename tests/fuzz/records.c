// SPDX-License-Identifier: GPL-2.0-or-later
/* Records of a test's process, as the harness reads them, and of a guest, as the host does. */
#include <string.h>

#include "lib/harness/judge.h"
#include "lib/verdict/record.h"
#include "provisioning/machine/vm/line_reader.h"
#include "provisioning/machine/run/test_prefix.h"
#include "provisioning/machine/run/testrun_state.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(int fd)
{
	static const struct scenario_type type = { .description = "" };
	const struct test test = { .name = (char *)"fuzz", .type = &type };
	static struct judgement j;

	judgement_init(&j, &test, &(struct features){ .version = KERNEL(7, 3, 0) });
	while (judgement_read(&j, fd))
		;
	judgement_end(&j, ENDED, 0, 1, NULL);
	json_object_put(verdict_to_json(&j.verdict));
	judgement_clear(&j);
}

static void take_record(void *data, char *text)
{
	struct json_object *record = json_tokener_parse(text);
	struct testrun_state *state = data;
	struct verdict v;
	struct error *err;

	if (json_object_is_type(record, json_type_object)) {
		test_prefix_add(record, "fuzz.");
		err = testrun_state_record(state, record);
		if (!err)
			err = verdict_from_json(record, &v);
		if (!err) {
			testrun_state_retire(state, v.test);
			verdict_clear(&v);
		}
		error_destroy(err);
	}
	json_object_put(record);
}

static void host(int fd)
{
	struct string_list tests guarded(strings) = { 0 };
	static struct line_reader reader;
	struct testrun_state state;
	struct verdict v;

	string_list_add(&tests, "fuzz.a");
	testrun_state_init(&state, &tests);
	while (line_reader_feed(&reader, fd, take_record, &state))
		;
	if (testrun_state_aborted(&state, MACHINE_PANICKED, "", &tests, &v))
		verdict_clear(&v);
	testrun_state_next(&state, false);
	testrun_state_deinit(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = memory_file(data, size, path);

	lseek(fd, 0, SEEK_SET);
	judge(fd);
	lseek(fd, 0, SEEK_SET);
	host(fd);
	close(fd);
	return 0;
}
