/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domains of our own: each is in the journal, by its handle, before it is made (kind "domain"). */
#ifndef NORMALPAGE_XEN_OWN_DOMAIN_H
#define NORMALPAGE_XEN_OWN_DOMAIN_H

#include <stdbool.h>
#include <uuid/uuid.h>

#include "provisioning/journal/journal.h"

/**
 * struct own_domain - one that was written down
 * @handle: to be made with
 * @id: its number in the journal, 0 if there is none
 */
struct own_domain {
	uuid_t handle;
	unsigned int id;
};

/**
 * own_domain_use - the journal of this run, for all that make domains; NULL: none can be made
 *
 * Also of the processes of tests: they are forked after it.
 */
void own_domain_use(struct journal *journal);

/**
 * own_domain_write - write one down that is about to be made
 * @by_xl: xl makes it
 */
error_check struct error *own_domain_write(struct own_domain *domain, bool by_xl);

/** own_domain_end - destroy it, and delete its entry if it is gone; while its pages are mapped it stays */
void own_domain_end(struct own_domain *domain, bool by_xl);

/** own_domain_sweep - end those of tests that are over; returns how many stay, dying */
unsigned int own_domain_sweep(void);

#endif
