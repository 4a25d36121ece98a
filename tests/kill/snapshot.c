// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/snapshot.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "provisioning/pmem/sysfs.h"
#include "tests/kill/labels.h"

#define ND "/sys/bus/nd/devices/"

/* FNV-1a over words, four side by side: it has to find a byte, not to resist anybody */
static uint64_t sum_words(const uint64_t *words, size_t nr)
{
	uint64_t sum[4] = { 1, 2, 3, 4 };

	for (size_t i = 0; i + 4 <= nr; i += 4)
		for (int lane = 0; lane < 4; lane++)
			sum[lane] = (sum[lane] ^ words[i + lane]) * 0x100000001b3;
	return sum[0] ^ sum[1] << 1 ^ sum[2] << 2 ^ sum[3] << 3;
}

static void sum_file(FILE *out, struct snapshot *s, const char *path, size_t size)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *data = fd < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (data == MAP_FAILED) {
		fprintf(out, "sum %s: %m\n", path);
		return;
	}
	fprintf(out, "sum %s: %zu bytes, %016llx\n", path, size,
		(unsigned long long)sum_words(data, size / 8));
	munmap(data, size);
	s->bytes += size;
}

/* page cache of an earlier look is not what is on the device */
static void sum_block(FILE *out, struct snapshot *s, const char *path)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	static uint64_t buf[1 << 17] __attribute__((aligned(4096)));
	uint64_t sum = 0, size = 0;
	ssize_t n = 0;

	while (fd >= 0 && (n = read(fd, buf, sizeof(buf))) > 0) {
		sum = sum * 31 + sum_words(buf, (size_t)n / 8);
		size += (uint64_t)n;
	}
	fprintf(out, "sum %s: %llu bytes, %016llx%s\n", path, (unsigned long long)size,
		(unsigned long long)sum, n ? " (not all could be read)" : "");
	s->bytes += size;
}

static void print_attributes(FILE *out, const char *device)
{
	static const char *const attributes[] = { "uuid", "size", "mode", "holder", "holder_class",
						  "force_raw", "namespace", "align", "sector_size" };

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		guarded(free) char *value = sysfs_read("", ND "%s/%s", device, attributes[i]);

		if (value && *value)
			fprintf(out, " %s=%s", attributes[i], value);
	}
}

static void print_device(FILE *out, struct snapshot *s, const char *name, const char *data,
			 const char *scratch)
{
	guarded(free) char *holder = sysfs_read("", ND "%s/holder", name);
	const char *active = holder && *holder ? holder : name;
	guarded(free) char *dir = NULL;
	char path[128];
	char **blocks;

	fprintf(out, "%s:", name);
	print_attributes(out, name);
	if (holder && *holder) {
		fprintf(out, " claimed by:");
		print_attributes(out, holder);
	}
	fputc('\n', out);
	if (asprintf(&dir, ND "%s/block", active) < 0)
		abort();
	blocks = sysfs_entries("", dir, "pmem");
	snprintf(path, sizeof(path), "/dev/%s", *blocks ? *blocks : "");
	if (*blocks && strcmp(name, scratch) && strcmp(path, data))
		sum_block(out, s, path);
	sysfs_entries_free(blocks);
}

/* numbers of seeds go up with each namespace that comes and goes; one that holds something counts */
static void print_seeds(FILE *out, const char *prefix)
{
	char **names = sysfs_entries("", ND, prefix);

	for (char **name = names; *name; name++) {
		guarded(free) char *uuid = sysfs_read("", ND "%s/uuid", *name);
		guarded(free) char *ns = sysfs_read("", ND "%s/namespace", *name);

		if ((uuid && *uuid) || (ns && *ns))
			fprintf(out, "%s: uuid=%s namespace=%s\n", *name, uuid ? uuid : "",
				ns ? ns : "");
	}
	sysfs_entries_free(names);
}

static void print_namespaces(FILE *out, struct snapshot *s, const char *data, const char *scratch)
{
	char **names = sysfs_entries("", ND, "namespace");

	for (char **name = names; *name; name++) {
		guarded(free) char *uuid = sysfs_read("", ND "%s/uuid", *name);

		if (sysfs_number("", ND "%s/size", *name) || (uuid && *uuid))
			print_device(out, s, *name, data, scratch);
	}
	sysfs_entries_free(names);
	print_seeds(out, "pfn");
	print_seeds(out, "dax");
	print_seeds(out, "btt");
}

static void print_dax(FILE *out, struct snapshot *s)
{
	char **names = sysfs_entries("", "/sys/bus/dax/devices", "dax");

	for (char **name = names; *name; name++) {
		guarded(free) char *driver = sysfs_link_name("", "/sys/bus/dax/devices/%s/driver",
							     *name);
		char path[64];

		fprintf(out, "%s: driver %s\n", *name, driver ? driver : "-");
		snprintf(path, sizeof(path), "/dev/%s", *name);
		sum_file(out, s, path,
			 sysfs_number("", "/sys/bus/dax/devices/%s/size", *name));
	}
	sysfs_entries_free(names);
}

static void copy_file(FILE *out, const char *path)
{
	guarded(file) FILE *f = fopen(path, "re");
	char line[1024];

	fprintf(out, "%s:\n", path);
	while (f && fgets(line, sizeof(line), f))
		fputs(line, out);
}

static void print_directory(FILE *out, struct snapshot *s, const char *dir, bool sums)
{
	char **names = sysfs_entries("", dir, "");

	for (char **name = names; *name; name++) {
		char path[512];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", dir, *name);
		fprintf(out, "%s\n", path);
		if (sums && !stat(path, &st) && S_ISREG(st.st_mode) && st.st_size)
			sum_file(out, s, path, (size_t)st.st_size);
	}
	sysfs_entries_free(names);
}

void snapshot_take(struct snapshot *s, const char *data, const char *scratch)
{
	FILE *out;

	*s = (struct snapshot){ 0 };
	out = open_memstream(&s->text, &s->size);
	if (!out)
		abort();
	labels_print(out);
	print_namespaces(out, s, "/dev/pmem0", scratch);
	print_dax(out, s);
	print_directory(out, s, data, true);
	copy_file(out, "/proc/self/mountinfo");
	copy_file(out, "/sys/kernel/tracing/dynamic_events");
	print_directory(out, s, "/sys/kernel/tracing/instances", false);
	print_directory(out, s, "/run/normalpage", false);
	print_directory(out, s, "/var/lib/normalpage/journal", false);
	print_directory(out, s, "/tmp", false);
	fclose(out);
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
