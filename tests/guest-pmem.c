// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --program': namespaces made, refused and removed again on
 * emulated persistent memory. Each scenario starts and ends with an unused region.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/base/size.h"
#include "lib/harness/program.h"
#include "lib/harness/scenario.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/namespace.h"

/* the file system that this machine can make */
static const char *type = "ext4";

static struct pmem *open_pmem(struct scenario *s)
{
	struct pmem *pmem = NULL;

	scenario_need(s, pmem_open(&pmem));
	return pmem;
}

static void make_and_destroy(struct scenario *s, enum pmem_mode mode, unsigned long align,
			     unsigned long long size, mode_t node)
{
	struct pmem *pmem = open_pmem(s);
	struct pmem_namespace *ns = NULL;
	struct stat st = { 0 };

	scenario_need(s, pmem_namespace_create(pmem, mode, align, size, &ns));
	expect_result(s, "made", "device type", node,
		      stat(pmem_namespace_device(ns), &st) ? 0 : st.st_mode & S_IFMT,
		      "fsdax is a block device, devdax a character device");
	expect_result(s, "made", "alignment", (long)align, (long)pmem_namespace_align(ns),
		      "what was asked for");
	if (size)
		expect_result(s, "made", "fits the size", 1,
			      pmem_namespace_size(ns) <= size &&
			      pmem_namespace_size(ns) >= size - size / 16, "what was asked for");
	scenario_need(s, pmem_namespace_destroy(ns));
	pmem_close(pmem);
	/* a fresh look: the region is unused again, so the same can be made again */
	pmem = open_pmem(s);
	scenario_need(s, pmem_namespace_create(pmem, mode, align, size, &ns));
	scenario_need(s, pmem_namespace_destroy(ns));
	expect_result(s, "destroyed", "made and destroyed again", 1, 1, "nothing was left");
	pmem_close(pmem);
}

static void fsdax_whole(struct scenario *s)
{
	make_and_destroy(s, PMEM_FSDAX, PMD_SIZE, 0, S_IFBLK);
}

SCENARIO(fsdax_whole, "pmem", "a-fsdax-whole", "an fsdax namespace of a whole region",
	 .run = fsdax_whole);

static void devdax_4k(struct scenario *s)
{
	make_and_destroy(s, PMEM_DEVDAX, PTE_SIZE, 0, S_IFCHR);
}

SCENARIO(devdax_4k, "pmem", "a-devdax-4k", "a devdax namespace aligned to 4 KiB",
	 .run = devdax_4k);

static void devdax_2m(struct scenario *s)
{
	make_and_destroy(s, PMEM_DEVDAX, PMD_SIZE, 0, S_IFCHR);
}

SCENARIO(devdax_2m, "pmem", "a-devdax-2m", "a devdax namespace aligned to 2 MiB",
	 .run = devdax_2m);

/* from here on the DIMM has labels: namespaces of any size */
static void fsdax_sized(struct scenario *s)
{
	make_and_destroy(s, PMEM_FSDAX, PMD_SIZE, 256 * MIB, S_IFBLK);
}

SCENARIO(fsdax_sized, "pmem", "b-fsdax-256m", "an fsdax namespace of part of a region",
	 .run = fsdax_sized);

static void devdax_sized(struct scenario *s)
{
	make_and_destroy(s, PMEM_DEVDAX, PMD_SIZE, 256 * MIB, S_IFCHR);
}

SCENARIO(devdax_sized, "pmem", "b-devdax-256m", "a devdax namespace of part of a region",
	 .run = devdax_sized);

static void two(struct scenario *s)
{
	struct pmem *pmem = open_pmem(s);
	struct pmem_namespace *a = NULL, *b = NULL;
	struct error *err;

	scenario_need(s, pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, 256 * MIB, &a));
	err = pmem_namespace_create(pmem, PMEM_DEVDAX, PMD_SIZE, 256 * MIB, &b);
	if (err) {
		scenario_need(s, pmem_namespace_destroy(a));
		scenario_need(s, err);
	}
	expect_result(s, "both made", "they differ", 1,
		      !!strcmp(pmem_namespace_device(a), pmem_namespace_device(b)),
		      "two namespaces of different modes in one region");
	scenario_need(s, pmem_namespace_destroy(b));
	scenario_need(s, pmem_namespace_destroy(a));
	pmem_close(pmem);
}

SCENARIO(two_namespaces, "pmem", "b-two", "two namespaces in one region", .run = two);

static void too_large(struct scenario *s)
{
	struct pmem *pmem = open_pmem(s);
	struct pmem_namespace *ns = NULL;
	struct error *err = pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, 1ull << 40, &ns);

	expect_result(s, "asked for 1 TiB", "refused", 1,
		      err && err->kind == ERROR_UNTESTABLE, "no region is that large");
	error_destroy(err);
	pmem_close(pmem);
}

SCENARIO(too_large, "pmem", "b-too-large", "a namespace that does not fit is refused",
	 .run = too_large);

/* in use: mounted, and signed */
static void in_use(struct scenario *s)
{
	struct pmem *pmem = open_pmem(s);
	struct pmem_namespace *ns = NULL, *other = NULL;
	struct error *err;

	scenario_need(s, pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, 0, &ns));
	scenario_need(s, filesystem_make(pmem_namespace_device(ns), type));
	scenario_need(s, filesystem_mount(pmem_namespace_device(ns), type, "dax=always",
					"/run/guest-pmem"));
	err = filesystem_make(pmem_namespace_device(ns), type);
	expect_result(s, "mounted", "mkfs refused", 1, !!err, "the device has a signature");
	error_destroy(err);
	err = pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, 0, &other);
	expect_result(s, "mounted", "namespace refused", 1, !!err, "the region is in use");
	error_destroy(err);
	scenario_need(s, filesystem_unmount("/run/guest-pmem"));
	scenario_need(s, filesystem_wipe(pmem_namespace_device(ns)));
	scenario_need(s, pmem_namespace_destroy(ns));
	pmem_close(pmem);
}

SCENARIO(in_use, "pmem", "c-in-use", "what is mounted or signed is not touched", .run = in_use);

static struct error *set_fs(void *data, const char *value)
{
	(void)data;
	type = value;
	return NULL;
}

static struct error *set_nothing(void *data, const char *value)
{
	(void)data;
	(void)value;
	return NULL;
}

/* those of daxtest, whose place this program takes */
static const struct option_spec options[] = {
	OPTION("emulated", 0, NULL, "nothing: it always is", .set = set_nothing),
	OPTION("fs", 0, "TYPE", "ext4 or xfs", .set = set_fs),
	OPTION("devdax", 0, "ALIGN", "nothing", .set = set_nothing),
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	struct program program = {
		.name = "guest-pmem",
		.summary = "Make and destroy namespaces and file systems.",
		.options = options,
	};

	return program_main(&program, argc, argv);
}
