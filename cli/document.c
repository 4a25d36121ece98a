// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/document.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "lib/base/string_list.h"

/* as fopen() would make it: mkostemp() lets only the owner read */
static int make_temporary(struct document *document)
{
	mode_t mask = umask(0);
	int fd;

	umask(mask);
	document->temporary = string_format("%s.XXXXXX", document->path);
	fd = mkostemp(document->temporary, O_CLOEXEC);
	if (fd < 0)
		free(take(document->temporary));
	else
		fchmod(fd, 0666 & ~mask);
	return fd;
}

struct error *document_open(struct document *document, const char *option, const char *path)
{
	struct stat st;
	int fd;

	*document = (struct document){ .out = stdout };
	if (!path || !strcmp(path, "-"))
		return NULL;
	document->out = NULL;
	document->path = string_copy(path);
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return error_create(ERROR_USAGE, "%s %s: is a directory; name a file", option, path);
	/* a pipe or a terminal is written to, and never a disk */
	if (!stat(path, &st) && S_ISBLK(st.st_mode))
		return error_create(ERROR_USAGE, "%s %s: is a block device; name a file", option, path);
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		fd = open(path, O_WRONLY | O_CLOEXEC);
	else
		fd = make_temporary(document);
	if (fd >= 0)
		document->out = fdopen(fd, "w");
	if (!document->out)
		return error_create(ERROR_USAGE, "%s %s: %s", option, path, strerror(errno));
	return NULL;
}

struct error *document_commit(struct document *document)
{
	struct error *err;

	if (!document->path)
		return stream_check(document->out, "the standard output");
	err = stream_close(take(document->out), document->path);
	if (err || !document->temporary)
		return err;
	if (rename(document->temporary, document->path))
		return error_errno(errno, "cannot write %s", document->path);
	free(take(document->temporary));
	return NULL;
}

void document_discard(struct document *document)
{
	if (document->out && document->path)
		fclose(document->out);
	if (document->temporary)
		unlink(document->temporary);
	free(document->temporary);
	free(document->path);
	*document = (struct document){ 0 };
}
