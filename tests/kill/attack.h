/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attempts to have daxtest overwrite what is foreign: each has to be refused, and all to be as it was. */
#ifndef NORMALPAGE_KILL_ATTACK_H
#define NORMALPAGE_KILL_ATTACK_H

#include "lib/harness/scenario.h"
#include "tests/kill/server.h"
#include "tests/privileges/run_as.h"

#define REFUSED (2 << 8)	/* exit status 2, as wait(2) has it */

/** struct victim - an idle namespace, and its device */
struct victim {
	struct server server;
	char device[64];
};

/**
 * struct attempt - an attempt on a namespace, and what came of it
 * @name: "namespace0.1"
 * @less: privileges that it does without
 * @status: exit status
 * @said: what it printed
 */
struct attempt {
	const char *name;
	struct less less;
	int status;
	char said[1024];
};

/** victim_set_up - the server's idle namespace, which could be given away; it holds zeroes */
struct victim victim_set_up(struct scenario *s);

/** attack - daxtest on a namespace that is given away with all that is asked for */
void attack(struct attempt *attempt);

/** expect_refused - attack(), which is refused with these words, and nothing has changed */
void expect_refused(struct scenario *s, const char *step, const char *name, const char *words);

/** expect_refusal - the same of an attempt that is made by @how */
void expect_refusal(struct scenario *s, const char *step, struct attempt *attempt, const char *words,
		    void (*how)(struct attempt *attempt));

#endif
