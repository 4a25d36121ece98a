// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/namespace.h"

#include <daxctl/libdaxctl.h>
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/namespace_private.h"
#include "provisioning/pmem/region.h"
#include "provisioning/pmem/tree.h"

struct error *pmem_open(struct pmem **pmem)
{
	struct pmem *p = calloc(1, sizeof(*p));
	int rc;

	if (!p)
		abort();
	rc = ndctl_new(&p->ctx);
	if (rc < 0) {
		free(p);
		return error_errno(-rc, "libndctl");
	}
	/* what fails is in the error that is returned, in one line */
	if (!getenv("NDCTL_LOG"))
		ndctl_set_log_priority(p->ctx, LOG_EMERG);
	*pmem = p;
	return NULL;
}

void pmem_close(struct pmem *pmem)
{
	if (!pmem)
		return;
	ndctl_unref(pmem->ctx);
	free(pmem);
}

void pmem_namespace_put(struct pmem_namespace *n)
{
	free(n);
}

static struct error *check(int rc, const char *what)
{
	return rc < 0 ? error_errno(-rc, "%s", what) : NULL;
}

/* an unlabelled region is one namespace, which already exists */
static struct error *take_whole_region(struct pmem_namespace *n)
{
	struct ndctl_namespace *ns;

	ndctl_namespace_foreach(n->region, ns) {
		n->ns = ns;
		return check(ndctl_namespace_disable_safe(ns), "disabling the raw namespace");
	}
	return error_create(ERROR_SYSTEM, "%s has no namespace",
			    ndctl_region_get_devname(n->region));
}

/* what is not as the kernel made it is being configured by another process */
static bool is_untouched(struct ndctl_namespace *ns)
{
	uuid_t uuid;

	ndctl_namespace_get_uuid(ns, uuid);
	return uuid_is_null(uuid) && !ndctl_namespace_get_size(ns);
}

/*
 * A seed is there for all, and ndctl(1) takes no lock: who sets the uuid last has it. Once a size is set it
 * can be set no more (drivers/nvdimm/namespace_devs.c namespace_update_uuid()). Not from libndctl, which
 * remembers what it wrote.
 */
static struct error *check_uuid(const char *device, const uuid_t uuid)
{
	guarded(free) char *its = tree_read(TREE_HERE, "/sys/bus/nd/devices/%s/uuid", device);
	char ours[UUID_STR_LEN];

	uuid_unparse_lower(uuid, ours);
	if (its && !strcasecmp(its, ours))
		return NULL;
	return error_create(ERROR_SYSTEM, "%s was taken by another process at the same time: try again", device);
}

static struct error *take_seed(struct pmem_namespace *n, unsigned long long size)
{
	struct error *err;

	n->ns = ndctl_region_get_namespace_seed(n->region);
	if (!n->ns)
		return error_create(ERROR_SYSTEM, "%s offers no namespace",
				    ndctl_region_get_devname(n->region));
	if (!is_untouched(n->ns)) {
		err = error_create(ERROR_SYSTEM, "%s is being made by another process",
				   ndctl_namespace_get_devname(n->ns));
		n->ns = NULL;
		return err;
	}
	err = check(ndctl_namespace_set_uuid(n->ns, n->uuid), "setting the namespace's uuid");
	if (!err)
		err = check_uuid(ndctl_namespace_get_devname(n->ns), n->uuid);
	if (!err)
		err = check(ndctl_namespace_set_size(n->ns, size), "setting the namespace's size");
	return err ? err : check_uuid(ndctl_namespace_get_devname(n->ns), n->uuid);
}

/* nor is a pfn or dax seed ours if it has a uuid, a place for its memmap, or a namespace already */
static struct error *refuse_configured(bool configured, const char *seed)
{
	return configured ? error_create(ERROR_SYSTEM, "%s is being made by another process", seed) : NULL;
}

static bool is_fsdax(enum pmem_mode mode)
{
	return mode == PMEM_FSDAX || mode == PMEM_FSDAX_RAM;
}

static enum ndctl_pfn_loc memmap_place(enum pmem_mode mode)
{
	return mode == PMEM_FSDAX_RAM || mode == PMEM_DEVDAX_RAM ? NDCTL_PFN_LOC_RAM
								 : NDCTL_PFN_LOC_PMEM;
}

static struct error *make_fsdax(struct pmem_namespace *n, unsigned long align)
{
	struct ndctl_pfn *pfn = ndctl_region_get_pfn_seed(n->region);
	struct error *err;

