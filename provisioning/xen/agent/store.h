/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest's xenstore over /dev/xen/xenbus, by its wire protocol (xen/io/xs_wire.h). libxenstore makes
 * a thread to watch, with a stack that is too small for a static program on a CPU with AVX-512.
 */
#ifndef NORMALPAGE_XEN_AGENT_STORE_H
#define NORMALPAGE_XEN_AGENT_STORE_H

#include <stdbool.h>
#include <stddef.h>

/** store_open - open the device; 0 or negative errno */
int store_open(void);

/** store_watch - be notified of changes of @path; 0 or negative errno */
int store_watch(const char *path);

/** store_wait - wait until something that is watched changed */
int store_wait(void);

/** store_read - a node's value, with a 0 behind it; its length, or negative errno */
int store_read(const char *path, char *value, size_t size);

/** store_write - 0 or negative errno */
int store_write(const char *path, const char *value);

#endif
