/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Domains that the hypervisor has now, looked up by their handle (UUID), which is never used again. */
#ifndef NORMALPAGE_XEN_LIVE_DOMAIN_H
#define NORMALPAGE_XEN_LIVE_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <uuid/uuid.h>

#include "lib/base/error.h"

/**
 * struct live_domain - what was found
 * @there: there is one
 * @dying: it was destroyed, and another domain still maps its pages
 */
struct live_domain {
	bool there;
	bool dying;
	uint32_t domid;
};

/** live_domain_find - ERROR_UNTESTABLE where domains cannot be listed */
error_check struct error *live_domain_find(const uuid_t handle, struct live_domain *domain);

/**
 * live_domain_end - destroy it; one that is not there is fine
 * @by_xl: xl made it, so that xenstore has something about it as well
 * @patience: tenths of a second to wait until it is gone
 *
 * One whose pages are mapped stays, dying: an error.
 */
error_check struct error *live_domain_end(const uuid_t handle, bool by_xl, unsigned int patience);

#endif
