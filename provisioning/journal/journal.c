// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "provisioning/journal/boot.h"
#include "provisioning/journal/private.h"

/**
 * struct journal - that of this run
 * @parent: directory of all runs
 * @run: its own in there, locked
 */
struct journal {
	int parent;
	int run;
	char *name;
};

/* what has to outlive a boot is written where it does, if that can be had */
static struct error *open_first(int *parent)
{
	struct error *first = NULL;

	for (unsigned int i = 0;; i++) {
		guarded(free) char *path = journal_directory(i);
		struct error *err;

		if (!path)
			return first ? first : error_create(ERROR_SYSTEM, "neither root nor with a "
							    "home directory ($HOME)");
		err = journal_open_directory(path, true, parent);
		/* one that is not trusted is no reason to write elsewhere: it may be made right */
		if (!err || !err->errnum) {
			error_destroy(first);
			return err;
		}
		if (first)
			error_destroy(err);
		else
			first = err;
	}
}

struct error *journal_open(struct journal **journal)
{
	struct journal *j = calloc(1, sizeof(*j));
	struct error *err;

	if (!j)
		abort();
	j->parent = j->run = -1;
	err = open_first(&j->parent);
	if (!err)
		err = run_create(j->parent, &j->run, &j->name);
	if (err) {
		journal_close(j);
		return error_context(err, "nothing is made without a journal "
				     "($NORMALPAGE_JOURNAL names a directory for it)");
	}
	*journal = j;
	return NULL;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	if (j->name)
		run_remove(j->parent, j->name);
	cleanup_fd(&j->run);
	cleanup_fd(&j->parent);
	free(j->name);
	free(j);
}

struct json_object *thing_new(const char *kind)
{
	struct json_object *thing = json_object_new_object();
	char boot[BOOT_ID_SIZE];

	boot_id(boot);
	thing_set(thing, "kind", kind);
	thing_set(thing, "boot", boot);
	return thing;
}

void thing_set(struct json_object *thing, const char *name, const char *value)
{
	json_object_object_add(thing, name, json_object_new_string(value));
}

void thing_set_number(struct json_object *thing, const char *name, unsigned long long value)
{
	json_object_object_add(thing, name, json_object_new_uint64(value));
}

const char *thing_string(struct json_object *thing, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(thing, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

unsigned long long thing_number(struct json_object *thing, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(thing, name, &value) ? json_object_get_uint64(value) : 0;
}

struct error *journal_write(struct journal *j, struct json_object *thing, unsigned int *id)
{
	/* a process that was forked from ours may have written, too */
	struct error *err = entry_last(j->run, UINT_MAX, id);

	++*id;
	if (!err)
		err = entry_write(j->run, *id, thing);
	json_object_put(thing);
	return err;
}

struct error *journal_amend(struct journal *j, unsigned int id, struct json_object *thing)
{
	struct error *err = entry_write(j->run, id, thing);

	json_object_put(thing);
	return err;
}

struct error *journal_delete(struct journal *j, unsigned int id)
{
	return entry_remove(j->run, id);
}

/* what was made last goes first */
static struct error *walk_run(int run, const char *name, void *data,
			      bool (*visit)(void *data, const char *name, struct json_object *thing))
{
	unsigned int id;
	struct error *err = entry_last(run, UINT_MAX, &id);

	while (id && !err) {
		struct json_object *thing guarded(json) = NULL;
		char label[64];

		err = entry_read(run, id, &thing);
		snprintf(label, sizeof(label), "%s/%06u", name, id);
		if (!err && visit(data, label, thing))
			err = entry_remove(run, id);
		if (!err)
			err = entry_last(run, id - 1, &id);
	}
	return error_context(err, "run %s", name);
}

struct error *journal_walk_own(struct journal *j, void *data,
			       bool (*visit)(void *data, const char *name,
					     struct json_object *thing))
{
	return walk_run(j->run, j->name, data, visit);
}

static struct error *visit_run(int parent, const char *name, void *data,
			       bool (*visit)(void *data, const char *name,
					     struct json_object *thing),
			       void (*alive)(void *data, const char *run))
{
	guarded(fd) int run = -1;
	struct error *err = run_lock(parent, name, &run);

	if (err)
		return err;
	if (run < 0) {
		if (!faccessat(parent, name, F_OK, AT_SYMLINK_NOFOLLOW))
			alive(data, name);
		return NULL;
	}
	err = walk_run(run, name, data, visit);
	/* what was being written when the run died */
	unlinkat(run, "draft", 0);
	/* only if nothing is in it */
	run_remove(parent, name);
	return err;
}

static void keep_first(struct error **first, struct error *err)
{
	if (*first)
		error_destroy(err);
	else
		*first = err;
}

struct error *journal_walk(const char *directory, void *data,
			   bool (*visit)(void *data, const char *name, struct json_object *thing),
			   void (*alive)(void *data, const char *run))
{
	guarded(dir) DIR *dir = NULL;
	guarded(fd) int parent = -1;
	const struct dirent *entry;
	struct error *err = journal_open_directory(directory, false, &parent);

	if (err && err->errnum == ENOENT) {
		error_destroy(err);
		return NULL;
	}
	if (err)
		return err;
	dir = opendir(directory);
	if (!dir)
		return error_errno(errno, "journal %s", directory);
	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		/* one run that cannot be read hides none of the others */
		if (entry->d_name[0] != '.')
			keep_first(&err, visit_run(parent, entry->d_name, data, visit, alive));
	}
	if (errno)
		keep_first(&err, error_errno(errno, "journal %s", directory));
	return err;
}
