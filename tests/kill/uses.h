/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways in which a device is in use: each is made by a process of its own, and daxtest is to notice it. What the
 * scenarios record becomes the table of docs/safety-measured.md (tests/deep/use-figures).
 */
#ifndef NORMALPAGE_KILL_USES_H
#define NORMALPAGE_KILL_USES_H

#include "lib/harness/scenario.h"

#define OPEN "open in process"
#define COUNT "open by something that cannot be seen"
#define CLAIM "open exclusively by somebody who cannot be seen"

/** UNSEEN - without the count it is not noticed, and daxtest says that it may be so */
#define UNSEEN "the kernel's count of those who have it open cannot be read"

/** NEVER - it is not noticed at all: the device's contents decide, which are not recognised */
#define NEVER "holds data that is not recognised"

/* words that are left out are NULL */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/**
 * struct seen - words of the refusal
 * @counted: with all privileges; NULL: this way is none of such a device
 * @uncounted: without CAP_SYS_RAWIO, and so without the kernel's count; NULL: the same words
 */
struct seen {
	const char *counted;
	const char *uncounted;
};

/**
 * struct way - one way
 * @name: of its scenario
 * @make: use the device, "/dev/pmem0", in a process that has nothing else to do; ERROR_UNTESTABLE where the
 *	kernel has no such thing
 * @undo: what does not end with this process, or NULL
 * @block, @chars: how it is noticed on a block device, and on device-dax
 * @lack: a capability, beside CAP_SYS_RAWIO, without which it is tried too; 0: none
 * @lacking: words of the refusal then
 */
struct way {
	const char *name;
	struct error *(*make)(const char *device);
	void (*undo)(const char *device);
	struct seen block, chars;
	unsigned int lack;
	const char *lacking;
};

/** way_try - each device in use in this way, attempted with and without the count; then it is free again */
void way_try(struct scenario *s, const struct way *way);

/** WAY - a scenario of a way; the text is its line in the table */
#define WAY(ident, name_, text, ...)						\
	static const struct way way_##ident = { .name = name_, __VA_ARGS__ };	\
	static const struct way *const way_entry_##ident			\
		__attribute__((used, section("ways"))) = &way_##ident;		\
	static void run_##ident(struct scenario *s)				\
	{									\
		way_try(s, &way_##ident);					\
	}									\
	SCENARIO(use_##ident, "use", name_, text, .timeout = 240, .run = run_##ident)

/** way_find - by its name, which is known */
const struct way *way_find(const char *name);

/** way_open - a device, or error_errno() */
error_check struct error *way_open(const char *device, int *fd);

/**
 * struct user - a use that is being made
 * @pid: the process that makes it
 * @end: closed to have it end
 */
struct user {
	int pid;
	int end;
};

/** user_start - have a process use a device in this way, from now on */
error_check struct error *user_start(const struct way *way, const char *device, struct user *user);

/** user_end - end it, and what it has made */
void user_end(struct user *user);

/** user_wait_free - wait until nobody else has the device open; how many others have, in the end */
error_check struct error *user_wait_free(const char *device, unsigned int *others);

#endif
