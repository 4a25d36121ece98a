// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What it costs to classify a large mapping, in a guest: 'normalpage inspect' against one bare
 * PAGEMAP_SCAN of all categories over the same addresses, and against the kernel tree's page-types:
 * the program, where there is one, and its way of reading, a word of kpageflags for each page.
 * Usage: bench-inspect MIB-OF-4K-PAGES MIB-OF-2M-PAGES [DAX-DEVICE MIB]
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "lib/base/array.h"
#include "lib/base/clock.h"
#include "lib/inspect/inspect.h"
#include "lib/observe/categories.h"
#include "lib/observe/pfn.h"

#define AREA 0x20000000000ull
#define RUNS 200	/* of what takes milliseconds */
#define SLOW_RUNS 10
#define REGIONS 8192
#define BATCH 65536	/* tools/mm/page-types.c: PAGEMAP_BATCH */

static pid_t pid;
static uint64_t size;
static struct kernel *kernel;
static struct inspect_summary summary;

static void quit(const char *what)
{
	fprintf(stderr, "bench-inspect: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void map_anon(uint64_t mib, int advice, uint64_t step)
{
	char *p = mmap((void *)AREA, mib << 20, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (p == MAP_FAILED || madvise(p, mib << 20, advice))
		quit("anonymous memory");
	for (uint64_t i = 0; i < mib << 20; i += step)
		p[i] = 1;
}

static void map_dax(uint64_t at, const char *device, uint64_t mib)
{
	int fd = open(device, O_RDWR);
	char *p = mmap((void *)at, mib << 20, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0);

	if (p == MAP_FAILED)
		quit(device);
	for (uint64_t i = 0; i < mib << 20; i += PMD_SIZE)
		p[i] = 1;
}

/* A process with @mib of memory, and behind it what there is of the device. */
static void start(uint64_t mib, bool huge, const char *device, uint64_t dax_mib)
{
	int pipes[2];
	char ready;

	if (pipe(pipes))
		quit("pipe");
	pid = fork();
	if (!pid) {
		map_anon(mib, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE, huge ? PMD_SIZE : PTE_SIZE);
		if (device)
			map_dax(AREA + (mib << 20), device, dax_mib);
		if (write(pipes[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(pipes[1]);
	if (read(pipes[0], &ready, 1) != 1)
		quit("the process to look at");
	close(pipes[0]);
	size = (mib + (device ? dax_mib : 0)) << 20;
}

static double time_of(void (*fn)(void))
{
	double begin = clock_now();

	fn();
	return clock_now() - begin;
}

/* The least time of each, in turns: a machine that others use is slow in spells. */
static void best(void (*const *fns)(void), double *least, unsigned int nr, unsigned int runs)
{
	for (unsigned int run = 0; run < runs; run++) {
		for (unsigned int i = 0; i < nr; i++) {
			double seconds = time_of(fns[i]);

			if (!run || seconds < least[i])
				least[i] = seconds;
		}
	}
}

static int open_of(const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		quit(path);
	return fd;
}

static void scan(void)
{
	static struct region regions[REGIONS];
	int fd = open_of("pagemap");

	for (uint64_t at = AREA, end; at < AREA + size; at = end) {
		end = AREA + size;
		if (categories_scan(fd, at, &end, regions, REGIONS) < 0 || end <= at)
			quit("PAGEMAP_SCAN");
	}
	close(fd);
}

static void inspect(const struct inspect_options *options)
{
	const struct inspect_sink nobody = { 0 };
	struct error *err = inspect_process(kernel, options, &nobody, &summary);

	if (err) {
		fprintf(stderr, "bench-inspect: %s\n", err->message);
		exit(2);
	}
}

static void inspect_quick(void)
{
	inspect(&(struct inspect_options){ .pid = pid, .start = AREA, .end = AREA + size, .quick = true });
}

static void inspect_a_page(void)
{
	inspect(&(struct inspect_options){ .pid = pid, .start = AREA, .end = AREA + PTE_SIZE, .quick = true });
}

static void inspect_without_sums(void)
{
	static struct string_list sums;

	if (!sums.nr) {
		string_list_add(&sums, "smaps");
		string_list_add(&sums, "numa_maps");
	}
	inspect(&(struct inspect_options){ .pid = pid, .start = AREA, .end = AREA + size, .without = &sums });
}

static void inspect_all(void)
{
	inspect(&(struct inspect_options){ .pid = pid, .start = AREA, .end = AREA + size });
}

/* tools/mm/page-types.c: walk_vma() and walk_pfn() */
static void page_types_way(void)
{
	static uint64_t words[BATCH];
	int pagemap = open_of("pagemap"), flags = open("/proc/kpageflags", O_RDONLY);
	uint64_t word;

	for (uint64_t at = AREA; at < AREA + size; at += BATCH * PTE_SIZE) {
		ssize_t n = pread(pagemap, words, sizeof(words), (off_t)(at / PTE_SIZE * 8));

		for (ssize_t i = 0; i < n / 8; i++) {
			uint64_t pfn = words[i] & PAGEMAP_PFN_MASK;

			if (words[i] & PAGEMAP_PRESENT &&
			    pread(flags, &word, sizeof(word), (off_t)(pfn * 8)) < 0)
				quit("/proc/kpageflags");
		}
	}
	close(pagemap);
	close(flags);
}

static void page_types(bool list)
{
	char command[160];

	snprintf(command, sizeof(command), "page-types -p %d -a 0x%llx,0x%llx %s >/tmp/page-types",
		 pid, AREA / PTE_SIZE, (AREA + size) / PTE_SIZE, list ? "-L -N" : "");
	if (system(command))
		quit("page-types");
}

static void page_types_summary(void)
{
	page_types(false);
}

static void page_types_list(void)
{
	page_types(true);
}

/* @goal: 0: none */
static void tell(const char *what, double seconds, double base, double goal)
{
	double ratio = seconds / base;

	printf("%-46s %7.2f", what, ratio);
	if (goal > 0)
		printf("  at most %-5g %s", goal, ratio <= goal ? "met" : "missed");
	printf("  (%.3f ms)\n", seconds * 1e3);
	fflush(stdout);
}

static void tell_faster(const char *what, double seconds, double quick, double goal)
{
	double times = seconds / quick;

	printf("%-46s %7.0f  at least %-4g %s\n", what, times, goal, times >= goal ? "met" : "missed");
	fflush(stdout);
}

static void compare(const char *what, double goal)
{
	void (*const fast[])(void) = { scan, inspect_quick, inspect_a_page };
	void (*const slow[])(void) = { inspect_without_sums, inspect_all };
	double least[5];
	struct rusage before, after;

	inspect_quick();	/* symbols are looked up once */
	getrusage(RUSAGE_SELF, &before);
	printf("\n%s, %llu MiB in all: inspect, in PAGEMAP_SCANs of all of it (%u runs)\n", what,
	       (unsigned long long)size >> 20, RUNS);
	best(fast, least, ARRAY_SIZE(fast), RUNS);
	best(slow, &least[3], ARRAY_SIZE(slow), SLOW_RUNS);
	tell("one PAGEMAP_SCAN, all categories", least[0], least[0], 0);
	tell("inspect --quick", least[1], least[0], 0.5);
	tell("  of a page: what each look needs", least[2], least[0], 0);
	tell("inspect --without smaps --without numa_maps", least[3], least[0], 2);
	tell("inspect", least[4], least[0], 0);
	getrusage(RUSAGE_SELF, &after);
	printf("%-46s %7ld\n", "memory that looking took more, kB", after.ru_maxrss - before.ru_maxrss);
	tell_faster("page-types' way of reading / --quick", time_of(page_types_way), least[1], goal);
	if (!access("/bin/page-types", X_OK)) {
		tell_faster("page-types -p / --quick", time_of(page_types_summary), least[1], goal);
		tell_faster("page-types -p -L -N / --quick", time_of(page_types_list), least[1], goal);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	uint64_t dax_mib = argc > 4 ? strtoull(argv[4], NULL, 0) : 0;
	const char *device = dax_mib ? argv[3] : NULL;

	if (argc < 3 || kernel_open(&kernel)) {
		fprintf(stderr, "Usage: bench-inspect MIB MIB [DEVICE MIB]\n");
		return 2;
	}
	start(strtoull(argv[1], NULL, 0), false, device, dax_mib);
	compare(device ? "4K pages, then DAX by 2M" : "4K pages", 50);
	start(strtoull(argv[2], NULL, 0), true, device, dax_mib);
	compare(device ? "2M pages, then DAX by 2M" : "2M pages", 1000);
	return 0;
}
