// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/emulated.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "daxtest/devdax.h"
#include "daxtest/emulated_place.h"
#include "daxtest/fsdax.h"
#include "lib/base/size.h"
#include "provisioning/pmem/namespace.h"

#define PLACES_MAX 12

struct emulated {
	struct pmem *pmem;
	struct place places[PLACES_MAX];
	size_t nr;
};

static struct place *next_place(struct emulated *e)
{
	return e->nr < PLACES_MAX ? &e->places[e->nr++] : NULL;
}

static struct error *too_many(void)
{
	return error_create(ERROR_USAGE, "at most %d emulated devices", PLACES_MAX);
}

static struct error *make_fs(struct emulated *e, const char *word)
{
	struct place *p = next_place(e);
	struct error *err = p ? place_make(p, e->pmem, word) : too_many();
	struct fsdax_place place = { .name = word };

	/* one kind of memory that this kernel does not know keeps nobody from the others */
	if (err && p && (err->kind == ERROR_UNTESTABLE || err->kind == ERROR_MISSING))
		p->missing = take(err);
	if (err)
		return err;
	place.dir = p->dir;
	place.type = p->type;
	place.missing = p->missing ? p->missing->message : NULL;
	place.inode = p->inode;
	place.sync = !p->async;
	place.async = p->async;
	return fsdax_use(&place);
}

/*
 * Of 1 GiB pages there are two: they lie at multiples of 1 GiB behind the array of struct pages. Memory
 * becomes system-ram in blocks of 128 MiB.
 */
static unsigned long long devdax_size(const char *word)
{
	if (devdax_align(word) == PUD_SIZE)
		return 3072 * MIB;
	return strcmp(word, "ram") ? 64 * MIB : 512 * MIB;
}

/* those of one are in RAM, where tails of a folio share theirs (mm/sparse-vmemmap.c) */
static enum pmem_mode devdax_mode(const char *word)
{
	return devdax_align(word) == PMD_SIZE && strcmp(word, "ram") ? PMEM_DEVDAX_RAM : PMEM_DEVDAX;
}

static struct error *make_devdax(struct emulated *e, const char *word)
{
	struct place *p = next_place(e);
	struct error *err = p ? NULL : too_many();
	char claim[64];

	if (!err)
		err = pmem_namespace_create(e->pmem, devdax_mode(word), devdax_align(word),
					    devdax_size(word), &p->ns[0]);
	if (err)
		return err;
	pmem_namespace_claim(p->ns[0], claim);
	return devdax_use(pmem_namespace_device(p->ns[0]), word, claim);
}

struct error *emulated_make(const struct emulated_plan *plan, struct emulated **emulated)
{
	struct emulated *e = calloc(1, sizeof(*e));
	struct error *err;

	if (!e)
		abort();
	err = pmem_open(&e->pmem);
	if (!err && mkdir("/run/daxtest", 0700) && errno != EEXIST)
		err = error_errno(errno, "/run/daxtest");
	/* in this order: the first namespace of a region starts at a multiple of 1 GiB */
	for (size_t i = 0; !err && i < plan->devdax->nr; i++)
		err = make_devdax(e, plan->devdax->item[i]);
	for (size_t i = 0; !err && i < plan->fs->nr; i++)
		err = make_fs(e, plan->fs->item[i]);
	if (err) {
		guarded(error) struct error *undo = emulated_destroy(e);

		return err;
	}
	*emulated = e;
	return NULL;
}

struct error *emulated_names(const struct emulated_plan *plan)
{
	struct error *err = NULL;

	for (size_t i = 0; !err && i < plan->devdax->nr; i++)
		err = devdax_use(NULL, plan->devdax->item[i], NULL);
	for (size_t i = 0; !err && i < plan->fs->nr; i++) {
		struct fsdax_place place = { .name = plan->fs->item[i] };

		place.inode = place_is(plan->fs->item[i], "inode");
		err = fsdax_use(&place);
	}
	return err;
}

struct error *emulated_destroy(struct emulated *e)
{
	struct error *first = NULL;

	while (e && e->nr) {
		struct error *err = place_unmake(&e->places[--e->nr]);

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
