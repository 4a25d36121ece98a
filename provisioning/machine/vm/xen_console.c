// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/xen_console.h"

#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"

#define MARK "(XEN) "
#define LINE_MAX_LENGTH 4096

struct xen_console {
	FILE *xen, *dom0;
	char *xen_log, *dom0_log;
	char line[LINE_MAX_LENGTH + 1];
	size_t used;
	enum xen_death death;
};

struct error *xen_console_create(struct xen_console **console, const char *xen_log,
				 const char *dom0_log)
{
	struct xen_console *new = calloc(1, sizeof(*new));

	if (!new)
		abort();
	new->xen_log = string_copy(xen_log);
	new->dom0_log = string_copy(dom0_log);
	new->xen = fopen(xen_log, "we");
	if (new->xen)
		new->dom0 = fopen(dom0_log, "we");
	if (!new->dom0) {
		struct error *err = error_errno(errno, "cannot write %s",
						new->xen ? dom0_log : xen_log);

		xen_console_destroy(new);
		return err;
	}
	/* a user who looks while it runs, or after we were killed, sees whole lines */
	setlinebuf(new->xen);
	setlinebuf(new->dom0);
	*console = new;
	return NULL;
}

void xen_console_destroy(struct xen_console *console)
{
	if (!console)
		return;
	if (console->dom0)
		error_destroy(xen_console_finish(console));
	if (console->xen)
		fclose(console->xen);
	if (console->dom0)
		fclose(console->dom0);
	free(console->xen_log);
	free(console->dom0_log);
	free(console);
}

static void notice(struct xen_console *console, const char *line)
{
	/* xen/common/panic text and xen/common/shutdown.c:hwdom_shutdown(); the first word counts */
	static const struct {
		const char *text;
		enum xen_death death;
	} signs[] = {
		{ "Panic on CPU ", XEN_PANICKED },
		{ "Hardware Dom0 crashed", XEN_DOM0_CRASHED },
		/* what Linux asks for when panic=-1 makes it reset, in place of a crash */
		{ "Hardware Dom0 shutdown: rebooting", XEN_DOM0_CRASHED },
		{ "Hardware Dom0 shutdown: watchdog", XEN_DOM0_CRASHED },
	};

	for (size_t i = 0; !console->death && i < ARRAY_SIZE(signs); i++)
		if (strstr(line, signs[i].text))
			console->death = signs[i].death;
}

/* the hypervisor breaks into a line of dom0's, which goes on after it */
static void hand_out(struct xen_console *console, bool whole)
{
	char *mark;

	console->line[console->used] = '\0';
	/* a cut inside the mark itself is not worth the trouble: NULs are no text */
	mark = strstr(console->line, MARK);
	if (mark) {
		fprintf(console->xen, "%s%s", mark + sizeof(MARK) - 1, whole ? "\n" : "");
		notice(console, mark);
		*mark = '\0';
		fputs(console->line, console->dom0);
	} else {
		fprintf(console->dom0, "%s%s", console->line, whole ? "\n" : "");
	}
	console->used = 0;
}

void xen_console_feed(struct xen_console *console, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n')
			hand_out(console, true);
		else if (data[i] && data[i] != '\r')
			console->line[console->used++] = data[i];
		if (console->used == LINE_MAX_LENGTH)
			hand_out(console, false);
	}
}

bool xen_console_read(struct xen_console *console, int fd)
{
	char buffer[65536];
	ssize_t n = read(fd, buffer, sizeof(buffer));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (n <= 0)
		return false;
	xen_console_feed(console, buffer, (size_t)n);
	return true;
}

struct error *xen_console_finish(struct xen_console *console)
{
	struct error *err;

	if (console->used)
		hand_out(console, true);
	err = stream_check(console->xen, console->xen_log);
	return err ? err : stream_check(console->dom0, console->dom0_log);
}

enum xen_death xen_console_death(const struct xen_console *console)
{
	return console->death;
}
