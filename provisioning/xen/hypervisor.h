/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hypervisor's console ring, and what its debug key 'g' prints of grant tables. */
#ifndef NORMALPAGE_XEN_HYPERVISOR_H
#define NORMALPAGE_XEN_HYPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

/**
 * struct hypervisor - the console ring, read from where it was left
 * @control: libxenctrl's handle
 * @index: where in the ring we are
 * @text: what was read last
 */
struct hypervisor {
	void *control;
	uint32_t index;
	char text[65536];
};

/**
 * hypervisor_open - from the ring's end on
 *
 * ERROR_UNTESTABLE where this is not the control domain, or libxenctrl is not the hypervisor's.
 */
error_check struct error *hypervisor_open(struct hypervisor *hypervisor);
void hypervisor_close(struct hypervisor *hypervisor);

/** hypervisor_read - what was logged since: a text of lines, owned by @hypervisor; "" if nothing */
const char *hypervisor_read(struct hypervisor *hypervisor);

/**
 * hypervisor_grants - have all grant tables printed and read that (debug key 'g')
 *
 * For evidence: it takes its time on the serial line. "" if the hypervisor's log level hides it.
 */
const char *hypervisor_grants(struct hypervisor *hypervisor);

#endif
