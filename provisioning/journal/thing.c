// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/journal/thing.h"

#include <stdarg.h>
#include <string.h>

#include "lib/owned_string.h"
#include "provisioning/journal/boot.h"

/* weak: a program that makes nothing has no such section */
extern const struct thing_kind *const __start_thing_kinds[] __attribute__((weak));
extern const struct thing_kind *const __stop_thing_kinds[] __attribute__((weak));

/**
 * struct visit - how to take down
 * @first: the first thing that was left
 * @run: whose things are visited, and in a dry run
 * @removable: whether one of them would be removed
 */
struct visit {
	const struct take_down *how;
	struct error *first;
	char run[64];
	bool removable;
};

static const struct thing_kind *find_kind(const char *name)
{
	/* cppcheck-suppress comparePointers; the two ends of one section */
	for (const struct thing_kind *const *k = __start_thing_kinds; k < __stop_thing_kinds; k++)
		if (!strcmp((*k)->name, name))
			return *k;
	return NULL;
}

enum thing_state thing_foreign(char **why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*why = string_vformat(fmt, ap);
	va_end(ap);
	return THING_FOREIGN;
}

enum thing_state thing_held(char **why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*why = string_vformat(fmt, ap);
	va_end(ap);
	return THING_HELD;
}

static bool leave(struct visit *v, const char *what, const char *why)
{
	if (v->how->left)
		v->how->left(v->how->data, what, why);
	if (!v->first)
		v->first = error_create(ERROR_SYSTEM, "%s is left: %s", what, why);
	return false;
}

static bool remove_thing(struct visit *v, const struct thing_kind *kind, const char *what,
			 struct json_object *thing)
{
	guarded(error) struct error *err = v->how->dry_run ? NULL : kind->take_down(thing);

	if (err)
		return leave(v, what, err->message);
	if (v->how->removed)
		v->how->removed(v->how->data, what);
	v->removable = true;
	return !v->how->dry_run;
}

/* a run's things go in reverse order: in a dry run, what holds this one is there still */
static bool is_held(struct visit *v, const char *what, const char *why)
{
	guarded(free) char *then = NULL;

	if (!v->how->dry_run || !v->removable)
		return leave(v, what, why);
	then = string_format("%s, once this has ended: %s", what, why);
	if (v->how->removed)
		v->how->removed(v->how->data, then);
	return false;
}

/* @name: RUN/NUMBER */
static void enter_run(struct visit *v, const char *name)
{
	size_t size = strcspn(name, "/");

	if (!strncmp(v->run, name, size) && !v->run[size])
		return;
	snprintf(v->run, sizeof(v->run), "%.*s", (int)size, name);
	v->removable = false;
}

static bool visit(void *data, const char *name, struct json_object *thing)
{
	const struct thing_kind *kind = thing ? find_kind(thing_string(thing, "kind")) : NULL;
	guarded(free) char *what = NULL, *why = NULL;
	struct visit *v = data;

	enter_run(v, name);
	if (v->how->kind && (!kind || strcmp(v->how->kind, kind->name)))
		return false;
	if (!thing)
		return leave(v, name, "it is damaged: nothing can be told from it");
	if (!kind) {
		what = string_format("%s '%s'", name, thing_string(thing, "kind"));
		return leave(v, what, "that is for another program: 'normalpage cleanup', built with "
			     "libndctl-dev and libxen-dev");
	}
	if (!kind->persistent && boot_differs(thing_string(thing, "boot")))
		return !v->how->dry_run;
	what = kind->describe(thing);
	switch (kind->look(thing, &why)) {
	case THING_GONE:
		return !v->how->dry_run;
	case THING_OURS:
		return remove_thing(v, kind, what, thing);
	case THING_HELD:
		return is_held(v, what, why);
	case THING_FOREIGN:
		break;
	}
	return leave(v, what, why);
}

struct error *take_down_own(struct journal *journal, const struct take_down *how)
{
	struct visit v = { .how = how };
	struct error *err = journal_walk_own(journal, &v, visit);

	if (!err)
		return v.first;
	error_destroy(v.first);
	return err;
}

static void on_alive(void *data, const char *run)
{
	const struct visit *v = data;

	if (v->how->alive)
		v->how->alive(v->how->data, run);
}

struct error *take_down_dead(const struct take_down *how)
{
	struct visit v = { .how = how };
	struct error *err = NULL;

	for (unsigned int i = 0;; i++) {
		guarded(free) char *directory = journal_directory(i);
		struct error *one;

		if (!directory)
			break;
		/* runs write to the second place just because of what is wrong with the first */
		one = journal_walk(directory, &v, visit, on_alive);
		if (err)
			error_destroy(one);
		else
			err = one;
	}
	/* what was left has been told, if somebody listens */
	if (!err && !how->left)
		return v.first;
	error_destroy(v.first);
	return err;
}

static void count(void *data, const char *what)
{
	(void)what;
	++*(unsigned int *)data;
}

struct error *take_down_refuse(void)
{
	unsigned int nr = 0;
	const struct take_down look = { .dry_run = true, .data = &nr, .removed = count };
	struct error *err = take_down_dead(&look);

	if (!err && nr)
		err = error_create(ERROR_SYSTEM, "%u thing%s", nr, nr == 1 ? "" : "s");
	return error_context(err, "an earlier run has left something behind (see 'normalpage "
			     "cleanup')");
}
