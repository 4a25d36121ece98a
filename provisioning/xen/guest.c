// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/guest.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <xenstore.h>

#include "lib/base/clock.h"
#include "lib/harness/run.h"
#include "provisioning/xen/answer.h"
#include "provisioning/xen/free_memory.h"
#include "provisioning/xen/live_domain.h"
#include "provisioning/xen/own_domain.h"
#include "provisioning/xen/protocol.h"
#include "provisioning/xen/xl.h"

#define ANSWER_SECONDS 10
/* for tables: 2 wanted by xl (libxl_mem.c:libxl__domain_need_memory_calculate()), 3 more for those of PVH */
#define OVERHEAD_MIB 16

/** struct guest - @xs belongs to process @owner: a connection cannot be shared with a child */
struct guest {
	struct own_domain own;
	uint32_t domid;
	char name[32];
	struct xs_handle *xs;
	pid_t owner;
	unsigned long seq;
};

/* in memory: a file would be left behind by who is killed */
static struct error *write_config(const struct guest_config *config, const struct guest *guest,
				  int *fd)
{
	char uuid[UUID_STR_LEN];

	uuid_unparse_lower(guest->own.handle, uuid);
	*fd = memfd_create("xl.cfg", 0);
	if (*fd < 0 ||
	    dprintf(*fd, "name=\"%s\"\nuuid=\"%s\"\ntype=\"%s\"\nkernel=\"%s\"\nramdisk=\"%s\"\n"
		    "memory=%d\nvcpus=1\non_crash=\"destroy\"\non_reboot=\"destroy\"\n"
		    "extra=\"console=hvc0 quiet panic=-1 cryptomgr.notests\"\n", guest->name, uuid,
		    config->pvh ? "pvh" : "pv", config->kernel, config->ramdisk, GUEST_MIB) < 0)
		return error_errno(errno, "writing the guest's configuration");
	return NULL;
}

struct error *guest_check_path(const char *path)
{
	if (!strpbrk(path, "\"\\\n"))
		return NULL;
	return error_create(ERROR_USAGE, "%s: xl takes no path with a quote, a backslash or a line end: give the file "
			    "another name, or a symbolic link that has one", path);
}

struct error *guest_check_memory(void)
{
	return free_memory_check("a guest", GUEST_MIB + OVERHEAD_MIB);
}

static struct error *create(struct guest *guest, const struct guest_config *config)
{
	guarded(fd) int fd = -1;
	struct live_domain live;
	char path[32];
	struct error *err = guest_check_memory();

	if (!err)
		err = own_domain_write(&guest->own, true);
	if (err)
		return err;
	snprintf(guest->name, sizeof(guest->name), "normalpage-%02x%02x%02x%02x",
		 guest->own.handle[0], guest->own.handle[1], guest->own.handle[2],
		 guest->own.handle[3]);
	err = write_config(config, guest, &fd);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!err)
		err = xl_run(NULL, (const char *[]){ "xl", "create", "-q", path, NULL });
	if (!err)
		err = live_domain_find(guest->own.handle, &live);
	if (!err && !live.there)
		err = error_create(ERROR_SYSTEM, "guest %s has ended at once", guest->name);
	if (!err)
		guest->domid = live.domid;
	return err;
}

/* the process that runs tests forks: it must not have libxenstore's thread, which only a caller needs */
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

/* wait for the answer that starts with @seq, or until something can be read from @signals, if not -1 */
static struct error *wait_answer(struct guest *guest, unsigned long seq, double seconds, int signals,
				 char *answer, size_t size)
{
	double deadline = clock_now() + seconds;
	char path[96];

	node(guest, XEN_AGENT_ANSWER, path, sizeof(path));
	for (;;) {
		struct pollfd fds[] = { { .fd = xs_fileno(guest->xs), .events = POLLIN },
					{ .fd = signals, .events = POLLIN } };
		unsigned int len;
		guarded(free) char *text = xs_read(guest->xs, XBT_NULL, path, &len);
		const char *found = text ? answer_to(text, seq) : NULL;

		if (found && strlen(found) < size) {
			strcpy(answer, found);
			return NULL;
		}
		if (found)
			return error_create(ERROR_SYSTEM, "guest %s answers with %zu bytes, more than "
					    "%zu", guest->name, strlen(found), size - 1);
		if (!xs_is_domain_introduced(guest->xs, guest->domid))
			return explain_end(guest);
		if (clock_now() >= deadline)
			return error_create(ERROR_SYSTEM, "guest %s does not answer for %.0f s",
					    guest->name, seconds);
		poll(fds, 2, (int)((deadline - clock_now()) * 1000) + 1);
		if (fds[1].revents)
			return error_create(ERROR_INTERRUPTED, "interrupted by a signal");
		if (fds[0].revents)
			free(xs_check_watch(guest->xs));
	}
}

struct error *guest_start(const struct guest_config *config, unsigned int seconds,
			  struct guest **result)
{
	struct guest *guest = calloc(1, sizeof(*guest));
	guarded(fd) int signals = run_open_signals();
	struct error *err;
	char answer[64];

	if (!guest)
		abort();
	err = create(guest, config);
	if (!err)
		err = connect_store(guest);
	if (!err)
		err = wait_answer(guest, 0, seconds, signals, answer, sizeof(answer));
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
	char request[256], text[GUEST_ANSWER + 32], path[96];
	unsigned long seq;
	const char *rest;
	va_list ap;
	int length;

	if (err)
		return err;
	va_start(ap, fmt);
	length = vsnprintf(request, sizeof(request), fmt, ap);
	va_end(ap);
	if (length < 0 || (size_t)length >= sizeof(request))
		return error_create(ERROR_SYSTEM, "guest %s: a request of %d bytes", guest->name, length);
	seq = next_seq(guest);
	snprintf(text, sizeof(text), "%lu %s", seq, request);
	node(guest, XEN_AGENT_REQUEST, path, sizeof(path));
	if (!xs_write(guest->xs, XBT_NULL, path, text, (unsigned int)strlen(text)))
		return error_errno(errno, "asking guest %s", guest->name);
	err = wait_answer(guest, seq, ANSWER_SECONDS, -1, text, sizeof(text));
	if (err)
		return err;
	if (!answer_result(text, &rest))
		return error_create(ERROR_SYSTEM, "guest %s: %s: %s", guest->name, request, text);
	if (strlen(rest) >= size)
		return error_create(ERROR_SYSTEM, "guest %s: %s: an answer of %zu bytes", guest->name,
				    request, strlen(rest));
	strcpy(answer, rest);
	return NULL;
}

void guest_destroy(struct guest *guest)
{
	if (!guest)
		return;
	own_domain_end(&guest->own, true);
	disconnect_store(guest);
	free(guest);
}
