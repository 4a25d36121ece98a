// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/namespace.h"

#include <daxctl/libdaxctl.h>
#include <errno.h>
#include <fcntl.h>
#include <ndctl/libndctl.h>
#include <string.h>
#include <uuid/uuid.h>

#include "provisioning/pmem/region.h"

/* the info block is at 4 KiB, and 8 KiB long with its copy; nothing of ours is in front of it */
#define INFO_BLOCK_END 16384

struct pmem {
	struct ndctl_ctx *ctx;
};

struct pmem_namespace {
	struct ndctl_region *region;
	struct ndctl_namespace *ns;
	enum pmem_mode mode;
	char device[64];
	unsigned long align;
	unsigned long long size;
	bool taken;
};

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

static struct error *take_seed(struct pmem_namespace *n, unsigned long long size)
{
	struct error *err;
	uuid_t uuid;

	n->ns = ndctl_region_get_namespace_seed(n->region);
	if (!n->ns)
		return error_create(ERROR_SYSTEM, "%s offers no namespace",
				    ndctl_region_get_devname(n->region));
	uuid_generate(uuid);
	err = check(ndctl_namespace_set_uuid(n->ns, uuid), "setting the namespace's uuid");
	if (!err)
		err = check(ndctl_namespace_set_size(n->ns, size), "setting the namespace's size");
	return err;
}

static struct error *make_fsdax(struct pmem_namespace *n, unsigned long align)
{
	struct ndctl_pfn *pfn = ndctl_region_get_pfn_seed(n->region);
	struct error *err;
	uuid_t uuid;

	if (!pfn)
		return error_create(ERROR_SYSTEM, "no pfn device: is the nd_pmem module loaded");
	uuid_generate(uuid);
	err = check(ndctl_pfn_set_uuid(pfn, uuid), "setting the pfn device's uuid");
	if (!err)
		err = check(ndctl_pfn_set_location(pfn, NDCTL_PFN_LOC_PMEM), "placing the memmap");
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
	snprintf(n->device, sizeof(n->device), "/dev/%s", ndctl_pfn_get_block_device(pfn));
	n->align = ndctl_pfn_get_align(pfn);
	n->size = ndctl_pfn_get_size(pfn);
	return NULL;
}

static struct error *find_dax_device(struct pmem_namespace *n, struct ndctl_dax *dax)
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

static struct error *make_devdax(struct pmem_namespace *n, unsigned long align)
{
	struct ndctl_dax *dax = ndctl_region_get_dax_seed(n->region);
	struct error *err;
	uuid_t uuid;

	if (!dax)
		return error_create(ERROR_SYSTEM, "no dax seed: is the dax_pmem module loaded");
	uuid_generate(uuid);
	err = check(ndctl_dax_set_uuid(dax, uuid), "setting the dax device's uuid");
	if (!err)
		err = check(ndctl_dax_set_location(dax, NDCTL_PFN_LOC_PMEM), "placing the memmap");
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
		return error_create(ERROR_UNTESTABLE,
				    "no driver for device-dax (modprobe dax_pmem device_dax)");
	}
	return find_dax_device(n, dax);
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
	enum ndctl_namespace_mode mode = n->mode == PMEM_FSDAX ? NDCTL_NS_MODE_FSDAX
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
	return n->mode == PMEM_FSDAX ? make_fsdax(n, align) : make_devdax(n, align);
}

struct error *pmem_namespace_create(struct pmem *pmem, enum pmem_mode mode, unsigned long align,
				    unsigned long long size, struct pmem_namespace **ns)
{
	struct pmem_namespace *n;
	struct error *err = region_refuse();

	if (err)
		return err;
	n = calloc(1, sizeof(*n));
	if (!n)
		abort();
	n->mode = mode;
	err = region_choose(pmem->ctx, size, &n->region);
	if (!err) {
		err = make(n, align, size);
		if (err)
			undo(n);
	}
	if (err) {
		free(n);
		return error_context(err, "creating a %s namespace",
				     mode == PMEM_FSDAX ? "fsdax" : "devdax");
	}
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

struct error *pmem_namespace_take(struct pmem *pmem, const char *provider,
				  struct pmem_namespace **ns)
{
	struct pmem_namespace *n;
	struct error *err = region_refuse();

	if (err)
		return err;
	n = calloc(1, sizeof(*n));
	if (!n)
		abort();
	n->mode = PMEM_FSDAX;
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

/*
 * In raw mode the info block that makes the namespace an fsdax or devdax one can be reached.
 * ndctl_namespace_disable_invalidate() frees the pfn and dax objects: they are not touched again.
 */
static struct error *zero_info_block(struct pmem_namespace *n)
{
	static char zeroes[INFO_BLOCK_END] __attribute__((aligned(4096)));
	struct error *err = NULL;
	char path[64];
	int fd;

	if (ndctl_namespace_set_raw_mode(n->ns, 1) < 0 || ndctl_namespace_enable(n->ns) < 0)
		return error_create(ERROR_SYSTEM, "raw mode is refused");
	snprintf(path, sizeof(path), "/dev/%s", ndctl_namespace_get_block_device(n->ns));
	fd = open(path, O_RDWR | O_DIRECT | O_EXCL | O_CLOEXEC);
	if (fd < 0 || pwrite(fd, zeroes, sizeof(zeroes), 0) != sizeof(zeroes))
		err = error_errno(errno, "zeroing the info block through %s", path);
	if (fd >= 0)
		close(fd);
	ndctl_namespace_set_raw_mode(n->ns, 0);
	ndctl_namespace_disable_invalidate(n->ns);
	return err;
}

struct error *pmem_namespace_destroy(struct pmem_namespace *n)
{
	struct error *err;

	if (n->taken) {
		free(n);
		return NULL;
	}
	err = check(ndctl_namespace_disable_safe(n->ns), "disabling");

	if (!err)
		err = zero_info_block(n);
	if (!err) {
		ndctl_namespace_set_enforce_mode(n->ns, NDCTL_NS_MODE_RAW);
		err = check(region_has_labels(n->region) ? ndctl_namespace_delete(n->ns)
							 : ndctl_namespace_enable(n->ns),
			    "giving the namespace back");
	}
	err = error_context(err, "destroying the namespace behind %s", n->device);
	free(n);
	return err;
}

const char *pmem_namespace_device(const struct pmem_namespace *ns)
{
	return ns->device;
}

unsigned long pmem_namespace_align(const struct pmem_namespace *ns)
{
	return ns->align;
}

unsigned long long pmem_namespace_size(const struct pmem_namespace *ns)
{
	return ns->size;
}
