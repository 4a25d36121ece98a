// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/event.h"

#include <errno.h>
#include <poll.h>
#include <xenevtchn.h>

static struct error *bind(struct event_pair *pair, uint32_t domid)
{
	int port = xenevtchn_bind_unbound_port(pair->receiver, domid);

	if (port < 0)
		return error_errno(errno, "binding an event channel");
	pair->receiver_port = (uint32_t)port;
	port = xenevtchn_bind_interdomain(pair->sender, domid, pair->receiver_port);
	if (port < 0)
		return error_errno(errno, "binding the other end of an event channel");
	pair->sender_port = (uint32_t)port;
	return NULL;
}

struct error *event_pair_open(uint32_t domid, struct event_pair *pair)
{
	struct error *err;

	*pair = (struct event_pair){ .receiver = xenevtchn_open(NULL, 0),
				     .sender = xenevtchn_open(NULL, 0) };
	if (!pair->receiver || !pair->sender) {
		int why = errno;

		event_pair_close(pair);
		return error_create(ERROR_UNTESTABLE, "/dev/xen/evtchn: errno %d "
				    "(modprobe xen-evtchn)", why);
	}
	err = bind(pair, domid);
	if (err)
		event_pair_close(pair);
	else	/* binding itself raises an event (evtchn_bind_interdomain() in the hypervisor) */
		event_wait(pair, 0);
	return err;
}

void event_pair_close(struct event_pair *pair)
{
	if (pair->receiver)
		xenevtchn_close(pair->receiver);
	if (pair->sender)
		xenevtchn_close(pair->sender);
	*pair = (struct event_pair){ 0 };
}

bool event_wait(struct event_pair *pair, int ms)
{
	struct pollfd fd = { .fd = xenevtchn_fd(pair->receiver), .events = POLLIN };
	int port;

	if (poll(&fd, 1, ms) != 1)
		return false;
	port = xenevtchn_pending(pair->receiver);
	if (port < 0)
		return false;
	xenevtchn_unmask(pair->receiver, (evtchn_port_t)port);
	return (uint32_t)port == pair->receiver_port;
}
