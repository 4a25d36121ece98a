// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/xl_conf.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/full_write.h"

/* compiled into xl (tools/xl/xl.c:XL_GLOBAL_CONFIG) */
#define DIRECTORY "/etc/xen"
#define CONFIGURATION DIRECTORY "/xl.conf"

static bool copy(int from, int to)
{
	char buffer[4096];
	ssize_t n;

	while ((n = read(from, buffer, sizeof(buffer))) > 0)
		if (!full_write(to, buffer, (size_t)n))
			return false;
	return !n;
}

/* what mounts others make and end is still seen: theirs must not be kept busy by a guest's xl */
static bool hide_directory(void)
{
	return !unshare(CLONE_NEWNS) && !mount("", "/", NULL, MS_REC | MS_SLAVE, NULL) &&
	       !mount("normalpage", DIRECTORY, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755");
}

bool xl_conf_keep_memory(void)
{
	/* of two settings xl takes the last one (tools/libs/util/libxlu_cfg.c:xlu__cfg_set_store()) */
	static const char setting[] = "\nautoballoon=\"off\"\n";
	guarded(fd) int old = open(CONFIGURATION, O_RDONLY | O_CLOEXEC);
	guarded(fd) int new = -1;

	if ((old < 0 && errno != ENOENT) || !hide_directory())
		return false;
	new = open(CONFIGURATION, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return new >= 0 && (old < 0 || copy(old, new)) &&
	       full_write(new, setting, sizeof(setting) - 1);
}
