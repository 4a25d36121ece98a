// SPDX-License-Identifier: GPL-2.0-or-later
/* Documentation/admin-guide/blockdev/zram.rst */
#include "provisioning/journal/own_zram.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/device.h"
#include "lib/base/full_write.h"
#include "lib/base/size.h"
#include "lib/kernel/system_file.h"
#include "lib/base/owned_string.h"

#define PREFIX "normal"
#define CONTROL "/sys/class/zram-control/"
#define PAGE 4096ul
#define SIZE (16 * MIB)
#define SIZES (SIZE / PAGE)	/* that it may have: up to twice as much */

struct error *own_zram_choose(struct own_zram *zram)
{
	uint32_t chance[2];

	if (getrandom(chance, sizeof(chance), 0) != sizeof(chance))
		return error_errno(errno, "getrandom");
	snprintf(zram->label, sizeof(zram->label), PREFIX "-%08x", chance[0]);
	zram->size = SIZE + chance[1] % SIZES * PAGE;
	return NULL;
}

static bool is_zram(const char *name, unsigned long *number)
{
	int end = 0;

	return sscanf(name, "zram%lu%n", number, &end) == 1 && !name[end];
}

/* false if it cannot be read; @number of a device */
static bool read_number(const char *root, unsigned long device, const char *name, unsigned long *value)
{
	guarded(free) char *path = string_format("%s/sys/block/zram%lu/%s", root, device, name);

	return system_file_number(path, value);
}

/* 0 or -errno */
static int list_devices(const char *root, struct json_object **list)
{
	guarded(free) char *path = string_format("%s/sys/block", root);
	guarded(dir) DIR *dir = opendir(path);
	const struct dirent *entry;
	unsigned long number;

	if (!dir)
		return -errno;
	*list = json_object_new_array();
	for (errno = 0; (entry = readdir(dir)); errno = 0)
		if (is_zram(entry->d_name, &number))
			json_object_array_add(*list, json_object_new_uint64(number));
	return -errno;
}

static struct error *write_down(struct journal *journal, const struct own_zram *zram, struct json_object **thing,
				unsigned int *id)
{
	struct json_object *there guarded(json) = NULL;
	int rc = list_devices("", &there);

	if (rc)
		return error_errno(-rc, "/sys/block");
	*thing = thing_new("zram");
	thing_set(*thing, "label", zram->label);
	thing_set_number(*thing, "size", zram->size);
	json_object_object_add(*thing, "there", take(there));
	return journal_write(journal, json_object_get(*thing), id);
}

static struct error *write_number(struct journal *journal, unsigned int id, struct json_object *thing,
				  unsigned long number)
{
	unsigned long sequence;

	thing_set_number(thing, "number", number);
	if (read_number("", number, "diskseq", &sequence))
		thing_set_number(thing, "sequence", sequence);
	return journal_amend(journal, id, json_object_get(thing));
}

/**
 * struct added - what came of it
 * @number: of the device
 * @failed: it was not made, and this is why
 */
struct added {
	unsigned long number;
	bool failed;
	char why[200];
};

static void add(struct journal *journal, unsigned int id, struct json_object *thing, struct added *added)
{
	/* reading it makes a device */
	bool made = system_file_number(CONTROL "hot_add", &added->number);
	guarded(error) struct error *err = made ? NULL : error_errno(errno, CONTROL "hot_add");

	if (made && journal)
		err = write_number(journal, id, thing, added->number);
	if (!err)
		return;
	added->failed = true;
	snprintf(added->why, sizeof(added->why), "%s", err->message);
	if (made)
		system_file_set_number(CONTROL "hot_remove", added->number);
}

/*
 * In a process of its own, which ends when the number is written down, whatever ends the others: of a device whose
 * number is not known, it is not known whose it is.
 */