	if (!pfn)
		return error_create(ERROR_SYSTEM, "no pfn device: is the nd_pmem module loaded");
	err = refuse_configured(ndctl_pfn_is_configured(pfn), ndctl_pfn_get_devname(pfn));
	if (err)
		return err;
	err = check(ndctl_pfn_set_uuid(pfn, n->claim), "setting the pfn device's uuid");
	if (!err)
		err = check(ndctl_pfn_set_location(pfn, memmap_place(n->mode)), "placing the memmap");
	if (!err)
		err = check(ndctl_pfn_set_align(pfn, align), "setting the alignment");
	if (!err)
		err = check(ndctl_pfn_set_namespace(pfn, n->ns), "binding the namespace");
	if (!err)
		err = check(ndctl_pfn_enable(pfn), "enabling the fsdax device");
	if (err) {
		ndctl_pfn_set_namespace(pfn, NULL);
		return err;
	}
	err = check_uuid(ndctl_pfn_get_devname(pfn), n->claim);
	if (err)
		return err;
	snprintf(n->device, sizeof(n->device), "/dev/%s", ndctl_pfn_get_block_device(pfn));
	n->align = ndctl_pfn_get_align(pfn);
	n->size = ndctl_pfn_get_size(pfn);
	return NULL;
}

struct error *pmem_namespace_find_dax(struct pmem_namespace *n, struct ndctl_dax *dax)
{
	struct daxctl_region *region = ndctl_dax_get_daxctl_region(dax);
	struct daxctl_dev *dev = region ? daxctl_dev_get_first(region) : NULL;

	if (!dev)
		return error_create(ERROR_SYSTEM, "no dax device: is the dax_pmem module loaded");
	snprintf(n->device, sizeof(n->device), "/dev/%s", daxctl_dev_get_devname(dev));
	n->align = ndctl_dax_get_align(dax);
	n->size = daxctl_dev_get_size(dev);
	return NULL;
}

/* ENXIO: nobody took the device, or its driver did not like it */
static struct error *no_devdax(unsigned long align)
{
	if (tree_exists(TREE_HERE, "/sys/bus/nd/drivers/dax_pmem"))
		return error_create(ERROR_UNTESTABLE, "the kernel refuses it with an alignment of %lu "
				    "KiB: it is too small, or begins in the middle (see its log)",
				    align >> 10);
	return error_create(ERROR_UNTESTABLE,
			    "no driver for device-dax (modprobe dax_pmem device_dax)");
}

static struct error *make_devdax(struct pmem_namespace *n, unsigned long align)
{
	struct ndctl_dax *dax = ndctl_region_get_dax_seed(n->region);
	struct error *err;

	if (!dax)
		return error_create(ERROR_SYSTEM, "no dax seed: is the dax_pmem module loaded");
	err = refuse_configured(ndctl_dax_is_configured(dax), ndctl_dax_get_devname(dax));
	if (err)
		return err;
	err = check(ndctl_dax_set_uuid(dax, n->claim), "setting the dax device's uuid");
	if (!err)
		err = check(ndctl_dax_set_location(dax, memmap_place(n->mode)), "placing the memmap");
	if (!err)
		err = check(ndctl_dax_set_align(dax, align), "setting the alignment");
	if (!err)
		err = check(ndctl_dax_set_namespace(dax, n->ns), "binding the namespace");
	if (!err)
		err = check(ndctl_dax_enable(dax), "enabling the devdax device");
	if (err) {
		ndctl_dax_set_namespace(dax, NULL);
		if (err->errnum != ENXIO)
			return err;
		error_destroy(err);
		return no_devdax(align);
	}
	err = check_uuid(ndctl_dax_get_devname(dax), n->claim);
	return err ? err : pmem_namespace_find_dax(n, dax);
}

/* give back what a failed creation took; the first error is the one worth reporting */
static void undo(struct pmem_namespace *n)
{
	if (!n->ns)
		return;
	if (region_has_labels(n->region))
		ndctl_namespace_delete(n->ns);
	else
		ndctl_namespace_enable(n->ns);
}

static struct error *make(struct pmem_namespace *n, unsigned long align, unsigned long long size)
{
	enum ndctl_namespace_mode mode = is_fsdax(n->mode) ? NDCTL_NS_MODE_FSDAX
							    : NDCTL_NS_MODE_DEVDAX;
	struct error *err = NULL;

