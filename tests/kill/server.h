/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Foreign persistent memory: namespaces of each mode, all full of data that is known. */
#ifndef NORMALPAGE_KILL_SERVER_H
#define NORMALPAGE_KILL_SERVER_H

#include "lib/harness/scenario.h"

#define SERVER_DATA "/data"	/* a mounted DAX file system with files */
#define SERVER_LIB SERVER_DATA "/lib"	/* at /var/lib as well: what is there outlives a reset */

/**
 * struct server - names that tests need
 * @region: has free capacity, and foreign namespaces
 * @scratch: an idle fsdax namespace without a signature
 */
struct server {
	char region[32];
	char scratch[32];
};

/** server_set_up - make it, unless an earlier test did; after a reset, mount what was mounted */
void server_set_up(struct scenario *s, struct server *server);

/** server_clear - zero an fsdax namespace: what earlier tests left on it is not recognised */
void server_clear(struct scenario *s, const char *name);

/** server_uuid - the uuid that a namespace is known by; valid until the next call */
const char *server_uuid(const char *name);

/** server_find_devdax - the namespace of its device-dax device, and that device in /dev */
bool server_find_devdax(char *name, size_t size, char *device, size_t device_size);

#endif
