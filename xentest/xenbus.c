// SPDX-License-Identifier: GPL-2.0-or-later
/* The xenstore ring as dom0 offers it to xenstored: remap_pfn_range(), special, no callback. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/device.h"
#include "provisioning/xen/domain.h"
#include "xentest/gntdev.h"

static struct error *instances(const struct instance **list, size_t *nr)
{
	static const struct instance all[] = {
		{ .name = "backend", .device = "/dev/xen/xenbus_backend" },
		{ .name = "xsd_kva", .device = "/proc/xen/xsd_kva" },
	};
	static struct instance found[2];
	struct domain domain;
	struct error *err = domain_detect(&domain);

	*list = found;
	*nr = 0;
	for (size_t i = 0; !err && i < ARRAY_SIZE(all); i++)
		if (!access(all[i].device, R_OK | W_OK))
			found[(*nr)++] = all[i];
	if (!err && !*nr)
		err = error_create(ERROR_UNTESTABLE, "neither /dev/xen/xenbus_backend nor "
				   "/proc/xen/xsd_kva (mount -t xenfs xen /proc/xen)");
	return err;
}

static const struct need need_ring = { .name = "the xenstore ring", .instances = instances };

/* mm/memory.c remap_pfn_range(), called by drivers/xen/xenbus/xenbus_dev_backend.c and xenfs */
#define FLAGS (VMA_FILE | VMA_SHARED | VMA_READ | VMA_WRITE | VMA_PFNMAP | VMA_IO | VMA_DONTEXPAND)

/* one is a device, the other a file of xenfs */
static void open_ring(struct scenario *s, const char *path, int *fd)
{
	struct error *err = NULL;

	if (!strncmp(path, "/dev/", 5)) {
		err = device_open(device_name(path), O_RDWR, fd);
	} else {
		*fd = open(path, O_RDWR | O_CLOEXEC);
		err = *fd < 0 ? error_errno(errno, "%s", path) : NULL;
	}
	if (err)
		scenario_skip(s, "%s", err->message);
}

static struct mapping map(struct scenario *s, int *fd)
{
	struct mapping m = { .size = PTE_SIZE, .flags = FLAGS };
	const char *device = scenario_instance(s)->device;

	open_ring(s, device, fd);
	m.addr = mmap(mapping_address(m.size), m.size, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_FIXED_NOREPLACE, *fd, 0);
	if (m.addr == MAP_FAILED)
		scenario_skip(s, "mapping %s: %s", device, strerror(errno));
	return m;
}

/* a foreign ring: it is read, never written */
static void ring(struct scenario *s)
{
	char byte;
	int fd;
	struct mapping m = map(s, &fd);
	struct iovec local = { &byte, 1 }, remote = { m.addr, 1 };

	expect_result(s, "mapped", "signal of a read", 0, access_signal(&m, 0, false),
		      "mm/memory.c remap_pfn_range(): all of it is mapped");
	expect_mapping(s, "mapped", &m,
		       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true));
	expect_result(s, "process_vm_readv", "errno", EFAULT,
		      process_vm_readv(getpid(), &local, 1, &remote, 1, 0) < 0 ? errno : 0,
		      "mm/gup.c check_vma_flags(): VM_IO | VM_PFNMAP");
	close(fd);
	expect_mapping(s, "after close", &m,
		       PAGES(0, PTE_SIZE, PAGE_PFN, LEVEL_PTE, .writable = true));
}

SCENARIO(xenbus_ring, "xenbus", "ring",
	 "the xenstore ring is a raw pfn: special, and no interface knows a page there",
	 .needs = &need_ring, .run = ring);
