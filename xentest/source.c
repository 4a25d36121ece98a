// SPDX-License-Identifier: GPL-2.0-or-later
#include "xentest/source.h"

#define INSTANCES_MAX 8

extern const struct source *const __start_sources[];
extern const struct source *const __stop_sources[];

static struct error *instances(const struct instance **result, size_t *nr)
{
	static struct instance list[INSTANCES_MAX];
	struct error *first = NULL;

	*nr = 0;
	for (const struct source *const *p = __start_sources; p < __stop_sources; p++) {
		struct error *err = (*p)->available();

		if (!err && *nr < INSTANCES_MAX)
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

struct shared share(struct scenario *s, uint32_t count, bool writable)
{
	const struct source *source = scenario_instance(s)->data;
	struct shared shared = { .source = source, .count = count };

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
