// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/process.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* include/linux/proc_ns.h: PROC_PID_INIT_INO */
#define INITIAL_PID_NAMESPACE "pid:[4026531836]"

bool process_pids_match(void)
{
	char link[64];
	ssize_t n = readlink("/proc/self/ns/pid", link, sizeof(link) - 1);

	if (n < 0)
		return errno == ENOENT;	/* kernel without CONFIG_PID_NS */
	link[n] = '\0';
	return !strcmp(link, INITIAL_PID_NAMESPACE);
}

/* The value of a line "Name:\tvalue" of /proc/PID/status, or NULL. */
static const char *status_value(const char *status, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = status; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, len) && line[len] == ':')
			return line + len + 1 + strspn(line + len + 1, "\t ");
	}
	return NULL;
}

struct error *process_status_check(pid_t pid, const char *status)
{
	const char *tgid = status_value(status, "Tgid");
	const char *state = status_value(status, "State");

	if (tgid && atol(tgid) != pid)
		return error_create(ERROR_USAGE, "%d is a thread of process %ld: inspect that one",
				    pid, atol(tgid));
	if (state && (*state == 'Z' || *state == 'X'))
		return error_create(ERROR_USAGE, "process %d has ended: nothing is mapped any more",
				    pid);
	/* fs/proc/array.c:proc_pid_status(): only what has an mm has this line */
	if (!status_value(status, "VmSize"))
		return error_create(ERROR_USAGE, "process %d is a kernel thread, or just ending: it "
				    "has no address space of its own", pid);
	return NULL;
}

static struct error *read_status(pid_t pid, char *buf, size_t size)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	guarded(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT)
		return error_errno(errno, "cannot open %s", path);
	n = fd < 0 ? -1 : read(fd, buf, size - 1);
	if (n < 0)
		return error_create(ERROR_USAGE, "there is no process %d", pid);
	buf[n] = '\0';
	return NULL;
}

struct error *process_check(pid_t pid)
{
	char text[8192];
	struct error *err = read_status(pid, text, sizeof(text));

	return err ? err : process_status_check(pid, text);
}

struct error *process_open(pid_t pid, int *pagemap)
{
	struct error *err;
	char path[64];
	int errnum;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	*pagemap = open(path, O_RDONLY | O_CLOEXEC);
	errnum = errno;
	/* fs/proc/base.c:proc_mem_open(): may the caller trace it? A missing file is reported later */
	if (*pagemap >= 0 || (errnum != EACCES && errnum != EPERM && errnum != ESRCH))
		return NULL;
	err = process_check(pid);
	if (err)
		return err;
	if (errnum == ESRCH)
		return error_create(ERROR_USAGE, "there is no process %d", pid);
	return error_create(ERROR_USAGE, "may not look into process %d: it is another user's, or "
			    "protected; run as root", pid);
}
