// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --program': processes with mappings of known kinds, looked at
 * from another process. What must be counted is what was mapped.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "lib/harness/program.h"
#include "lib/harness/scenario.h"
#include "lib/inspect/inspect.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/namespace.h"

/* below everything else, each kind in a slot of its own */
#define AREA 0x20000000000ull
#define SLOT (4 * PMD_SIZE)
#define DEVDAX_AREA (AREA + 16ul * PUD_SIZE)
#define DAX_DIR "/run/guest-inspect"

/** struct maker - makes mappings in the process that will be looked at; false if it cannot */
typedef bool maker(void);

/** struct seen - what was found in the slots */
struct seen {
	struct scenario *s;
	struct inspect_counts counts[8];
	uint64_t flags[8];
	unsigned int findings;
};

static char *slot(unsigned int nr)
{
	return (char *)(AREA + nr * SLOT);
}

static char *map(unsigned int nr, size_t size, int flags, int fd, off_t offset)
{
	char *p = mmap(slot(nr), size, PROT_READ | PROT_WRITE, flags | MAP_FIXED_NOREPLACE, fd,
		       offset);

	return p == MAP_FAILED ? NULL : p;
}

static void read_pages(const char *p, size_t step, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		(void)*(const volatile char *)(p + i * step);
}

static void write_pages(char *p, size_t step, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++)
		*(volatile char *)(p + i * step) = 1;
}

/* Slots 0 to 3: 3 zero pages, 5 anonymous pages; the huge zero folio; a THP; 2 pages of a memfd */
static bool make_ordinary(void)
{
	const int anon = MAP_PRIVATE | MAP_ANONYMOUS;
	int fd = memfd_create("guest-inspect", 0);
	char *p = map(0, 16 * PTE_SIZE, anon, -1, 0);

	if (!p || madvise(p, 16 * PTE_SIZE, MADV_NOHUGEPAGE))
		return false;
	read_pages(p, PTE_SIZE, 3);
	write_pages(p + 8 * PTE_SIZE, PTE_SIZE, 5);
	p = map(1, PMD_SIZE, anon, -1, 0);
	if (!p || madvise(p, PMD_SIZE, MADV_HUGEPAGE))
		return false;
	read_pages(p, PMD_SIZE, 1);
	p = map(2, 2 * PMD_SIZE, anon, -1, 0);
	if (!p || madvise(p, 2 * PMD_SIZE, MADV_HUGEPAGE))
		return false;
	write_pages(p, PMD_SIZE, 1);
	if (fd < 0 || ftruncate(fd, 4 * PTE_SIZE))
		return false;
	p = map(3, 4 * PTE_SIZE, MAP_SHARED, fd, 0);
	if (p)
		write_pages(p, PTE_SIZE, 2);
	return p;
}

/* Slots 0 to 2 on a DAX file system: a hole by PMD, allocated by PMD, a private page over a hole */
static bool make_fsdax(void)
{
	int fd = open(DAX_DIR, O_TMPFILE | O_RDWR, 0600);
	char *p;

	if (fd < 0 || ftruncate(fd, 4 * PMD_SIZE))
		return false;
	p = map(0, PMD_SIZE, MAP_SHARED, fd, 0);
	if (!p)
		return false;
	read_pages(p, PMD_SIZE, 1);
	p = map(1, PMD_SIZE, MAP_SHARED, fd, PMD_SIZE);
	if (!p)
		return false;
	write_pages(p, PMD_SIZE, 1);
	p = map(2, PMD_SIZE, MAP_PRIVATE, fd, 2 * PMD_SIZE);
	if (p)
		write_pages(p, PMD_SIZE, 1);
	return p;
}

/* Slots 0 and 1: the BIOS, private, one of 4 pages written; a perf ring buffer of 1 + 8 pages */
static bool make_pfnmaps(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .config = PERF_COUNT_SW_DUMMY,
	};
	int fd = open("/dev/mem", O_RDWR);
	char *p;

	if (fd < 0)
		return false;
	p = map(0, 4 * PTE_SIZE, MAP_PRIVATE, fd, 0xf0000);
	if (!p)
		return false;
	write_pages(p + PTE_SIZE, PTE_SIZE, 1);
	fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0ul);
	return fd >= 0 && map(1, 9 * PTE_SIZE, MAP_SHARED, fd, 0);
}

