// SPDX-License-Identifier: GPL-2.0-or-later
/* The file of one thing in a run's directory: there as a whole, or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lib/base/full_write.h"
#include "provisioning/journal/private.h"

#define NAME_FORMAT "%06u"
#define NAME_SIZE 16
#define SIZE_MAX_THING 65536

static struct error *write_file(int run, const char *name, const char *text)
{
	guarded(fd) int fd = openat(run, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
				    0600);

	if (fd < 0)
		return error_errno(errno, "journal");
	if (!full_write(fd, text, strlen(text)) || fsync(fd))
		return error_errno(errno, "writing the journal");
	return NULL;
}

struct error *entry_write(int run, unsigned int id, struct json_object *thing)
{
	char name[NAME_SIZE], draft[] = "draft";
	struct error *err = write_file(run, draft, json_object_to_json_string(thing));

	snprintf(name, sizeof(name), NAME_FORMAT, id);
	if (!err && (renameat(run, draft, run, name) || fsync(run)))
		err = error_errno(errno, "writing the journal");
	if (err)
		unlinkat(run, draft, 0);
	return err;
}

struct error *entry_remove(int run, unsigned int id)
{
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), NAME_FORMAT, id);
	if (unlinkat(run, name, 0) || fsync(run))
		return error_errno(errno, "striking out of the journal");
	return NULL;
}

struct error *entry_read(int run, unsigned int id, struct json_object **thing)
{
	guarded(fd) int fd = -1;
	guarded(free) char *text = calloc(1, SIZE_MAX_THING);
	char name[NAME_SIZE];

	if (!text)
		abort();
	snprintf(name, sizeof(name), NAME_FORMAT, id);
	fd = openat(run, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || read(fd, text, SIZE_MAX_THING - 1) < 0)
		return error_errno(errno, "reading the journal");
	*thing = json_tokener_parse(text);
	if (*thing && !json_object_is_type(*thing, json_type_object)) {
		json_object_put(*thing);
		*thing = NULL;
	}
	return NULL;
}

struct error *entry_last(int run, unsigned int below, unsigned int *last)
{
	guarded(fd) int fd = openat(run, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	guarded(dir) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	*last = 0;
	/* what cannot be read is not empty: a thing would be written over another one */
	if (!dir)
		return error_errno(errno, "reading the journal");
	fd = -1;
	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		char *end;
		unsigned long id = strtoul(entry->d_name, &end, 10);

		if (!*end && end != entry->d_name && id > *last && id <= below)
			*last = (unsigned int)id;
	}
	return errno ? error_errno(errno, "reading the journal") : NULL;
}
