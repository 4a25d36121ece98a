// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/output_dir.h"

#include <errno.h>
#include <string.h>

#include "lib/report/record.h"
#include "provisioning/machine/cache.h"
#include "provisioning/machine/string_list.h"

static struct error *make_temporary(struct output_dir *dir)
{
	const char *tmp = getenv("TMPDIR");

	dir->path = string_format("%s/normalpage-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(dir->path))
		return error_errno(errno, "cannot make the directory %s", dir->path);
	dir->temporary = true;
	return NULL;
}

static struct error *use_given(struct output_dir *dir, const char *path)
{
	struct error *err = directory_make(path);

	if (err)
		return error_context(err, "--output");
	/* QEMU's working directory need not be ours for ever */
	dir->path = realpath(path, NULL);
	return dir->path ? NULL : error_errno(errno, "--output %s", path);
}

struct error *output_dir_open(struct output_dir *dir, const char *path)
{
	guarded(free) char *records = NULL;
	struct error *err;

	*dir = (struct output_dir){ 0 };
	err = path ? use_given(dir, path) : make_temporary(dir);
	if (err)
		goto failed;
	records = string_format("%s/results.jsonl", dir->path);
	dir->records = fopen(records, "we");
	if (dir->records)
		return NULL;
	err = error_errno(errno, "cannot write %s", records);
failed:
	output_dir_close(dir);
	return err;
}

void output_dir_record(struct output_dir *dir, struct json_object *record)
{
	record_write(dir->records, record);
}

void output_dir_close(struct output_dir *dir)
{
	if (dir->records)
		fclose(dir->records);
	if (dir->temporary)
		cache_discard(dir->path);
	free(dir->path);
	*dir = (struct output_dir){ 0 };
}
