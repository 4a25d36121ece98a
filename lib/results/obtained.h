/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which accelerators the verdicts of a run came from, as its machine records tell (docs/records.md). */
#ifndef NORMALPAGE_RESULTS_OBTAINED_H
#define NORMALPAGE_RESULTS_OBTAINED_H

#include "lib/verdict/verdict.h"

/**
 * struct obtained - what is known so far; start with zeros, end with obtained_finish()
 * @machine: names, each once
 * @running: what each of them runs under, "" if it ended
 * @accel: those that verdicts came from
 */
struct obtained {
	struct string_list machine, running, accel;
};

/** obtained_record - learn from a "machine" record */
void obtained_record(struct obtained *obtained, struct json_object *record);

/**
 * obtained_finish - no record follows: append the accelerators to @accel, and forget all
 * @any_verdict: there is one: machines whose end is in no record may have given it
 */
void obtained_finish(struct obtained *obtained, bool any_verdict, struct string_list *accel);

#endif
