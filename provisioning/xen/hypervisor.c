// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/hypervisor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xenctrl.h>

const char *hypervisor_read(struct hypervisor *hypervisor)
{
	unsigned int len = sizeof(hypervisor->text) - 1;

	if (xc_readconsolering(hypervisor->control, hypervisor->text, &len, 0, 1,
			       &hypervisor->index))
		len = 0;
	hypervisor->text[len] = '\0';
	return hypervisor->text;
}

struct error *hypervisor_open(struct hypervisor *hypervisor)
{
	xc_interface *control = xc_interface_open(NULL, NULL, 0);
	unsigned int len = sizeof(hypervisor->text) - 1;
	int why;

	hypervisor->index = 0;
	if (!control)
		return error_create(ERROR_UNTESTABLE, "libxenctrl: %s", strerror(errno));
	if (xc_readconsolering(control, hypervisor->text, &len, 0, 1, &hypervisor->index)) {
		why = errno;
		xc_interface_close(control);
		return error_create(ERROR_UNTESTABLE, "xc_readconsolering: %s%s", strerror(why),
				    why == EACCES ? ": libxenctrl is not this hypervisor's version"
						  : "");
	}
	hypervisor->control = control;
	/* a ring that is larger than the buffer takes more than one go */
	while (len == sizeof(hypervisor->text) - 1)
		len = (unsigned int)strlen(hypervisor_read(hypervisor));
	return NULL;
}

void hypervisor_close(struct hypervisor *hypervisor)
{
	if (hypervisor->control)
		xc_interface_close(hypervisor->control);
	hypervisor->control = NULL;
}

const char *hypervisor_grants(struct hypervisor *hypervisor)
{
	char keys[] = "g";

	return xc_send_debug_keys(hypervisor->control, keys) ? "" : hypervisor_read(hypervisor);
}
