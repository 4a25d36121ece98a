// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * VM_MIXEDMAP: mm/memory.c, kernel-doc of __vm_normal_page(): "all pages with a struct page [...] are
 * refcounted and considered normal pages by the VM". Each scenario runs with each driver.
 */
#include "mmtest/inserted.h"

#include <errno.h>
#include <string.h>

#include "lib/base/array.h"
#include "mmtest/child.h"
#include "mmtest/move.h"

static struct error *instances(const struct instance **found, size_t *nr)
{
	static const struct instance all[] = {
		{ .name = "packet", .data = &driver_packet },
		{ .name = "io-uring", .data = &driver_uring },
		{ .name = "bpf-array", .data = &driver_bpf },
	};

	*found = all;
	*nr = ARRAY_SIZE(all);
	return NULL;
}

const struct need need_inserted = { .name = "a driver that inserts pages", .instances = instances };

/*
 * Take all addresses above those of test mappings, so that what the kernel places comes to lie among
 * them: free areas are searched from the top.
 */
static void fill_addresses_above(struct scenario *s)
{
	for (size_t size = 1ul << 45; size >= PTE_SIZE; size /= 2) {
		char *p;

		while ((p = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
				 -1, 0)) != MAP_FAILED && p >= (char *)MAPPING_END)
			;
		if (p != MAP_FAILED && munmap(p, size))
			scenario_broken(s, "munmap: %s", strerror(errno));
	}
}

static struct mapping map_driver(struct scenario *s)
{
	const struct driver *driver = scenario_instance(s)->data;
	int fd = driver->open(), prot = PROT_READ | PROT_WRITE;
	struct mapping m = { .size = driver->size,
			     .flags = mapping_vma_flags(prot, MAP_SHARED) | driver->flags };

	if (fd < 0)
		scenario_skip(s, "%s: %s (%s)", scenario_instance(s)->name, strerror(-fd),
			      driver->missing);
	if (driver->own_address)
		fill_addresses_above(s);
	m.addr = mmap(driver->own_address ? NULL : mapping_address(m.size), m.size, prot,
		      MAP_SHARED | (driver->own_address ? 0 : MAP_FIXED_NOREPLACE), fd,
		      (off_t)driver->offset);
	if (m.addr == MAP_FAILED)
		scenario_broken(s, "mapping it: %s", strerror(errno));
	close(fd);
	/* one that inserts when touched is then like the others */
	for (size_t at = 0; at < m.size; at += PTE_SIZE)
		touch_read(&m, at);
	return m;
}

/* all of @m, mapped @count times; the pages say of themselves nothing that could be stated */
static void expect_inserted(struct scenario *s, const char *step, const struct mapping *m,
			    unsigned int count)
{
	expect_mapping(s, step, m,
		       PAGES(0, m->size, PAGE_KERNEL, LEVEL_PTE, .writable = true,
			     .mapcount = count));
}

static void mapped(struct scenario *s)
{
	struct mapping m = map_driver(s);

	expect_inserted(s, "mapped", &m, 1);
	touch_write(&m, PTE_SIZE, 0);
	expect_mapping(s, "one page written", &m,
		       PAGES(0, PTE_SIZE, PAGE_KERNEL, LEVEL_PTE, .writable = true),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_KERNEL, LEVEL_PTE, .writable = true,
			     .dirty = true),
		       PAGES(2 * PTE_SIZE, m.size - 2 * PTE_SIZE, PAGE_KERNEL, LEVEL_PTE,
			     .writable = true));
}

SCENARIO(inserted_mapped, "inserted", "mapped",
	 "pages of the kernel that a driver inserts are normal", .needs = &need_inserted,
	 .run = mapped);

static void moved(struct scenario *s)
{
	const struct driver *driver = scenario_instance(s)->data;
	struct mapping m = map_driver(s), new;
	int why = mapping_move_errno(&m, 0, &new);

	if (driver->own_address) {
		expect_result(s, "moved", "errno", EINVAL, why,
			      "io_uring/memmap.c io_uring_get_unmapped_area()");
		expect_inserted(s, "where it was", &m, 1);
		return;
	}
	if (why)
		scenario_broken(s, "mremap: %s", strerror(why));
	expect_inserted(s, "moved", &new, 1);
}

SCENARIO(inserted_moved, "inserted", "moved",
	 "moved, they are normal as before, unless their driver does not let them",
	 .needs = &need_inserted, .run = moved);

static void parts(struct scenario *s)
{
	struct mapping m = map_driver(s);
	struct mapping first = mapping_part(&m, 0, PTE_SIZE);
	struct mapping last = mapping_part(&m, 2 * PTE_SIZE, m.size - 2 * PTE_SIZE);

	if (munmap(first.addr + first.size, PTE_SIZE))
		scenario_broken(s, "munmap: %s", strerror(errno));
	expect_inserted(s, "below the hole", &first, 1);
	expect_inserted(s, "above the hole", &last, 1);
}

SCENARIO(inserted_parts, "inserted", "munmap", "both parts of a mapping with a hole keep theirs",
	 .needs = &need_inserted, .run = parts);

static void in_child(struct scenario *s, void *arg)
{
	expect_inserted(s, "in the child", arg, 2);
}

static void forked(struct scenario *s)
{
	struct mapping m = map_driver(s);
	struct child child;

	in_other_process(s, in_child, &m);
	child = child_start(s);
	expect_inserted(s, "with a child", &m, 2);
	child_end(s, &child);
	expect_inserted(s, "after the child's end", &m, 1);
}

SCENARIO(inserted_forked, "inserted", "forked",
	 "a child has the same pages, normal, and each is then mapped twice",
	 .needs = &need_inserted, .run = forked);
