/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program with less privilege than ours, and what it says. */
#ifndef NORMALPAGE_PRIVILEGES_RUN_AS_H
#define NORMALPAGE_PRIVILEGES_RUN_AS_H

#include <stdbool.h>
#include <stddef.h>

#define NOBODY 65534
#define NOBODY_HOME "/tmp/nobody"

/**
 * struct less - what is taken away
 * @capability: number of one that is dropped, or 0 (CAP_CHOWN, which nobody here needs)
 * @nobody: another user, with a home of its own
 */
struct less {
	unsigned int capability;
	bool nobody;
};

/** run_as - exit status of a program, or -1; what it says on both outputs in @said */
int run_as(const struct less *less, const char *const *argv, char *said, size_t size);

#endif
