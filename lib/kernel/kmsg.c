// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/device.h"

#define MARK "normalpage: "
#define RECORD_MAX 8192		/* PRINTKRB_RECORD_MAX and more: a shorter buffer gets -EINVAL */

struct kmsg {
	int log;
	char record[RECORD_MAX];
};

struct error *kmsg_open(struct kmsg **result)
{
	struct kmsg *kmsg = calloc(1, sizeof(*kmsg));
	struct error *err;

	if (!kmsg)
		return error_errno(ENOMEM, "kmsg");
	kmsg->log = -1;
	err = device_open("kmsg", O_RDONLY | O_NONBLOCK, &kmsg->log);
	if (!err && lseek(kmsg->log, 0, SEEK_END) < 0)
		err = error_errno(errno, "/dev/kmsg");
	if (!err) {
		*result = kmsg;
		return NULL;
	}
	kmsg_close(kmsg);
	err->kind = ERROR_UNTESTABLE;
	return error_context(err, "cannot read the kernel log");
}

void kmsg_close(struct kmsg *kmsg)
{
	if (!kmsg)
		return;
	cleanup_fd(&kmsg->log);
	free(kmsg);
}

void kmsg_mark(const char *text)
{
	/* kernel/printk/printk.c:devkmsg_write() limits each open file to ten lines in five seconds */
	guarded(fd) int fd = -1;
	guarded(error) struct error *err = device_open("kmsg", O_WRONLY, &fd);
	char line[256];
	int len;

	/* not dprintf(): its buffer is lost on a device that cannot seek */
	len = snprintf(line, sizeof(line), MARK "%.200s\n", text);
	if (!err && write(fd, line, (size_t)len) < 0)
		return;	/* a log without marks is still a log */
}

/* kernel/printk/printk.c:append_char() writes what is not printable as "\x" and two digits */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++, to++) {
		if (!strncmp(text, "\\x0a", 4)) {
			*to = ' ';
			text += 3;
		} else {
			*to = *text;
		}
	}
	*to = '\0';
}

char *kmsg_record_text(char *record)
{
	char *text = strchr(record, ';');

	if (!text)
		return NULL;
	text++;
	text[strcspn(text, "\n")] = '\0';
	unescape(text);
	return text;
}

/* Documentation/ABI/testing/dev-kmsg: what processes write to the log has another facility than 0 */
static bool is_of_kernel(const char *record)
{
	return strtoul(record, NULL, 10) < 8;
}

void kmsg_read(struct kmsg *kmsg,
	       void (*line)(void *data, const char *line, enum kmsg_severity severity),
	       void *data)
{
	for (;;) {
		ssize_t n = read(kmsg->log, kmsg->record, sizeof(kmsg->record) - 1);
		bool kernels;
		char *text;

		if (n < 0 && errno == EPIPE) {
			line(data, "(lines of the kernel log were lost here)", KMSG_PLAIN);
			continue;
		}
		if (n < 0 && (errno == EINTR || errno == EINVAL))
			continue;
		if (n <= 0)
			return;
		kmsg->record[n] = '\0';
		kernels = is_of_kernel(kmsg->record);
		text = kmsg_record_text(kmsg->record);
		if (text && strncmp(text, MARK, strlen(MARK)))
			line(data, text, kernels ? kmsg_classify(text) : KMSG_PLAIN);
	}
}
