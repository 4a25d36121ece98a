// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/devdax.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/device.h"
#include "lib/trace/probe.h"
#include "provisioning/pmem/tree.h"

/* mm/huge_memory.c; the address of struct vm_fault is at byte 24 */
PROBE(vmf_insert_folio_pud) = {
	.function = "vmf_insert_folio_pud",
	.args = { "addr=+24($arg1):x64", "folio=$arg2:x64", "write=$arg3:u8" },
};

/** struct kind - what an instance's data points to */
static const struct kind {
	const char *word;
	uint64_t unit;
	enum level level;
	const char *insert;
} kinds[] = {
	{ "4k", PTE_SIZE, LEVEL_PTE, "vmf_insert_page_mkwrite" },
	{ "2m", PMD_SIZE, LEVEL_PMD, "vmf_insert_folio_pmd" },
	{ "1g", PUD_SIZE, LEVEL_PUD, "vmf_insert_folio_pud" },
	{ "ram", PMD_SIZE, LEVEL_PMD, NULL },
};

#define NR_KINDS (ARRAY_SIZE(kinds))

/**
 * struct devdax_place - a device that may be overwritten
 * @claim: the uuid of its info block as it was checked; "": a device of our own guest
 */
static struct devdax_place {
	const struct kind *kind;
	char device[64];
	char claim[40];
} places[NR_KINDS];

/** struct devices - instances of one need */
struct devices {
	struct instance instance[NR_KINDS];
	size_t nr;
};

static struct devices all, huge, ram;

static const struct kind *find_kind(const char *word)
{
	for (size_t i = 0; i < NR_KINDS; i++)
		if (!strcmp(kinds[i].word, word))
			return &kinds[i];
	return NULL;
}

uint64_t devdax_align(const char *word)
{
	const struct kind *kind = find_kind(word);

	return kind ? kind->unit : 0;
}

static struct error *add(struct devices *devices, const struct instance *instance)
{
	for (size_t i = 0; i < devices->nr; i++)
		if (!strcmp(devices->instance[i].name, instance->name))
			return error_create(ERROR_USAGE, "two device-dax devices are both %s",
					    instance->name);
	devices->instance[devices->nr++] = *instance;
	return NULL;
}

struct error *devdax_use(const char *device, const char *word, const char *claim)
{
	const struct kind *kind = find_kind(word);
	struct devdax_place *place = kind ? &places[kind - kinds] : NULL;
	const struct instance instance = { .name = word, .device = place ? place->device : NULL, .data = place };
	struct error *err;

	if (!kind)
		return error_create(ERROR_USAGE,
				    "unknown kind of device-dax '%s' (known: 4k, 2m, 1g, ram)", word);
	err = add(kind->insert ? &all : &ram, &instance);
	if (!err && kind->insert && kind->level != LEVEL_PTE)
		err = add(&huge, &instance);
	if (err)
		return err;
	place->kind = kind;
	snprintf(place->device, sizeof(place->device), "%s", device ? device : "");
	snprintf(place->claim, sizeof(place->claim), "%s", claim ? claim : "");
	return NULL;
}

static struct error *give(const struct devices *devices, const struct instance **instances,
			  size_t *nr)
{
	if (!devices->nr)
		return error_create(ERROR_UNTESTABLE, "no device-dax device that may be "
				    "overwritten (only guests of 'normalpage run' have them)");
	*instances = devices->instance;
	*nr = devices->nr;
	return NULL;
}

static struct error *give_all(const struct instance **instances, size_t *nr)
{
	return give(&all, instances, nr);
}

static struct error *give_huge(const struct instance **instances, size_t *nr)
{
	return give(&huge, instances, nr);
}

static struct error *give_ram(const struct instance **instances, size_t *nr)
{
	return give(&ram, instances, nr);
}

const struct need need_devdax = { .name = "a device-dax device", .instances = give_all };
const struct need need_devdax_huge = { .name = "a device-dax device", .instances = give_huge };
const struct need need_devdax_ram = { .name = "a device-dax device", .instances = give_ram };

static const struct devdax_place *place_of(const struct scenario *s)
{
	return scenario_instance(s)->data;
}

static const struct kind *kind_of(const struct scenario *s)
{
	return place_of(s)->kind;
}

uint64_t devdax_unit(const struct scenario *s)
{
	return kind_of(s)->unit;
}

enum level devdax_level(const struct scenario *s)
{
	return kind_of(s)->level;
}

/* the nd device that a device-dax device of libnvdimm lies below has the uuid */
struct error *devdax_check(const char *name, const char *claim)
{
	guarded(free) char *its = tree_read(TREE_HERE, "/sys/bus/dax/devices/%s/../uuid", name);

	if (*claim && (!its || strcasecmp(its, claim)))
		return error_create(ERROR_SYSTEM, "/dev/%s is no longer the device that was checked: it is not "
				    "touched", name);
	return NULL;
}

/* names move: what was checked at the start is checked again on what is then open */
int devdax_open(struct scenario *s)
{
	const struct devdax_place *place = place_of(s);
	const char *name = device_name(place->device);
	struct error *err;
	int fd = -1;

	err = device_open(name, O_RDWR, &fd);
	if (!err)
		err = devdax_check(name, place->claim);
	scenario_need(s, err);
	return fd;
}

/* beyond its end a fault ends in SIGBUS, and mmap() does not say so */
static void need_size(struct scenario *s, uint64_t size)
{
	const char *device = scenario_instance(s)->device;
	uint64_t has = tree_number(TREE_HERE, "/sys/bus/dax/devices/%s/size", device_name(device));

	if (has && has < size)
		scenario_skip(s, "%s has %" PRIu64 " MiB, and the test needs %" PRIu64, device, has >> 20,
			      size >> 20);
}

struct mapping devdax_map(struct scenario *s, unsigned int units, int prot)
{
	struct mapping m = { .size = units * devdax_unit(s),
			     .flags = mapping_vma_flags(prot, MAP_SHARED) };
	char *addr = mapping_address(m.size);

	need_size(s, m.size);
	m.addr = mmap(addr, m.size, prot, MAP_SHARED | MAP_FIXED_NOREPLACE, devdax_open(s), 0);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mmap of %s: %s", scenario_instance(s)->device,
				strerror(errno));
	return m;
}

void expect_devdax_inserted(struct scenario *s, bool write)
{
	expect_called(s, kind_of(s)->insert, ARG("write", write));
}
