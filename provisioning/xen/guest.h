/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest of our own that grants pages on request, started and ended with xl. */
#ifndef NORMALPAGE_XEN_GUEST_H
#define NORMALPAGE_XEN_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "provisioning/xen/grant.h"

struct guest;

/** GUEST_ANSWER - bytes that hold the longest answer: GRANTS_MAX references */
#define GUEST_ANSWER (16 * GRANTS_MAX)

/**
 * struct guest_config - what to boot
 * @kernel: a vmlinuz; a path that guest_check_path() lets pass
 * @ramdisk: an initramfs whose init is build/domu-agent, with the kernel's xen-gntalloc module; the same
 * @pvh: hardware-assisted, else PV
 */
struct guest_config {
	const char *kernel;
	const char *ramdisk;
	bool pvh;
};

/** what the guest has, in MiB */
#define GUEST_MIB 256

/**
 * guest_check_path - ERROR_USAGE if xl's configuration cannot name the file
 *
 * A string ends at its quote and at the line's end, and a backslash has a meaning (tools/libs/util/
 * libxlu_cfg_l.l, libxlu_cfg.c:xlu__cfgl_dequote()).
 */
error_check struct error *guest_check_path(const char *path);

/** guest_check_memory - does the hypervisor have enough for it? Else ERROR_UNTESTABLE: see free_memory_check() */
error_check struct error *guest_check_memory(void);

/**
 * guest_start - start it and wait until its agent answers
 * @seconds: how long to wait for that
 *
 * What fails leaves no guest behind. Memory is not taken from other domains: guest_check_memory(). A
 * missing xl is ERROR_MISSING, xenstore that cannot be reached ERROR_UNTESTABLE; a signal that ends a run
 * ends the wait, too: ERROR_INTERRUPTED.
 */
error_check struct error *guest_start(const struct guest_config *config, unsigned int seconds,
				      struct guest **guest);

/** guest_domid - its number */
uint32_t guest_domid(const struct guest *guest);

/**
 * guest_call - ask its agent (provisioning/xen/protocol.h)
 * @answer: what stands behind the result
 *
 * Usable in forked children, which get a connection of their own. A negative result is an error; a
 * guest that has crashed or ended is reported at once.
 */
error_check __attribute__((format(printf, 4, 5))) struct error *
guest_call(struct guest *guest, char *answer, size_t size, const char *fmt, ...);

/** guest_destroy - end it; NULL is allowed. Pages that are still mapped keep it dying */
void guest_destroy(struct guest *guest);

#endif