static struct error *add_apart(struct journal *journal, unsigned int id, struct json_object *thing,
			       struct added *added)
{
	int ends[2], why = 0;
	pid_t pid = -1;
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC))
		return error_errno(errno, "pipe");
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		add(journal, id, thing, added);
		_exit(write(ends[1], added, sizeof(*added)) != sizeof(*added));
	}
	if (pid < 0)
		why = errno;
	close(ends[1]);
	n = read(ends[0], added, sizeof(*added));
	close(ends[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	if (n != sizeof(*added))
		return error_errno(why ? why : EIO, "making a zram device in another process");
	return added->failed ? error_create(ERROR_SYSTEM, "%s", added->why) : NULL;
}

struct error *own_zram_add(struct journal *journal, const struct own_zram *zram, unsigned long *number)
{
	struct json_object *thing guarded(json) = NULL;
	struct added added = { 0 };
	struct error *err = NULL;
	unsigned int id = 0;

	if (journal)
		err = write_down(journal, zram, &thing, &id);
	if (!err)
		err = add_apart(journal, id, thing, &added);
	*number = added.number;
	return err;
}

/* in a tree of a test, any file of this name */
static struct error *open_device(const char *root, const char *device, int *fd)
{
	guarded(free) char *file = string_format("%s/dev/%s", root, device);

	if (!*root)
		return device_open(device, O_RDONLY, fd);
	*fd = open(file, O_RDONLY | O_CLOEXEC);
	return *fd < 0 ? error_errno(errno, "%s", file) : NULL;
}

struct error *own_zram_has_label(const char *root, const char *device, const char *label, bool *has)
{
	guarded(fd) int fd = -1;
	struct error *err = open_device(root, device, &fd);
	char found[SWAP_LABEL_SIZE + 1] = "";
	ssize_t n = err ? -1 : pread(fd, found, SWAP_LABEL_SIZE, SWAP_LABEL_OFFSET);

	*has = n == SWAP_LABEL_SIZE && !strcmp(found, label);
	return err || n >= 0 ? err : error_errno(errno, "/dev/%s", device);
}

static bool was_there(struct json_object *thing, unsigned long number)
{
	struct json_object *there;

	/* an entry that does not say so is of no help in telling */
	if (!json_object_object_get_ex(thing, "there", &there) || !json_object_is_type(there, json_type_array))
		return true;
	for (size_t i = 0; i < json_object_array_length(there); i++)
		if (json_object_get_uint64(json_object_array_get_idx(there, i)) == number)
			return true;
	return false;
}

static bool has_number(struct json_object *thing)
{
	return json_object_object_get_ex(thing, "number", NULL);
}

/* the very device that hot_add has made for the run */
static bool is_same(const char *root, struct json_object *thing, unsigned long number)
{
	unsigned long sequence;

	return has_number(thing) && thing_number(thing, "number") == number &&
	       thing_number(thing, "sequence") && read_number(root, number, "diskseq", &sequence) &&
	       thing_number(thing, "sequence") == sequence;
}

/* not ours for certain, and nothing proves that it is not */
static bool may_be(struct json_object *thing, unsigned long number)
{
	if (!has_number(thing))
		return !was_there(thing, number);
	return thing_number(thing, "number") == number && !thing_number(thing, "sequence");
}

/* one with a size: by its label, or by being as the run has left it before there was one */
static enum thing_state look_at_sized(const char *root, struct json_object *thing, unsigned long number,
				      unsigned long size, char **why)
{
	guarded(free) char *name = string_format("zram%lu", number);
	bool has = false;
	guarded(error) struct error *err = own_zram_has_label(root, name, thing_string(thing, "label"), &has);
	unsigned long data;

	if (err)
		return thing_foreign(why, "%s", err->message);
	if (has && !strncmp(thing_string(thing, "label"), PREFIX, strlen(PREFIX)))
		return THING_OURS;
	if (!is_same(root, thing, number))
		return THING_GONE;
	/* mm_stat begins with orig_data_size */
	if (size == thing_number(thing, "size") && read_number(root, number, "mm_stat", &data) && !data)
		return THING_OURS;
	return thing_foreign(why, "zram%lu is used by another process now", number);
}

static enum thing_state look_at(const char *root, struct json_object *thing, unsigned long number, char **why)
{
	guarded(free) char *path = string_format("%s/sys/block/zram%lu", root, number);
	unsigned long size;

	errno = 0;
	if (!read_number(root, number, "disksize", &size)) {
		int err = errno;

		return access(path, F_OK) && errno == ENOENT ? THING_GONE :
		       thing_foreign(why, "%s/disksize cannot be read: %s", path, strerror(err ? err : EIO));
	}
	if (size)
		return look_at_sized(root, thing, number, size, why);
	if (is_same(root, thing, number))
		return THING_OURS;
	if (may_be(thing, number))
		return thing_foreign(why, "zram%lu is empty, and may be the run's or foreign: "
				     "'echo %lu >" CONTROL "hot_remove' if it is not needed", number, number);
	return THING_GONE;
}

enum thing_state own_zram_look(const char *root, struct json_object *thing, char name[32], char **why)
{
	struct json_object *list guarded(json) = NULL;
	int rc = list_devices(root, &list);

	if (rc)
		return thing_foreign(why, "%s/sys/block cannot be listed: %s", root, strerror(-rc));
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		unsigned long number = json_object_get_uint64(json_object_array_get_idx(list, i));
		guarded(free) char *reason = NULL;

		switch (look_at(root, thing, number, &reason)) {
		case THING_OURS:
			snprintf(name, 32, "zram%lu", number);
			free(take(*why));
			return THING_OURS;
		case THING_FOREIGN:
			if (!*why)
				*why = take(reason);
			break;
		case THING_HELD:
		case THING_GONE:
			break;
		}
	}
	return *why ? THING_FOREIGN : THING_GONE;
}

static bool write_text(const char *attribute, const char *text)
{
	guarded(fd) int fd = open(attribute, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && full_write(fd, text, strlen(text));
}

/* closed again when this returns: the kernel resets and removes what no process has open */
static struct error *end_swap(const char *name)
{
	guarded(fd) int fd = -1;
	struct error *err = device_open(name, O_RDONLY, &fd);
	char path[32];

	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	/* EINVAL: it is not swapped to */
	return swapoff(path) && errno != EINVAL ? error_errno(errno, "swapoff /dev/%s", name) : NULL;
}

struct error *own_zram_remove(const char *name)
{
	struct error *err = end_swap(name);
	char path[300];

	if (err)
		return err;
	snprintf(path, sizeof(path), "/sys/block/%s/reset", name);
	if (!write_text(path, "1"))
		return error_errno(errno, "cannot write %s", path);
	if (!write_text(CONTROL "hot_remove", name + strlen("zram")))
		return error_errno(errno, "cannot remove %s", name);
	return NULL;
}
