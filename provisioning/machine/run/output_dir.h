/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a run leaves records and logs: the user's directory, or one that goes away again. */
#ifndef NORMALPAGE_MACHINE_RUN_OUTPUT_DIR_H
#define NORMALPAGE_MACHINE_RUN_OUTPUT_DIR_H

#include <json-c/json.h>
#include <stdbool.h>

#include "provisioning/machine/cache/scratch.h"
#include "lib/verdict/run_info.h"

/**
 * struct output_dir - @path is owned
 * @records: results.jsonl in it
 * @started: as clock_now() says it
 * @scratch: what it is if the user named none
 * @made: the directory was not there before
 * @used: a record was written
 */
struct output_dir {
	char *path;
	FILE *records;
	double started;
	bool made, used;
	struct scratch scratch;
};

/**
 * output_dir_open - use @path (made if it is missing), or make one in $TMPDIR if it is NULL
 *
 * One that holds the results of another run is ERROR_USAGE.
 */
error_check struct error *output_dir_open(struct output_dir *dir, const char *path);

/** output_dir_keep - it stays, though the user named none */
void output_dir_keep(struct output_dir *dir);

/** output_dir_start - append the record that says what is run */
void output_dir_start(struct output_dir *dir, const struct run_info *info);

/**
 * output_dir_record - append a record to results.jsonl, with the time since the run began
 * @machine: that it is from; NULL: from the run as a whole, or the record says it
 *
 * Verdicts and notes are left out: report_set_records() has them all.
 */
void output_dir_record(struct output_dir *dir, struct json_object *record, const char *machine);

/** output_dir_finish - append the record that says whether the run came to its end (NULL) */
void output_dir_finish(struct output_dir *dir, const struct error *err);

/** output_dir_check - were all records written? */
error_check struct error *output_dir_check(const struct output_dir *dir);

void output_dir_close(struct output_dir *dir);

/** output_dir_check_old - @path can be made anew: it is not there, is empty, or a result; else ERROR_USAGE */
error_check struct error *output_dir_check_old(const char *path);

/** output_dir_is_complete - @path has the results of a run that was not interrupted, which says nothing */
bool output_dir_is_complete(const char *path);

DEFINE_CLEANUP(output_dir, struct output_dir, output_dir_close(&VALUE))

#endif
