/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was made on this machine and has to be removed again. Each thing is written down, and
 * synced, before it is made, and deleted there after it is gone: what a run that was killed has left is
 * in its journal.
 *
 * A run has a directory, which it holds a lock on (flock(2)) as long as it or one of its children
 * lives; each thing is a file in it. Both appear and vanish as a whole.
 */
#ifndef NORMALPAGE_JOURNAL_JOURNAL_H
#define NORMALPAGE_JOURNAL_JOURNAL_H

#include <json-c/json.h>
#include <stdbool.h>

#include "lib/base/error.h"

struct journal;

/**
 * journal_directory - where journals are
 * @next: 0, 1, ...: the places in which they may be, the one that is used first
 *
 * $NORMALPAGE_JOURNAL alone if it is set; else for root /var/lib/normalpage/journal, or
 * /run/normalpage/journal where that cannot be written; for others below $XDG_STATE_HOME or
 * ~/.local/state. The caller frees; NULL after the last, of which there is none for who has no home.
 */
char *journal_directory(unsigned int next);

/**
 * journal_open - start a run's journal
 *
 * Fails where no directory can be written, or where it belongs to or can be written by others: what
 * is in it is removed by root.
 */
error_check struct error *journal_open(struct journal **journal);

/** journal_close - the end of a run: what was not deleted remains for 'normalpage cleanup' */
void journal_close(struct journal *journal);

/** thing_new - a thing of a kind (struct thing_kind), stamped with this boot's id */
struct json_object *thing_new(const char *kind);

/** thing_set - one more word about a thing */
void thing_set(struct json_object *thing, const char *name, const char *value);
void thing_set_number(struct json_object *thing, const char *name, unsigned long long value);

/** thing_string - a word about a thing, "" if there is none or it is not one; borrowed */
const char *thing_string(struct json_object *thing, const char *name);

/** thing_number - a number about a thing, 0 if there is none */
unsigned long long thing_number(struct json_object *thing, const char *name);

/**
 * journal_write - write a thing down, before it is made
 * @thing: put in any case
 * @id: its number, for the other functions; 1 for the first
 *
 * When this returns, the thing is on the disk as far as fsync(2) can say.
 */
error_check struct error *journal_write(struct journal *journal, struct json_object *thing,
					unsigned int *id);

/** journal_amend - replace what was written about a thing by more; @thing is put in any case */
error_check struct error *journal_amend(struct journal *journal, unsigned int id,
					struct json_object *thing);

/** journal_delete - the thing is gone: delete its entry */
error_check struct error *journal_delete(struct journal *journal, unsigned int id);

/**
 * journal_walk - the journals of runs that are over, the last thing first
 * @directory: one of journal_directory()
 * @visit: called for each thing with its name for messages; the thing is deleted there if it returns
 *	true
 * @alive: called for each run that is still going on, with the name of its directory
 *
 * A run that has just been killed may need a moment to end; it is waited for. A directory that is not
 * there is an empty one.
 */
error_check struct error *
journal_walk(const char *directory, void *data,
	     bool (*visit)(void *data, const char *name, struct json_object *thing),
	     void (*alive)(void *data, const char *run));

/**
 * journal_walk_own - the same for the things of a run that is at its end
 *
 * What could not be removed stays.
 */
error_check struct error *
journal_walk_own(struct journal *journal, void *data,
		 bool (*visit)(void *data, const char *name, struct json_object *thing));

DEFINE_CLEANUP(journal, struct journal *, journal_close(VALUE))
DEFINE_CLEANUP(json, struct json_object *, json_object_put(VALUE))

#endif
