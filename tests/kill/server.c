// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <uuid/uuid.h>

#include "lib/base/device.h"
#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "lib/base/size.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/namespace.h"
#include "provisioning/pmem/tree.h"

#define MADE "/run/server"	/* it is ready in this boot */
#define SCRATCH SERVER_LIB "/scratch"	/* which of the namespaces is the idle one */
#define DATA_UUID "6e6f726d-616c-4061-8765-736572766572"
#define ND "/sys/bus/nd/devices"

/* never zero, and nowhere the same */
static void fill_words(uint64_t *words, size_t nr, uint64_t seed)
{
	for (size_t i = 0; i < nr; i++)
		words[i] = (seed << 32 | i) * 0x9e3779b97f4a7c15 | 1;
}

static void fill(struct scenario *s, const char *path, size_t size, uint64_t seed)
{
	static uint64_t buf[1 << 17];
	guarded(fd) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	for (size_t done = 0; fd >= 0 && done < size; done += sizeof(buf)) {
		size_t n = size - done < sizeof(buf) ? size - done : sizeof(buf);

		fill_words(buf, sizeof(buf) / 8, seed + done);
		if (!full_write(fd, buf, n))
			scenario_broken(s, "filling %s: %s", path, strerror(errno));
	}
	if (fd < 0 || fsync(fd))
		scenario_broken(s, "filling %s: %s", path, strerror(errno));
}

/* device-dax is written by mapping it */
static void fill_devdax(struct scenario *s, const char *path, size_t size)
{
	guarded(fd) int fd = open(path, O_RDWR | O_CLOEXEC);
	uint64_t *words = fd < 0 ? MAP_FAILED
				 : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (words == MAP_FAILED)
		scenario_broken(s, "mapping %s: %s", path, strerror(errno));
	fill_words(words, size / 8, 3);
	munmap(words, size);
}

/* of a server, /var/lib is on a disk */
static void mount_files(struct scenario *s, const char *device)
{
	scenario_need(s, filesystem_mount(device, "ext4", "dax=always", SERVER_DATA));
	mkdir(SERVER_LIB, 0755);
	mkdir("/var", 0755);
	mkdir("/var/lib", 0755);
	if (mount(SERVER_LIB, "/var/lib", NULL, MS_BIND, NULL))
		scenario_broken(s, "mounting " SERVER_LIB " at /var/lib: %s", strerror(errno));
}

static void make_files(struct scenario *s, const char *device)
{
	char path[64];

	scenario_need(s, filesystem_make_as(device, "ext4", DATA_UUID));
	mount_files(s, device);
	for (unsigned int i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), SERVER_DATA "/table%u", i);
		fill(s, path, 4 * MIB, 100 + i);
	}
}

/* they are the server's, not ours to remove */
static bool forget(void *data, const char *name, struct json_object *thing)
{
	(void)data;
	(void)name;
	(void)thing;
	return true;
}

static struct pmem_namespace *make(struct scenario *s, struct pmem *pmem, const char *region,
				   enum pmem_mode mode, unsigned long long size)
{
	const struct pmem_plan plan = { .region = region, .mode = mode, .align = PMD_SIZE,
					.size = size };
	struct pmem_namespace *ns = NULL;
	struct journal *journal = NULL;

	scenario_need(s, journal_open(&journal));
	scenario_need(s, pmem_namespace_create_in(pmem, journal, &plan, &ns));
	scenario_need(s, journal_walk_own(journal, NULL, forget));
	journal_close(journal);
	return ns;
}

/* raw namespaces of the DIMMs without labels */
static void fill_raw(struct scenario *s)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, "namespace");

	for (char **name = names.item; name && *name; name++) {
		char dir[128], path[64];
		struct string_list blocks guarded(strings) = { 0 };

		snprintf(dir, sizeof(dir), ND "/%s/block", *name);
		blocks = tree_entries(TREE_HERE, dir, "pmem");
		if (!blocks.nr)
			continue;
		snprintf(path, sizeof(path), "/dev/%s", blocks.item[0]);
		fill(s, path, 512 * tree_number(TREE_HERE, "/sys/class/block/%s/size", blocks.item[0]), 7);
	}
}

/* the uuid of the idle namespace, for the next boot, which may give it another name */
static void note_scratch(struct scenario *s, const char *uuid)
{
	guarded(fd) int fd = open(SCRATCH, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	guarded(free) char *line = string_format("%s\n", uuid);

	if (fd < 0 || !full_write(fd, line, strlen(line)) || fsync(fd))
		scenario_broken(s, SCRATCH ": %s", strerror(errno));
}

static bool has_files(const char *device)
{
	guarded(fd) int fd = open(device, O_RDONLY | O_CLOEXEC);
	unsigned char found[16];
	char text[UUID_STR_LEN];

	/* s_uuid of the superblock at 1 KiB */
	if (fd < 0 || pread(fd, found, sizeof(found), 1024 + 0x68) != sizeof(found))
		return false;
	uuid_unparse_lower(found, text);
	return !strcmp(text, DATA_UUID);
}

static bool find_files(char *device, size_t size)
{
	struct string_list blocks guarded(strings) = tree_entries(TREE_HERE, "/sys/class/block", "pmem");
	bool found = false;

	for (char **block = blocks.item; block && *block && !found; block++) {
		snprintf(device, size, "/dev/%s", *block);
		found = has_files(device);
	}
	return found;
}

static bool find_scratch(struct server *server)
{
	guarded(free) char *wanted = tree_read(TREE_HERE, SCRATCH);
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, "namespace");

	for (char **name = names.item; wanted && name && *name; name++) {
		guarded(free) char *uuid = tree_read(TREE_HERE, ND "/%s/uuid", *name);

		if (!uuid || strcmp(uuid, wanted))
			continue;
		snprintf(server->scratch, sizeof(server->scratch), "%s", *name);
		snprintf(server->region, sizeof(server->region), "region%.*s",
			 (int)strcspn(*name + 9, "."), *name + 9);
	}
	return *server->scratch;
}

