// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/output_dir.h"

#include <errno.h>
#include <string.h>

#include "lib/base/clock.h"
#include "lib/base/owned_string.h"
#include "lib/verdict/record.h"
#include "lib/results/results.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/string_list.h"

static struct error *use_scratch(struct output_dir *dir)
{
	struct error *err = scratch_make(&dir->scratch);

	if (!err)
		dir->path = string_copy(dir->scratch.path);
	return err;
}

static struct error *use_given(struct output_dir *dir, const char *path)
{
	bool made = access(path, F_OK);
	struct error *err = directory_make_own(path);

	if (err)
		return error_context(err, "--output");
	/* QEMU's working directory need not be ours for ever */
	dir->path = realpath(path, NULL);
	dir->made = made;
	return dir->path ? NULL : error_errno(errno, "--output %s", path);
}

struct error *output_dir_open(struct output_dir *dir, const char *path)
{
	guarded(free) char *records = NULL;
	struct error *err;

	*dir = (struct output_dir){ 0 };
	err = path ? use_given(dir, path) : use_scratch(dir);
	if (err)
		goto failed;
	records = string_format("%s/results.jsonl", dir->path);
	dir->records = fopen(records, "wxe");
	if (dir->records)
		return NULL;
	err = errno == EEXIST ?
		      error_create(ERROR_USAGE, "--output %s: there are results of another run in it: "
				   "name another directory, or remove it first", path) :
		      error_errno(errno, "cannot write %s", records);
failed:
	output_dir_close(dir);
	return err;
}

void output_dir_keep(struct output_dir *dir)
{
	scratch_keep(&dir->scratch);
}

/* the report writes verdicts and notes, those of the host among them */
static bool comes_from_report(struct json_object *record)
{
	const char *type = record_string(record, "record");

	return type && (!strcmp(type, "verdict") || !strcmp(type, "note"));
}

/* milliseconds are enough for people, and keep lines short */
static void add_time(const struct output_dir *dir, struct json_object *record)
{
	char text[32];
	double at = clock_now() - dir->started;

	snprintf(text, sizeof(text), "%.3f", at);
	json_object_object_add(record, "at", json_object_new_double_s(at, text));
}

void output_dir_record(struct output_dir *dir, struct json_object *record, const char *machine)
{
	if (!comes_from_report(record)) {
		/* whatever a guest says of itself */
		if (machine)
			json_object_object_add(record, "machine", json_object_new_string(machine));
		add_time(dir, record);
		record_write(dir->records, record);
	}
	dir->used = true;
}

void output_dir_start(struct output_dir *dir, const struct run_info *info)
{
	struct json_object *record = run_info_to_json(info);

	dir->started = clock_now();
	output_dir_record(dir, record, NULL);
	json_object_put(record);
}

void output_dir_finish(struct output_dir *dir, const struct error *err)
{
	struct json_object *record = record_new("finished");

	json_object_object_add(record, "complete", json_object_new_boolean(!err));
	if (err)
		record_add_string(record, "reason", err->message);
	output_dir_record(dir, record, NULL);
	json_object_put(record);
}

struct error *output_dir_check(const struct output_dir *dir)
{
	if (!ferror(dir->records))
		return NULL;
	return error_create(ERROR_SYSTEM, "cannot write %s/results.jsonl: is the disk full?", dir->path);
}

/* a run that never started leaves nothing behind */
static void undo(struct output_dir *dir)
{
	guarded(free) char *records = string_format("%s/results.jsonl", dir->path);

	if (dir->records && !dir->used)
		unlink(records);
	if (dir->made && !dir->used)
		rmdir(dir->path);
}

void output_dir_close(struct output_dir *dir)
{
	if (dir->path)
		undo(dir);
	if (dir->records)
		fclose(dir->records);
	scratch_clear(&dir->scratch);
	free(dir->path);
	*dir = (struct output_dir){ 0 };
}

struct error *output_dir_check_old(const char *path)
{
	guarded(free) char *records = string_format("%s/results.jsonl", path);

	/* what is empty goes, here or later */
	if (!access(records, F_OK) || !rmdir(path) || errno == ENOENT)
		return NULL;
	return error_create(ERROR_USAGE, "%s is no result of 'normalpage run', which would go there: name "
			    "another directory", path);
}

bool output_dir_is_complete(const char *path)
{
	struct results_set set guarded(results_set) = { 0 };
	guarded(error) struct error *err = results_read(&set, path);

	return !err && set.nr && set.results[0].complete;
}
