// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/migration.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char go_on[] = "{\"execute\":\"cont\"}\n";

/* a message with a descriptor, which the monitor takes with the next getfd */
static bool send_with(int socket, const char *text, int fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(fd))];
	} control = { .header = { .cmsg_len = CMSG_LEN(sizeof(fd)), .cmsg_level = SOL_SOCKET,
				  .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { (char *)text, strlen(text) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0) {
		message.msg_control = control.room;
		message.msg_controllen = sizeof(control.room);
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)part.iov_len;
}

struct error *migration_start(struct migration *migration, int qmp, const char *path)
{
	/*
	 * The guest stands still meanwhile: a state that was written while TCG ran a guest under Xen was
	 * not whole.
	 */
	static const char set_up[] =
		"{\"execute\":\"stop\"}\n"
		"{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":"
		"[{\"capability\":\"events\",\"state\":true}]}}\n"
		"{\"execute\":\"migrate-set-parameters\",\"arguments\":"
		"{\"max-bandwidth\":1099511627776}}\n";
	static const char get_file[] = "{\"execute\":\"getfd\",\"arguments\":{\"fdname\":\"state\"}}\n";
	static const char start[] = "{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"fd:state\"}}\n";
	guarded(fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return error_errno(errno, "cannot write %s", path);
	if (!send_with(qmp, set_up, -1) || !send_with(qmp, get_file, fd) ||
	    !send_with(qmp, start, -1))
		return error_errno(errno, "QEMU's monitor is gone");
	*migration = (struct migration){ .qmp = qmp, .active = true };
	return NULL;
}

/* "completed", "failed", or another word if it goes on */
static const char *status_of(const struct qmp_message *message)
{
	if (!message->event || strcmp(message->event, "MIGRATION") || !message->data_status)
		return "";
	return message->data_status;
}

/*
 * QEMU leaves the guest in "postmigrate", a moment after it said that the migration is complete. A guest
 * that is continued before that is stopped nevertheless.
 */
static bool resume(struct migration *migration, const struct qmp_message *message)
{
	static const char query[] = "{\"execute\":\"query-status\"}\n";

	if (!migration->complete) {
		migration->complete = true;
		send_with(migration->qmp, query, -1);
	} else if (message->status) {
		if (!strcmp(message->status, "postmigrate")) {
			send_with(migration->qmp, go_on, -1);
			migration->active = false;
		} else {
			send_with(migration->qmp, query, -1);
		}
	}
	return !migration->active;
}

struct error *migration_message(struct migration *migration, const struct qmp_message *message,
				bool *done)
{
	const char *status = status_of(message), *why = message->error;

	*done = false;
	if (!why && !strcmp(status, "failed"))
		why = "QEMU says that writing it failed";
	if (why) {
		send_with(migration->qmp, go_on, -1);
		migration->active = false;
		*done = true;
		return error_create(ERROR_SYSTEM, "no snapshot: %s", why);
	}
	if (migration->complete || !strcmp(status, "completed"))
		*done = resume(migration, message);
	return NULL;
}
