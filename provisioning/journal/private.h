/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a journal. */
#ifndef NORMALPAGE_JOURNAL_PRIVATE_H
#define NORMALPAGE_JOURNAL_PRIVATE_H

#include "provisioning/journal/journal.h"

/** journal_open_directory - open a directory of journals that is safe to trust, with its parents made
 * if @make */
error_check struct error *journal_open_directory(const char *path, bool make, int *fd);

/** run_create - a directory for a run, locked; its descriptor, and its name */
error_check struct error *run_create(int parent, int *fd, char **name);

/** run_lock - lock the directory of a run that is over; *@fd is -1 if it is not over, or gone */
error_check struct error *run_lock(int parent, const char *name, int *fd);

/** run_remove - remove a run's directory if nothing is in it */
void run_remove(int parent, const char *name);

/** entry_write - write thing @id as a whole, synced; replaces an earlier one */
error_check struct error *entry_write(int run, unsigned int id, struct json_object *thing);
error_check struct error *entry_remove(int run, unsigned int id);

/** entry_read - NULL in *@thing for a file that is no thing */
error_check struct error *entry_read(int run, unsigned int id, struct json_object **thing);

/** entry_last - highest number of a thing that is not above @below, 0 in *@last if there is none */
error_check struct error *entry_last(int run, unsigned int below, unsigned int *last);

#endif
