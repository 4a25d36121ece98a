// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/cleanup_cache.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/cache_entries.h"

#define DAY (24 * 3600)

/** struct cleaning - what is done, and what of it so far; sizes in bytes */
struct cleaning {
	unsigned int days;
	bool dry_run;
	int name_width;
	uint64_t all, removed;
	unsigned int nr_removed, nr_left;
};

/* "12.3 MiB" */
static char *size_text(uint64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double size = (double)bytes / 1024;
	size_t i = 0;

	while (size >= 1000 && i + 1 < ARRAY_SIZE(units)) {
		size /= 1024;
		i++;
	}
	return string_format("%.1f %s", size, units[i]);
}

static long days_ago(time_t when)
{
	return (long)(difftime(time(NULL), when) / DAY);
}

static char *age_text(const struct cache_entry *e)
{
	long days = days_ago(e->used);

	if (e->kind == CACHE_LEFTOVER)
		return string_copy("left half made by a run that died");
	if (days < 1)
		return string_copy("used in the last 24 hours");
	return string_format("last used %ld day%s ago", days, days == 1 ? "" : "s");
}

static void print_line(const struct cleaning *c, const char *done, const struct cache_entry *e,
		       const char *text)
{
	guarded(free) char *size = size_text(e->bytes);

	printf("%-*s  %-*s  %10s  %s\n", c->dry_run ? 12 : 7, done, c->name_width, e->name, size, text);
}

static void leave(struct cleaning *c, const struct cache_entry *e, const char *why)
{
	print_line(c, c->dry_run ? "would leave" : "left", e, why);
	c->nr_left++;
}

/* 0, or a negative errno as cache_remove() gives it */
static int take_away(const struct cleaning *c, const char *path)
{
	guarded(fd) int fd = -1;

	if (!c->dry_run)
		return cache_remove(path);
	fd = cache_claim(path);
	return fd < 0 ? fd : 0;
}

static void remove_entry(struct cleaning *c, const struct cache_entry *e)
{
	guarded(free) char *age = age_text(e);
	int status = take_away(c, e->path);

	if (status == -EBUSY) {
		leave(c, e, "a running normalpage uses it");
	} else if (status && status != -ENOENT) {
		leave(c, e, strerror(-status));
	} else {
		print_line(c, c->dry_run ? "would remove" : "removed", e, age);
		c->removed += e->bytes;
		c->nr_removed++;
	}
}

static void clean(struct cleaning *c, const struct cache_entry *e)
{
	switch (e->kind) {
	case CACHE_FOREIGN:
		leave(c, e, e->why);
		break;
	case CACHE_UNDER_WAY:
		leave(c, e, "it is being made");
		break;
	case CACHE_LEFTOVER:
		remove_entry(c, e);
		break;
	case CACHE_WHOLE:
		if (days_ago(e->used) >= (long)c->days)
			remove_entry(c, e);
		break;
	}
}

static void sum_up(const struct cleaning *c, const char *root)
{
	guarded(free) char *all = size_text(c->all);
	guarded(free) char *removed = size_text(c->removed);

	if (c->nr_removed)
		text_put_line(stdout, "%s %s of %s in %s", c->dry_run ? "would remove" : "removed", removed, all, root);
	else
		text_put_line(stdout, "nothing to remove of %s in %s", all, root);
}

struct error *cleanup_cache(unsigned int days, bool dry_run, int *status)
{
	struct cleaning c = { .days = days, .dry_run = dry_run };
	struct cache_entries entries guarded(cache_entries) = { 0 };
	guarded(free) char *root = NULL;
	struct error *err = cache_root(&root);

	if (!err && root)
		err = cache_entries_read(&entries, root);
	if (err)
		return err;
	if (!root) {
		puts("there is no cache");
		return NULL;
	}
	for (size_t i = 0; i < entries.nr; i++) {
		int width = (int)strlen(entries.entry[i].name);

		c.all += entries.entry[i].bytes;
		c.name_width = width > c.name_width ? width : c.name_width;
	}
	for (size_t i = 0; i < entries.nr; i++)
		clean(&c, &entries.entry[i]);
	sum_up(&c, root);
	*status = c.nr_left ? 1 : 0;
	return NULL;
}
