/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pair of event channels from this domain to itself (libxenevtchn). */
#ifndef NORMALPAGE_XEN_EVENT_H
#define NORMALPAGE_XEN_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

/**
 * struct event_pair - what is sent through one port arrives at the other
 * @receiver: libxenevtchn's handle of the receiving end
 * @sender: and of the sending one
 * @sender_port: to be handed to the process that is to send
 */
struct event_pair {
	void *receiver;
	void *sender;
	uint32_t receiver_port;
	uint32_t sender_port;
};

/** event_pair_open - bind both ends, with no event pending */
error_check struct error *event_pair_open(uint32_t domid, struct event_pair *pair);
void event_pair_close(struct event_pair *pair);

/** event_wait - wait up to @ms for an event at the receiving end and take it; false: none came */
bool event_wait(struct event_pair *pair, int ms);

#endif
