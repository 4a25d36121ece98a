/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Xen's own programs, for a dom0 that starts guests. The package is unpacked into the cache and not
 * installed: it would bring services for a dom0 that this machine is not, Python, and by its
 * recommendations a hypervisor for the boot menu. Its libraries come with libxen-dev.
 */
#ifndef NORMALPAGE_MACHINE_XEN_XEN_TOOLSTACK_H
#define NORMALPAGE_MACHINE_XEN_XEN_TOOLSTACK_H

#include "lib/base/string_list.h"
#include "provisioning/machine/xen/xen_image.h"

/**
 * xen_toolstack_find - append the paths of xl, xenstored, xenconsoled and xen-init-dom0
 * @xen: the hypervisor that they are to work with
 *
 * They need this machine's libraries, so they are those of its suite; a hypervisor of another series
 * refuses them: ERROR_UNTESTABLE.
 */
error_check struct error *xen_toolstack_find(struct string_list *paths,
					     const struct xen_image *xen,
					     void (*progress)(const char *text));

#endif
