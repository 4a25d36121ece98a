// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel maps into every process: the code of the vdso, and its data, [vvar]. They are moved
 * to where all other test mappings are, so that they can be traced and found; where they are, only
 * /proc/PID/maps says. [vvar]: raw pfns up to 6.18 (vmf_insert_pfn()), later inserted pages, up to
 * 7.2 in a vma with VM_IO all the same (lib/vdso/datastore.c). Nothing below may ask the time: libc
 * would go to where the code was.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/observe/maps_text.h"
#include "mmtest/move.h"

/* the vma of this name as a mapping */
static struct mapping find(struct scenario *s, const char *name)
{
	guarded(file) FILE *maps = fopen("/proc/self/maps", "re");
	struct mapping m = { .flags = VMA_READ | VMA_KERNEL | VMA_DONTEXPAND };
	char line[512];

	while (maps && fgets(line, sizeof(line), maps)) {
		unsigned long start, end;

		line[strcspn(line, "\n")] = '\0';
		if (strlen(line) < strlen(name) ||
		    strcmp(line + strlen(line) - strlen(name), name) ||
		    sscanf(line, "%lx-%lx", &start, &end) != 2)
			continue;
		m.addr = (char *)start;
		m.size = end - start;
		return m;
	}
	scenario_skip(s, "this process has no %s (boot option vdso=0)", name);
}

static void code(struct scenario *s)
{
	struct mapping m = find(s, "[vdso]");

	m.flags |= VMA_EXEC;
	m = mapping_move(s, &m, 0, 0);
	if (mprotect(m.addr, m.size, PROT_READ | PROT_WRITE | PROT_EXEC))
		scenario_broken(s, "mprotect: %s", strerror(errno));
	m.flags |= VMA_WRITE;
	touch_read(&m, 0);
	touch_write(&m, PTE_SIZE, 0);
	expect_mapping(s, "read and written", &m,
		       PAGES(0, PTE_SIZE, PAGE_KERNEL, LEVEL_PTE, .mapcount = MAPCOUNT_UNKNOWN),
		       PAGES(PTE_SIZE, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true,
			     .dirty = true));
}

SCENARIO(vdso_code, "vdso", "code",
	 "pages of the vdso are normal, though reserved; a debugger's write copies one",
	 .run = code);

static void data(struct scenario *s)
{
	const struct features *kernel = kernel_features(scenario_kernel(s));
	bool pages = kernel->vvar_pages;
	struct mapping m = find(s, "[vvar]");
	struct run runs[STATED_RUNS_MAX + 1];
	size_t nr = 0;

	m.flags |= pages ? VMA_MIXEDMAP : VMA_PFNMAP;
	m.flags |= kernel->version < KERNEL(7, 3, 0) ? VMA_IO : 0;
	m = mapping_move(s, &m, 0, 0);
	/* which of its pages there are depends on the kernel and the clock: those that can be read. One
	 * more than can be stated is refused by expect_runs() */
	for (size_t at = 0; at < m.size && nr <= STATED_RUNS_MAX; at += PTE_SIZE) {
		if (access_signal(&m, at, false))
			continue;
		runs[nr++] = (struct run)PAGES(at, PTE_SIZE, pages ? PAGE_KERNEL : PAGE_PFN,
					       LEVEL_PTE, .mapcount = MAPCOUNT_UNKNOWN,
					       .changing = true);
	}
	expect_result(s, "read", "it has pages", 1, nr > 0, "vdso(7)");
	expect_runs(s, "read", &m, runs, nr);
}

SCENARIO(vdso_data, "vdso", "data",
	 "the data of the vdso is raw pfns, special; on newer kernels inserted pages, normal",
	 .run = data);
