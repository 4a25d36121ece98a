// SPDX-License-Identifier: GPL-2.0-or-later
#include "xentest/source.h"

#include "xentest/grant_limit.h"

extern const struct source *const __start_sources[];
extern const struct source *const __stop_sources[];

/* room for an instance of each source; kept, as the tests point to them */
static struct instance *new_list(void)
{
	struct instance *list = calloc((size_t)(__stop_sources - __start_sources) + 1, sizeof(*list));

	if (!list)
		abort();
	return list;
}

static struct error *instances(const struct instance **result, size_t *nr)
{
	static struct instance *list;
	struct error *first = NULL;

	if (!list)
		list = new_list();
	*nr = 0;
	for (const struct source *const *p = __start_sources; p < __stop_sources; p++) {
		struct error *err = (*p)->available();

		if (!err)
			list[(*nr)++] = (struct instance){ .name = (*p)->name, .data = *p };
		if (first)
			error_destroy(err);
		else
			first = err;
	}
	*result = list;
	if (!*nr)
		return first ? first : error_create(ERROR_UNTESTABLE, "no source of grants");
	error_destroy(first);
	return NULL;
}

const struct need need_grants = { .name = "granted pages", .instances = instances };

/* every source, also those that cannot be used here: no source is left out silently */
static struct error *all_instances(const struct instance **result, size_t *nr)
{
	static struct instance *list;

	if (!list)
		list = new_list();
	*nr = 0;
	for (const struct source *const *p = __start_sources; p < __stop_sources; p++)
		list[(*nr)++] = (struct instance){ .name = (*p)->name, .data = *p };
	*result = list;
	return *nr ? NULL : error_create(ERROR_UNTESTABLE, "no source of grants");
}

static const struct need need_sources = { .name = "a source of grants",
					  .instances = all_instances };

static void source_works(struct scenario *s)
{
	const struct source *source = scenario_instance(s)->data;
	struct shared shared;

	scenario_need(s, source->available());
	shared = share(s, 2, true);
	poke(&shared, PTE_SIZE, 's');
	expect_result(s, "shared", "byte of the granter", 's', peek(&shared, PTE_SIZE),
		      "memory keeps what is written");
	expect_result(s, "shared", "byte of the granter's other page", 0, peek(&shared, 0),
		      "pages come zeroed");
	source->revoke(&shared);
}

SCENARIO(source_works, "source", "works", "pages can be granted from here, or why not",
	 .needs = &need_sources, .run = source_works);

struct shared share(struct scenario *s, uint32_t count, bool writable)
{
	const struct source *source = scenario_instance(s)->data;
	struct shared shared = { .source = source, .count = count };

	grant_limit_reserve(s, count);
	scenario_need(s, source->share(count, writable, &shared));
	return shared;
}

char peek(const struct shared *shared, size_t offset)
{
	return shared->source->peek(shared, offset);
}

void poke(const struct shared *shared, size_t offset, char value)
{
	shared->source->poke(shared, offset, value);
}
