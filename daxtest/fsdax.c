// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/fsdax.h"

#include <errno.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>

#include "daxtest/alignment.h"
#include "lib/base/full_write.h"

#define PLACES_MAX 8

/** struct places - instances of one need */
struct places {
	struct instance instance[PLACES_MAX];
	size_t nr;
};

static struct fsdax_place kept[PLACES_MAX];
static unsigned long long limit, used;	/* bytes */
static struct places all, inode;

struct error *fsdax_use(const struct fsdax_place *place)
{
	struct instance instance = { .name = place->name, .dir = place->dir,
				     .missing = place->missing };

	if (all.nr == PLACES_MAX)
		return error_create(ERROR_USAGE, "at most %d directories can be tested", PLACES_MAX);
	for (size_t i = 0; i < all.nr; i++)
		if (!strcmp(kept[i].name, place->name))
			return error_create(ERROR_USAGE, "two file systems are %s, and their tests "
					    "would have the same names: test one at a time",
					    place->name);
	kept[all.nr] = *place;
	instance.data = &kept[all.nr];
	all.instance[all.nr++] = instance;
	if (place->inode)
		inode.instance[inode.nr++] = instance;
	return NULL;
}

const struct fsdax_place *fsdax_place_of(const struct scenario *s)
{
	return scenario_instance(s)->data;
}

static struct error *give(const struct places *places, const char *missing,
			  const struct instance **instances, size_t *nr)
{
	if (!places->nr)
		return error_create(ERROR_UNTESTABLE, "%s", missing);
	*instances = places->instance;
	*nr = places->nr;
	return NULL;
}

static struct error *give_all(const struct instance **instances, size_t *nr)
{
	return give(&all, "no DAX file system given (use --mount DIR)", instances, nr);
}

static struct error *give_inode(const struct instance **instances, size_t *nr)
{
	return give(&inode, "no file system with dax=inode (only guests of 'normalpage run' have one)",
		    instances, nr);
}

const struct need need_fsdax = { .name = "a DAX file system", .instances = give_all };
const struct need need_fsdax_inode = { .name = "a file system with dax=inode",
				       .instances = give_inode };

void fsdax_limit(unsigned long long bytes)
{
	limit = bytes;
}

/* each test is a process of its own, which ends with its files */
static void take_room(struct scenario *s, size_t size)
{
	used += size;
	if (limit && used > limit)
		scenario_skip(s, "its files need %llu MiB (--size allows %llu MiB)", used >> 20,
			      limit >> 20);
}

int fsdax_file(struct scenario *s, size_t size)
{
	const char *dir = scenario_instance(s)->dir;
	int fd;

	take_room(s, size);
	fd = open(dir, O_TMPFILE | O_RDWR, 0600);
	if (fd < 0)
		scenario_broken(s, "making a file in %s: %s", dir, strerror(errno));
	if (ftruncate(fd, (off_t)size))
		scenario_broken(s, "ftruncate: %s", strerror(errno));
	return fd;
}

/* xfs allocates in units of the hint, at multiples of it; ext4 has no such hint and needs none */
static void set_extent_size(int fd)
{
	struct fsxattr attr;

	if (ioctl(fd, FS_IOC_FSGETXATTR, &attr))
		return;
	attr.fsx_xflags |= FS_XFLAG_EXTSIZE;
	attr.fsx_extsize = PMD_SIZE;
	ioctl(fd, FS_IOC_FSSETXATTR, &attr);
}

static __attribute__((noreturn)) void refuse_extent(struct scenario *s,
						    const struct fiemap_extent *e)
{
	const struct fsdax_place *place = fsdax_place_of(s);

	if (!place->given)
		scenario_broken(s, "the file system put an extent at 0x%llx, length 0x%llx: not aligned to "
				"2 MiB", (unsigned long long)e->fe_physical, (unsigned long long)e->fe_length);
	if (place->skew == ALIGNMENT_UNKNOWN)
		scenario_skip(s, "where memory has this partition or volume is not known (CAP_SYS_ADMIN)");
	if (place->skew)
		scenario_skip(s, "the file system's device begins 0x%llx behind a multiple of 2 MiB of memory, "
			      "and an extent is at 0x%llx of it (see BUGS in daxtest(8))",
			      (unsigned long long)place->skew, (unsigned long long)e->fe_physical);
	scenario_skip(s, "the file system put an extent at 0x%llx, not at a multiple of 2 MiB (see BUGS in "
		      "daxtest(8))", (unsigned long long)e->fe_physical);
}

