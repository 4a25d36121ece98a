/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tests the words of --test mean. */
#ifndef NORMALPAGE_MACHINE_RUN_CHOICE_H
#define NORMALPAGE_MACHINE_RUN_CHOICE_H

#include <stdbool.h>

#include "lib/base/string_list.h"

/**
 * choice_has - is @test chosen? All are if there are no globs
 * @prefix: of its machine, or NULL: a glob may leave it out, and means every machine then. It may
 *	also leave out where the page comes from: gntdev.map.one means gntdev.self.map.one
 * @used: marked for each glob that matched
 */
bool choice_has(const struct string_list *globs, const char *test, const char *prefix, bool *used);

/**
 * choice_may_have - can any glob match a test of this family in a machine with this prefix?
 * @test: a name, of which only the first part is looked at
 * @used: marked for each glob that can
 */
bool choice_may_have(const struct string_list *globs, const char *test, const char *prefix,
		     bool *used);

#endif
