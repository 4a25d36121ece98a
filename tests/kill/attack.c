// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/attack.h"

#include "provisioning/pmem/idle.h"
#include "tests/kill/killer.h"
#include "tests/kill/snapshot.h"

struct victim victim_set_up(struct scenario *s)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct victim v = { 0 };

	server_set_up(s, &v.server);
	scenario_need(s, idle_check_namespace("", v.server.scratch, &ns));
	snprintf(v.device, sizeof(v.device), "/dev/%s", ns.device);
	return v;
}

int attack(const char *name)
{
	return run_untraced((const char *const[]){ "daxtest", "--namespace", name,
						   "--destroy-data", name, "*.hole.read-pmd-shared", NULL });
}

/* the namespace's own data count */
void expect_refusal(struct scenario *s, const char *step, const char *name,
		    int (*how)(const char *name))
{
	struct snapshot before, after;
	char text[400];
	unsigned int nr;

	snapshot_take(&before, SERVER_DATA, "");
	expect_result(s, step, "exit status", REFUSED, how(name), "it is in use");
	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(&before, &after, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, "nothing was touched");
	snapshot_clear(&before);
	snapshot_clear(&after);
}

void expect_refused(struct scenario *s, const char *step, const char *name)
{
	expect_refusal(s, step, name, attack);
}
