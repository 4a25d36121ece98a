/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scope guards: a variable marked with one of these is released when it goes out of scope. */
#ifndef NORMALPAGE_BASE_CLEANUP_H
#define NORMALPAGE_BASE_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/**
 * DEFINE_CLEANUP - define the guard function for a type
 * @name: the guard's name; the function is cleanup_<name>()
 * @type: the guarded variable's type
 * @release: an expression that releases the variable, called VALUE in it
 */
#define DEFINE_CLEANUP(name, type, release)				\
	static inline __attribute__((unused)) void cleanup_##name(type *p) \
	{								\
		type VALUE = *p;					\
		release;						\
	}

/** guarded - release the declared variable by the guard @name at the end of its scope */
/* unused: clang warns of what only its guard uses */
#define guarded(name) __attribute__((cleanup(cleanup_##name), unused))

/** take - hand the value of a guarded pointer to a new owner; the variable becomes NULL */
#define take(p)				\
	({				\
		__auto_type taken = (p);\
		(p) = NULL;		\
		taken;			\
	})

/** take_fd - hand a guarded descriptor to a new owner; the variable becomes -1 */
#define take_fd(fd)			\
	({				\
		int taken = (fd);	\
		(fd) = -1;		\
		taken;			\
	})

static inline __attribute__((unused)) void cleanup_free(void *p)
{
	free(*(void **)p);
}

DEFINE_CLEANUP(fd, int, if (VALUE >= 0) close(VALUE))
DEFINE_CLEANUP(file, FILE *, if (VALUE) fclose(VALUE))
DEFINE_CLEANUP(dir, DIR *, if (VALUE) closedir(VALUE))

#endif
