// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/device.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/base/owned_string.h"

/* the name that the kernel has for a number; NULL: it has none */
static char *name_of(const struct stat *st)
{
	guarded(free) char *path = string_format("/sys/dev/%s/%u:%u/uevent",
						 S_ISBLK(st->st_mode) ? "block" : "char",
						 major(st->st_rdev), minor(st->st_rdev));
	guarded(file) FILE *f = fopen(path, "re");
	guarded(free) char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0) {
		if (strncmp(line, "DEVNAME=", 8))
			continue;
		line[strcspn(line, "\n")] = '\0';
		return string_copy(line + 8);
	}
	return NULL;
}

struct error *device_open(const char *name, int flags, int *result)
{
	guarded(free) char *path = string_format("/dev/%s", name), *its = NULL;
	guarded(fd) int fd = open(path, flags | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return error_errno(errno, "%s", path);
	if (!S_ISBLK(st.st_mode) && !S_ISCHR(st.st_mode))
		return error_create(ERROR_SYSTEM, "%s is no device: it is not touched", path);
	its = name_of(&st);
	if (!its || strcmp(its, name))
		return error_create(ERROR_SYSTEM, "%s is not the device %s of the kernel but %u:%u%s%s%s: "
				    "it is not touched", path, name, major(st.st_rdev), minor(st.st_rdev),
				    its ? " (" : "", its ? its : "", its ? ")" : "");
	*result = take_fd(fd);
	return NULL;
}
