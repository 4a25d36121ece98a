// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/emulated_place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "daxtest/fsdax.h"
#include "lib/base/array.h"
#include "lib/base/size.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/linear.h"

#define PART_SIZE (256 * MIB)

static struct error *use_namespace(struct place *p)
{
	snprintf(p->device, sizeof(p->device), "%s", pmem_namespace_device(p->ns[0]));
	return NULL;
}

/* struct pages in RAM can be read through /proc/kcore; those of parts are on the device */
static struct error *whole(struct place *p, struct pmem *pmem)
{
	struct error *err = pmem_namespace_create(pmem, PMEM_FSDAX_RAM, PMD_SIZE, 0, &p->ns[0]);

	return err ? err : use_namespace(p);
}

static struct error *part(struct place *p, struct pmem *pmem)
{
	struct error *err = pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, PART_SIZE, &p->ns[0]);

	return err ? err : use_namespace(p);
}

static struct error *inode(struct place *p, struct pmem *pmem)
{
	p->inode = true;
	return part(p, pmem);
}

static struct error *linear(struct place *p, struct pmem *pmem)
{
	guarded(free) char *device = NULL;
	struct error *err = NULL;

	for (int i = 0; !err && i < 2; i++)
		err = pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, PART_SIZE / 2, &p->ns[i]);
	if (!err)
		err = linear_create("normalpage", pmem_namespace_device(p->ns[0]),
				    pmem_namespace_device(p->ns[1]), &device);
	if (err)
		return err;
	p->linear = "normalpage";
	snprintf(p->device, sizeof(p->device), "%s", device);
	return NULL;
}

/* drivers/nvdimm/virtio_pmem.c sets ND_REGION_ASYNC: the host has to be asked to write back */
static struct error *virtio(struct place *p, struct pmem *pmem)
{
	struct error *err = pmem_namespace_borrow(pmem, "virtio-pmem", &p->ns[0]);

	p->async = true;
	return err ? err : use_namespace(p);
}

static struct error *memmap(struct place *p, struct pmem *pmem)
{
	struct error *err = pmem_namespace_borrow(pmem, "e820", &p->ns[0]);

	return err ? err : use_namespace(p);
}

static const struct provider {
	const char *name;
	struct error *(*make)(struct place *p, struct pmem *pmem);
} providers[] = {
	{ "", whole }, { "-part", part }, { "-inode", inode },
	{ "-linear", linear }, { "-virtio", virtio }, { "-memmap", memmap },
};

static struct error *find_provider(const char *word, const struct provider **provider)
{
	const char *name = word + strcspn(word, "-");

	for (size_t i = 0; i < ARRAY_SIZE(providers); i++) {
		*provider = &providers[i];
		if (!strcmp(name, providers[i].name))
			return NULL;
	}
	return error_create(ERROR_USAGE, "unknown memory in '%s' (known: ext4, ext4-part, "
			    "ext4-inode, ext4-linear, ext4-virtio, ext4-memmap, and the same of xfs)",
			    word);
}

bool place_is(const char *word, const char *what)
{
	word += strcspn(word, "-");
	return *word && !strcmp(word + 1, what);
}

struct error *place_make(struct place *p, struct pmem *pmem, const char *word)
{
	const struct provider *provider;
	struct error *err = find_provider(word, &provider);
	const char *found;

	if (!err)
		err = provider->make(p, pmem);
	if (err)
		return err;
	snprintf(p->type, sizeof(p->type), "%.*s", (int)strcspn(word, "-"), word);
	snprintf(p->dir, sizeof(p->dir), "/run/daxtest/%s", word);
	err = filesystem_make(p->device, p->type);
	p->made = !err;
	if (!err)
		err = filesystem_mount(p->device, p->type, p->inode ? "dax=inode" : "dax=always",
				       p->dir);
	p->mounted = p->made && !err;
	if (!err && p->inode)
		err = filesystem_set_dax(p->dir, true);
	return err ? err : filesystem_check_dax(p->dir, &found);
}

struct error *place_unmake(struct place *p)
{
	struct error *err = p->mounted ? filesystem_unmount(p->dir) : NULL;

	error_destroy(take(p->missing));
	if (!err && p->made)
		err = filesystem_wipe(p->device);
	if (!err && p->linear)
		err = linear_destroy(p->linear);
	for (int i = 0; !err && i < 2; i++)
		if (p->ns[i])
			err = pmem_namespace_destroy(p->ns[i]);
	return err;
}
