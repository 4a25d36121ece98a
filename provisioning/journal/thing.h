/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of things that are made: how to know that one is ours, and how to remove it. */
#ifndef NORMALPAGE_JOURNAL_THING_H
#define NORMALPAGE_JOURNAL_THING_H

#include "provisioning/journal/journal.h"

/**
 * enum thing_state - what a thing of the journal is on this machine
 * @THING_GONE: it is not there, or never was
 * @THING_OURS: it is there and provably the one that was made
 * @THING_HELD: ours, but used as things are that go first, such as a mount: it is left while it is
 * @THING_FOREIGN: what is there may be foreign, or is in use: it is left
 */
enum thing_state {
	THING_GONE,
	THING_OURS,
	THING_HELD,
	THING_FOREIGN,
};

/**
 * struct thing_kind - one kind; a new one is one file with THING_KIND()
 * @name: the word in the journal
 * @persistent: it outlives a boot; what does not is gone when the boot id differs
 * @machine: all of the machine share it: a run that is going on may just use it, and it is removed under
 *	machine_lock_take()
 * @describe: "namespace0.0 on region0", for messages; the caller frees
 * @look: what is there; @why is set for THING_HELD and THING_FOREIGN (the caller frees). Nothing
 *	is changed. What cannot be looked at is not gone
 * @remove: remove it, after having made sure once more, on what is then held open, that it is the one
 */
struct thing_kind {
	const char *name;
	bool persistent;
	bool machine;
	char *(*describe)(struct json_object *thing);
	enum thing_state (*look)(struct json_object *thing, char **why);
	struct error *(*remove)(struct json_object *thing);
};

#define THING_KIND(ident)							\
	static const struct thing_kind thing_kind_##ident;			\
	static const struct thing_kind *const thing_kind_entry_##ident		\
		__attribute__((used, section("thing_kinds"))) =			\
		&thing_kind_##ident;						\
	static const struct thing_kind thing_kind_##ident

/** thing_foreign - THING_FOREIGN, with its reason */
__attribute__((format(printf, 2, 3))) enum thing_state thing_foreign(char **why, const char *fmt,
								     ...);

/** thing_held - THING_HELD, with its reason */
__attribute__((format(printf, 2, 3))) enum thing_state thing_held(char **why, const char *fmt, ...);

/**
 * struct things_removal - which things, and what to call for each; members may be NULL
 * @dry_run: nothing is changed
 * @kind: only things of this kind; NULL: all
 * @removed: @what was removed (or would be)
 * @left: @what was left, and why, with the way to have it forgotten
 */
struct things_removal {
	bool dry_run;
	const char *kind;
	void *data;
	void (*removed)(void *data, const char *what);
	void (*left)(void *data, const char *what, const char *why);
	void (*alive)(void *data, const char *run);
};

/** things_remove_own - all of a run's things, in reverse order; the error is the first that was left */
error_check struct error *things_remove_own(struct journal *journal, const struct things_removal *how);

/**
 * things_remove_dead - those of all runs that are over, wherever their journals are
 *
 * Without @left, what was left is an error: the first. With it, it is called for each instead.
 */
error_check struct error *things_remove_dead(const struct things_removal *how);

/**
 * things_forget - delete from the journal what a run that is over has left, and leave it on the machine
 * @name: RUN/NUMBER, as @left says, or RUN: all of its things
 * @forgotten: called for each with its description
 *
 * The way out where a thing is not what it was, or is gone for good with what it was on. ERROR_USAGE if there is
 * no such thing, or the run is still going on.
 */
error_check struct error *things_forget(const char *name, bool dry_run, void *data,
					void (*forgotten)(void *data, const char *what));

/**
 * things_refuse_left - an error if a run that is over has left something
 *
 * It could be taken for foreign, or the other way around.
 */
error_check struct error *things_refuse_left(void);

#endif
