/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one error type: what went wrong, said once, with context added on the way up. */
#ifndef NORMALPAGE_BASE_ERROR_H
#define NORMALPAGE_BASE_ERROR_H

#include "lib/base/cleanup.h"

/**
 * enum error_kind - what kind of failure it is, which decides the exit status
 * @ERROR_SYSTEM: the machine or a library refused; @errnum may be set (exit status 2)
 * @ERROR_USAGE: the caller's words or files are wrong (exit status 2)
 * @ERROR_MISSING: a tool, library or file has to be installed; the message names the package
 *	(exit status 2)
 * @ERROR_UNTESTABLE: nothing is wrong, but this cannot be tested here (exit status 4)
 * @ERROR_INTERRUPTED: a signal asked us to stop (exit status 2, after what was made is removed)
 */
enum error_kind {
	ERROR_SYSTEM,
	ERROR_USAGE,
	ERROR_MISSING,
	ERROR_UNTESTABLE,
	ERROR_INTERRUPTED,
};

/**
 * struct error - a failure on its way up; NULL stands for success
 * @kind: see enum error_kind
 * @errnum: positive errno behind it, or 0
 * @message: one line (control characters in it have become '?'), lower case, no full stop, names the
 *	thing and the way out
 */
struct error {
	enum error_kind kind;
	int errnum;
	char *message;
};

#define error_check __attribute__((warn_unused_result))

/** error_create - make an error; never returns NULL (aborts when memory is gone) */
error_check __attribute__((format(printf, 2, 3))) struct error *
error_create(enum error_kind kind, const char *fmt, ...);

/** error_errno - make an ERROR_SYSTEM from a positive @errnum; ": strerror" is appended */
error_check __attribute__((format(printf, 2, 3))) struct error *
error_errno(int errnum, const char *fmt, ...);

/** error_context - put "context: " before the message; returns @err (also when NULL) */
error_check __attribute__((format(printf, 2, 3))) struct error *
error_context(struct error *err, const char *fmt, ...);

/** error_destroy - free an error; NULL is allowed */
void error_destroy(struct error *err);

/** error_exit_status - exit status for main(): 0 for NULL, else 2, or 4 for ERROR_UNTESTABLE */
int error_exit_status(const struct error *err);

DEFINE_CLEANUP(error, struct error *, error_destroy(VALUE))

#endif
