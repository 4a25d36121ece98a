// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/snapshot.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/cleanup.h"
#include "provisioning/pmem/tree.h"
#include "tests/kill/labels.h"

#define ND "/sys/bus/nd/devices/"

/* FNV-1a over words, four side by side: it has to find a byte, not to resist forgery */
static uint64_t sum_words(const uint64_t *words, size_t nr)
{
	uint64_t sum[4] = { 1, 2, 3, 4 };

	for (size_t i = 0; i + 4 <= nr; i += 4)
		for (int lane = 0; lane < 4; lane++)
			sum[lane] = (sum[lane] ^ words[i + lane]) * 0x100000001b3;
	return sum[0] ^ sum[1] << 1 ^ sum[2] << 2 ^ sum[3] << 3;
}

/**
 * struct look - a snapshot being taken
 * @scratch: the namespace whose data may change
 * @device: the block device of the file system whose files are summed
 * @lasting: nothing that a boot gives again: numbers and names of devices, identifiers of mounts
 */
struct look {
	FILE *out;
	struct snapshot *s;
	const char *scratch;
	char device[64];
	bool lasting;
};

/* a name that lasts, of what has one */
static const char *name_of(const struct look *l, const char *name, const char *lasting)
{
	return l->lasting ? lasting : name;
}

static void sum_file(struct look *l, const char *path, size_t size, const char *name)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *data = fd < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (data == MAP_FAILED) {
		fprintf(l->out, "sum %s: %m\n", name);
		return;
	}
	fprintf(l->out, "sum %s: %zu bytes, %016llx\n", name, size,
		(unsigned long long)sum_words(data, size / 8));
	munmap(data, size);
	l->s->bytes += size;
}

/* page cache of an earlier look is not what is on the device */
static void sum_block(struct look *l, const char *path, const char *name)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	static uint64_t buf[1 << 17] __attribute__((aligned(4096)));
	uint64_t sum = 0, size = 0;
	ssize_t n = 0;

	while (fd >= 0 && (n = read(fd, buf, sizeof(buf))) > 0) {
		sum = sum * 31 + sum_words(buf, (size_t)n / 8);
		size += (uint64_t)n;
	}
	fprintf(l->out, "sum %s: %llu bytes, %016llx%s\n", name, (unsigned long long)size,
		(unsigned long long)sum, n ? " (not all could be read)" : "");
	l->s->bytes += size;
}

static void print_attributes(struct look *l, const char *device)
{
	/* the last ones are names */
	static const char *const attributes[] = { "uuid", "size", "mode", "force_raw", "align",
						  "sector_size", "holder", "holder_class",
						  "namespace" };
	size_t nr = l->lasting ? 6 : ARRAY_SIZE(attributes);

	for (size_t i = 0; i < nr; i++) {
		guarded(free) char *value = tree_read(TREE_HERE, ND "%s/%s", device, attributes[i]);

		if (value && *value)
			fprintf(l->out, " %s=%s", attributes[i], value);
	}
}

static void print_device(struct look *l, const char *name)
{
	guarded(free) char *holder = tree_read(TREE_HERE, ND "%s/holder", name);
	guarded(free) char *uuid = tree_read(TREE_HERE, ND "%s/uuid", name);
	const char *active = holder && *holder ? holder : name;
	guarded(free) char *dir = string_format(ND "%s/block", active);
	struct string_list blocks guarded(strings) = tree_entries(TREE_HERE, dir, "pmem");
	char path[128];

	fprintf(l->out, "%s:", name_of(l, name, "namespace"));
	print_attributes(l, name);
	if (holder && *holder) {
		fprintf(l->out, " claimed by:");
		print_attributes(l, holder);
	}
	fputc('\n', l->out);
	if (!blocks.nr)
		return;
	snprintf(path, sizeof(path), "/dev/%s", blocks.item[0]);
	if (strcmp(name, l->scratch) && strcmp(path, l->device))
		sum_block(l, path, name_of(l, path, uuid && *uuid ? uuid : "raw"));
}

/* numbers of seeds go up with each namespace that comes and goes; one that holds something counts */
static void print_seeds(struct look *l, const char *prefix)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, prefix);

	for (char **name = names.item; name && *name; name++) {
		guarded(free) char *uuid = tree_read(TREE_HERE, ND "%s/uuid", *name);
		guarded(free) char *ns = tree_read(TREE_HERE, ND "%s/namespace", *name);

		if ((uuid && *uuid) || (ns && *ns))
			fprintf(l->out, "%s: uuid=%s namespace=%s\n", name_of(l, *name, prefix),
				uuid ? uuid : "", name_of(l, ns ? ns : "", ""));
	}
}

static void print_namespaces(struct look *l)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, "namespace");

	for (char **name = names.item; name && *name; name++) {
		guarded(free) char *uuid = tree_read(TREE_HERE, ND "%s/uuid", *name);

		if (tree_number(TREE_HERE, ND "%s/size", *name) || (uuid && *uuid))
			print_device(l, *name);
	}
	print_seeds(l, "pfn");
	print_seeds(l, "dax");
	print_seeds(l, "btt");
}

static void print_dax(struct look *l)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, "/sys/bus/dax/devices", "dax");

	for (char **name = names.item; name && *name; name++) {
		guarded(free) char *driver = tree_link_name(TREE_HERE, "/sys/bus/dax/devices/%s/driver",
							     *name);
		char path[64];

		fprintf(l->out, "%s: driver %s\n", name_of(l, *name, "dax"), driver ? driver : "-");
		snprintf(path, sizeof(path), "/dev/%s", *name);
		sum_file(l, path, tree_number(TREE_HERE, "/sys/bus/dax/devices/%s/size", *name),
			 name_of(l, path, "dax"));
	}
}

