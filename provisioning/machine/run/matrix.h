/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of kernels: which ones, and how each is run. */
#ifndef NORMALPAGE_MACHINE_RUN_MATRIX_H
#define NORMALPAGE_MACHINE_RUN_MATRIX_H

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * struct matrix_entry - one kernel; owned
 * @name: of its result directory: unique, no path
 * @options: of 'normalpage run' for this kernel, --kernel among them
 */
struct matrix_entry {
	char *name;
	struct string_list options;
};

/** struct matrix - in the order in which they are run */
struct matrix {
	struct matrix_entry *entry;
	size_t nr;
};

/**
 * matrix_add - append a kernel, or those that a pattern stands for (debian_series.h)
 * @spec: what --kernel takes
 * @options: of this kernel, or NULL
 */
error_check struct error *matrix_add(struct matrix *matrix, const char *spec,
				     const struct string_list *options);

/** matrix_read - append what a file names; what is wrong with it is said with file and line */
error_check struct error *matrix_read(struct matrix *matrix, const char *path);

/** matrix_shipped - path of the matrix that comes with normalpage; ERROR_MISSING if it is not there */
error_check struct error *matrix_shipped(char **path);

void matrix_clear(struct matrix *matrix);

DEFINE_CLEANUP(matrix, struct matrix, matrix_clear(&VALUE))

#endif
