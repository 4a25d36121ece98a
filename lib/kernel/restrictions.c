// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/restrictions.h"

#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/base/owned_string.h"
#include "lib/kernel/system_file.h"

/* fs/proc/kcore.c, fs/proc/task_mmu.c, fs/proc/page.c, kernel/printk/printk.c */
static const struct {
	unsigned int number;
	const char *name;
	const char *takes;
} capabilities_used[] = {
	{ CAP_SYS_RAWIO, "CAP_SYS_RAWIO", "no raw entries (/proc/kcore), no /dev/mem" },
	{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN", "no page frame numbers (pagemap), no mounts" },
	{ CAP_SYSLOG, "CAP_SYSLOG", "no kernel log" },
};

/* enum lockdown_reason of include/linux/security.h */
static const char *const lockdown_takes[] = {
	[LOCKDOWN_INTEGRITY] = "lockdown=integrity: no /dev/mem, no unsigned modules",
	[LOCKDOWN_CONFIDENTIALITY] = "lockdown=confidentiality: no raw entries (/proc/kcore), no tracing, "
				     "no /dev/mem, no unsigned modules",
};

enum lockdown lockdown_parse(const char *text)
{
	if (text && strstr(text, "[confidentiality]"))
		return LOCKDOWN_CONFIDENTIALITY;
	return text && strstr(text, "[integrity]") ? LOCKDOWN_INTEGRITY : LOCKDOWN_NONE;
}

enum lockdown lockdown_mode(void)
{
	char line[128];
	bool found = system_file_line("/sys/kernel/security/lockdown", "", line, sizeof(line));

	return lockdown_parse(found ? line : NULL);
}

static void add(char **text, const char *format, const char *a, const char *b)
{
	guarded(free) char *one = string_format(format, a, b);

	string_append(text, "; ", one);
}

char *restrictions_text(uint64_t capabilities, bool root, bool log, enum lockdown mode)
{
	char *text = NULL;

	if (!root)
		add(&text, "%s%s", "without root: no tracing, no page flags and counts (/proc/kpageflags), "
		    "no devices", "");
	for (size_t i = 0; i < ARRAY_SIZE(capabilities_used); i++) {
		if (capabilities >> capabilities_used[i].number & 1 ||
		    (capabilities_used[i].number == CAP_SYSLOG && !log))
			continue;
		add(&text, "without %s: %s", capabilities_used[i].name, capabilities_used[i].takes);
	}
	if (mode)
		add(&text, "%s%s", lockdown_takes[mode], "");
	return text;
}

/* proc(5): "CapEff:	000001ffffffffff" */
static uint64_t effective(void)
{
	uint64_t capabilities = 0;
	char line[128];

	if (!system_file_line("/proc/self/status", "CapEff:", line, sizeof(line)) ||
	    sscanf(line, "CapEff: %" SCNx64, &capabilities) != 1)
		return UINT64_MAX;
	return capabilities;
}

char *restrictions(void)
{
	return restrictions_text(effective(), !geteuid(),
				 system_file_is("/proc/sys/kernel/dmesg_restrict", "1"),
				 lockdown_mode());
}

bool capability_held(unsigned int number)
{
	return effective() >> number & 1;
}
