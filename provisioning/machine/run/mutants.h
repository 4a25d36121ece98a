/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mutants that come with the command. */
#ifndef NORMALPAGE_MACHINE_RUN_MUTANTS_H
#define NORMALPAGE_MACHINE_RUN_MUTANTS_H

#include "provisioning/machine/run/mutant.h"

/** mutants_all - read them all */
error_check struct error *mutants_all(struct mutants *mutants);

/**
 * mutants_named - read all if any is named, and see that those are modules that are there
 * @names: of --mutant
 */
error_check struct error *mutants_named(struct mutants *mutants, const struct string_list *names);

/** mutants_list - print their names and what is wrong in them */
error_check struct error *mutants_list(void);

#endif
