/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attempts to have daxtest overwrite what is somebody's: each has to be refused, and all to be as it was. */
#ifndef NORMALPAGE_KILL_ATTACK_H
#define NORMALPAGE_KILL_ATTACK_H

#include "lib/harness/scenario.h"
#include "tests/kill/server.h"

#define REFUSED (2 << 8)	/* exit status 2, as wait(2) has it */

/** struct victim - an idle namespace, and its device */
struct victim {
	struct server server;
	char device[64];
};

/** victim_set_up - the server's idle namespace, which could be given away */
struct victim victim_set_up(struct scenario *s);

/** attack - daxtest on a namespace that is given away; its wait status */
int attack(const char *name);

/** expect_refused - attack(), which is refused, and nothing has changed */
void expect_refused(struct scenario *s, const char *step, const char *name);

/** expect_refusal - the same in a way of the caller's: its wait status */
void expect_refusal(struct scenario *s, const char *step, const char *name,
		    int (*how)(const char *name));

#endif
