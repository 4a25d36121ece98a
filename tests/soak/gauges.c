// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/soak/gauges.h"

#include <ctype.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "lib/kernel/grants.h"
#include "provisioning/pmem/tree.h"
#include "tests/kill/server.h"

static void add(struct gauges *g, enum gauge_kind kind, const char *prefix, const char *name,
		long value)
{
	struct gauge *gauge = &g->gauge[g->nr];

	if (g->nr == GAUGES_MAX)
		return;
	gauge->kind = kind;
	gauge->value = value;
	snprintf(gauge->name, sizeof(gauge->name), "%s%s", prefix, name);
	g->nr++;
}

static long lines_in(const char *path, const char *with)
{
	guarded(file) FILE *f = fopen(path, "re");
	char line[1024];
	long nr = 0;

	while (f && fgets(line, sizeof(line), f))
		nr += strstr(line, with) != NULL;
	return nr;
}

static long entries_in(const char *dir)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, dir, "");

	return (long)names.nr;
}

static long namespaces(void)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, "/sys/bus/nd/devices", "namespace");
	long nr = 0;

	for (char **name = names.item; name && *name; name++)
		nr += tree_number(TREE_HERE, "/sys/bus/nd/devices/%s/size", *name) != 0;
	return nr;
}

static void add_grants(struct gauges *g, struct kernel *kernel)
{
	struct grants grants;

	if (access("/dev/xen/gntdev", F_OK) || kernel_grants(kernel, &grants))
		return;
	add(g, GAUGE_EXACT, "", "grant references in use", grants.used);
	add(g, GAUGE_EXACT, "", "event channels of programs", lines_in("/proc/interrupts", "evtchn:"));
}

static void add_exact(struct gauges *g, struct kernel *kernel)
{
	add(g, GAUGE_EXACT, "", "tracing instances", entries_in("/sys/kernel/tracing/instances"));
	add(g, GAUGE_EXACT, "", "kprobe events", lines_in("/sys/kernel/tracing/kprobe_events", ":"));
	add(g, GAUGE_EXACT, "", "mounts", lines_in("/proc/self/mountinfo", " "));
	add(g, GAUGE_EXACT, "", "runs in the journal", entries_in("/var/lib/normalpage/journal"));
	add(g, GAUGE_EXACT, "", "namespaces", namespaces());
	add(g, GAUGE_EXACT, "", "entries of " SERVER_DATA, entries_in(SERVER_DATA));
	add_grants(g, kernel);
}

/* Documentation/admin-guide/sysctl/fs.rst; /proc/loadavg: "0.00 0.01 0.05 1/123 456" */
static void add_tables(struct gauges *g)
{
	guarded(free) char *files = tree_read(TREE_HERE, "/proc/sys/fs/file-nr");
	guarded(free) char *load = tree_read(TREE_HERE, "/proc/loadavg");
	const char *tasks = load ? strchr(load, '/') : NULL;

	add(g, GAUGE_OBJECTS, "", "open files", files ? atol(files) : -1);
	add(g, GAUGE_OBJECTS, "", "tasks", tasks ? atol(tasks + 1) : -1);
}

static void add_meminfo(struct gauges *g)
{
	static const char *const words[] = { "Slab:", "SUnreclaim:", "KernelStack:", "PageTables:",
					     "VmallocUsed:", "Percpu:" };
	guarded(file) FILE *f = fopen("/proc/meminfo", "re");
	char line[128], name[32];
	long total = 0, value;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%31s %ld", name, &value) != 2)
			continue;
		if (!strcmp(name, "MemTotal:"))
			total = value;
		if (!strcmp(name, "MemFree:"))
			add(g, GAUGE_KB, "", "memory not free", total - value);
		if (!strcmp(name, "MemAvailable:"))
			add(g, GAUGE_KB, "", "memory not available", total - value);
		for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
			if (strcmp(name, words[i]))
				continue;
			name[strlen(name) - 1] = '\0';
			add(g, GAUGE_KB, "", name, value);
			break;
		}
	}
}

/*
 * Areas that are unmapped wait for a purge until there are tens of MiB of them: mm/vmalloc.c
 * lazy_max_pages(), show_purge_info().
 */
static long waiting(const char *cache)
{
	return strcmp(cache, "vmap_area") ? 0 : lines_in("/proc/vmallocinfo", "unpurged vm_area");
}

/* slabinfo(5): name, active objects, ... */
static void add_slabs(struct gauges *g)
{
	guarded(file) FILE *f = fopen("/proc/slabinfo", "re");
	char line[512], name[48];
	long active;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%47s %ld", name, &active) == 2 && *name != '#')
			add(g, GAUGE_OBJECTS, "slab ", name, active - waiting(name));
}

static void drop_caches(void)
{
	guarded(fd) int fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "3", 1) != 1)
		fprintf(stderr, "guest-soak: drop_caches: %m\n");
}

void gauges_settle(void)
{
	/* each waits for a grace period: what is queued before the first is done before the second */
	for (int i = 0; i < 2; i++)
		syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

void gauges_read(struct gauges *g, struct kernel *kernel, bool deep)
{
	g->nr = 0;
	add_exact(g, kernel);
	if (!deep)
		return;
	drop_caches();
	gauges_settle();
	add_tables(g);
	add_meminfo(g);
	add_slabs(g);
}
