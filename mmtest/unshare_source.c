// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/unshare_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/base/full_write.h"

static int fill(struct scenario *s, int fd)
{
	char page[PTE_SIZE];

	memset(page, SOURCE_BYTE, sizeof(page));
	if (!full_pwrite(fd, page, sizeof(page), 0))
		scenario_broken(s, "writing a file: %s", strerror(errno));
	return fd;
}

int source_tmpfs(struct scenario *s)
{
	int fd = memfd_create("normalpage", MFD_CLOEXEC);

	if (fd < 0)
		scenario_broken(s, "memfd_create: %s", strerror(errno));
	return fill(s, fd);
}

int source_page_cache(struct scenario *s)
{
	int fd;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("normalpage", "/tmp", "ramfs", 0, NULL))
		scenario_skip(s, "a ramfs on /tmp, in a namespace of its own: %s (it takes root)",
			      strerror(errno));
	fd = open("/tmp/file", O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		scenario_broken(s, "a file on ramfs: %s", strerror(errno));
	return fill(s, fd);
}

void source_write(struct scenario *s, int fd, char byte)
{
	if (pwrite(fd, &byte, 1, 0) != 1)
		scenario_broken(s, "writing a file: %s", strerror(errno));
}

struct mapping source_map(struct scenario *s, int fd, int prot, int flags)
{
	struct mapping m = { .size = PTE_SIZE, .flags = mapping_vma_flags(prot, flags) };

	m.addr = mmap(mapping_address(m.size), m.size, prot, flags | MAP_FIXED_NOREPLACE, fd, 0);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping a file: %s", strerror(errno));
	return m;
}
