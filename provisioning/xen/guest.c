// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/guest.h"

#include <errno.h>
#include <poll.h>
#include <spawn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <xenstore.h>

#include "provisioning/xen/answer.h"
#include "provisioning/xen/handle.h"
#include "provisioning/xen/protocol.h"

#define ANSWER_SECONDS 10

extern char **environ;

/** struct guest - @xs belongs to process @owner: a connection cannot be shared with a child */
struct guest {
	uint32_t domid;
	char name[32];
	struct xs_handle *xs;
	pid_t owner;
	unsigned long seq;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/*
 * What a command says, up to its first line end. Into a file: "xl create" leaves a process behind that
 * would keep a pipe open.
 */
static char *output_of(const char *const *argv, int *status)
{
	guarded(file) FILE *out = tmpfile();
	posix_spawn_file_actions_t actions;
	char *text = calloc(1, 4096);
	pid_t pid;
	int rc;

	if (!text || !out)
		abort();
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(out), STDERR_FILENO);
	rc = posix_spawnp(&pid, argv[0], &actions, NULL, (char **)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	*status = -rc;
	if (!rc)
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			;
	if (pread(fileno(out), text, 4095, 0) < 0)
		text[0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static struct error *xl(char **output, const char *const *argv)
{
	guarded(free) char *text = NULL;
	int status;

	text = output_of(argv, &status);
	if (status == -ENOENT || (WIFEXITED(status) && WEXITSTATUS(status) == 127))
		return error_create(ERROR_MISSING, "xl is not installed (package xen-utils)");
	if (status)
		return error_create(ERROR_SYSTEM, "xl %s: %s", argv[1], text);
	if (output)
		*output = take(text);
	return NULL;
}

static struct error *write_config(const struct guest_config *config, const char *name, int fd)
{
	uint8_t handle[HANDLE_SIZE];
	char uuid[HANDLE_TEXT_SIZE];

	handle_make(handle);
	handle_text(handle, uuid);
	if (dprintf(fd, "name=\"%s\"\nuuid=\"%s\"\ntype=\"%s\"\nkernel=\"%s\"\nramdisk=\"%s\"\n"
		    "memory=256\nvcpus=1\non_crash=\"destroy\"\non_reboot=\"destroy\"\n"
		    "extra=\"console=hvc0 quiet panic=-1 cryptomgr.notests\"\n", name, uuid,
		    config->pvh ? "pvh" : "pv", config->kernel, config->ramdisk) < 0)
		return error_errno(errno, "writing the guest's configuration");
	return NULL;
}

static struct error *create(struct guest *guest, const struct guest_config *config)
{
	char path[] = "/tmp/normalpage-guest-XXXXXX";
	guarded(free) char *domid = NULL;
	int fd = mkstemp(path);
	struct error *err;

	if (fd < 0)
		return error_errno(errno, "%s", path);
	snprintf(guest->name, sizeof(guest->name), "normalpage-%d", getpid());
	err = write_config(config, guest->name, fd);
	close(fd);
	if (!err)
		err = xl(NULL, (const char *[]){ "xl", "create", "-q", path, NULL });
	unlink(path);
	if (!err)
		err = xl(&domid, (const char *[]){ "xl", "domid", guest->name, NULL });
	if (!err)
		guest->domid = (uint32_t)strtoul(domid, NULL, 10);
	return err;
}

/* whoever runs tests forks: it must not have libxenstore's thread, which only a caller needs */
static void disconnect_store(struct guest *guest)
{
	if (guest->xs && guest->owner == getpid())
		xs_close(guest->xs);
	guest->xs = NULL;
}

static void node(const struct guest *guest, const char *name, char *path, size_t size)
{
	snprintf(path, size, "/local/domain/%u/%s", guest->domid, name);
}

static struct error *connect_store(struct guest *guest)
{
	char path[96];

	if (guest->xs && guest->owner == getpid())
		return NULL;
	/* a parent's connection is left alone: closing it here would end its reader thread's talk */
	guest->xs = xs_open(0);
	guest->owner = getpid();
	node(guest, XEN_AGENT_ANSWER, path, sizeof(path));
	if (!guest->xs || !xs_watch(guest->xs, path, "answer") ||
	    !xs_watch(guest->xs, "@releaseDomain", "end"))
		return error_create(ERROR_UNTESTABLE, "xenstore cannot be reached (is xenstored running)");
	return NULL;
}

/* where xenconsoled keeps what a guest said (xl.cfg(5), xenconsoled --log=guest) */
static struct error *explain_end(const struct guest *guest)
{
	guarded(free) char *line = NULL;
	guarded(file) FILE *log = NULL;
	char path[96];
	size_t size = 0;

	snprintf(path, sizeof(path), "/var/log/xen/console/guest-%s.log", guest->name);
	log = fopen(path, "re");
	while (log && getline(&line, &size, log) > 0) {
		const char *panic = strstr(line, "Kernel panic");

		line[strcspn(line, "\r\n")] = '\0';
		if (panic)
			return error_create(ERROR_SYSTEM, "guest %s crashed: %s", guest->name,
					    panic);
	}
	return error_create(ERROR_SYSTEM, "guest %s has ended", guest->name);
}

/* wait for the answer that starts with @seq */
static struct error *wait_answer(struct guest *guest, unsigned long seq, double seconds,
				 char *answer, size_t size)
{
	double deadline = now() + seconds;
	char path[96];

	node(guest, XEN_AGENT_ANSWER, path, sizeof(path));
	for (;;) {
		struct pollfd fd = { .fd = xs_fileno(guest->xs), .events = POLLIN };
		unsigned int len;
		guarded(free) char *text = xs_read(guest->xs, XBT_NULL, path, &len);
		const char *found = text ? answer_to(text, seq) : NULL;

		if (found) {
			snprintf(answer, size, "%s", found);
			return NULL;
		}
		if (!xs_is_domain_introduced(guest->xs, guest->domid))
			return explain_end(guest);
		if (now() >= deadline)
			return error_create(ERROR_SYSTEM, "guest %s does not answer for %.0f s",
					    guest->name, seconds);
		if (poll(&fd, 1, (int)((deadline - now()) * 1000) + 1) > 0)
			free(xs_check_watch(guest->xs));
	}
}

struct error *guest_start(const struct guest_config *config, unsigned int seconds,
			  struct guest **result)
{
	struct guest *guest = calloc(1, sizeof(*guest));
	struct error *err;
	char answer[64];

	if (!guest)
		abort();
	err = create(guest, config);
	if (!err)
		err = connect_store(guest);
	if (!err)
		err = wait_answer(guest, 0, seconds, answer, sizeof(answer));
	if (err) {
		guest_destroy(guest);
		return err;
	}
	disconnect_store(guest);
	*result = guest;
	return NULL;
}

uint32_t guest_domid(const struct guest *guest)
{
	return guest->domid;
}

/* numbers go on where the last one, also of another process, stopped */
static unsigned long next_seq(struct guest *guest)
{
	guarded(free) char *last = NULL;
	unsigned int len;
	char path[96];

	node(guest, XEN_AGENT_REQUEST, path, sizeof(path));
	last = xs_read(guest->xs, XBT_NULL, path, &len);
	return last ? strtoul(last, NULL, 10) + 1 : 1;
}

struct error *guest_call(struct guest *guest, char *answer, size_t size, const char *fmt, ...)
{
	struct error *err = connect_store(guest);
	char request[256], text[1100], path[96];
	unsigned long seq;
	const char *rest;
	va_list ap;

	if (err)
		return err;
	va_start(ap, fmt);
	vsnprintf(request, sizeof(request), fmt, ap);
	va_end(ap);
	seq = next_seq(guest);
	snprintf(text, sizeof(text), "%lu %s", seq, request);
	node(guest, XEN_AGENT_REQUEST, path, sizeof(path));
	if (!xs_write(guest->xs, XBT_NULL, path, text, (unsigned int)strlen(text)))
		return error_errno(errno, "asking guest %s", guest->name);
	err = wait_answer(guest, seq, ANSWER_SECONDS, text, sizeof(text));
	if (err)
		return err;
	if (!answer_result(text, &rest))
		return error_create(ERROR_SYSTEM, "guest %s: %s: %s", guest->name, request, text);
	snprintf(answer, size, "%s", rest);
	return NULL;
}

void guest_destroy(struct guest *guest)
{
	guarded(error) struct error *err = NULL;

	if (!guest)
		return;
	if (guest->name[0])
		err = xl(NULL, (const char *[]){ "xl", "destroy", guest->name, NULL });
	disconnect_store(guest);
	free(guest);
}