	if (size && !region_has_labels(n->region))
		err = region_init_labels(n->region);
	if (err)
		return err;
	if (!region_has_labels(n->region))
		err = take_whole_region(n);
	else
		err = take_seed(n, size ? size
					: ndctl_region_get_max_available_extent(n->region));
	if (err)
		return err;
	/* -ENXIO where there are no labels to write the mode to */
	ndctl_namespace_set_enforce_mode(n->ns, mode);
	return is_fsdax(n->mode) ? make_fsdax(n, align) : make_devdax(n, align);
}

static struct pmem_namespace *new_namespace(enum pmem_mode mode)
{
	struct pmem_namespace *n = calloc(1, sizeof(*n));

	if (!n)
		abort();
	n->mode = mode;
	uuid_generate(n->uuid);
	uuid_generate(n->claim);
	return n;
}

static struct error *creation_failed(struct pmem_namespace *n, struct error *err)
{
	const char *mode = is_fsdax(n->mode) ? "fsdax" : "devdax";
	const char *region = n->region ? ndctl_region_get_devname(n->region) : NULL;

	free(n);
	return error_context(err, "creating a %s namespace%s%s", mode, region ? " in " : "",
			     region ? region : "");
}

struct error *pmem_namespace_create(struct pmem *pmem, enum pmem_mode mode, unsigned long align,
				    unsigned long long size, struct pmem_namespace **ns)
{
	struct pmem_namespace *n;
	struct error *err = region_refuse();

	if (err)
		return err;
	n = new_namespace(mode);
	err = region_choose(pmem->ctx, size, &n->region);
	if (!err) {
		err = make(n, align, size);
		if (err)
			undo(n);
	}
	if (err)
		return creation_failed(n, err);
	*ns = n;
	return NULL;
}

static struct error *write_down(struct pmem_namespace *n, struct journal *journal)
{
	struct json_object *thing = thing_new("namespace");
	char uuid[UUID_STR_LEN], claim[UUID_STR_LEN];
	unsigned int id;

	uuid_unparse_lower(n->uuid, uuid);
	uuid_unparse_lower(n->claim, claim);
	thing_set(thing, "region", ndctl_region_get_devname(n->region));
	thing_set(thing, "uuid", uuid);
	thing_set(thing, "claim", claim);
	return journal_write(journal, thing, &id);
}

struct error *pmem_namespace_create_in(struct pmem *pmem, struct journal *journal,
				       const struct pmem_plan *plan, struct pmem_namespace **ns)
{
	struct pmem_namespace *n;
	struct error *err = idle_check_region("", plan->region, plan->size);

	if (err)
		return err;
	n = new_namespace(plan->mode);
	err = region_by_name(pmem->ctx, plan->region, &n->region);
	if (!err)
		err = write_down(n, journal);
	/* what a failed creation leaves is in the journal */
	if (!err)
		err = make(n, plan->align, plan->size);
	if (err)
		return creation_failed(n, err);
	*ns = n;
	return NULL;
}

static struct error *find_block_device(struct pmem_namespace *n)
{
	n->ns = ndctl_namespace_get_first(n->region);
	if (!n->ns || !ndctl_namespace_is_enabled(n->ns))
		return error_create(ERROR_SYSTEM, "%s has no active namespace: is the nd_pmem "
				    "module loaded", ndctl_region_get_devname(n->region));
	snprintf(n->device, sizeof(n->device), "/dev/%s", ndctl_namespace_get_block_device(n->ns));
	n->size = ndctl_namespace_get_size(n->ns);
	return NULL;
}

struct error *pmem_namespace_borrow(struct pmem *pmem, const char *provider,
				    struct pmem_namespace **ns)
{
	struct pmem_namespace *n;
	struct error *err = region_refuse();

	if (err)
		return err;
	n = new_namespace(PMEM_FSDAX);
	n->taken = true;
	err = region_of_provider(pmem->ctx, provider, &n->region);
	if (!err)
		err = find_block_device(n);
	if (err) {
		free(n);
		return err;
	}
	*ns = n;
	return NULL;
}

const char *pmem_namespace_device(const struct pmem_namespace *ns)
{
	return ns->device;
}

void pmem_namespace_uuid(const struct pmem_namespace *ns, char *text)
{
	uuid_unparse_lower(ns->uuid, text);
}

void pmem_namespace_claim(const struct pmem_namespace *ns, char *text)
{
	uuid_unparse_lower(ns->claim, text);
}

unsigned long pmem_namespace_align(const struct pmem_namespace *ns)
{
	return ns->align;
}

unsigned long long pmem_namespace_size(const struct pmem_namespace *ns)
{
	return ns->size;
}
