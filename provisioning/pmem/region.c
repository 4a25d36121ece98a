// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/region.h"

#include <errno.h>
#include <linux/ndctl.h>
#include <string.h>

#include "lib/kernel/own_guest.h"
#include "lib/kernel/system_file.h"

struct error *region_refuse(void)
{
	if (!own_guest())
		return error_create(ERROR_UNTESTABLE, "namespaces are made only in a guest of "
				    "'normalpage run'; here, mount a DAX file system and use --mount");
	if (!system_file_has("/sys/class/dmi/id/sys_vendor", "QEMU"))
		return error_create(ERROR_UNTESTABLE, "namespaces are made only on emulated "
				    "persistent memory, and this firmware is not QEMU's");
	return NULL;
}

bool region_has_labels(struct ndctl_region *region)
{
	return ndctl_region_get_nstype(region) == ND_DEVICE_NAMESPACE_PMEM;
}

/* a namespace that carries a mode other than raw, or a size in a labelled region, is foreign */
static bool namespace_in_use(struct ndctl_region *region, struct ndctl_namespace *ns)
{
	if (ndctl_namespace_get_pfn(ns) || ndctl_namespace_get_dax(ns) ||
	    ndctl_namespace_get_btt(ns))
		return true;
	return region_has_labels(region) && ndctl_namespace_is_active(ns);
}

static bool region_unused(struct ndctl_region *region)
{
	struct ndctl_namespace *ns;

	ndctl_namespace_foreach(region, ns)
		if (namespace_in_use(region, ns))
			return false;
	return true;
}

static bool region_fits(struct ndctl_region *region, unsigned long long size)
{
	if (ndctl_region_get_type(region) != ND_DEVICE_REGION_PMEM || ndctl_region_get_ro(region))
		return false;
	/* memmap= and virtio-pmem: no DIMM, and already what it can be */
	if (!ndctl_region_get_mappings(region))
		return false;
	if (!region_has_labels(region))
		return region_unused(region) && ndctl_region_get_size(region) >= size;
	if (!size)
		return region_unused(region);
	return ndctl_region_get_max_available_extent(region) >= size;
}

struct error *region_choose(struct ndctl_ctx *ctx, unsigned long long size,
			    struct ndctl_region **region)
{
	struct ndctl_region *r;
	struct ndctl_bus *bus;

	ndctl_bus_foreach(ctx, bus) {
		ndctl_region_foreach(bus, r) {
			if (!region_fits(r, size))
				continue;
			*region = r;
			return NULL;
		}
	}
	return error_create(ERROR_UNTESTABLE, "no unused persistent memory region%s",
			    size ? " is large enough" : "");
}

struct error *region_of_provider(struct ndctl_ctx *ctx, const char *provider,
				 struct ndctl_region **region)
{
	struct ndctl_bus *bus;

	ndctl_bus_foreach(ctx, bus) {
		if (strcmp(ndctl_bus_get_provider(bus), provider))
			continue;
		*region = ndctl_region_get_first(bus);
		if (*region)
			return NULL;
	}
	return error_create(ERROR_UNTESTABLE, "no persistent memory of %s", provider);
}

struct error *region_by_name(struct ndctl_ctx *ctx, const char *name,
			     struct ndctl_region **region)
{
	struct ndctl_bus *bus;

	ndctl_bus_foreach(ctx, bus) {
		ndctl_region_foreach(bus, *region)
			if (!strcmp(ndctl_region_get_devname(*region), name))
				return NULL;
	}
	return error_create(ERROR_USAGE, "there is no region '%s'", name);
}

static struct error *init_dimm_labels(struct ndctl_dimm *dimm)
{
	const char *name = ndctl_dimm_get_devname(dimm);
	struct ndctl_cmd *index = ndctl_dimm_read_label_index(dimm);
	int rc;

	if (!index)
		return error_create(ERROR_UNTESTABLE, "DIMM %s has no label area (QEMU: label-size=)",
				    name);
	ndctl_cmd_unref(index);
	rc = ndctl_dimm_init_labels(dimm, NDCTL_NS_VERSION_1_2);
	if (rc < 0)
		return error_errno(-rc, "initialising the labels of DIMM %s", name);
	/* the kernel reads labels when the DIMM is enabled */
	rc = ndctl_dimm_disable(dimm);
	if (!rc)
		rc = ndctl_dimm_enable(dimm);
	return rc < 0 ? error_errno(-rc, "restarting DIMM %s", name) : NULL;
}

struct error *region_init_labels(struct ndctl_region *region)
{
	struct error *err = NULL;
	struct ndctl_dimm *dimm;
	int rc = ndctl_region_disable_invalidate(region);

	if (rc < 0)
		return error_errno(-rc, "disabling %s", ndctl_region_get_devname(region));
	ndctl_dimm_foreach_in_region(region, dimm) {
		err = init_dimm_labels(dimm);
		if (err)
			break;
	}
	rc = ndctl_region_enable(region);
	if (!err && rc < 0)
		err = error_errno(-rc, "enabling %s", ndctl_region_get_devname(region));
	return err;
}
