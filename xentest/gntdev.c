// SPDX-License-Identifier: GPL-2.0-or-later
#include "xentest/gntdev.h"

#include <errno.h>
#include <string.h>

#include "lib/trace/probe.h"
#include "provisioning/xen/domain.h"

/* drivers/xen/gntdev.c; the callback's name until 6.17 was find_special_page */
PROBE(gntdev_vma_find_normal_page) = {
	.function = "gntdev_vma_find_normal_page",
	.args = { "addr=$arg2:x64" },
};
PROBE(gntdev_vma_find_special_page) = {
	.function = "gntdev_vma_find_special_page",
	.args = { "addr=$arg2:x64" },
};

/* drivers/xen/gntdev.c gntdev_mmap() */
static unsigned int vma_flags(bool pv, int prot, int flags)
{
	unsigned int vma = mapping_vma_flags(prot, flags) | VMA_MIXEDMAP | VMA_DONTEXPAND;

	if (pv)
		vma |= VMA_DONTCOPY;
	return vma;
}

struct mapping grants_mmap(const struct gntdev *gntdev, uint64_t offset, uint32_t count, int prot,
			   int flags)
{
	size_t size = count * PTE_SIZE;
	struct domain domain = { .mode = DOMAIN_TRANSLATED };
	guarded(error) struct error *err = domain_detect(&domain);
	bool pv = domain.mode == DOMAIN_PV;
	struct mapping m = { .size = size, .flags = vma_flags(pv, prot, flags),
			     .find_normal_page = pv };

	m.addr = mmap(mapping_address(size), size, prot, flags | MAP_FIXED_NOREPLACE, gntdev->fd,
		      (off_t)offset);
	return m;
}

enum page_backing grants_backing(void)
{
	return domain_scratch_backed() ? BACKING_DEVICE : BACKING_RESERVED;
}

struct grant_mapping grants_map_request(struct scenario *s, const struct grant_request *request)
{
	int prot = request->prot ? request->prot : PROT_READ | PROT_WRITE;
	int flags = request->flags ? request->flags : MAP_SHARED;
	struct grant_mapping g = { .shared = share(s, request->count, !request->readonly_grant) };
	int rc;

	scenario_need(s, gntdev_open(&g.gntdev));
	rc = gntdev_reserve(&g.gntdev, g.shared.domid, g.shared.count, g.shared.refs, &g.offset);
	if (rc)
		scenario_broken(s, "IOCTL_GNTDEV_MAP_GRANT_REF: %s", strerror(-rc));
	g.m = grants_mmap(&g.gntdev, g.offset, g.shared.count, prot, flags);
	if (g.m.addr == MAP_FAILED)
		scenario_broken(s, "mapping %u grants of domain %u: %s", g.shared.count,
				g.shared.domid, strerror(errno));
	return g;
}

int grants_try(uint32_t domid, uint32_t ref)
{
	struct gntdev gntdev;
	guarded(error) struct error *err = gntdev_open(&gntdev);
	uint64_t offset;
	void *p;
	int rc;

	if (err)
		return -EIO;
	rc = gntdev_reserve(&gntdev, domid, 1, &ref, &offset);
	if (!rc) {
		p = mmap(NULL, PTE_SIZE, PROT_READ, MAP_SHARED, gntdev.fd, (off_t)offset);
		rc = p == MAP_FAILED ? -errno : 0;
		if (!rc)
			munmap(p, PTE_SIZE);
	}
	gntdev_close(&gntdev);
	return rc;
}

void expect_slow_gup(struct scenario *s, const struct grant_mapping *g, size_t offset)
{
	if (g->m.find_normal_page)
		expect_called(s, "vm_normal_page", ARG("addr", (uintptr_t)g->m.addr + offset));
}
