// SPDX-License-Identifier: GPL-2.0-or-later
/* Which tests the guest is to run, once it has said which it has. */
#include "provisioning/machine/run/testrun_private.h"

#include "lib/verdict/record.h"
#include "provisioning/machine/run/test_prefix.h"
#include "provisioning/machine/vm/console_log.h"

static void send_tests(struct testrun *run)
{
	const struct string_list *tests = &run->state.pending;
	struct json_object *request = record_new("tests"), *names = json_object_new_array();
	size_t nr = run->alone ? 1 : tests->nr;

	for (size_t i = 0; i < nr; i++) {
		const char *test = test_prefix_skip(tests->item[i], run->config.prefix);

		json_object_array_add(names, json_object_new_string(test));
	}
	json_object_object_add(request, "tests", names);
	json_object_object_add(request, "hazardous", json_object_new_boolean(run->alone));
	run->console_before = console_log_size(run->console);
	run->xen_log_before = run->xen_log ? console_log_size(run->xen_log) : 0;
	machine_send(run->machine, request);
}

/* the guest waits, and @offered says what it has */
void testrun_choose(struct testrun *run)
{
	for (size_t i = 0; !run->listed && i < run->offered.nr; i++)
		if (run->handler->wanted(run->data, run->offered.item[i]))
			string_list_add(&run->state.pending, "%s", run->offered.item[i]);
	run->listed = true;
	if (run->state.pending.nr)
		send_tests(run);
	else
		machine_send(run->machine, record_new("poweroff"));
}
