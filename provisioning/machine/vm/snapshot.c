// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/verdict/record.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/cached_part.h"
#include "provisioning/machine/cache/digest.h"
#include "provisioning/machine/file/json_file.h"

#define SUFFIX ".snapshot"
#define KEEP 16	/* of some 200 MB each */

void snapshot_name(struct snapshot *snapshot, const char *directory)
{
	*snapshot = (struct snapshot){ .directory = string_copy(directory),
				       .state = string_format("%s/state", directory) };
}

static uint64_t digest_words(uint64_t digest, const struct string_list *words)
{
	for (size_t i = 0; i < words->nr; i++)
		digest = digest_add_string(digest, words->item[i]);
	return digest;
}

struct error *snapshot_path(char **directory, const struct machine_config *config,
			    const struct string_list *program)
{
	/* what differs between two runs of the same machine is left out */
	static const struct qemu_sockets nowhere = QEMU_NO_SOCKETS;
	struct string_list words guarded(strings) = { 0 };
	struct machine_config same = *config;
	guarded(free) char *cache = NULL;
	struct error *err = cache_directory(&cache, "snapshots");
	uint64_t digest;

	if (err)
		return err;
	same.console_log = NULL;
	qemu_command_line(&words, &same, &nowhere);
	digest = digest_words(digest_words(DIGEST_START, &words), program);
	*directory = string_format("%s/%016" PRIx64 SUFFIX, cache, digest);
	return NULL;
}

static char *note_path(const struct snapshot *snapshot)
{
	return string_format("%s/guest.json", snapshot->directory);
}

bool snapshot_load(struct snapshot *snapshot, const char *directory)
{
	guarded(free) char *path = NULL;
	struct json_object *note, *port, *tests;
	bool good;

	if (!cached_part_is_fresh(directory))
		return false;
	snapshot_name(snapshot, directory);
	path = note_path(snapshot);
	note = json_object_from_file(path);
	good = json_object_object_get_ex(note, "port", &port) &&
	       json_object_object_get_ex(note, "tests", &tests) &&
	       json_object_is_type(tests, json_type_array) && !access(snapshot->state, R_OK);
	if (good) {
		snapshot->port = (enum port)json_object_get_int(port);
		for (size_t i = 0; i < json_object_array_length(tests); i++) {
			struct json_object *test = json_object_array_get_idx(tests, i);

			string_list_add(&snapshot->tests, "%s", json_object_get_string(test));
		}
	} else {
		snapshot_clear(snapshot);
	}
	json_object_put(note);
	return good;
}

struct error *snapshot_note(const struct snapshot *snapshot)
{
	struct json_object *note = json_object_new_object(), *tests = json_object_new_array();
	guarded(free) char *path = note_path(snapshot);

	for (size_t i = 0; i < snapshot->tests.nr; i++)
		json_object_array_add(tests, json_object_new_string(snapshot->tests.item[i]));
	json_object_object_add(note, "port", json_object_new_int(snapshot->port));
	json_object_object_add(note, "tests", tests);
	return json_file_write(path, note);
}

struct error *snapshot_keep(const struct snapshot *snapshot, const char *directory,
			    const struct machine_config *config)
{
	struct string_list inputs guarded(strings) = { 0 };
	guarded(free) char *cache = string_copy(directory);
	struct error *err = cache_commit(snapshot->directory, directory);

	if (err)
		return err;
	string_list_add(&inputs, "%s", config->qemu);
	string_list_add(&inputs, "%s", config->boot->path);
	string_list_add(&inputs, "%s", config->initramfs);
	if (config->xen)
		string_list_add(&inputs, "%s", config->xen->hypervisor);
	*strrchr(cache, '/') = '\0';
	err = cached_part_note_inputs(directory, &inputs);
	cache_prune(cache, SUFFIX, KEEP);
	return err;
}

struct error *snapshot_refuse(const struct machine_config *config)
{
	for (const struct nvdimm *n = config->nvdimms; n && n->size; n++)
		if (n->virtio)
			return error_create(ERROR_SYSTEM, "no snapshot, it boots each time: QEMU cannot save a virtio-pmem");
	return NULL;
}

void snapshot_discard(struct snapshot *snapshot)
{
	if (snapshot->directory)
		cache_discard(snapshot->directory);
	snapshot_clear(snapshot);
}

void snapshot_clear(struct snapshot *snapshot)
{
	free(snapshot->directory);
	free(snapshot->state);
	string_list_clear(&snapshot->tests);
	*snapshot = (struct snapshot){ 0 };
}
