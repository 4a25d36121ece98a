/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a run leaves records and logs: the user's directory, or one that goes away again. */
#ifndef NORMALPAGE_CLI_OUTPUT_DIR_H
#define NORMALPAGE_CLI_OUTPUT_DIR_H

#include <json-c/json.h>
#include <stdbool.h>

#include "lib/error.h"

/**
 * struct output_dir - @path is owned
 * @records: results.jsonl in it
 * @temporary: to be removed at the end
 */
struct output_dir {
	char *path;
	FILE *records;
	bool temporary;
};

/** output_dir_open - use @path (made if it is missing), or make one in $TMPDIR if it is NULL */
error_check struct error *output_dir_open(struct output_dir *dir, const char *path);

/** output_dir_record - append a record to results.jsonl */
void output_dir_record(struct output_dir *dir, struct json_object *record);

void output_dir_close(struct output_dir *dir);

DEFINE_CLEANUP(output_dir, struct output_dir, output_dir_close(&VALUE))

#endif
