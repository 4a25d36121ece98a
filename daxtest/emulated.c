// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/emulated.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "daxtest/fsdax.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/namespace.h"

#define PLACES_MAX 4

/** struct place - one namespace with its file system */
struct place {
	struct pmem_namespace *ns;
	char dir[64];
	bool mounted;
};

struct emulated {
	struct pmem *pmem;
	struct place places[PLACES_MAX];
	size_t nr;
};

static struct error *make_place(struct emulated *e, const char *type)
{
	struct place *p = &e->places[e->nr];
	struct error *err;
	const char *found;

	if (e->nr == PLACES_MAX)
		return error_create(ERROR_USAGE, "at most %d file systems", PLACES_MAX);
	err = pmem_namespace_create(e->pmem, PMEM_FSDAX, PMD_SIZE, 0, &p->ns);
	if (err)
		return err;
	e->nr++;
	snprintf(p->dir, sizeof(p->dir), "/run/daxtest/%s", type);
	err = filesystem_make(pmem_namespace_device(p->ns), type);
	if (!err)
		err = filesystem_mount(pmem_namespace_device(p->ns), type, p->dir);
	if (err)
		return err;
	p->mounted = true;
	err = filesystem_check_dax(p->dir, &found);
	return err ? err : fsdax_use(p->dir, type);
}

struct error *emulated_make(const char *const *types, size_t nr_types, struct emulated **emulated)
{
	struct emulated *e = calloc(1, sizeof(*e));
	struct error *err;

	if (!e)
		abort();
	err = pmem_open(&e->pmem);
	if (!err && mkdir("/run/daxtest", 0700) && errno != EEXIST)
		err = error_errno(errno, "/run/daxtest");
	for (size_t i = 0; !err && i < nr_types; i++)
		err = make_place(e, types[i]);
	if (err) {
		guarded(error) struct error *undo = emulated_destroy(e);

		return err;
	}
	*emulated = e;
	return NULL;
}

struct error *emulated_destroy(struct emulated *e)
{
	struct error *first = NULL;

	while (e && e->nr) {
		struct place *p = &e->places[--e->nr];
		struct error *err = p->mounted ? filesystem_unmount(p->dir) : NULL;

		if (!err && p->mounted)
			err = filesystem_wipe(pmem_namespace_device(p->ns));
		if (!err)
			err = pmem_namespace_destroy(p->ns);
		if (first)
			error_destroy(err);
		else
			first = err;
	}
	if (e)
		pmem_close(e->pmem);
	free(e);
	return first;
}
