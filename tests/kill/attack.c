// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/attack.h"

#include <string.h>

#include "provisioning/pmem/idle.h"
#include "tests/kill/snapshot.h"

struct victim victim_set_up(struct scenario *s)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct victim v = { 0 };

	server_set_up(s, &v.server);
	server_clear(s, v.server.scratch);
	scenario_need(s, idle_check_namespace("", v.server.scratch, &ns));
	snprintf(v.device, sizeof(v.device), "/dev/%s", ns.device);
	return v;
}

void attack(struct attempt *attempt)
{
	attempt->status = run_as(&attempt->less,
				 (const char *const[]){ "daxtest", "--namespace", attempt->name, "--destroy-data",
							server_uuid(attempt->name), "*.hole.read-pmd-shared",
							"devdax.*map.write", NULL },
				 attempt->said, sizeof(attempt->said));
}

/* the namespace's own data count */
void expect_refusal(struct scenario *s, const char *step, struct attempt *attempt, const char *words,
		    void (*how)(struct attempt *attempt))
{
	struct snapshot before, after;
	char text[400];
	unsigned int nr;

	snapshot_take(&before, SERVER_DATA, "");
	how(attempt);
	expect_result(s, step, "exit status", 2, attempt->status, "it is in use");
	expect_result(s, step, strstr(attempt->said, words) ? words : attempt->said, 1,
		      strstr(attempt->said, words) != NULL, "the refusal says why");
	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(&before, &after, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, "nothing was touched");
	snapshot_clear(&before);
	snapshot_clear(&after);
}

void expect_refused(struct scenario *s, const char *step, const char *name, const char *words)
{
	struct attempt attempt = { .name = name };

	expect_refusal(s, step, &attempt, words, attack);
}
