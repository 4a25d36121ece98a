/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exit statuses as different callers read them. */
#ifndef NORMALPAGE_VERDICT_EXIT_STATUS_H
#define NORMALPAGE_VERDICT_EXIT_STATUS_H

#include "lib/base/error.h"

/**
 * enum exit_style - what a status means
 * @EXIT_NORMALPAGE: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing was tested
 * @EXIT_KSELFTEST: 0, 1 failed or could not run, 4 skipped: tools/testing/selftests/kselftest.h,
 *	where 2 would be an expected failure
 * @EXIT_AUTOMAKE: 0, 1 failed, 77 skipped, 99 could not run: automake's manual, "Scripts-based
 *	Testsuites"
 * @EXIT_BISECT: 0, 1 failed, 125 could not be tested: git-bisect(1), "bisect run". What no other commit
 *	would fix (a typo, a missing tool) is 128, which ends the bisection
 */
enum exit_style {
	EXIT_NORMALPAGE,
	EXIT_KSELFTEST,
	EXIT_AUTOMAKE,
	EXIT_BISECT,
};

/** EXIT_STATUS_HELP - EXIT_NORMALPAGE in the --help of what runs tests */
#define EXIT_STATUS_HELP \
	"Exit status: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing to test."

/** exit_style_find - an unknown name is ERROR_USAGE */
error_check struct error *exit_style_find(enum exit_style *style, const char *name);

/** exit_status_of_error - what an error is in @style */
int exit_status_of_error(enum exit_style style, const struct error *err);

/** exit_status_in - what the status 0, 1, 2 or 4 is in @style */
int exit_status_in(enum exit_style style, int status);

#endif
