// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/idle.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "provisioning/pmem/use.h"

#define ND "/sys/bus/nd/devices/"
#define DAX "/sys/bus/dax/devices/"

/* one word or none for a value that is understood; lists end with NULL */
static bool is_one_of(const char *word, const char *const *known)
{
	for (; *known; known++)
		if (!strcmp(word, *known))
			return true;
	return false;
}

static struct error *check_words(const char *name, const char *what, char *words,
				 const char *const *known)
{
	char *save;

	for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (!is_one_of(word, known))
			return error_create(ERROR_SYSTEM, "%s has the %s '%s': it is not touched",
					    name, what, word);
	return NULL;
}

/* drivers/acpi/nfit/core.c flags_show(), drivers/nvdimm/dimm_devs.c flags_show(), security_show() */
static struct error *check_dimm(struct tree *tree, const char *dimm)
{
	static const char *const good_flags[] = { "label", "alias", NULL };
	static const char *const good_health[] = { "smart_notify", NULL };
	static const char *const good_security[] = { "disabled", "unlocked", NULL };
	guarded(free) char *flags = tree_read(tree, ND "%s/flags", dimm);
	guarded(free) char *health = tree_read(tree, ND "%s/nfit/flags", dimm);
	guarded(free) char *security = tree_read(tree, ND "%s/security", dimm);
	guarded(free) char *driver = tree_link_name(tree, ND "%s/driver", dimm);
	struct error *err = NULL;

	if (!tree_exists(tree, ND "%s", dimm) || !driver)
		return error_create(ERROR_SYSTEM, "DIMM %s is not active: what its labels say is not "
				    "known", dimm);
	if (flags)
		err = check_words(dimm, "flag", flags, good_flags);
	if (!err && health)
		err = check_words(dimm, "health flag", health, good_health);
	if (!err && security)
		err = check_words(dimm, "security state", security, good_security);
	return err;
}

static struct error *check_dimms(struct tree *tree, const char *region)
{
	unsigned long long nr = tree_number(tree, ND "%s/mappings", region);
	struct error *err = NULL;

	for (unsigned long long i = 0; !err && i < nr; i++) {
		guarded(free) char *mapping = tree_read(tree, ND "%s/mapping%llu", region, i);

		if (!mapping)
			return error_create(ERROR_SYSTEM, "%s does not say which DIMMs it is on",
					    region);
		mapping[strcspn(mapping, ",")] = '\0';
		err = check_dimm(tree, mapping);
	}
	return err;
}

static struct error *check_region(struct tree *tree, const char *region)
{
	/* drivers/nvdimm/region_devs.c persistence_domain_show(); empty: the firmware does not say */
	static const char *const domains[] = { "cpu_cache", "memory_controller", NULL };
	guarded(free) char *type = tree_read(tree, ND "%s/devtype", region);
	guarded(free) char *domain = tree_read(tree, ND "%s/persistence_domain", region);
	guarded(free) char *bad = tree_read(tree, ND "%s/badblocks", region);
	struct error *err = NULL;

	if (!tree_path_is_name(region) || !tree_exists(tree, ND "%s/mappings", region))
		return error_create(ERROR_USAGE, "there is no region '%s' (see 'normalpage survey')",
				    region);
	if (!type || strcmp(type, "nd_pmem"))
		return error_create(ERROR_UNTESTABLE, "%s is not persistent memory (%s)", region,
				    type ? type : "of unknown type");
	if (tree_number(tree, ND "%s/read_only", region))
		return error_create(ERROR_SYSTEM, "%s is read-only", region);
	if (bad && *bad)
		return error_create(ERROR_SYSTEM, "%s has bad blocks: it is not touched", region);
	if (domain)
		err = check_words(region, "persistence domain", domain, domains);
	return err ? err : check_dimms(tree, region);
}

/* ND_DEVICE_NAMESPACE_PMEM of <linux/ndctl.h>: there are labels, and they make the namespaces */
static bool has_labels(struct tree *tree, const char *region)
{
	return tree_number(tree, ND "%s/nstype", region) == 5;
}

/* what could not be read is the reason for whatever was found to be missing */
static struct error *finish(struct tree *tree, struct error *err)
{
	struct error *failure = tree_finish(tree);

	if (!failure)
		return err;
	error_destroy(err);
	return failure;
}

static struct error *check_room(struct tree *tree, const char *region, unsigned long long size)
{
	unsigned long long room, align;

	if (!has_labels(tree, region))
		return error_create(ERROR_UNTESTABLE, "%s has no labels: all of it is one namespace, "
				    "and nothing can be made beside it", region);
	room = tree_number(tree, ND "%s/max_available_extent", region);
	if (room < size)
		return error_create(ERROR_UNTESTABLE, "%s has %llu MiB free in one piece, and --size "
				    "asks for %llu MiB", region, room >> 20, size >> 20);
	/* drivers/nvdimm/namespace_devs.c __size_store() */
	align = tree_number(tree, ND "%s/align", region);
	if (align && size % align)
		return error_create(ERROR_USAGE, "--size has to be a multiple of %llu MiB, to which "
				    "%s is aligned", align >> 20, region);
	return NULL;
}

