// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/journal/thing.h"

#include <stdarg.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/journal/boot.h"
#include "provisioning/journal/machine_lock.h"

/* weak: a program that makes nothing has no such section */
extern const struct thing_kind *const __start_thing_kinds[] __attribute__((weak));
extern const struct thing_kind *const __stop_thing_kinds[] __attribute__((weak));

/**
 * struct visit - how to remove
 * @first: the first thing that was left
 * @run: whose things are visited, and in a dry run
 * @removable: whether one of them would be removed
 */
struct visit {
	const struct things_removal *how;
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

/* what only the user can judge must not block all later runs */
static bool leave_to_user(struct visit *v, const char *name, const char *what, const char *why)
{
	guarded(free) char *way = string_format("%s ('normalpage cleanup --forget %s' leaves it as it is)", why,
						name);

	return leave(v, what, way);
}

static bool remove_thing(struct visit *v, const struct thing_kind *kind, const char *name, const char *what,
			 struct json_object *thing)
{
	guarded(error) struct error *err = v->how->dry_run ? NULL : kind->remove(thing);
	guarded(free) char *why = NULL;

	if (err)
		return leave_to_user(v, name, what, err->message);
	/* a library that could not see it has not removed it either */
	if (!v->how->dry_run && kind->look(thing, &why) != THING_GONE)
		return leave_to_user(v, name, what, why ? why : "it is still there");
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

static bool is_gone(const struct thing_kind *kind, struct json_object *thing)
{
	return !kind->persistent && boot_differs(thing_string(thing, "boot"));
}

static bool look_at(struct visit *v, const struct thing_kind *kind, const char *name, struct json_object *thing)
{
	guarded(free) char *what = kind->describe(thing), *why = NULL;
	guarded(error) struct error *busy = NULL;

	if (kind->machine)
		busy = v->how->dry_run ? machine_lock_look() : machine_lock_take();
	if (busy)
		return leave(v, what, busy->message);
	switch (kind->look(thing, &why)) {
	case THING_GONE:
		return !v->how->dry_run;
	case THING_OURS:
		return remove_thing(v, kind, name, what, thing);
	case THING_HELD:
		return is_held(v, what, why);
	case THING_FOREIGN:
		break;
	}
	return leave_to_user(v, name, what, why);
}

static bool visit(void *data, const char *name, struct json_object *thing)
{
	const struct thing_kind *kind = thing ? find_kind(thing_string(thing, "kind")) : NULL;
	guarded(free) char *what = NULL;
	struct visit *v = data;

	enter_run(v, name);
	if (v->how->kind && (!kind || strcmp(v->how->kind, kind->name)))
		return false;
	if (!thing)
		return leave_to_user(v, name, name, "it is damaged: nothing can be learned from it");
	if (!kind) {
		what = string_format("%s '%s'", name, thing_string(thing, "kind"));
		return leave(v, what, "that is for another program: 'normalpage cleanup', built without "
			     "PMEM=no and XEN=no");
	}
	if (is_gone(kind, thing))
		return !v->how->dry_run;
	return look_at(v, kind, name, thing);
}

struct error *things_remove_own(struct journal *journal, const struct things_removal *how)
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

/* in all places: runs write to the second one just because of what is wrong with the first */
static struct error *walk_all(void *data,
			      bool (*each)(void *data, const char *name, struct json_object *thing),
			      void (*on_run)(void *data, const char *run))
{
	struct error *err = NULL;

	for (unsigned int i = 0;; i++) {
		guarded(free) char *directory = journal_directory(i);
		struct error *one;

		if (!directory)
			return err;
		one = journal_walk(directory, data, each, on_run);
		if (err)
			error_destroy(one);
		else
			err = one;
	}
}

struct error *things_remove_dead(const struct things_removal *how)
{
	struct visit v = { .how = how };
	struct error *err = walk_all(&v, visit, on_alive);

	/* what was left has been reported, if there is @left */
	if (!err && !how->left)
		return v.first;
	error_destroy(v.first);
	return err;
}

/**
 * struct forget - what is to be deleted from the journal
 * @found, @alive: whether there was such a thing, or such a run that goes on
 */
struct forget {
	const char *name;
	bool dry_run;
	void *data;
	void (*forgotten)(void *data, const char *what);
	bool found, alive;
};

static bool forget(void *data, const char *name, struct json_object *thing)
{
	const struct thing_kind *kind = thing ? find_kind(thing_string(thing, "kind")) : NULL;
	guarded(free) char *what = kind ? kind->describe(thing) : string_copy(name);
	struct forget *f = data;

	if (strcmp(f->name, name) && (strlen(f->name) != strcspn(name, "/") ||
				      strncmp(f->name, name, strlen(f->name))))
		return false;
	f->found = true;
	f->forgotten(f->data, what);
	return !f->dry_run;
}

static void pass_alive(void *data, const char *run)
{
	struct forget *f = data;

	f->alive |= strcspn(f->name, "/") == strlen(run) && !strncmp(f->name, run, strlen(run));
}

struct error *things_forget(const char *name, bool dry_run, void *data,
			    void (*forgotten)(void *data, const char *what))
{
	struct forget f = { .name = name, .dry_run = dry_run, .data = data, .forgotten = forgotten };
	struct error *err = walk_all(&f, forget, pass_alive);

	if (f.found || err)
		return err;
	if (f.alive)
		return error_create(ERROR_USAGE, "run %s is still going on: it will remove what it has made",
				    name);
	return error_create(ERROR_USAGE, "there is no '%s' in the journal (RUN/NUMBER, as 'normalpage cleanup' "
			    "names it)", name);
}

static void count(void *data, const char *what)
{
	(void)what;
	++*(unsigned int *)data;
}

struct error *things_refuse_left(void)
{
	unsigned int nr = 0;
	const struct things_removal look = { .dry_run = true, .data = &nr, .removed = count };
	struct error *err = things_remove_dead(&look);

	if (!err && nr)
		err = error_create(ERROR_SYSTEM, "%u thing%s", nr, nr == 1 ? "" : "s");
	return error_context(err, "an earlier run has left something behind (see 'normalpage "
			     "cleanup')");
}
