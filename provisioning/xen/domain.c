// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/domain.h"

#include <errno.h>
#include <string.h>

static bool read_line(const char *path, char *line, size_t size)
{
	guarded(file) FILE *f = fopen(path, "re");

	return f && fgets(line, (int)size, f);
}

static bool file_contains(const char *path, const char *word)
{
	guarded(file) FILE *f = fopen(path, "re");
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, word))
			return true;
	return false;
}

static struct error *need_device(const char *path, const char *module)
{
	if (!access(path, R_OK | W_OK))
		return NULL;
	if (errno == ENOENT)
		return error_create(ERROR_UNTESTABLE, "%s is missing (modprobe %s)", path, module);
	return error_create(ERROR_UNTESTABLE, "%s: %s", path, strerror(errno));
}

struct error *domain_detect(struct domain *domain)
{
	char type[32], mode[32] = "";
	struct error *err;

	if (!read_line("/sys/hypervisor/type", type, sizeof(type)) || strcmp(type, "xen\n"))
		return error_create(ERROR_UNTESTABLE, "this machine does not run under Xen");
	if (access("/dev/xen", F_OK))
		return error_create(ERROR_UNTESTABLE,
				    "/dev/xen is missing (modprobe xen-gntdev xen-gntalloc)");
	read_line("/sys/hypervisor/guest_type", mode, sizeof(mode));
	domain->mode = strcmp(mode, "PV\n") ? DOMAIN_TRANSLATED : DOMAIN_PV;
	domain->control = file_contains("/proc/xen/capabilities", "control_d");
	domain->id = 0;
	err = need_device("/dev/xen/gntdev", "xen-gntdev");
	return err ? err : need_device("/dev/xen/gntalloc", "xen-gntalloc");
}

bool domain_scratch_backed(void)
{
	return file_contains("/proc/iomem", "Xen scratch");
}
