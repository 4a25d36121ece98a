// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/PID/status: VmRSS is what was counted when pages were mapped and unmapped, Rss of smaps_rollup
 * what is found mapped now: a normal page is counted where it is mapped, a special one is not. An
 * answer is the difference, so that 0 is right for every process.
 */
#include <inttypes.h>
#include <stdio.h>

#include "lib/observe/procfile.h"
#include "lib/observe/smaps_text.h"
#include "lib/observe/statement.h"

#define CHUNK 8192

/*
 * task_mem() of fs/proc/task_mmu.c adds up what each CPU counted (get_mm_counter_sum()); before, it was
 * about right. Kernels with it before 6.17 count DAX folios that smaps does not find: huge-dax-special.
 */
#define FIRST_EXACT KERNEL(6, 17, 0)

enum { DIFFERENCE, NR_FIELDS };

static const struct field fields[NR_FIELDS] = {
	[DIFFERENCE] = { .name = "Rss and VmRSS apart", .type = FIELD_KB },
};

static struct procfile rollup = PROCFILE_INIT("smaps_rollup");
static struct procfile status = PROCFILE_INIT("status");

static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	return procfile_available(&rollup, "CONFIG_PROC_PAGE_MONITOR");
}

static bool take_rss(void *data, char *line)
{
	enum smaps_field field;
	uint64_t value;

	if (!smaps_value(line, &field, &value) || field != SMAPS_RSS)
		return true;
	*(uint64_t *)data = value;
	return false;
}

static bool take_vm_rss(void *data, char *line)
{
	return sscanf(line, "VmRSS: %" SCNu64 " kB", (uint64_t *)data) != 1;
}

/* The asked process runs (it is the one that asks): it may touch a page between two reads. */
#define TRIES 4

static int ask(const struct question *q, struct answer *answers)
{
	uint64_t before = 0, rss = 0, after = 0;
	int ret = 0;

	procfile_prefault();
	for (int i = 0; !ret && i < TRIES && (!i || before != after); i++) {
		ret = procfile_lines(&status, q->pid, CHUNK, take_vm_rss, &before);
		if (!ret)
			ret = procfile_lines(&rollup, q->pid, CHUNK, take_rss, &rss);
		if (!ret)
			ret = procfile_lines(&status, q->pid, CHUNK, take_vm_rss, &after);
	}
	if (!ret && before == after)
		answers[DIFFERENCE] = (struct answer){ true, rss > after ? rss - after : after - rss };
	return ret;
}

/* Pages that a find_normal_page() callback names are found, though they were not counted. */
static bool has_grants(const struct stated *stated)
{
	for (unsigned int i = 0; i < stated->nr_runs; i++)
		if (stated->runs[i].page.kind == PAGE_GRANT)
			return true;
	return stated->vma.find_normal_page;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	(void)run;
	(void)addr;
	if (kernel->version >= FIRST_EXACT && !has_grants(stated))
		expect_value(&e[DIFFERENCE], 0, "Documentation/filesystems/proc.rst: VmRSS, Rss; "
			     "fs/proc/task_mmu.c task_mem(), smaps_account()");
}

OBSERVER(rss) = {
	.name = "VmRSS",
	.scope = OBSERVE_PROCESS,
	.order = 62,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.available = available,
	.ask = ask,
	.expect = expect,
};
