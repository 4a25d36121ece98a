// SPDX-License-Identifier: GPL-2.0-or-later
/* Granted pages are normal pages behind special entries. */
#include "xentest/gntdev.h"

static void check_data(struct scenario *s, const struct grant_mapping *g)
{
	for (uint32_t i = 0; i < g->shared.count; i += g->shared.count > 4 ? 21 : 1) {
		size_t at = i * PTE_SIZE + i;

		poke(&g->shared, at, 'a');
		expect_result(s, "mapped", "byte of the granter", 'a', touch_read(&g->m, at),
			      "a grant maps the granter's page");
		if (!(g->m.flags & VMA_WRITE))
			continue;
		touch_write(&g->m, at + 1, 'b');
		expect_result(s, "mapped", "byte seen by the granter", 'b',
			      peek(&g->shared, at + 1), "a grant maps the granter's page");
	}
}

static void map_writable(struct scenario *s, uint32_t count)
{
	struct grant_mapping g = grants_map(s, .count = count);

	expect_mapping(s, "mapped", &g.m, GRANTS(0, count, .writable = true));
	check_data(s, &g);
	for (uint32_t i = 0; i < count; i++)
		touch_write(&g.m, i * PTE_SIZE, 'w');
	expect_mapping(s, "written", &g.m, GRANTS(0, count, .writable = true, .dirty = true));
}

static void map_one(struct scenario *s)
{
	map_writable(s, 1);
}

SCENARIO(map_one, "gntdev", "map.one",
	 "a granted page is normal behind its special entry: find_normal_page() gives the page",
	 .needs = &need_grants, .run = map_one);

static void map_two(struct scenario *s)
{
	map_writable(s, 2);
}

SCENARIO(map_two, "gntdev", "map.two", "two grants in one mapping: each address its own page",
	 .needs = &need_grants, .run = map_two);

static void map_64(struct scenario *s)
{
	map_writable(s, 64);
}

SCENARIO(map_64, "gntdev", "map.sixty-four", "many grants in one mapping",
	 .needs = &need_grants, .run = map_64);

static void map_readonly(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2, .prot = PROT_READ);

	check_data(s, &g);
	expect_mapping(s, "mapped", &g.m, GRANTS(0, 2));
}

SCENARIO(map_readonly, "gntdev", "map.read-only",
	 "a read-only mapping of writable grants is classified in the same way",
	 .needs = &need_grants, .run = map_readonly);

static void map_readonly_grant(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 2, .prot = PROT_READ,
					    .readonly_grant = true);

	check_data(s, &g);
	expect_mapping(s, "mapped", &g.m, GRANTS(0, 2));
}

SCENARIO(map_readonly_grant, "gntdev", "map.read-only-grant",
	 "grants that allow reading only are mapped read-only, and classified in the same way",
	 .needs = &need_grants, .run = map_readonly_grant);
