/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this machine is under Xen. */
#ifndef NORMALPAGE_XEN_DOMAIN_H
#define NORMALPAGE_XEN_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

/**
 * enum domain_mode - who translates pfns to machine frames
 * @DOMAIN_PV: the domain itself; page table entries hold machine frames
 * @DOMAIN_TRANSLATED: the hypervisor (PVH, HVM); a domain that maps its own grant loses the page
 */
enum domain_mode {
	DOMAIN_PV,
	DOMAIN_TRANSLATED,
};

/**
 * struct domain - the domain that we run in
 * @id: its number
 * @mode: see enum domain_mode
 * @control: it is the control domain (dom0)
 */
struct domain {
	uint32_t id;
	enum domain_mode mode;
	bool control;
};

/**
 * domain_detect - look at /sys/hypervisor and /dev/xen
 *
 * ERROR_UNTESTABLE with the reason where this is no Xen domain, or a device is missing.
 */
error_check struct error *domain_detect(struct domain *domain);

/** domain_scratch_backed - grants are mapped on ZONE_DEVICE pages ("Xen scratch" in /proc/iomem) */
bool domain_scratch_backed(void);

#endif
