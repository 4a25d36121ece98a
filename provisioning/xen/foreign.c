// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/xen/foreign.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xenforeignmemory.h>
#include <xen/grant_table.h>
#include <xen/memory.h>

#include "provisioning/xen/domain.h"
#include "provisioning/xen/free_memory.h"

#define SLACK_KB 64	/* of the domain's memory limit, above its pages */
/* for the most pages that it may have, its grant table, and what the hypervisor keeps of a domain */
#define NEEDED_MIB 4

static xc_interface *open_control(void)
{
	return xc_interface_open(NULL, NULL, 0);
}

static struct error *check_memory(void)
{
	return free_memory_check("a domain that never runs", NEEDED_MIB);
}

struct error *foreign_available(void)
{
	struct domain domain;
	struct error *err = domain_detect(&domain);
	xc_interface *control;
	xc_domaininfo_t info;
	int nr, why;

	if (err)
		return err;
	if (!domain.control)
		return error_create(ERROR_UNTESTABLE, "not the control domain: no domain can be made");
	control = open_control();
	if (!control)
		return error_create(ERROR_UNTESTABLE, "libxenctrl: %s (modprobe xen-privcmd)",
				    strerror(errno));
	nr = xc_domain_getinfolist(control, 0, 1, &info);
	why = errno;
	xc_interface_close(control);
	if (nr == 1)
		return check_memory();
	return error_create(ERROR_UNTESTABLE, "xc_domain_getinfolist: %s%s", strerror(why),
			    why == EACCES ? ": libxenctrl is not this hypervisor's version" : "");
}

static struct error *make_domain(struct foreign *foreign)
{
	struct xen_domctl_createdomain config = {
		.max_vcpus = 1,
		.max_grant_frames = 4,
		.max_maptrack_frames = 1,
		.grant_opts = XEN_DOMCTL_GRANT_version(1),
	};

	memcpy(config.handle, foreign->own.handle, sizeof(config.handle));
	if (xc_domain_create(foreign->control, &foreign->domid, &config))
		return error_errno(errno, "xc_domain_create");
	return NULL;
}

static struct error *add_pages(struct foreign *foreign)
{
	xen_pfn_t frames[GRANTS_MAX];

	for (uint32_t i = 0; i < foreign->count; i++)
		frames[i] = i;
	if (xc_domain_setmaxmem(foreign->control, foreign->domid,
				foreign->count * (XC_PAGE_SIZE / 1024) + SLACK_KB))
		return error_errno(errno, "xc_domain_setmaxmem");
	if (xc_domain_populate_physmap_exact(foreign->control, foreign->domid, foreign->count, 0,
					     0, frames))
		return error_errno(errno, "xc_domain_populate_physmap");
	for (uint32_t i = 0; i < foreign->count; i++)
		foreign->frames[i] = frames[i];
	foreign->pages = xenforeignmemory_map(foreign->memory, foreign->domid,
					      PROT_READ | PROT_WRITE, foreign->count, frames,
					      NULL);
	if (!foreign->pages)
		return error_errno(errno, "mapping the pages of domain %u", foreign->domid);
	memset(foreign->pages, 0, foreign->count * XC_PAGE_SIZE);
	return NULL;
}

static struct error *map_table(struct foreign *foreign)
{
	foreign->table_handle = xenforeignmemory_map_resource(
		foreign->memory, (domid_t)foreign->domid, XENMEM_resource_grant_table,
		XENMEM_resource_grant_table_id_shared, 0, 1, &foreign->table,
		PROT_READ | PROT_WRITE, 0);
	if (!foreign->table_handle)
		return error_errno(errno, "mapping the grant table of domain %u",
				   foreign->domid);
	return NULL;
}

struct error *foreign_create(uint32_t count, struct foreign *foreign)
{
	struct error *err;

	*foreign = (struct foreign){ .domid = DOMID_INVALID, .count = count };
	foreign->control = open_control();
	foreign->memory = xenforeignmemory_open(NULL, 0);
	if (!foreign->control || !foreign->memory)
		err = error_errno(errno, "libxenctrl, libxenforeignmemory");
	else
		err = check_memory();
	if (!err)
		err = own_domain_write(&foreign->own, false);
	if (!err) {
		foreign->domid = 0;	/* the next free number */
		err = make_domain(foreign);
		if (err)
			foreign->domid = DOMID_INVALID;
	}
	if (!err)
		err = add_pages(foreign);
	if (!err)
		err = map_table(foreign);
	if (err)
		foreign_destroy(foreign);
	return err;
}

struct error *foreign_grant(struct foreign *foreign, uint32_t to, bool writable)
{
	volatile struct grant_entry_v1 *entry = foreign->table;

	for (uint32_t i = 0; i < foreign->count; i++) {
		uint32_t ref = GNTTAB_NR_RESERVED_ENTRIES + i;

		if (foreign->frames[i] > UINT32_MAX)
			return error_create(ERROR_UNTESTABLE, "machine frame %#llx does not fit "
					    "into a grant entry of version 1",
					    (unsigned long long)foreign->frames[i]);
		entry[ref].domid = (domid_t)to;
		entry[ref].frame = (uint32_t)foreign->frames[i];
		/* the flags last: they make the entry valid (xen/include/public/grant_table.h) */
		__atomic_thread_fence(__ATOMIC_RELEASE);
		entry[ref].flags = GTF_permit_access | (writable ? 0 : GTF_readonly);
		foreign->refs[i] = ref;
	}
	return NULL;
}

void foreign_destroy(struct foreign *foreign)
{
	if (foreign->table_handle)
		xenforeignmemory_unmap_resource(foreign->memory, foreign->table_handle);
	if (foreign->pages)
		xenforeignmemory_unmap(foreign->memory, foreign->pages, foreign->count);
	own_domain_end(&foreign->own, false);
	if (foreign->memory)
		xenforeignmemory_close(foreign->memory);
	if (foreign->control)
		xc_interface_close(foreign->control);
	*foreign = (struct foreign){ .domid = DOMID_INVALID };
}