static bool fits_pmds(const struct scenario *s, const struct fiemap_extent *e)
{
	const uint64_t skew = fsdax_place_of(s)->skew;

	return skew != ALIGNMENT_UNKNOWN && !((e->fe_physical + skew) % PMD_SIZE) &&
	       !(e->fe_length % PMD_SIZE);
}

/* a DAX fault maps a PMD only where 2 MiB of the file are one extent at a 2 MiB boundary of memory */
static void check_extents(struct scenario *s, int fd, size_t size)
{
	union {
		struct fiemap map;
		char room[sizeof(struct fiemap) + 64 * sizeof(struct fiemap_extent)];
	} f = { .map = { .fm_length = size, .fm_extent_count = 64, .fm_flags = FIEMAP_FLAG_SYNC } };

	if (ioctl(fd, FS_IOC_FIEMAP, &f))
		scenario_broken(s, "FIEMAP: %s", strerror(errno));
	for (unsigned int i = 0; i < f.map.fm_mapped_extents; i++) {
		const struct fiemap_extent *e = &f.map.fm_extents[i];

		if (!fits_pmds(s, e))
			refuse_extent(s, e);
	}
}

int fsdax_file_unwritten(struct scenario *s, size_t size)
{
	int fd = fsdax_file(s, 0);

	take_room(s, size);
	set_extent_size(fd);
	if (fallocate(fd, 0, 0, (off_t)size)) {
		if (fsdax_place_of(s)->given && (errno == ENOSPC || errno == EDQUOT))
			scenario_skip(s, "no room for a file of %zu MiB: %s", size >> 20, strerror(errno));
		scenario_broken(s, "fallocate: %s", strerror(errno));
	}
	check_extents(s, fd, size);
	return fd;
}

int fsdax_file_written(struct scenario *s, size_t size, char byte)
{
	static char buf[PMD_SIZE];
	int fd = fsdax_file_unwritten(s, size);

	memset(buf, byte, sizeof(buf));
	for (size_t done = 0; done < size; done += sizeof(buf))
		if (!full_pwrite(fd, buf, sizeof(buf), (off_t)done))
			scenario_broken(s, "writing a file: %s", strerror(errno));
	if (fsync(fd))
		scenario_broken(s, "fsync: %s", strerror(errno));
	check_extents(s, fd, size);
	return fd;
}

struct mapping fsdax_map_file(struct scenario *s, int fd, const struct fsdax_mapping *how)
{
	int prot = how->prot ? how->prot : PROT_READ | PROT_WRITE;
	int flags = how->flags ? how->flags : MAP_SHARED;
	struct mapping m = { .size = how->size ? how->size : PMD_SIZE,
			     .flags = mapping_vma_flags(prot, flags) |
				      (how->plain ? 0 : VMA_FSDAX) };
	char *addr = mapping_address(m.size + how->skew) + how->skew;
	/* MAP_SHARED_VALIDATE refuses the flag that looks whether the place is free; it is */
	int fixed = (flags & MAP_TYPE) == MAP_SHARED_VALIDATE ? MAP_FIXED : MAP_FIXED_NOREPLACE;

	m.addr = mmap(addr, m.size, prot, flags | fixed, fd, how->offset);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mmap of a DAX file: %s", strerror(errno));
	return m;
}

void expect_huge_zero_inserted(struct scenario *s)
{
	if (!kernel_features(scenario_kernel(s))->huge_zero_special)
		return expect_no_huge_zero_inserted(s);
	expect_called(s, "vmf_insert_folio_pmd", ARG_SAME("folio", "huge_zero"), ARG("write", 0));
}

void expect_no_huge_zero_inserted(struct scenario *s)
{
	expect_not_called(s, "vmf_insert_folio_pmd", ARG_SAME("folio", "huge_zero"),
			  ARG("write", 0));
}