static void copy_file(struct look *l, const char *path)
{
	guarded(file) FILE *f = fopen(path, "re");
	char line[1024];

	fprintf(l->out, "%s:\n", path);
	while (f && fgets(line, sizeof(line), f))
		fputs(line, l->out);
}

/* of a mount, where it is and what is there; and which device @data is on */
static void print_mounts(struct look *l, const char *data)
{
	guarded(file) FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[1024], root[256], where[256], options[256], type[64], source[64];

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*s %*s %*s %255s %255s %255s - %63s %63s", root, where, options,
			   type, source) != 5)
			continue;
		if (!strcmp(where, data))
			snprintf(l->device, sizeof(l->device), "%s", source);
		if (l->lasting)
			fprintf(l->out, "mount %s of %s at %s: %s\n", root, type, where, options);
		else
			fprintf(l->out, "mount %s", line);
	}
}

/* a file that is nowhere, and still takes room, would be seen here */
static void print_room(struct look *l, const char *data)
{
	struct statvfs fs;

	if (l->lasting && !statvfs(data, &fs))
		fprintf(l->out, "free in %s: %llu blocks, %llu inodes\n", data,
			(unsigned long long)fs.f_bfree, (unsigned long long)fs.f_ffree);
}

/* what mmtest changes with --system */
static void print_system(struct look *l)
{
	static const char *const settings[] = {
		"/sys/kernel/mm/ksm/run", "/sys/kernel/mm/ksm/pages_to_scan",
		"/sys/kernel/mm/ksm/sleep_millisecs", "/sys/kernel/mm/ksm/use_zero_pages",
		"/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "/proc/swaps",
	};
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, "/sys/block", "zram");

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		copy_file(l, settings[i]);
	for (char **name = names.item; name && *name; name++)
		fprintf(l->out, "%s: %llu bytes\n", *name, tree_number(TREE_HERE, "/sys/block/%s/disksize", *name));
}

static void print_directory(struct look *l, const char *dir, bool sums)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, dir, "");

	for (char **name = names.item; name && *name; name++) {
		char path[512];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", dir, *name);
		fprintf(l->out, "%s\n", path);
		if (sums && !stat(path, &st) && S_ISREG(st.st_mode) && st.st_size)
			sum_file(l, path, (size_t)st.st_size, path);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* the order of devices is the boot's, too */
static void sort_lines(struct snapshot *s)
{
	char *sorted = calloc(1, s->size + 1), *rest = s->text, *line;
	char **lines = calloc(s->size + 1, sizeof(*lines));
	size_t nr = 0, at = 0;

	if (!sorted || !lines)
		abort();
	while ((line = strsep(&rest, "\n")))
		if (*line)
			lines[nr++] = line;
	qsort(lines, nr, sizeof(*lines), by_text);
	for (size_t i = 0; i < nr; i++)
		at += (size_t)sprintf(sorted + at, "%s\n", lines[i]);
	free(lines);
	free(s->text);
	s->text = sorted;
	s->size = at;
}

static void take_all(struct look *l, const char *data)
{
	print_mounts(l, data);
	labels_print(l->out);
	print_namespaces(l);
	print_dax(l);
	print_directory(l, data, true);
	print_room(l, data);
	copy_file(l, "/sys/kernel/tracing/dynamic_events");
	print_directory(l, "/sys/kernel/tracing/instances", false);
	print_directory(l, "/var/lib/normalpage/journal", false);
	/* memory, which is empty after a boot */
	if (l->lasting)
		return;
	print_system(l);
	print_directory(l, "/run/normalpage", false);
	print_directory(l, "/tmp", false);
}

static void take_text(struct snapshot *s, const char *data, const char *scratch, bool lasting)
{
	struct look l = { .s = s, .scratch = scratch, .lasting = lasting };

	*s = (struct snapshot){ 0 };
	l.out = open_memstream(&s->text, &s->size);
	if (!l.out)
		abort();
	take_all(&l, data);
	fclose(l.out);
}

void snapshot_take(struct snapshot *s, const char *data, const char *scratch)
{
	take_text(s, data, scratch, false);
}

void snapshot_take_lasting(struct snapshot *s, const char *data, const char *scratch)
{
	take_text(s, data, scratch, true);
	sort_lines(s);
}

void snapshot_clear(struct snapshot *s)
{
	free(s->text);
	*s = (struct snapshot){ 0 };
}

unsigned int snapshot_difference(const struct snapshot *a, const struct snapshot *b, char *text,
				 size_t size)
{
	const char *left = a->text, *right = b->text;
	unsigned int nr = 0;

	*text = '\0';
	while (*left || *right) {
		size_t l = strcspn(left, "\n"), r = strcspn(right, "\n");

		if (l != r || memcmp(left, right, l)) {
			if (!nr++)
				snprintf(text, size, "before: %.*s; after: %.*s", (int)l, left,
					 (int)r, right);
		}
		left += l + !!left[l];
		right += r + !!right[r];
	}
	return nr;
}

static const char *find_sum(const struct snapshot *s, const char *path)
{
	char head[128];

	snprintf(head, sizeof(head), "sum %s:", path);
	return strstr(s->text, head);
}

bool snapshot_sum_differs(const struct snapshot *a, const struct snapshot *b, const char *path)
{
	const char *left = find_sum(a, path), *right = find_sum(b, path);

	return !left || !right || strncmp(left, right, strcspn(left, "\n") + 1);
}
