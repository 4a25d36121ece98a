// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/alignment.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/base/full_write.h"
#include "lib/kernel/types.h"
#include "lib/observe/pfn.h"
#include "provisioning/pmem/tree.h"

/* one page with data, and where its block is on the device */
static struct error *write_page(int fd, uint64_t *physical)
{
	union {
		struct fiemap map;
		char room[sizeof(struct fiemap) + sizeof(struct fiemap_extent)];
	} f = { .map = { .fm_length = PTE_SIZE, .fm_extent_count = 1, .fm_flags = FIEMAP_FLAG_SYNC } };
	static const char page[PTE_SIZE] = { 1 };

	if (!full_pwrite(fd, page, sizeof(page), 0))
		return error_errno(errno, "writing a page of a file");
	if (ioctl(fd, FS_IOC_FIEMAP, &f))
		return error_errno(errno, "FIEMAP");
	if (f.map.fm_mapped_extents != 1)
		return error_create(ERROR_SYSTEM, "FIEMAP: a page that was written is in no extent");
	*physical = f.map.fm_extents[0].fe_physical;
	return NULL;
}

/* 0: the kernel does not tell */
static struct error *pfn_of_page(int fd, uint64_t *pfn)
{
	const volatile char *page = mmap(NULL, PTE_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	uint64_t value = 0;
	int ret;

	if (page == MAP_FAILED)
		return error_errno(errno, "mmap of a file");
	(void)*page;
	ret = pagemap_read(getpid(), (uintptr_t)page, &value);
	munmap((void *)page, PTE_SIZE);
	*pfn = ret ? 0 : value & PAGEMAP_PFN_MASK;
	return NULL;
}

/* a namespace as a whole: ndctl-create-namespace(1) aligns what it gives to data */
static bool is_whole(int fd)
{
	char dir[64];
	struct stat st;

	if (fstat(fd, &st))
		return false;
	snprintf(dir, sizeof(dir), "/sys/dev/block/%u:%u", major(st.st_dev), minor(st.st_dev));
	return tree_exists(TREE_HERE, "%s", dir) && !tree_exists(TREE_HERE, "%s/partition", dir) &&
	       !tree_exists(TREE_HERE, "%s/dm", dir);
}

struct error *alignment_find(const char *dir, uint64_t *skew)
{
	guarded(fd) int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	uint64_t physical = 0, pfn = 0;
	struct error *err = fd < 0 ? error_errno(errno, "making a file") : write_page(fd, &physical);

	if (!err)
		err = pfn_of_page(fd, &pfn);
	if (err)
		return err;
	if (pfn)
		*skew = (pfn * PTE_SIZE - physical) % PMD_SIZE;
	else
		*skew = is_whole(fd) ? 0 : ALIGNMENT_UNKNOWN;
	return NULL;
}
