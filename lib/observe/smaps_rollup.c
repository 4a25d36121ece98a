// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/PID/smaps_rollup against the sum over smaps. An answer is the difference, so that 0 is
 * right for every process.
 */
#include "lib/base/array.h"
#include "lib/observe/procfile.h"
#include "lib/observe/smaps_text.h"
#include "lib/observe/statement.h"

#define CHUNK 8192

static const enum smaps_field summed[] = {
	SMAPS_RSS, SMAPS_SHARED_CLEAN, SMAPS_SHARED_DIRTY, SMAPS_PRIVATE_CLEAN,
	SMAPS_PRIVATE_DIRTY, SMAPS_ANONYMOUS, SMAPS_LAZYFREE, SMAPS_ANON_HUGE_PAGES,
	SMAPS_SHMEM_PMD_MAPPED, SMAPS_FILE_PMD_MAPPED, SMAPS_SHARED_HUGETLB,
	SMAPS_PRIVATE_HUGETLB, SMAPS_SWAP,
};

#define NR_FIELDS (ARRAY_SIZE(summed))

/* Proportional sizes are rounded down per vma in smaps, once in the rollup: not comparable. */
static const struct field fields[NR_FIELDS] = {
	{ .name = "Rss", .type = FIELD_KB },
	{ .name = "Shared_Clean", .type = FIELD_KB },
	{ .name = "Shared_Dirty", .type = FIELD_KB },
	{ .name = "Private_Clean", .type = FIELD_KB },
	{ .name = "Private_Dirty", .type = FIELD_KB },
	{ .name = "Anonymous", .type = FIELD_KB },
	{ .name = "LazyFree", .type = FIELD_KB },
	{ .name = "AnonHugePages", .type = FIELD_KB },
	{ .name = "ShmemPmdMapped", .type = FIELD_KB },
	{ .name = "FilePmdMapped", .type = FIELD_KB },
	{ .name = "Shared_Hugetlb", .type = FIELD_KB },
	{ .name = "Private_Hugetlb", .type = FIELD_KB },
	{ .name = "Swap", .type = FIELD_KB },
};

static struct procfile rollup = PROCFILE_INIT("smaps_rollup");
static struct procfile smaps = PROCFILE_INIT("smaps");

static struct error *available(struct kernel *kernel)
{
	(void)kernel;
	return procfile_available(&rollup, "CONFIG_PROC_PAGE_MONITOR");
}

/** struct sums - per field, added up with a sign */
struct sums {
	uint64_t value[SMAPS_NR_FIELDS];
	uint64_t sign;
};

static bool add_line(void *data, char *line)
{
	struct sums *sums = data;
	enum smaps_field field;
	uint64_t value;

	if (smaps_value(line, &field, &value))
		sums->value[field] += sums->sign * value;
	return true;
}

/* The asked process runs (it is the one that asks): it may touch a page between two reads. */
#define TRIES 4

static int read_both(pid_t pid, struct sums *difference, struct sums *again)
{
	int ret;

	procfile_prefault();
	*difference = (struct sums){ .sign = 1 };
	ret = procfile_lines(&rollup, pid, CHUNK, add_line, difference);
	if (ret)
		return ret;
	/* what is the same before and after held in between as well */
	*again = *difference;
	difference->sign = (uint64_t)-1;
	ret = procfile_lines(&smaps, pid, CHUNK, add_line, difference);
	if (ret)
		return ret;
	again->sign = (uint64_t)-1;
	return procfile_lines(&rollup, pid, CHUNK, add_line, again);
}

static bool changed(const struct sums *again)
{
	for (unsigned int i = 0; i < NR_FIELDS; i++)
		if (again->value[summed[i]])
			return true;
	return false;
}

static int ask(const struct question *q, struct answer *answers)
{
	struct sums difference, again;
	int ret;

	for (int i = 0; i < TRIES; i++) {
		ret = read_both(q->pid, &difference, &again);
		if (ret)
			return ret;
		if (!changed(&again))
			break;
	}
	for (unsigned int i = 0; i < NR_FIELDS; i++)
		answers[i] = (struct answer){ true, difference.value[summed[i]] };
	return 0;
}

static void expect(const struct features *kernel, const struct stated *stated,
		   const struct run *run, uint64_t addr, struct expectation *e)
{
	(void)kernel;
	(void)stated;
	(void)run;
	(void)addr;
	for (unsigned int i = 0; i < NR_FIELDS; i++)
		expect_value(&e[i], 0, "Documentation/ABI/testing/procfs-smaps_rollup: "
			     "the sums of all smaps entries");
}

OBSERVER(smaps_rollup) = {
	.name = "smaps_rollup",
	.scope = OBSERVE_PROCESS,
	.order = 61,
	.fields = fields,
	.nr_fields = NR_FIELDS,
	.available = available,
	.ask = ask,
	.expect = expect,
};
