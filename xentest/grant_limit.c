// SPDX-License-Identifier: GPL-2.0-or-later
#include "xentest/grant_limit.h"

#include "provisioning/xen/grant.h"

/* 0: none */
static unsigned long long limit;

void grant_limit_set(unsigned long long pages)
{
	limit = pages;
}

unsigned long long grant_limit(void)
{
	return limit && limit < GRANTS_MAX ? limit : GRANTS_MAX;
}

void grant_limit_reserve(struct scenario *s, uint32_t pages)
{
	/* a test is a process: it starts with none */
	static unsigned long long taken;

	taken += pages;
	if (limit && taken > limit)
		scenario_skip(s, "needs %llu pages granted, more than --max-grants %llu", taken, limit);
}
