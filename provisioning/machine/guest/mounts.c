// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/array.h"
#include "lib/base/full_write.h"
#include "provisioning/machine/guest/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int mount_at(const char *type, const char *where, unsigned long flags, const char *options)
{
	mkdir(where, 0755);
	return mount(type, where, type, flags, options) && errno != EBUSY ? -errno : 0;
}

void guest_mount_devices(void)
{
	mount_at("devtmpfs", "/dev", MS_NOSUID, NULL);
	mount_at("proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_at("sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

void guest_mount_rest(void)
{
	static const struct {
		const char *type, *where, *options;
		bool optional;
	} mounts[] = {
		{ "devpts", "/dev/pts", "mode=620,ptmxmode=666", false },
		{ "tmpfs", "/dev/shm", "mode=1777", false },
		{ "tmpfs", "/tmp", "mode=1777", false },
		{ "tmpfs", "/run", "mode=755", false },
		/* a kernel may be built without these, or locked down */
		{ "tracefs", "/sys/kernel/tracing", NULL, true },
		{ "debugfs", "/sys/kernel/debug", NULL, true },
		{ "securityfs", "/sys/kernel/security", NULL, true },
		{ "bpf", "/sys/fs/bpf", NULL, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		int err = mount_at(mounts[i].type, mounts[i].where, MS_NOSUID, mounts[i].options);

		if (err && !mounts[i].optional)
			channel_failed(mounts[i].where, -err);
	}
}

static void mount_xenfs(void)
{
	/* the directory is there under Xen only; libxenstore and old libraries look below it */
	if (mount("xenfs", "/proc/xen", "xenfs", MS_NOSUID, NULL) && errno != EBUSY) {
		if (errno != ENOENT && errno != ENODEV)
			channel_failed("/proc/xen", errno);
		return;
	}
	/* packages make these for Xen's daemons */
	mkdir("/run/xen", 0755);
	mkdir("/run/xenstored", 0755);
}

void guest_mount_modular(void)
{
	mount_xenfs();
	/* as everywhere: what exports block devices is seen there alone; the module makes the directory */
	mount("configfs", "/sys/kernel/config", "configfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

bool guest_write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && full_write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return ok;
}
