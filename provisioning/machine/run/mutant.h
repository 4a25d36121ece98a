/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mutants: kernels that are wrong on purpose, to see whether the tests notice. One file each in the
 * directory mutants: NAME.c is a kernel module that is loaded before the tests, NAME.kernel names a
 * kernel that was wrong by itself. The comment at the start of the file says what it is.
 */
#ifndef NORMALPAGE_MACHINE_RUN_MUTANT_H
#define NORMALPAGE_MACHINE_RUN_MUTANT_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * struct mutant - one of them; owned strings
 * @name: of the file, without its ending
 * @path: of the file
 * @description: "mutant:", what is wrong
 * @kernel: "kernel:", as --kernel takes it; NULL: any, which the module is loaded into
 * @suite: "suite:", or NULL for all
 * @tests: "test:", a glob each, of the tests that have to notice
 * @alone: "alone:", why there is no second witness, or NULL
 * @survives: "survives:", why nobody notices and what would, or NULL
 * @harmless: "expect: pass": nothing is wrong, and nobody may say so
 */
struct mutant {
	char *name, *path, *description, *kernel, *suite;
	struct string_list tests;
	char *alone, *survives;
	bool harmless;
};

/** struct mutants - sorted by name */
struct mutants {
	struct mutant *mutant;
	size_t nr;
};

/** mutant_read - read the head of a file; ERROR_USAGE if it lacks something, or has what is not known */
error_check struct error *mutant_read(struct mutant *mutant, const char *path);
void mutant_clear(struct mutant *mutant);

/** mutants_read - all of a directory */
error_check struct error *mutants_read(struct mutants *mutants, const char *directory);
void mutants_clear(struct mutants *mutants);

/** mutants_find - by name; ERROR_USAGE names the way to the list */
error_check struct error *mutants_find(const struct mutants *mutants, const char *name,
				       const struct mutant **mutant);

DEFINE_CLEANUP(mutants, struct mutants, mutants_clear(&VALUE))

#endif
