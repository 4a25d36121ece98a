/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Xen's serial port carries two consoles: its own, whose lines start with "(XEN) ", and that of the
 * first domain. This keeps them apart, and notices when one of the two kernels died.
 */
#ifndef NORMALPAGE_MACHINE_VM_XEN_CONSOLE_H
#define NORMALPAGE_MACHINE_VM_XEN_CONSOLE_H

#include <stdbool.h>

#include "lib/base/error.h"

/**
 * enum xen_death - who died, as far as the console says
 * @XEN_ALIVE: nobody
 * @XEN_PANICKED: the hypervisor
 * @XEN_DOM0_CRASHED: the first domain: its kernel panicked, or Xen crashed it
 */
enum xen_death {
	XEN_ALIVE,
	XEN_PANICKED,
	XEN_DOM0_CRASHED,
};

struct xen_console;

/** xen_console_create - write the hypervisor's lines and dom0's to these two files */
error_check struct error *xen_console_create(struct xen_console **console, const char *xen_log,
					     const char *dom0_log);
void xen_console_destroy(struct xen_console *console);

/** xen_console_feed - @size bytes off the port */
void xen_console_feed(struct xen_console *console, const char *data, size_t size);

/** xen_console_read - the same, read once from @fd; false at the end of the stream */
bool xen_console_read(struct xen_console *console, int fd);

/** xen_console_finish - write what is left without an end of line, and flush both; an error if some of it is lost */
error_check struct error *xen_console_finish(struct xen_console *console);

/** xen_console_death - did the hypervisor's lines tell of a death? */
enum xen_death xen_console_death(const struct xen_console *console);

#endif
