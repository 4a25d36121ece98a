// SPDX-License-Identifier: GPL-2.0-or-later
/* zram devices (Documentation/admin-guide/blockdev/zram.rst) with a swap area that has the run's label. */
#include "provisioning/journal/own_zram.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/swap.h>
#include <unistd.h>

#include "lib/owned_string.h"
#include "provisioning/journal/thing.h"

#define PREFIX "normal"

struct error *own_zram_write(struct journal *journal, char label[SWAP_LABEL_SIZE])
{
	struct json_object *thing = thing_new("zram");
	uint32_t chance = 0;
	unsigned int id;

	if (getrandom(&chance, sizeof(chance), 0) != sizeof(chance)) {
		json_object_put(thing);
		return error_errno(errno, "getrandom");
	}
	snprintf(label, SWAP_LABEL_SIZE, PREFIX "-%08x", chance);
	thing_set(thing, "label", label);
	return journal_write(journal, thing, &id);
}

bool own_zram_has_label(const char *device, const char *label)
{
	char path[300], found[SWAP_LABEL_SIZE + 1] = "";
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", device);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && pread(fd, found, SWAP_LABEL_SIZE, SWAP_LABEL_OFFSET) != SWAP_LABEL_SIZE)
		*found = '\0';
	if (fd >= 0)
		close(fd);
	return !strcmp(found, label);
}

/* the first device with the thing's label */
static bool find(struct json_object *thing, char *name, size_t size)
{
	const char *label = thing_string(thing, "label");
	DIR *dir = strncmp(label, PREFIX, strlen(PREFIX)) ? NULL : opendir("/sys/block");
	const struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		found = !strncmp(entry->d_name, "zram", 4) && own_zram_has_label(entry->d_name, label);
		if (found)
			snprintf(name, size, "%s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}

static char *describe(struct json_object *thing)
{
	return string_format("zram device with swap labelled %s", thing_string(thing, "label"));
}

static enum thing_state look(struct json_object *thing, char **why)
{
	char name[256];

	(void)why;
	return find(thing, name, sizeof(name)) ? THING_OURS : THING_GONE;
}

static bool write_text(const char *path, const char *text)
{
	guarded(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

struct error *own_zram_remove(const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "/dev/%s", name);
	/* EINVAL: it is not swapped to */
	if (swapoff(path) && errno != EINVAL)
		return error_errno(errno, "swapoff %s", path);
	snprintf(path, sizeof(path), "/sys/block/%s/reset", name);
	if (!write_text(path, "1"))
		return error_errno(errno, "cannot write %s", path);
	if (!write_text("/sys/class/zram-control/hot_remove", name + strlen("zram")))
		return error_errno(errno, "cannot remove %s", name);
	return NULL;
}

static struct error *take_down(struct json_object *thing)
{
	struct error *err = NULL;
	char name[256];

	while (!err && find(thing, name, sizeof(name)))
		err = own_zram_remove(name);
	return err;
}

THING_KIND(zram) = {
	.name = "zram",
	.describe = describe,
	.look = look,
	.take_down = take_down,
};