/* one that was built before the machine was reset */
static bool find(struct scenario *s, struct server *server)
{
	guarded(free) char *probed = tree_read(TREE_HERE, ND "/ndbus0/wait_probe");
	char device[64];

	if (!find_files(device, sizeof(device)))
		return false;
	mount_files(s, device);
	if (!find_scratch(server))
		scenario_broken(s, "the server's idle namespace cannot be found");
	return true;
}

/* the namespace of a device, "namespace0.1"; its region has the first of the numbers */
static void find_names(const char *device, struct server *server)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, "namespace");

	for (char **name = names.item; name && *name; name++) {
		guarded(free) char *holder = tree_read(TREE_HERE, ND "/%s/holder", *name);

		if (!holder || !*holder ||
		    !tree_exists(TREE_HERE, ND "/%s/block/%s", holder, device))
			continue;
		snprintf(server->scratch, sizeof(server->scratch), "%s", *name);
		snprintf(server->region, sizeof(server->region), "region%.*s",
			 (int)strcspn(*name + 9, "."), *name + 9);
	}
}

static void build(struct scenario *s, struct server *server)
{
	struct pmem_namespace *files = NULL, *chars, *raw, *scratch;
	struct pmem *pmem = NULL;
	char uuid[64];

	scenario_need(s, pmem_open(&pmem));
	/* only one region is as large as that; it gets its labels now */
	scenario_need(s, pmem_namespace_create(pmem, PMEM_FSDAX, PMD_SIZE, 96 * MIB, &files));
	find_names(pmem_namespace_device(files) + strlen("/dev/"), server);
	chars = make(s, pmem, server->region, PMEM_DEVDAX, 16 * MIB);
	raw = make(s, pmem, server->region, PMEM_FSDAX, 16 * MIB);
	scratch = make(s, pmem, server->region, PMEM_FSDAX, 48 * MIB);
	find_names(pmem_namespace_device(scratch) + strlen("/dev/"), server);
	make_files(s, pmem_namespace_device(files));
	pmem_namespace_uuid(scratch, uuid);
	note_scratch(s, uuid);
	fill_devdax(s, pmem_namespace_device(chars), pmem_namespace_size(chars));
	fill_raw(s);
	/* a database on the bare device: no signature shows that it is foreign */
	fill(s, pmem_namespace_device(raw), pmem_namespace_size(raw) & ~(MIB - 1), 11);
	pmem_close(pmem);
}

void server_set_up(struct scenario *s, struct server *server)
{
	FILE *made = fopen(MADE, "re");

	if (made && fscanf(made, "%31s %31s", server->region, server->scratch) == 2) {
		fclose(made);
		return;
	}
	if (!find(s, server))
		build(s, server);
	made = *server->scratch ? fopen(MADE, "we") : NULL;
	if (!made)
		scenario_broken(s, MADE ": %s", strerror(errno));
	fprintf(made, "%s %s\n", server->region, server->scratch);
	scenario_need(s, stream_close(made, MADE));
}

void server_clear(struct scenario *s, const char *name)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	guarded(fd) int fd = -1;
	uint64_t range[2] = { 0 };

	scenario_need(s, idle_check_namespace("", name, &ns));
	scenario_need(s, device_open(ns.device, O_RDWR | O_EXCL, &fd));
	if (ioctl(fd, BLKGETSIZE64, &range[1]) || ioctl(fd, BLKZEROOUT, range))
		scenario_broken(s, "zeroing %s: %s", ns.device, strerror(errno));
}

const char *server_uuid(const char *name)
{
	guarded(free) char *uuid = tree_read(TREE_HERE, ND "/%s/uuid", name);
	static char text[64];

	snprintf(text, sizeof(text), "%s", uuid ? uuid : "");
	return text;
}

bool server_find_devdax(char *name, size_t size, char *device, size_t device_size)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, ND, "namespace");
	bool found = false;

	for (char **n = names.item; n && *n && !found; n++) {
		struct idle_namespace ns guarded(idle_namespace) = { 0 };
		guarded(error) struct error *err = idle_check_namespace("", *n, &ns);

		found = !err && !strcmp(ns.mode, "devdax");
		if (found) {
			snprintf(name, size, "%s", *n);
			snprintf(device, device_size, "/dev/%s", ns.device);
		}
	}
	return found;
}
