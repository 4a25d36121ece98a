// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/image/modules.h"

#include <errno.h>
#include <fts.h>
#include <search.h>
#include <string.h>

#include <libkmod.h>

#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"

struct module_entry {
	char *name;
	char *path;	/* NULL: built in */
};

struct module_index {
	void *entries;	/* a tsearch() tree of struct module_entry by name */
	struct kmod_ctx *kmod;
};

DEFINE_CLEANUP(kmod_module, struct kmod_module *, kmod_module_unref(VALUE))

char *module_name(const char *path)
{
	const char *base = strrchr(path, '/');
	const char *end;
	char *name;

	base = base ? base + 1 : path;
	end = strstr(base, ".ko");
	if (!end)
		return NULL;
	if (end[3] && strcmp(end, ".ko.xz") && strcmp(end, ".ko.zst") && strcmp(end, ".ko.gz"))
		return NULL;
	name = string_copy_n(base, (size_t)(end - base));
	for (char *p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	return name;
}

static int compare(const void *a, const void *b)
{
	const struct module_entry *ea = a, *eb = b;

	return strcmp(ea->name, eb->name);
}

static void entry_destroy(void *entry)
{
	free(((struct module_entry *)entry)->name);
	free(((struct module_entry *)entry)->path);
	free(entry);
}

/* the first one of a name stays */
static void add(struct module_index *index, const char *path, bool builtin)
{
	struct module_entry *entry = calloc(1, sizeof(*entry));
	struct module_entry **found;

	if (!entry)
		abort();
	entry->name = module_name(path);
	entry->path = builtin ? NULL : string_copy(path);
	found = entry->name ? tsearch(entry, &index->entries, compare) : NULL;
	if (!found || *found != entry)
		entry_destroy(entry);
}

static void add_builtin(struct module_index *index, const char *directory)
{
	guarded(free) char *path = string_format("%s/modules.builtin", directory);
	guarded(file) FILE *f = regular_file_stream(path);
	guarded(free) char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		add(index, line, true);
	}
}

/* a build tree is large: its modules.order names the modules, as .o or .ko */
static bool add_tree(struct module_index *index, const char *directory)
{
	guarded(free) char *kbuild = string_format("%s/Kbuild", directory);
	guarded(free) char *order = string_format("%s/modules.order", directory);
	guarded(file) FILE *f = regular_file_stream(order);
	guarded(free) char *line = NULL;
	size_t size = 0;

	if (!f || access(kbuild, F_OK))
		return false;
	while (getline(&line, &size, f) > 0) {
		guarded(free) char *path = NULL;
		char *dot;

		line[strcspn(line, "\n")] = '\0';
		dot = strrchr(line, '.');
		path = string_format("%s/%.*s.ko", directory,
				     (int)(dot ? dot - line : (ptrdiff_t)strlen(line)), line);
		add(index, path, false);
	}
	return true;
}

static struct error *add_installed(struct module_index *index, const char *directory)
{
	char *roots[] = { (char *)directory, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	FTSENT *found;

	if (!fts)
		return error_errno(errno, "cannot read %s", directory);
	while ((found = fts_read(fts)))
		if (found->fts_info == FTS_F || found->fts_info == FTS_NSOK)
			add(index, found->fts_path, false);
	fts_close(fts);
	return NULL;
}

struct error *module_index_create(struct module_index **index, const char *directory)
{
	/* no configuration: modprobe.d of this machine says nothing about the guest */
	const char *no_config = NULL;
	struct module_index *new = calloc(1, sizeof(*new));
	struct error *err = NULL;

	if (!new)
		abort();
	*index = new;
	new->kmod = kmod_new(directory, &no_config);
	if (!new->kmod)
		abort();
	add_builtin(new, directory);
	if (!add_tree(new, directory))
		err = add_installed(new, directory);
	if (err)
		module_index_destroy(take(*index));
	return err;
}

void module_index_destroy(struct module_index *index)
{
	if (!index)
		return;
	kmod_unref(index->kmod);
	tdestroy(index->entries, entry_destroy);
	free(index);
}

static const struct module_entry *find(const struct module_index *index, const char *name)
{
	guarded(free) char *normal = string_format("%s.ko", name);
	struct module_entry key = { 0 };
	struct module_entry **found;

	key.name = module_name(normal);
	found = tfind(&key, &index->entries, compare);
	free(key.name);
	return found ? *found : NULL;
}

enum module_presence module_find(const struct module_index *index, const char *name)
{
	const struct module_entry *entry = find(index, name);

	if (!entry)
		return MODULE_ABSENT;
	return entry->path ? MODULE_LOADABLE : MODULE_BUILTIN;
}

/* reads "depends" (hard) and the "pre" words of "softdep" from the module's .modinfo */
static struct error *read_dependencies(const struct module_index *index, const char *path,
				       struct string_list *hard, struct string_list *soft)
{
	struct kmod_module *module guarded(kmod_module) = NULL;
	struct kmod_list *info = NULL, *item;
	struct error *err = regular_file_check(path);
	int status;

	if (err)
		return err;
	status = kmod_module_new_from_path(index->kmod, path, &module);
	if (status >= 0)
		status = kmod_module_get_info(module, &info);
	if (status < 0)
		return error_errno(-status, "cannot read the module %s", path);
	kmod_list_foreach(item, info) {
		const char *key = kmod_module_info_get_key(item);
		const char *value = kmod_module_info_get_value(item);
		const char *pre;

		if (!strcmp(key, "depends"))
			string_list_split(hard, value, ",");
		if (strcmp(key, "softdep") || !(pre = strstr(value, "pre:")))
			continue;
		string_list_split(soft, pre + 4, " ");
		/* what follows "post:" is not for us */
		for (size_t i = 0; i < soft->nr; i++)
			if (!strcmp(soft->item[i], "post:"))
				while (soft->nr > i)
					free(soft->item[--soft->nr]);
	}
	kmod_module_info_free_list(info);
	return NULL;
}

static struct error *order(const struct module_index *index, const char *name,
			   struct string_list *paths, struct string_list *visited)
{
	struct string_list hard guarded(strings) = { 0 };
	struct string_list soft guarded(strings) = { 0 };
	const struct module_entry *entry = find(index, name);
	struct error *err;

	if (!entry)
		return error_create(ERROR_UNTESTABLE, "the kernel has no module %s", name);
	if (!entry->path || string_list_has(visited, entry->path))
		return NULL;
	string_list_add(visited, "%s", entry->path);
	err = read_dependencies(index, entry->path, &hard, &soft);
	for (size_t i = 0; !err && i < soft.nr; i++)
		/* a wish, and often an alias and no module's name: "crc32c" */
		if (find(index, soft.item[i]))
			err = order(index, soft.item[i], paths, visited);
	for (size_t i = 0; !err && i < hard.nr; i++)
		err = order(index, hard.item[i], paths, visited);
	if (!err)
		string_list_add(paths, "%s", entry->path);
	return err;
}

struct error *module_order(const struct module_index *index, const char *name,
			   struct string_list *paths)
{
	struct string_list visited guarded(strings) = { 0 };

	for (size_t i = 0; i < paths->nr; i++)
		string_list_add(&visited, "%s", paths->item[i]);
	return order(index, name, paths, &visited);
}
