// SPDX-License-Identifier: GPL-2.0-or-later
/* Taking a namespace down, also one that was made only in part, by a run that is dead. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lib/base/device.h"
#include "lib/base/full_write.h"
#include "provisioning/pmem/namespace_private.h"
#include "provisioning/pmem/region.h"

/* the info block is at 4 KiB, and 8 KiB long with its copy; nothing of ours is in front of it */
#define INFO_BLOCK_END 16384

static struct error *check(int rc, const char *what)
{
	return rc < 0 ? error_errno(-rc, "%s", what) : NULL;
}

static struct error *write_zeroes(const char *block)
{
	static char zeroes[INFO_BLOCK_END] __attribute__((aligned(4096)));
	guarded(fd) int fd = -1;
	struct error *err = device_open(block, O_RDWR | O_DIRECT | O_EXCL, &fd);

	if (!err && !full_pwrite(fd, zeroes, sizeof(zeroes), 0))
		err = error_errno(errno, "writing to /dev/%s", block);
	return error_context(err, "zeroing the info block");
}

/*
 * In raw mode the info block that makes the namespace an fsdax or devdax one can be reached.
 * ndctl_namespace_disable_invalidate() frees the pfn and dax objects: they are not touched again.
 */
static struct error *zero_info_block(struct pmem_namespace *n)
{
	struct error *err;

	if (ndctl_namespace_set_raw_mode(n->ns, 1) < 0 || ndctl_namespace_enable(n->ns) < 0) {
		ndctl_namespace_set_raw_mode(n->ns, 0);
		return error_create(ERROR_SYSTEM, "raw mode is refused");
	}
	err = write_zeroes(ndctl_namespace_get_block_device(n->ns));
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
	/* without a size it is a seed that got no further than its uuid */
	if (!err && ndctl_namespace_get_size(n->ns))
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

static void describe_device(struct pmem_namespace *n)
{
	struct ndctl_pfn *pfn = ndctl_namespace_get_pfn(n->ns);
	struct ndctl_dax *dax = ndctl_namespace_get_dax(n->ns);

	n->mode = dax ? PMEM_DEVDAX : PMEM_FSDAX;
	snprintf(n->device, sizeof(n->device), "%s", ndctl_namespace_get_devname(n->ns));
	if (pfn && ndctl_pfn_is_enabled(pfn))
		snprintf(n->device, sizeof(n->device), "/dev/%s", ndctl_pfn_get_block_device(pfn));
	else if (!pfn && !dax && ndctl_namespace_is_enabled(n->ns))
		snprintf(n->device, sizeof(n->device), "/dev/%s",
			 ndctl_namespace_get_block_device(n->ns));
	else if (dax && ndctl_dax_is_enabled(dax))
		error_destroy(pmem_namespace_find_dax(n, dax));
}

static struct pmem_namespace *find_in(struct ndctl_region *region, uuid_t uuid)
{
	struct ndctl_namespace *ns;
	struct pmem_namespace *n;
	uuid_t its;

	ndctl_namespace_foreach(region, ns) {
		ndctl_namespace_get_uuid(ns, its);
		if (uuid_compare(its, uuid))
			continue;
		n = calloc(1, sizeof(*n));
		if (!n)
			abort();
		n->region = region;
		n->ns = ns;
		uuid_copy(n->uuid, uuid);
		describe_device(n);
		return n;
	}
	return NULL;
}

struct pmem_namespace *pmem_namespace_find(struct pmem *pmem, const char *text)
{
	struct pmem_namespace *found = NULL;
	struct ndctl_region *region;
	struct ndctl_bus *bus;
	uuid_t uuid;

	if (uuid_parse(text, uuid) || uuid_is_null(uuid))
		return NULL;
	ndctl_bus_foreach(pmem->ctx, bus) {
		ndctl_region_foreach(bus, region) {
			if (!found)
				found = find_in(region, uuid);
		}
	}
	return found;
}

/** struct claim - the seed that was to make a namespace fsdax or devdax, and is not active */
struct claim {
	struct ndctl_pfn *pfn;
	struct ndctl_dax *dax;
};

static bool find_claim_in(struct ndctl_region *region, uuid_t uuid, struct claim *claim)
{
	uuid_t its;

	ndctl_pfn_foreach(region, claim->pfn) {
		ndctl_pfn_get_uuid(claim->pfn, its);
		if (!uuid_compare(its, uuid) && !ndctl_pfn_is_enabled(claim->pfn))
			return true;
	}
	ndctl_dax_foreach(region, claim->dax) {
		ndctl_dax_get_uuid(claim->dax, its);
		if (!uuid_compare(its, uuid) && !ndctl_dax_is_enabled(claim->dax))
			return true;
	}
	return false;
}

static bool find_claim(struct pmem *pmem, const char *text, struct claim *claim)
{
	struct ndctl_region *region;
	struct ndctl_bus *bus;
	uuid_t uuid;

	if (uuid_parse(text, uuid) || uuid_is_null(uuid))
		return false;
	ndctl_bus_foreach(pmem->ctx, bus) {
		ndctl_region_foreach(bus, region) {
			if (find_claim_in(region, uuid, claim))
				return true;
		}
	}
	return false;
}

bool pmem_claim_exists(struct pmem *pmem, const char *uuid)
{
	struct claim claim;

	return find_claim(pmem, uuid, &claim);
}

struct error *pmem_claim_release(struct pmem *pmem, const char *uuid)
{
	struct claim claim;

	if (!find_claim(pmem, uuid, &claim))
		return NULL;
	/* drivers/nvdimm/claim.c nd_detach_and_reset() forgets its uuid as well */
	return check(claim.pfn ? ndctl_pfn_set_namespace(claim.pfn, NULL)
			       : ndctl_dax_set_namespace(claim.dax, NULL),
		     "releasing the claim of a namespace");
}
