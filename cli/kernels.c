// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "cli/command.h"
#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "provisioning/machine/kernel/debian_kernels.h"
#include "lib/base/interrupt.h"
#include "provisioning/machine/kernel/kernel_cache.h"

static const char *const default_suites[] = { "trixie", "trixie-backports", "sid",
					      "experimental" };

/** struct words - the command's options */
struct words {
	bool cached;
};

static const struct option_spec specs[] = {
	OPTION("cached", 'c', NULL, "only those in the cache: does not use the network",
	       OPTION_FLAG(struct words, cached)),
	OPTION_HELP,
	{ .name = NULL },
};

/* one line of the table; strings are owned */
struct row {
	char *spec;
	char *release;
	char *version;
	char *where;
};

struct table {
	struct row *row;
	size_t nr;
};

static void table_clear(struct table *table)
{
	for (size_t i = 0; i < table->nr; i++) {
		free(table->row[i].spec);
		free(table->row[i].release);
		free(table->row[i].version);
		free(table->row[i].where);
	}
	free(table->row);
}

DEFINE_CLEANUP(table, struct table, table_clear(&VALUE))

static void add_row(struct table *table, char *spec, const char *release, const char *version,
		    const char *where)
{
	table->row = array_grow(table->row, table->nr, sizeof(*table->row));
	table->row[table->nr++] = (struct row){ spec, string_copy(release), string_copy(version),
						string_copy(where) };
}

static void print_table(const struct table *table)
{
	int spec = 0, release = 0, version = 0;

	for (size_t i = 0; i < table->nr; i++) {
		const struct row *row = &table->row[i];

		spec = (int)strlen(row->spec) > spec ? (int)strlen(row->spec) : spec;
		release = (int)strlen(row->release) > release ? (int)strlen(row->release) : release;
		version = (int)strlen(row->version) > version ? (int)strlen(row->version) : version;
	}
	for (size_t i = 0; i < table->nr; i++)
		text_put_line(stdout, "%-*s  %-*s  %-*s  %s", spec, table->row[i].spec, release,
			      table->row[i].release, version, table->row[i].version,
			      table->row[i].where);
}

static bool is_cached(const struct debian_kernel *kernel)
{
	guarded(free) char *path = NULL;
	struct cached_kernel cached = { 0 };
	struct error *err = kernel_cache_path(&path, kernel->release, kernel->version, NULL);
	bool found = !err && kernel_cache_load(&cached, path);

	error_destroy(err);
	cached_kernel_clear(&cached);
	return found;
}

static struct error *list_suite(struct table *table, const char *suite)
{
	struct apt apt guarded(apt) = { 0 };
	struct debian_kernels kernels guarded(debian_kernels) = { 0 };
	struct error *err = apt_open(&apt, suite);

	if (!err)
		err = apt_update(&apt, false);
	if (!err)
		err = debian_kernels_find(&kernels, &apt);
	for (size_t i = 0; !err && i < kernels.nr; i++) {
		const struct debian_kernel *kernel = &kernels.kernel[i];

		add_row(table, string_format("debian:%s/%s", suite, kernel->name), kernel->release,
			kernel->version, is_cached(kernel) ? "cached" : "on the mirror");
	}
	return err;
}

static void list_cached(struct table *table)
{
	struct cached_kernel *cached;
	size_t nr = kernel_cache_list(&cached);

	for (size_t i = 0; i < nr; i++) {
		bool listed = false;

		for (size_t r = 0; r < table->nr; r++)
			listed |= !cached[i].given && !strcmp(table->row[r].version, cached[i].version) &&
				  !strcmp(table->row[r].release, cached[i].image.release);
		if (!listed)
			add_row(table, string_copy(cached[i].image.vmlinuz),
				cached[i].image.release, cached[i].version, "cached");
	}
	cached_kernels_destroy(cached, nr);
}

/* a suite that cannot be had is reported, and the others are listed nevertheless */
static struct error *list_suites(struct table *table, const char *const *suites, size_t nr, int *status)
{
	for (size_t i = 0; i < nr; i++) {
		struct error *err = list_suite(table, suites[i]);

		if (err && (err->kind == ERROR_INTERRUPTED || nr == 1))
			return err;
		if (!err)
			continue;
		text_put_line(stderr, "normalpage: %s", err->message);
		error_destroy(err);
		*status = 2;
	}
	return NULL;
}

static struct error *list(const struct words *words, int nr, char **suites, int *status)
{
	struct table table guarded(table) = { 0 };
	struct error *err = interrupt_catch();

	if (!err && !words->cached && nr)
		err = list_suites(&table, (const char *const *)suites, (size_t)nr, status);
	else if (!err && !words->cached)
		err = list_suites(&table, default_suites, ARRAY_SIZE(default_suites), status);
	if (err)
		return err;
	list_cached(&table);
	print_table(&table);
	return NULL;
}

static struct error *kernels(int argc, char **argv, int *status)
{
	struct words words = { 0 };
	const struct option_set set = {
		.program = "normalpage kernels",
		.words = "[OPTION]... [SUITE]...",
		.about = "List the kernels that Debian's mirror offers, and those in the cache.\n"
			 "The first column is what --kernel takes. Without SUITE: trixie, trixie-backports,\n"
			 "sid and experimental.",
		.table = { { specs, &words } },
	};
	bool answered;
	int first;
	struct error *err = command_parse(&set, argc, argv, &answered, &first);

	return err || answered ? err : list(&words, argc - first, argv + first, status);
}

COMMAND(kernels) = {
	.name = "kernels",
	.summary = "list the kernels that the mirror offers and the cache has",
	.run = kernels,
};
