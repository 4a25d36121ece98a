// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache/cache_entries.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/path_part.h"

#define LIST ".inputs"

/**
 * struct shelf - a directory of the cache, and what is made in it
 * @endings: of its entries' names; none: any that can be a part of a path
 * @proof: a file in each entry, which then is a directory; NULL: entries are files
 */
struct shelf {
	const char *name;
	const char *endings[4];
	const char *proof;
};

static const struct shelf shelves[] = {
	{ "apt", { NULL }, "apt.conf" },
	{ "downloads", { "" }, NULL },	/* what is half made, and nothing else */
	{ "headers", { ".root" }, "usr" },
	{ "initramfs", { ".cpio", ".modules", ".programs" }, NULL },
	{ "kernels", { NULL }, "kernel.json" },
	{ "mutants", { ".ko" }, NULL },
	{ "snapshots", { ".snapshot" }, "state" },
	{ "vmlinux", { ".elf" }, NULL },
	{ "xen/toolstack", { NULL }, "xl" },
	{ NULL, { ".elf" }, NULL },	/* xen/SUITE, xen/files */
};

static const struct shelf *find_shelf(const char *name)
{
	const struct shelf *s = shelves;

	while (s->name && strcmp(s->name, name))
		s++;
	if (s->name || (!strncmp(name, "xen/", 4) && suite_name_is_good(name + 4)))
		return s;
	return NULL;
}

static uint64_t disk_usage(int parent, const char *name);

/* without a mark that it was read, by which we know when an entry was last used */
static int open_unseen(int parent, const char *name)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(parent, name, flags | O_NOATIME);

	/* only the owner may */
	return fd < 0 && errno == EPERM ? openat(parent, name, flags) : fd;
}

static uint64_t usage_below(int parent, const char *name)
{
	int fd = open_unseen(parent, name);
	guarded(dir) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	uint64_t bytes = 0;

	if (!dir && fd >= 0)
		close(fd);
	while (dir && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			bytes += disk_usage(fd, entry->d_name);
	return bytes;
}

static uint64_t disk_usage(int parent, const char *name)
{
	struct stat st;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW))
		return 0;
	return (uint64_t)st.st_blocks * 512 + (S_ISDIR(st.st_mode) ? usage_below(parent, name) : 0);
}

static bool has_ending(const struct shelf *shelf, const char *name)
{
	if (!shelf->endings[0])
		return path_part_is_good(name);
	for (size_t i = 0; i < 4 && shelf->endings[i]; i++)
		if (*shelf->endings[i] && string_ends_in(name, shelf->endings[i]))
			return true;
	return false;
}

/* a list beside what it belongs to is a part of that */
static bool is_list(const struct cache_entry *e, bool *alone)
{
	guarded(free) char *of = string_copy(e->path);

	if (!string_ends_in(of, LIST))
		return false;
	of[strlen(of) - strlen(LIST)] = '\0';
	*alone = access(of, F_OK);
	return true;
}

static const char *foreign(const struct shelf *shelf, const struct cache_entry *e, const struct stat *st)
{
	guarded(free) char *proof = shelf && shelf->proof ? string_format("%s/%s", e->path, shelf->proof) :
							    NULL;

	if (S_ISLNK(st->st_mode))
		return "it is a symbolic link, which is not followed";
	if (st->st_uid != geteuid())
		return "it belongs to another user";
	if (!shelf)
		return "normalpage has made nothing of this name";
	if (cache_staged_state(e->path) != STAGED_NOT)
		return NULL;
	if (!has_ending(shelf, strrchr(e->path, '/') + 1) ||
	    (proof ? !S_ISDIR(st->st_mode) || access(proof, F_OK) : !S_ISREG(st->st_mode)))
		return "normalpage has made nothing like it";
	return NULL;
}

/* false: it is a part of another one */
static bool judge(const struct shelf *shelf, struct cache_entry *e)
{
	enum staged_state staged = cache_staged_state(e->path);
	bool alone = false;
	struct stat st;

	if (lstat(e->path, &st))
		return false;
	e->used = st.st_atim.tv_sec;
	if (shelf && is_list(e, &alone)) {
		e->kind = S_ISREG(st.st_mode) && st.st_uid == geteuid() ? CACHE_LEFTOVER : CACHE_FOREIGN;
		e->why = "it is no list of ours";
		return alone;
	}
	e->why = foreign(shelf, e, &st);
	if (e->why)
		e->kind = CACHE_FOREIGN;
	else if (staged == STAGED_ALIVE)
		e->kind = CACHE_UNDER_WAY;
	else if (staged == STAGED_DEAD)
		e->kind = CACHE_LEFTOVER;
	return true;
}

static void add(struct cache_entries *entries, const char *root, const char *name,
		const struct shelf *shelf)
{
	struct cache_entry e = { .path = string_format("%s/%s", root, name),
				 .name = text_clean(name, TEXT_NAME_MAX) };
	guarded(free) char *list = string_format("%s" LIST, e.path);

	if (!judge(shelf, &e)) {
		free(e.path);
		free(e.name);
		return;
	}
	e.bytes = disk_usage(AT_FDCWD, e.path) + disk_usage(AT_FDCWD, list);
	entries->entry = array_grow(entries->entry, entries->nr, sizeof(*entries->entry));
	entries->entry[entries->nr++] = e;
}

/* a directory that is really one, and ours to look into */
static bool is_directory(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

static struct error *read_shelf(struct cache_entries *entries, const char *root, const char *name);

/* @below: a directory of the root, or "" for the root itself */
static struct error *read_below(struct cache_entries *entries, const char *root, const char *below,
				const struct shelf *shelf)
{
	guarded(free) char *path = string_format("%s/%s", root, below);
	guarded(dir) DIR *dir = opendir(path);
	struct error *err = NULL;
	struct dirent *entry;

	if (!dir)
		return error_errno(errno, "cache: %s", path);
	while (!err && (entry = readdir(dir))) {
		guarded(free) char *name = string_format("%s%s%s", below, *below ? "/" : "",
							 entry->d_name);

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (shelf)
			add(entries, root, name, shelf);
		else
			err = read_shelf(entries, root, name);
	}
	return err;
}

static struct error *read_shelf(struct cache_entries *entries, const char *root, const char *name)
{
	guarded(free) char *path = string_format("%s/%s", root, name);
	const struct shelf *shelf = find_shelf(name);

	if (is_directory(path) && (shelf || !strcmp(name, "xen")))
		return read_below(entries, root, name, shelf);
	add(entries, root, name, NULL);
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct cache_entry *)a)->name, ((const struct cache_entry *)b)->name);
}

struct error *cache_entries_read(struct cache_entries *entries, const char *root)
{
	struct error *err;

	*entries = (struct cache_entries){ 0 };
	err = read_below(entries, root, "", NULL);
	if (entries->nr)
		qsort(entries->entry, entries->nr, sizeof(*entries->entry), by_name);
	if (err)
		cache_entries_clear(entries);
	return err;
}

void cache_entries_clear(struct cache_entries *entries)
{
	for (size_t i = 0; i < entries->nr; i++) {
		free(entries->entry[i].path);
		free(entries->entry[i].name);
	}
	free(entries->entry);
	*entries = (struct cache_entries){ 0 };
}
