/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where granted pages come from: our own domain, another domain's grant table, a guest. Scenarios
 * do not care: they get references, and can read and write the pages from the granting side.
 */
#ifndef NORMALPAGE_XENTEST_SOURCE_H
#define NORMALPAGE_XENTEST_SOURCE_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"
#include "provisioning/xen/grant.h"

/** struct shared - granted pages and a way to their granting side */
struct shared {
	uint32_t domid;
	uint32_t count;
	uint32_t refs[GRANTS_MAX];
	const struct source *source;
	void *data;
};

/**
 * struct source - one source of granted pages; a new one is one file
 * @name: becomes the instance's name: "self", "foreign", "domu"
 * @available: ERROR_UNTESTABLE with the reason where it cannot be used
 * @share: grant @count pages to this domain
 * @peek, @poke: read or write a byte at @offset (bytes, over all pages) from the granting side
 * @revoke: end the grants
 */
struct source {
	const char *name;
	struct error *(*available)(void);
	struct error *(*share)(uint32_t count, bool writable, struct shared *shared);
	char (*peek)(const struct shared *shared, size_t offset);
	void (*poke)(const struct shared *shared, size_t offset, char value);
	void (*revoke)(struct shared *shared);
};

#define SOURCE(ident)								\
	static const struct source source_##ident;				\
	static const struct source *const source_entry_##ident			\
		__attribute__((used, section("sources"))) = &source_##ident;	\
	static const struct source source_##ident

/** need_grants - one instance for each source that can be used here */
extern const struct need need_grants;

/** share - granted pages from the scenario's source; ends the scenario if that fails */
struct shared share(struct scenario *s, uint32_t count, bool writable);
char peek(const struct shared *shared, size_t offset);
void poke(const struct shared *shared, size_t offset, char value);

#endif
