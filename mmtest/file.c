// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/kernel/system_file.h"
#include "mmtest/large_memory.h"

/* for all of tmpfs, whatever a file system was mounted with (Documentation/admin-guide/mm/transhuge.rst) */
static void check_shmem(struct scenario *s, bool huge)
{
	static const char path[] = "/sys/kernel/mm/transparent_hugepage/shmem_enabled";
	const char *against = huge ? "[deny]" : "[force]";

	if (system_file_has(path, against))
		scenario_skip(s, "%s is %s: write never to it", path, against);
}

int file_on(struct scenario *s, const char *type, const char *huge, size_t size)
{
	guarded(fd) int context = fsopen(type, FSOPEN_CLOEXEC);
	guarded(fd) int mount = -1;
	int fd;

	if (!strcmp(type, "tmpfs"))
		check_shmem(s, huge && strcmp(huge, "never"));
	if (context < 0)
		scenario_skip(s, "a file system of our own, %s: %s (root)", type, strerror(errno));
	if (huge && fsconfig(context, FSCONFIG_SET_STRING, "huge", huge, 0))
		scenario_skip(s, "%s with huge=%s: %s (CONFIG_TRANSPARENT_HUGEPAGE)", type, huge,
			      strerror(errno));
	if (huge && strcmp(huge, "never"))
		large_memory_need(s);
	if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		scenario_skip(s, "making a %s: %s", type, strerror(errno));
	mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
	if (mount < 0)
		scenario_skip(s, "mounting a %s: %s", type, strerror(errno));
	fd = openat(mount, "file", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, (off_t)size))
		scenario_broken(s, "a file on %s: %s", type, strerror(errno));
	return fd;
}

struct mapping file_map_as(struct scenario *s, int fd, const struct file_mapping *how)
{
	int prot = how->prot ? how->prot : PROT_READ | PROT_WRITE;
	int flags = how->flags ? how->flags : MAP_SHARED;
	struct mapping m = { .size = how->size ? how->size : PMD_SIZE,
			     .flags = mapping_vma_flags(prot, flags) | how->vma };

	m.addr = mmap(mapping_address(m.size), m.size, prot, flags | MAP_FIXED_NOREPLACE, fd,
		      how->offset);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping a file: %s", strerror(errno));
	return m;
}
