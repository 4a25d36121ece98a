// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A guard against daxtest where it does not see who else uses a device. uses.h has the ways in which a device is in
 * use; what needs a machine that nobody has is in tests/unit/test-idle.c and test-use.c.
 */
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "tests/kill/attack.h"

static void attack_from_container(struct attempt *attempt)
{
	struct attempt *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid = shared == MAP_FAILED ? -1 : fork();

	if (pid < 0)
		return;
	*shared = *attempt;
	/* its child is the first process in there */
	if (!pid) {
		if (!unshare(CLONE_NEWPID))
			attack(shared);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	*attempt = *shared;
	munmap(shared, sizeof(*shared));
}

static void in_container(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	struct attempt attempt = { .name = v.server.scratch };

	expect_refusal(s, "in a container", &attempt, "run it outside the container", attack_from_container);
}

SCENARIO(guard_container, "guard", "container",
	 "nothing is overwritten from where other processes cannot be seen", .timeout = 120,
	 .run = in_container);