static pid_t start(struct scenario *s, maker *make)
{
	int pipes[2];
	char ok = 0;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	pid = fork();
	if (!pid) {
		ok = make();
		if (write(pipes[1], &ok, 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	if (pid < 0 || read(pipes[0], &ok, 1) != 1)
		scenario_broken(s, "the process to look at: %s", strerror(errno));
	close(pipes[0]);
	close(pipes[1]);
	if (!ok) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		scenario_skip(s, "the mappings cannot be made here");
	}
	return pid;
}

static void see_vma(void *data, const struct inspect_vma *vma)
{
	struct seen *seen = data;
	uint64_t nr = (vma->start - AREA) / SLOT;

	if (nr < 8) {
		seen->counts[nr] = vma->counts;
		seen->flags[nr] = vma->vm_flags;
	}
}

static void see_finding(void *data, const struct finding *f)
{
	struct seen *seen = data;

	if (f->kind == FINDING_DISAGREES) {
		expect_result(seen->s, f->entry[0] ? f->entry : f->interface, f->field, 0, 1,
			      f->rule);
		seen->findings++;
	}
}

static void see_not_asked(void *data, const char *name, const char *why_not)
{
	struct seen *seen = data;

	if (why_not && !strstr(why_not, "kernel without ioctl"))
		expect_result(seen->s, name, why_not, 0, 1, "every interface can be asked here");
}

static void look_once(struct scenario *s, const struct inspect_options *options, const char *step, struct seen *seen)
{
	const struct inspect_sink sink = {
		.data = seen, .interface = options->without ? NULL : see_not_asked, .vma = see_vma,
		.finding = see_finding,
	};
	struct inspect_summary summary;

	*seen = (struct seen){ .s = s };
	scenario_need(s, inspect_process(scenario_kernel(s), options, &sink, &summary));
	expect_result(s, step, "disagreements", 0, (long)summary.findings[FINDING_DISAGREES],
		      "the kernel is right");
	expect_result(s, step, "changed meanwhile", 0, (long)summary.findings[FINDING_CHANGED],
		      "the process pauses");
}

/* whoever is not asked, what is mapped there is the same */
static void look_with_less(struct scenario *s, struct inspect_options options, const char *step,
			   const struct seen *all)
{
	struct seen seen;

	look_once(s, &options, step, &seen);
	for (unsigned int i = 0; i < 8; i++)
		expect_result(s, step, "is as with all interfaces", 1,
			      !memcmp(&seen.counts[i], &all->counts[i], sizeof(seen.counts[i])),
			      "entries and kpageflags say what it is");
}

static void look(struct scenario *s, maker *make, struct seen *seen)
{
	struct string_list scan = { 0 }, sums = { 0 };
	struct inspect_options options = {
		.pid = start(s, make), .start = AREA, .end = AREA + 8 * SLOT,
	};

	string_list_add(&scan, "PAGEMAP_SCAN");
	string_list_add(&sums, "smaps");
	string_list_add(&sums, "numa_maps");
	look_once(s, &options, "looked at", seen);
	options.quick = true;
	look_with_less(s, options, "--quick", seen);
	options.quick = false;
	options.without = &scan;
	look_with_less(s, options, "--without PAGEMAP_SCAN", seen);
	options.without = &sums;
	look_with_less(s, options, "--without smaps --without numa_maps", seen);
	string_list_clear(&sums);
	string_list_add(&sums, "smaps");
	look_with_less(s, options, "--without smaps", seen);
	string_list_clear(&scan);
	string_list_clear(&sums);
	kill(options.pid, SIGKILL);
	waitpid(options.pid, NULL, 0);
}

static void expect_entries(struct scenario *s, const struct seen *seen, unsigned int nr,
			   enum page_kind kind, enum level level, long entries)
{
	char step[64];

	snprintf(step, sizeof(step), "mapping %u, by %s", nr, level_name(level));
	expect_result(s, step, page_kind_name(kind), entries,
		      (long)seen->counts[nr].kind[kind][level], "what was mapped");
}

static void expect_class(struct scenario *s, const struct seen *seen, unsigned int nr,
			 enum page_class class, enum level level, long entries)
{
	char step[64];

	snprintf(step, sizeof(step), "mapping %u, by %s", nr, level_name(level));
	expect_result(s, step, page_class_name(class), entries,
		      (long)seen->counts[nr].class[class][level],
		      "mm/memory.c:__vm_normal_page(), kernel-doc");
}

static void expect_nothing(struct scenario *s, const struct seen *seen, unsigned int nr, long pages)
{
	char step[64];

	snprintf(step, sizeof(step), "mapping %u", nr);
	expect_result(s, step, "absent", pages, (long)seen->counts[nr].absent, "what was mapped");
}

static void ordinary(struct scenario *s)
{
	struct seen seen;

	look(s, make_ordinary, &seen);
	expect_entries(s, &seen, 0, PAGE_ZERO, LEVEL_PTE, 3);
	expect_entries(s, &seen, 0, PAGE_ANON, LEVEL_PTE, 5);
	expect_class(s, &seen, 0, CLASS_SPECIAL, LEVEL_PTE, 3);
	expect_class(s, &seen, 0, CLASS_NORMAL, LEVEL_PTE, 5);
	expect_nothing(s, &seen, 0, 16 - 3 - 5);
	expect_entries(s, &seen, 1, PAGE_HUGE_ZERO, LEVEL_PMD, 1);
	expect_class(s, &seen, 1, CLASS_SPECIAL, LEVEL_PMD, 1);
	expect_entries(s, &seen, 2, PAGE_ANON, LEVEL_PMD, 1);
	expect_class(s, &seen, 2, CLASS_NORMAL, LEVEL_PMD, 1);
	expect_nothing(s, &seen, 2, 512);
	expect_entries(s, &seen, 3, PAGE_SHMEM, LEVEL_PTE, 2);
	expect_nothing(s, &seen, 3, 2);
}

SCENARIO(ordinary, "inspect", "ordinary", "anonymous memory, zero pages, large pages, a memfd",
	 .run = ordinary);

static void fsdax(struct scenario *s)
{
	bool refcounted = kernel_features(scenario_kernel(s))->dax_refcounted;
	struct seen seen;

	look(s, make_fsdax, &seen);
	expect_entries(s, &seen, 0, PAGE_HUGE_ZERO, LEVEL_PMD, 1);
	expect_class(s, &seen, 0, CLASS_SPECIAL, LEVEL_PMD, 1);
	expect_entries(s, &seen, 1, PAGE_FSDAX, LEVEL_PMD, 1);
	expect_class(s, &seen, 1, refcounted ? CLASS_NORMAL : CLASS_SPECIAL, LEVEL_PMD, 1);
	expect_entries(s, &seen, 2, PAGE_ANON, LEVEL_PTE, 1);
	expect_nothing(s, &seen, 2, 511);
}

SCENARIO(fsdax, "inspect", "fsdax", "a hole, blocks and a private copy of a DAX file",
	 .run = fsdax);

static void pfnmaps(struct scenario *s)
{
	struct seen seen;
	bool ring_special;

	look(s, make_pfnmaps, &seen);
	/* kernel/events/core.c: map_range() since 6.15, before pages were inserted */
	ring_special = kernel_features(scenario_kernel(s))->version >= KERNEL(6, 15, 0);
	expect_entries(s, &seen, 0, PAGE_PFN, LEVEL_PTE, 3);
	expect_entries(s, &seen, 0, PAGE_ANON, LEVEL_PTE, 1);
	expect_class(s, &seen, 0, CLASS_SPECIAL, LEVEL_PTE, 3);
	expect_class(s, &seen, 0, CLASS_NORMAL, LEVEL_PTE, 1);
	if (ring_special) {
		expect_entries(s, &seen, 1, PAGE_PFN, LEVEL_PTE, 9);
		expect_class(s, &seen, 1, CLASS_SPECIAL, LEVEL_PTE, 9);
	}
}

SCENARIO(pfnmaps, "inspect", "pfnmaps", "a private page in /dev/mem, a perf ring buffer",
	 .run = pfnmaps);

/* ends while it is examined: after the first mapping that is reported */
static void see_and_kill(void *data, const struct inspect_vma *vma)
{
	(void)vma;
	kill(*(pid_t *)data, SIGKILL);
	waitpid(*(pid_t *)data, NULL, 0);
}

static void refused(struct scenario *s, const char *what, pid_t pid, const char *words)
{
	struct inspect_options options = { .pid = pid, .end = ~0ull };
	const struct inspect_sink sink = { .data = &pid, .vma = see_and_kill };
	struct inspect_summary summary;
	struct error *err guarded(error) = inspect_process(scenario_kernel(s), &options, &sink,
							   &summary);

	expect_result(s, what, "refused with the reason", 1, err && strstr(err->message, words),
		      err ? err->message : "an error was expected");
}

static void ends(struct scenario *s)
{
	refused(s, "killed in the middle", start(s, make_ordinary), "ended");
	refused(s, "kthreadd", 2, "kernel thread");
}

SCENARIO(ends, "inspect", "ends", "a process that ends while it is looked at; a kernel thread",
	 .run = ends);

/* device-dax at 1 GiB; NULL where the machine has none */
static const char *devdax;

static bool make_devdax(void)
{
	int fd = open(devdax, O_RDWR);
	char *p = mmap((char *)DEVDAX_AREA, 2 * PUD_SIZE, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);

	if (p == MAP_FAILED)
		return false;
	write_pages(p, PUD_SIZE, 2);
	return true;
}

/** struct puds - what was found in the mapping of device-dax */
struct puds {
	long entries;
	bool left_out;
};

static void see_puds(void *data, const struct inspect_vma *vma)
{
	struct puds *puds = data;

	if (vma->maps->start != DEVDAX_AREA)
		return;
	puds->entries = (long)vma->counts.kind[PAGE_DEVDAX][LEVEL_PUD];
	puds->left_out = vma->interfaces_left_out;
}

/* twice: what the first look had zapped, the second would not see */
static void devdax_1g(struct scenario *s)
{
	struct inspect_options options = { .end = ~0ull };
	struct inspect_summary summary;
	struct error *err = NULL;

	if (!devdax)
		scenario_skip(s, "no device-dax at 1 GiB in this machine");
	options.pid = start(s, make_devdax);
	for (int i = 0; !err && i < 2; i++) {
		const char *step = i ? "second look" : "first look";
		struct puds puds = { 0 };
		const struct inspect_sink sink = { .data = &puds, .vma = see_puds };

		err = inspect_process(scenario_kernel(s), &options, &sink, &summary);
		expect_result(s, step, "PUD entries", 2, puds.entries, "looking changes nothing");
		expect_result(s, step, "interfaces left out", 1, puds.left_out,
			      "mm/pagewalk.c:walk_pud_range() would split them");
	}
	kill(options.pid, SIGKILL);
	waitpid(options.pid, NULL, 0);
	scenario_need(s, err);
}

SCENARIO(devdax_1g, "devdax", "inspect-1g", "PUD entries are still there after a look",
	 .run = devdax_1g);

/** struct setup - what the machine is to have */
struct setup {
	const char *fs;
	bool devdax_1g;
};

static struct error *set_nothing(void *data, const char *value)
{
	(void)data;
	(void)value;
	return NULL;
}

static struct error *set_fs(void *data, const char *value)
{
	((struct setup *)data)->fs = value;
	return NULL;
}

static struct error *set_devdax(void *data, const char *value)
{
	((struct setup *)data)->devdax_1g |= !strcmp(value, "1g");
	return NULL;
}

/* those of daxtest, whose place this program takes */
static const struct option_spec options[] = {
	OPTION("emulated", 0, NULL, "nothing: it always is", .set = set_nothing),
	OPTION("fs", 0, "TYPE", "ext4 or xfs", .set = set_fs),
	OPTION("devdax", 0, "ALIGN", "1g: device-dax in place of a file system", .set = set_devdax),
	{ .name = NULL },
};

static struct error *make_fs(struct pmem *pmem, const char *type)
{
	struct pmem_namespace *ns = NULL;
	struct error *err = pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, 0, &ns);

	if (!err)
		err = filesystem_make(pmem_namespace_device(ns), type);
	return err ? err : filesystem_mount(pmem_namespace_device(ns), type, "dax=always", DAX_DIR);
}

static struct error *run(const struct program *program, int *status)
{
	const struct setup *setup = program->data;
	struct pmem_namespace *ns = NULL;
	struct pmem *pmem = NULL;
	struct error *err;

	if (program->list)
		return program_run(program, status);
	err = pmem_open(&pmem);
	if (!err && setup->devdax_1g) {
		err = pmem_namespace_create(pmem, PMEM_DEVDAX, PUD_SIZE, 3 * PUD_SIZE, &ns);
		devdax = err ? NULL : pmem_namespace_device(ns);
	} else if (!err) {
		err = make_fs(pmem, setup->fs);
	}
	return err ? err : program_run(program, status);
}

int main(int argc, char **argv)
{
	struct setup setup = { .fs = "ext4" };
	struct program program = {
		.name = "guest-inspect",
		.summary = "Look at processes with known mappings.",
		.options = options,
		.data = &setup,
		.run = run,
	};

	return program_main(&program, argc, argv);
}
