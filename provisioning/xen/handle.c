// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/handle.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char name[] = "normalpage";

void handle_make(uint8_t handle[HANDLE_SIZE])
{
	uint32_t pid = (uint32_t)getpid();

	memset(handle, 0, HANDLE_SIZE);
	memcpy(handle, name, strlen(name));
	memcpy(handle + 12, &pid, sizeof(pid));
}

bool handle_is_orphan(const uint8_t handle[HANDLE_SIZE])
{
	uint32_t pid;

	if (memcmp(handle, name, strlen(name)))
		return false;
	memcpy(&pid, handle + 12, sizeof(pid));
	return kill((pid_t)pid, 0) && errno == ESRCH;
}

void handle_text(const uint8_t handle[HANDLE_SIZE], char text[HANDLE_TEXT_SIZE])
{
	static const int dash_before[] = { 4, 6, 8, 10 };
	char *p = text;

	for (int i = 0; i < HANDLE_SIZE; i++) {
		for (int d = 0; d < 4; d++)
			if (i == dash_before[d])
				*p++ = '-';
		p += sprintf(p, "%02x", handle[i]);
	}
}
