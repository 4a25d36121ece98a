// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guards: grants, event channels and domains after each test as before it, and what the hypervisor
 * said meanwhile.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "lib/harness/guard.h"
#include "lib/kernel/grants.h"
#include "lib/base/owned_string.h"
#include "provisioning/xen/foreign.h"
#include "provisioning/xen/hypervisor.h"

#define RETRIES 30
#define RETRY_MS 100	/* drivers/xen/grant-table.c looks after deferred grants once a second */

static struct hypervisor hypervisor;

static void log_lines(struct judgement *j, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		guarded(free) char *line = string_copy_n(text, len);

		if (len)
			guard_log(j, line);
		text += len + !!text[len];
	}
}

/* who still maps what, as evidence */
static void log_grants(struct judgement *j)
{
	if (hypervisor.control)
		log_lines(j, hypervisor_grants(&hypervisor));
}

static long references_used(struct kernel *kernel)
{
	struct grants grants;

	return kernel_grants(kernel, &grants) ? -1 : grants.used;
}

static struct error *references_available(struct kernel *kernel)
{
	if (references_used(kernel) < 0)
		return error_create(ERROR_UNTESTABLE, "gnttab_size and gnttab_free_count of "
				    "drivers/xen/grant-table.c cannot be read");
	return NULL;
}

static long references;

static void references_before(struct kernel *kernel)
{
	references = references_used(kernel);
}

static const struct guard guard_references;

static void references_after(struct kernel *kernel, struct judgement *j)
{
	long now = references_used(kernel);

	for (int i = 0; now > references && i < RETRIES; i++) {
		poll(NULL, 0, RETRY_MS);
		now = references_used(kernel);
	}
	guard_check(j, &guard_references, "grant references in use", references, now);
	if (now > references)
		log_grants(j);
}

GUARD(references) = {
	.name = "grant table",
	.available = references_available,
	.before = references_before,
	.after = references_after,
};

/* drivers/xen/evtchn.c evtchn_open(): an interrupt named "evtchn:COMM" for each port; only ours */
static long ports_bound(void)
{
	guarded(file) FILE *f = fopen("/proc/interrupts", "re");
	guarded(free) char *line = NULL;
	char comm[16] = "", name[32];
	size_t size = 0;
	long ports = 0;

	prctl(PR_GET_NAME, comm);
	snprintf(name, sizeof(name), "evtchn:%s", comm);
	/* a line has a column for each processor, however many there are */
	while (f && getline(&line, &size, f) > 0)
		ports += strstr(line, name) != NULL;
	return ports;
}

static long ports;

static void ports_before(struct kernel *kernel)
{
	(void)kernel;
	ports = ports_bound();
}

static const struct guard guard_ports;

static void ports_after(struct kernel *kernel, struct judgement *j)
{
	(void)kernel;
	guard_check(j, &guard_ports, "ports bound through /dev/xen/evtchn", ports, ports_bound());
}

GUARD(ports) = { .name = "event channels", .before = ports_before, .after = ports_after };

static struct error *domains_available(struct kernel *kernel)
{
	(void)kernel;
	return foreign_available();
}

static void domains_before(struct kernel *kernel)
{
	(void)kernel;
	own_domain_sweep();
}

static const struct guard guard_domains;

/* a test ends without taking its domain down: that is done here, as for one that was killed */
static void domains_after(struct kernel *kernel, struct judgement *j)
{
	long left = own_domain_sweep();

	(void)kernel;
	for (int i = 0; left && i < RETRIES; i++) {
		poll(NULL, 0, RETRY_MS);
		left = own_domain_sweep();
	}
	guard_check(j, &guard_domains, "domains of ours that cannot be destroyed", 0, left);
	if (left)
		log_grants(j);
}

GUARD(domains) = {
	.name = "domains",
	.available = domains_available,
	.before = domains_before,
	.after = domains_after,
};

static struct error *hypervisor_available(struct kernel *kernel)
{
	(void)kernel;
	return hypervisor_open(&hypervisor);
}

static void hypervisor_before(struct kernel *kernel)
{
	(void)kernel;
	hypervisor_read(&hypervisor);
}

static void hypervisor_after(struct kernel *kernel, struct judgement *j)
{
	(void)kernel;
	log_lines(j, hypervisor_read(&hypervisor));
}

GUARD(hypervisor) = {
	.name = "hypervisor log",
	.available = hypervisor_available,
	.before = hypervisor_before,
	.after = hypervisor_after,
};
