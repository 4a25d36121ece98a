// SPDX-License-Identifier: GPL-2.0-or-later
/* dax/kmem: a device's memory in the page allocator is memory like any other. */
#include <errno.h>
#include <linux/mempolicy.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daxtest/devdax.h"
#include "provisioning/pmem/system_ram.h"

static struct mapping map_on_node(struct scenario *s, int node)
{
	struct mapping m = { .size = 2 * PMD_SIZE, .flags = VMA_READ | VMA_WRITE };
	unsigned long nodes = 1ul << node;

	m.addr = mmap(mapping_address(m.size), m.size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (m.addr == MAP_FAILED || madvise(m.addr, PMD_SIZE, MADV_HUGEPAGE) ||
	    madvise(m.addr + PMD_SIZE, PMD_SIZE, MADV_NOHUGEPAGE))
		scenario_broken(s, "mapping memory: %s", strerror(errno));
	m.size = PMD_SIZE;
	if (syscall(SYS_mbind, m.addr, 2 * PMD_SIZE, MPOL_BIND, &nodes, 8 * sizeof(nodes), 0))
		scenario_broken(s, "mbind to node %d: %s", node, strerror(errno));
	return m;
}

static int node_of(const char *addr)
{
	int node = -1;

	syscall(SYS_get_mempolicy, &node, NULL, 0, addr, MPOL_F_NODE | MPOL_F_ADDR);
	return node;
}

static void use_as_ram(struct scenario *s, void *arg)
{
	int node = *(int *)arg;
	struct mapping huge = map_on_node(s, node), small = huge;

	small.addr += PMD_SIZE;
	touch_write(&huge, 0, 'h');
	touch_write(&small, 0, 's');
	expect_result(s, "memory of the node", "node of the page", node, node_of(huge.addr),
		      "mbind(2): MPOL_BIND");
	expect_mapping(s, "memory of the node", &huge,
		       PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true,
			     .movable = true));
	expect_mapping(s, "a single page of the node", &small,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true,
			     .movable = true));
}

static void as_device(struct scenario *s, const char *step)
{
	struct mapping m = devdax_map(s, 1, PROT_READ | PROT_WRITE);

	touch_write(&m, 0, 'd');
	expect_mapping(s, step, &m,
		       PAGES(0, m.size, PAGE_DEVDAX, LEVEL_PMD, .writable = true, .dirty = true));
	munmap(m.addr, m.size);
}

/* a descriptor keeps the device from being disabled: the mappings are other processes' */
static void before(struct scenario *s, void *arg)
{
	(void)arg;
	as_device(s, "device-dax before");
}

static void after(struct scenario *s, void *arg)
{
	(void)arg;
	as_device(s, "device-dax again");
}

static void there_and_back(struct scenario *s)
{
	const char *device = scenario_instance(s)->device;
	bool used;
	int node;

	in_other_process(s, before, NULL);
	scenario_need(s, system_ram_online(device, &node));
	/* whatever came of it, the device is given back */
	used = try_in_other_process(s, use_as_ram, &node);
	scenario_need(s, system_ram_offline(device));
	if (used)
		in_other_process(s, after, NULL);
}

SCENARIO(devdax_there_and_back, "devdax", "system-ram",
	 "reconfigured to system-ram, the device's pages are anonymous memory; and back again",
	 .needs = &need_devdax_ram, .timeout = 60, .run = there_and_back);