struct error *idle_check_region(const char *root, const char *region, unsigned long long size)
{
	struct tree tree = { .root = root };
	struct error *err = check_region(&tree, region);

	return finish(&tree, err ? err : check_room(&tree, region, size));
}

static struct error *find_device(struct tree *tree, const char *holder, const char *mode,
				 struct idle_namespace *ns)
{
	guarded(free) char *dir = NULL;
	struct string_list names guarded(strings) = { 0 };

	dir = string_format(ND "%s%s", holder, strcmp(mode, "fsdax") ? "" : "/block");
	names = tree_entries(tree, dir, strcmp(mode, "fsdax") ? "dax" : "pmem");
	for (char **name = names.item; name && *name && !ns->device; name++)
		/* below a dax device of libnvdimm: "dax_region" beside "dax0.0" */
		if (strcmp(*name, "dax_region"))
			ns->device = string_copy(*name);
	if (ns->device)
		return NULL;
	return error_create(ERROR_UNTESTABLE, "%s has no device: it is not enabled", holder);
}

/* the mode as ndctl(1) calls it; drivers/nvdimm/namespace_devs.c mode_show() */
static struct error *find_mode(struct tree *tree, const char *name, struct idle_namespace *ns)
{
	guarded(free) char *mode = tree_read(tree, ND "%s/mode", name);
	guarded(free) char *holder = tree_read(tree, ND "%s/holder", name);

	if (tree_number(tree, ND "%s/force_raw", name))
		return error_create(ERROR_SYSTEM, "%s is forced to raw mode (force_raw)", name);
	if (mode && !strcmp(mode, "safe"))
		return error_create(ERROR_SYSTEM, "%s is under a BTT (sector mode): it is not touched",
				    name);
	if (mode && !strcmp(mode, "memory"))
		ns->mode = "fsdax";
	else if (mode && !strcmp(mode, "dax"))
		ns->mode = "devdax";
	else
		return error_create(ERROR_UNTESTABLE, "%s is in %s mode: only fsdax and devdax "
				    "namespaces are used, as they are", name,
				    mode && *mode ? mode : "an unknown");
	if (holder && *holder)
		ns->claim = tree_read(tree, ND "%s/uuid", holder);
	return find_device(tree, holder && *holder ? holder : name, ns->mode, ns);
}

static struct error *check_use(struct tree *tree, const char *name, const struct idle_namespace *ns)
{
	guarded(free) char *driver = NULL, *use = NULL;

	if (!strcmp(ns->mode, "devdax")) {
		driver = tree_link_name(tree, DAX "%s/driver", ns->device);
		if (!driver || strcmp(driver, "device_dax"))
			return error_create(ERROR_SYSTEM, "%s (%s) is used by the driver %s, not device_dax: "
					    "it is not touched", name, ns->device,
					    driver ? driver : "(none)");
		use = use_of_char(tree, ns->device);
	} else {
		use = use_of_block(tree, ns->device);
	}
	if (use)
		return error_create(ERROR_SYSTEM, "%s (/dev/%s) is %s: it is not touched", name,
				    ns->device, use);
	return NULL;
}

static struct error *check_namespace(struct tree *tree, const char *name, struct idle_namespace *ns)
{
	guarded(free) char *region = NULL;
	struct error *err;
	unsigned int number;
	char rest;

	if (sscanf(name, "namespace%u.%*u%c", &number, &rest) != 1 || !tree_path_is_name(name) ||
	    !tree_exists(tree, ND "%s", name))
		return error_create(ERROR_USAGE, "there is no namespace '%s' (in full, as in "
				    "namespace0.0; see 'normalpage survey')", name);
	region = string_format("region%u", number);
	err = check_region(tree, region);
	if (err)
		return err;
	ns->uuid = tree_read(tree, ND "%s/uuid", name);
	if (!ns->uuid)
		ns->uuid = string_copy("");
	err = find_mode(tree, name, ns);
	if (!ns->claim)
		ns->claim = string_copy("");
	return err ? err : check_use(tree, name, ns);
}

struct error *idle_check_namespace(const char *root, const char *name, struct idle_namespace *ns)
{
	struct tree tree = { .root = root };

	return finish(&tree, check_namespace(&tree, name, ns));
}

const char *idle_namespace_id(const struct idle_namespace *ns)
{
	return *ns->uuid ? ns->uuid : ns->claim;
}

void idle_namespace_clear(struct idle_namespace *ns)
{
	free(ns->device);
	free(ns->uuid);
	free(ns->claim);
	*ns = (struct idle_namespace){ 0 };
}
