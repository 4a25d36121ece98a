// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The init of a guest whose only work is to grant pages to the control domain
 * (provisioning/xen/protocol.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "provisioning/xen/agent/store.h"
#include "provisioning/xen/grant.h"
#include "provisioning/xen/protocol.h"

#define PAGE 4096ul

static struct granted granted;

static void load_module(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/modules/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST))
		fprintf(stderr, "agent: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

static void prepare(void)
{
	FILE *order;
	char name[128];

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	order = fopen("/modules/order", "re");
	while (order && fgets(name, sizeof(name), order)) {
		name[strcspn(name, "\n")] = '\0';
		load_module(name);
	}
	if (order)
		fclose(order);
}

static void share(const char *arguments, char *answer, size_t size)
{
	unsigned int count, writable, len;
	struct error *err;

	if (granted.handle || sscanf(arguments, "%u %u", &count, &writable) != 2 || !count ||
	    count > GRANTS_MAX) {
		snprintf(answer, size, "%d", -EINVAL);
		return;
	}
	err = grant_pages(0, count, writable, &granted);
	if (err) {
		snprintf(answer, size, "%d", -(err->errnum ? err->errnum : EIO));
		error_destroy(err);
		return;
	}
	len = (unsigned int)snprintf(answer, size, "0");
	for (unsigned int i = 0; i < count && len < size; i++)
		len += (unsigned int)snprintf(answer + len, size - len, " %u", granted.refs[i]);
}

/* a byte of the pages, or NULL if there is none at that offset */
static volatile char *byte_at(unsigned long offset)
{
	if (!granted.handle || offset >= granted.count * PAGE)
		return NULL;
	return granted.pages + offset;
}

static void handle(const char *verb, const char *arguments, char *answer, size_t size)
{
	volatile char *byte;
	unsigned long offset;
	int value;

	snprintf(answer, size, "0");
	if (!strcmp(verb, "share")) {
		share(arguments, answer, size);
	} else if (!strcmp(verb, "peek") && sscanf(arguments, "%lu", &offset) == 1 &&
		   (byte = byte_at(offset))) {
		snprintf(answer, size, "0 %d", *byte);
	} else if (!strcmp(verb, "poke") && sscanf(arguments, "%lu %d", &offset, &value) == 2 &&
		   (byte = byte_at(offset))) {
		*byte = (char)value;
	} else if (!strcmp(verb, "revoke")) {
		grant_revoke(&granted);
	} else if (!strcmp(verb, "exit")) {
		reboot(RB_POWER_OFF);
	} else if (!strcmp(verb, "crash")) {
		/* "Attempted to kill init!" */
		exit(1);
	} else {
		snprintf(answer, size, "%d", -EINVAL);
	}
}

/* answers each request once, however often the watch fires */
static int serve(void)
{
	unsigned long done = 0, seq;
	int rc = 0;

	while (!rc) {
		char request[512], verb[16], answer[1024], text[1100];
		int at = 0;

		rc = store_wait();
		if (rc || store_read(XEN_AGENT_REQUEST, request, sizeof(request)) < 0 ||
		    sscanf(request, "%lu %15s %n", &seq, verb, &at) < 2 || seq == done)
			continue;
		handle(verb, request + at, answer, sizeof(answer));
		snprintf(text, sizeof(text), "%lu %s", seq, answer);
		rc = store_write(XEN_AGENT_ANSWER, text);
		done = seq;
	}
	return rc;
}

int main(void)
{
	int rc;

	prepare();
	rc = store_open();
	if (!rc)
		rc = store_watch(XEN_AGENT_REQUEST);
	if (!rc)
		rc = store_write(XEN_AGENT_ANSWER, XEN_AGENT_READY);
	if (!rc)
		rc = serve();
	fprintf(stderr, "agent: xenstore: %s\n", strerror(-rc));
	reboot(RB_POWER_OFF);
	return 1;
}
