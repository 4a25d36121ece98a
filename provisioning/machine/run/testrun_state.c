// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/testrun_state.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/verdict/record.h"

void testrun_state_init(struct testrun_state *state, const struct string_list *tests)
{
	*state = (struct testrun_state){ 0 };
	for (size_t i = 0; tests && i < tests->nr; i++)
		string_list_add(&state->pending, "%s", tests->item[i]);
}

void testrun_state_deinit(struct testrun_state *state)
{
	string_list_clear(&state->pending);
	free(take(state->current));
}

void testrun_state_boot(struct testrun_state *state)
{
	struct testrun_state kept = { .pending = state->pending, .losses = state->losses };

	free(state->current);
	*state = kept;
}

bool testrun_state_retire(struct testrun_state *state, const char *test)
{
	struct string_list *pending = &state->pending;

	for (size_t i = 0; i < pending->nr; i++) {
		if (strcmp(pending->item[i], test))
			continue;
		free(pending->item[i]);
		memmove(&pending->item[i], &pending->item[i + 1],
			(pending->nr - i) * sizeof(*pending->item));
		pending->nr--;
		state->retired++;
		if (state->current && !strcmp(state->current, test))
			free(take(state->current));
		return true;
	}
	return false;
}

struct error *testrun_state_record(struct testrun_state *state, struct json_object *record)
{
	const char *type = record_string(record, "record");
	const char *test = record_string(record, "test");

	if (!type)
		return error_create(ERROR_SYSTEM, "the test program wrote a record without a type");
	if (!strcmp(type, "start")) {
		if (record_number(record, "version") > RECORD_VERSION)
			return error_create(ERROR_SYSTEM,
					    "the test program writes records of version %d, known is %d",
					    record_number(record, "version"), RECORD_VERSION);
		state->started = true;
	} else if (!strcmp(type, "begin")) {
		if (!test)
			return error_create(ERROR_SYSTEM, "a begin record without a test");
		free(state->current);
		state->current = string_copy(test);
	} else if (!strcmp(type, "end")) {
		state->ended = true;
		state->complete = record_number(record, "complete");
	} else if (!strcmp(type, "reset")) {
		state->resets = true;
	} else if (!strcmp(type, "exit")) {
		state->exited = true;
		state->status = record_number(record, "status");
	}
	return NULL;
}

/* a host on which every machine is lost is not tried for ever */
#define LOSSES_MAX (3 * TESTRUN_ATTEMPTS)

bool testrun_state_lost(struct testrun_state *state, enum machine_end end)
{
	/* an error of QEMU before anything ran would come again; a program that ended has told why */
	if (!machine_end_is_loss(end) || (end == MACHINE_QEMU_DIED && !state->started) ||
	    (state->exited && state->current))
		return false;
	if (state->retired)
		state->losses = 0;
	return ++state->losses % TESTRUN_ATTEMPTS;
}

static enum outcome outcome_of_end(const struct testrun_state *state, enum machine_end end)
{
	if (machine_end_is_loss(end) && !state->exited)
		return OUTCOME_ERROR;
	return end == MACHINE_HUNG ? OUTCOME_TIMEOUT : OUTCOME_ABORT;
}

bool testrun_state_aborted(struct testrun_state *state, enum machine_end end, const char *reason,
			   const struct string_list *console, struct verdict *v)
{
	*v = (struct verdict){ 0 };
	if (!state->current)
		return false;
	v->test = string_copy(state->current);
	v->outcome = outcome_of_end(state, end);
	v->reason = string_copy(reason);
	for (size_t i = 0; i < console->nr; i++)
		text_list_add(&v->log, console->item[i]);
	/* a name that was not asked for is reported all the same, and cannot be asked for again */
	if (!testrun_state_retire(state, v->test))
		free(take(state->current));
	return true;
}

enum testrun_next testrun_state_next(const struct testrun_state *state, bool alone)
{
	if (!state->pending.nr)
		return TESTRUN_DONE;
	if (state->losses >= LOSSES_MAX)
		return TESTRUN_GIVE_UP;
	/* a program that says that it is through, and is not, would say so again */
	if (!state->retired || (state->ended && state->complete && !alone))
		return TESTRUN_GIVE_UP;
	return TESTRUN_BOOT;
}
