/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory for what is of no use once the run is over, in the journal as kind "temporary". */
#ifndef NORMALPAGE_MACHINE_CACHE_TEMPORARY_H
#define NORMALPAGE_MACHINE_CACHE_TEMPORARY_H

#include "provisioning/journal/journal.h"

/**
 * temporary_make - make one with a name that nobody else chose
 * @journal: NULL: it is not written down
 * @parent: an existing directory
 * @path: set; the caller frees
 * @id: set to its number in the journal
 */
error_check struct error *temporary_make(struct journal *journal, const char *parent, char **path,
					 unsigned int *id);

#endif
