/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory for a domain that is to be made: only what no domain has. */
#ifndef NORMALPAGE_XEN_FREE_MEMORY_H
#define NORMALPAGE_XEN_FREE_MEMORY_H

#include "lib/base/error.h"

/**
 * struct free_memory - what the hypervisor says of the machine's memory, in pages of 4 KiB
 * @free: that no domain has (XEN_SYSCTL_physinfo)
 * @scrub: the same, but not yet cleared
 * @claimed: of both, what a domain that is being made has been promised
 * @dom0: that the control domain has (XEN_DOMCTL_getdomaininfo)
 */
struct free_memory {
	unsigned long long free, scrub, claimed, dom0;
};

/**
 * free_memory_judge - is there so much that belongs to no domain?
 * @who: what needs it: "a guest"
 * @mib: how much, in MiB, with what the hypervisor and the toolstack need for a domain
 *
 * Where there is less, ERROR_UNTESTABLE with the way out, if there is one.
 */
error_check struct error *free_memory_judge(const struct free_memory *memory, const char *who,
					    unsigned long long mib);

/**
 * free_memory_check - ask the hypervisor, and judge
 *
 * Where Xen was booted without dom0_mem=, "xl create" takes what is missing from the control domain, which
 * does not get it back (autoballoon, xl.conf(5); tools/xl/xl_vmcontrol.c:freemem()). See also
 * xl_conf_keep_memory().
 *
 * ERROR_UNTESTABLE also where the hypervisor cannot be asked.
 */
error_check struct error *free_memory_check(const char *who, unsigned long long mib);

#endif
