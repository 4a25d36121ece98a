// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/named.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/statvfs.h>

#include "daxtest/alignment.h"
#include "daxtest/devdax.h"
#include "daxtest/fsdax.h"
#include "lib/base/array.h"
#include "lib/base/device.h"
#include "lib/base/size.h"
#include "lib/kernel/restrictions.h"
#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "provisioning/pmem/contents.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/mountinfo.h"
#include "provisioning/pmem/namespace.h"
#include "provisioning/pmem/own_filesystem.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/pmem/use.h"

#define PLACES_MAX 8
#define DEFAULT_LIMIT (64 * MIB)

/* the scenarios keep what they are given; directories are used through their descriptors */
static char paths[PLACES_MAX][64];
static int fds[PLACES_MAX];
static size_t nr_paths;

/* a device-dax namespace that tests write to */
static struct idle_namespace given;

static struct error *use_directory(const struct own_directory *dir, struct fsdax_place place)
{
	char *path;

	if (nr_paths == PLACES_MAX) {
		close(dir->fd);
		return error_create(ERROR_USAGE, "at most %d places", PLACES_MAX);
	}
	path = paths[nr_paths];
	snprintf(path, sizeof(paths[0]), "/proc/self/fd/%d", dir->fd);
	fds[nr_paths++] = dir->fd;
	place.dir = path;
	place.name = place.type;
	return fsdax_use(&place);
}

bool named_is_any(const struct named_plan *plan)
{
	return plan->dirs->nr || plan->region || plan->namespace;
}

static unsigned long long limit_of(const struct named_plan *plan)
{
	return plan->size ? plan->size : DEFAULT_LIMIT;
}

static struct error *check_mount(const struct named_plan *plan, const char *dir, const char **type)
{
	struct error *err = filesystem_check_dax(dir, type);
	struct statvfs fs;

	if (!err && statvfs(dir, &fs))
		err = error_errno(errno, "%s", dir);
	if (!err && (unsigned long long)fs.f_bavail * fs.f_frsize < limit_of(plan))
		err = error_create(ERROR_UNTESTABLE, "%s has less than %llu MiB free (--size)", dir,
				   limit_of(plan) >> 20);
	return err;
}

static struct error *make_in_mount(const struct named_plan *plan, const char *where,
				   struct journal *journal)
{
	struct own_directory dir = { .fd = -1 };
	struct fsdax_place place = { .given = true };
	char path[32];
	struct error *err = check_mount(plan, where, &place.type);

	if (!err)
		err = own_directory_make(journal, where, &dir);
	if (err)
		return err;
	/* what was checked might have been another file system's directory */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", dir.fd);
	err = filesystem_check_dax(path, &place.type);
	if (!err)
		err = error_context(alignment_find(path, &place.skew), "%s", where);
	if (err)
		close(dir.fd);
	return err ? err : use_directory(&dir, place);
}

static struct error *make_fs(const struct own_place *place, const char *type,
			     struct journal *journal)
{
	struct own_directory root = { .fd = -1 };
	struct error *err = own_filesystem_make(journal, place, type, &root);
	const char *found;
	char path[32];

	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", root.fd);
	err = filesystem_check_dax(path, &found);
	if (err)
		close(root.fd);
	return err ? err : use_directory(&root, (struct fsdax_place){ .type = found });
}

/* the name that the scenarios know an alignment by */
static const char *word_of(unsigned long long align)
{
	static const char *const words[] = { "4k", "2m", "1g" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (devdax_align(words[i]) == align)
			return words[i];
	return NULL;
}

static const char *fs_of(const struct named_plan *plan)
{
	return plan->fs ? plan->fs : "ext4";
}

static struct error *check_region(const struct named_plan *plan)
{
	struct error *err = NULL;

	if (!plan->size)
		return error_create(ERROR_USAGE, "--region needs --size, that of the namespace to be "
				    "made");
	if (plan->devdax && !devdax_align(plan->devdax))
		return error_create(ERROR_USAGE, "--devdax %s is no alignment (4k, 2m or 1g)",
				    plan->devdax);
	/* the memmap is taken from it as well */
	if (plan->devdax && plan->size <= devdax_align(plan->devdax))
		return error_create(ERROR_USAGE, "--devdax %s needs a --size of more than %lu MiB",
				    plan->devdax, devdax_align(plan->devdax) >> 20);
	if (!plan->devdax)
		err = filesystem_known(fs_of(plan), plan->size);
	if (!err && !plan->devdax)
		err = filesystem_check_tool(fs_of(plan));
	return err ? err : idle_check_region("", plan->region, plan->size);
}

/*
 * Free capacity has what destroyed namespaces held still. It would be taken for foreign, also when this
 * namespace is to be removed, which would then stay for good.
 */
static struct error *refuse_remains(const char *device, const char *region)
{
	struct contents c guarded(contents) = { .kind = CONTENTS_EMPTY };
	guarded(fd) int fd = -1;
	struct error *err = device_open(device_name(device), O_RDONLY, &fd);

	if (!err)
		err = contents_look(fd, device, NULL, &c);
	if (!err && c.kind == CONTENTS_KNOWN)
		err = contents_refuse(&c, device, NULL);
	return error_context(err, "free capacity of %s has what a destroyed namespace held", region);
}

/* its name may lead to another device, in a static /dev */
static struct error *use_new_devdax(const char *device, const char *word, const char *claim)
{
	const char *name = device_name(device);
	guarded(fd) int fd = -1;
	struct error *err = use_open_char(name, &fd);

	if (!err)
		err = devdax_check(name, claim);
	return err ? err : devdax_use(device, word, claim);
}

static struct error *make_in_region(const struct named_plan *plan, struct journal *journal)
{
	const struct pmem_plan namespace = {
		.region = plan->region, .size = plan->size,
		.mode = plan->devdax ? PMEM_DEVDAX : PMEM_FSDAX,
		.align = plan->devdax ? devdax_align(plan->devdax) : PMD_SIZE,
	};
	struct pmem *pmem guarded(pmem) = NULL;
	struct pmem_namespace *ns guarded(pmem_namespace) = NULL;
	char device[64], uuid[64], claim[64];
	struct error *err = check_region(plan);

	if (!err)
		err = pmem_open(&pmem);
	if (!err)
		err = pmem_namespace_create_in(pmem, journal, &namespace, &ns);
	if (err)
		return err;
	snprintf(device, sizeof(device), "%s", pmem_namespace_device(ns));
	pmem_namespace_uuid(ns, uuid);
	pmem_namespace_claim(ns, claim);
	if (plan->devdax)
		return use_new_devdax(device, plan->devdax, claim);
	err = refuse_remains(device, plan->region);
	if (err) {
		/* what this leaves is in the journal */
		error_destroy(pmem_namespace_destroy(take(ns)));
		return err;
	}
	return make_fs(&(struct own_place){ .block = device_name(device), .uuid = uuid,
					    .claim = claim, .made = true },
		       fs_of(plan), journal);
}

/* names are given again at each boot, and when a region is enabled again: what is overwritten is named by its uuid */
static struct error *check_consent(const struct named_plan *plan, const struct idle_namespace *ns)
{
	const char *id = idle_namespace_id(ns), *said = plan->destroy_data;

	if (!*id)
		return error_create(ERROR_UNTESTABLE, "%s has no uuid: it could not be recognised after a "
				    "crash", plan->namespace);
	if (said && !strcasecmp(said, id))
		return NULL;
	if (said)
		return error_create(ERROR_USAGE, "%s has the uuid %s, not %s: all that is in it would be overwritten: "
				    "say so with --destroy-data %s", plan->namespace, id, said, id);
	return error_create(ERROR_USAGE, "all that is in %s (/dev/%s, %s) would be overwritten: say so with "
			    "--destroy-data %s", plan->namespace, ns->device, ns->mode, id);
}

static struct error *check_namespace(const struct named_plan *plan, struct idle_namespace *ns)
{
	struct error *err = filesystem_known(fs_of(plan), ULLONG_MAX);

	if (!err)
		err = idle_check_namespace("", plan->namespace, ns);
	if (!err)
		err = check_consent(plan, ns);
	return err || strcmp(ns->mode, "fsdax") ? err : filesystem_check_tool(fs_of(plan));
}

/* @fd: for reading and writing; nobody else has it open */
static struct error *open_devdax(const struct idle_namespace *ns, int *fd, size_t *size)
{
	struct error *err = use_open_char(ns->device, fd);

	*size = tree_number(TREE_HERE, "/sys/bus/dax/devices/%s/size", ns->device);
	return err ? err : devdax_check(ns->device, ns->claim);
}

static struct error *check_devdax(const struct named_plan *plan, const struct idle_namespace *ns)
{
	guarded(free) char *device = string_format("/dev/%s", ns->device);
	struct contents c guarded(contents) = { .kind = CONTENTS_EMPTY };
	guarded(fd) int fd = -1;
	size_t size;
	struct error *err = open_devdax(ns, &fd, &size);

	if (!err)
		err = contents_look_mapped(fd, size, device, idle_namespace_id(ns), &c);
	return err ? err : contents_refuse(&c, device, plan->give_up);
}

static struct error *use_devdax(const struct named_plan *plan, struct idle_namespace *ns)
{
	guarded(free) char *device = string_format("/dev/%s", ns->device);
	unsigned long long align = tree_number(TREE_HERE, "/sys/bus/dax/devices/%s/align", ns->device);
	const char *word = word_of(align);
	struct error *err;

	if (!word)
		return error_create(ERROR_UNTESTABLE, "%s has an alignment of %llu bytes, which no test "
				    "knows", plan->namespace, align);
	err = check_devdax(plan, ns);
	if (!err)
		err = devdax_use(device, word, ns->claim);
	if (!err) {
		given = *ns;
		*ns = (struct idle_namespace){ 0 };
	}
	return err;
}

/* before anything is written, so that the user can stop it */
static void say_unseen(const struct idle_namespace *ns)
{
	guarded(free) char *unseen = use_unseen(ns->device);

	if (unseen)
		text_put_line(stderr, "daxtest: %s", unseen);
}

static struct error *make_in_namespace(const struct named_plan *plan, struct journal *journal)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct error *err = check_namespace(plan, &ns);

	if (err)
		return err;
	say_unseen(&ns);
	if (!strcmp(ns.mode, "devdax"))
		return use_devdax(plan, &ns);
	return make_fs(&(struct own_place){ .block = ns.device, .uuid = ns.uuid,
					    .claim = ns.claim, .given_up = plan->give_up },
		       fs_of(plan), journal);
}

/* the node of a device that is made then may be another device's, or missing */
static struct error *check_nodes(void)
{
	guarded(file) FILE *f = fopen("/proc/self/mountinfo", "re");
	guarded(free) char *line = NULL;
	struct mountinfo mount;
	bool kept = false;
	size_t size = 0;

	/* the last one is on top */
	while (f && getline(&line, &size, f) > 0) {
		mountinfo_parse(line, &mount);
		if (!strcmp(mount.point, "/dev"))
			kept = !strcmp(mount.type, "devtmpfs");
	}
	if (kept)
		return NULL;
	return error_create(ERROR_SYSTEM, "--region needs a /dev that the kernel keeps (devtmpfs): in a static one a "
			    "new device's name may be another device");
}

/* before anything is made: what is made has to be mounted, and removed */
static struct error *check_privileges(const struct named_plan *plan)
{
	const char *option = plan->region ? "--region" : "--namespace";
	struct error *err;

	if (!plan->region && !plan->namespace)
		return NULL;
	if (geteuid())
		return error_create(ERROR_SYSTEM, "%s needs root: devices are made and used", option);
	err = error_context(use_check_sight(), "%s", option);
	if (!err && plan->region)
		err = check_nodes();
	if (err)
		return err;
	if (!plan->devdax && !capability_held(CAP_SYS_ADMIN))
		return error_create(ERROR_SYSTEM, "%s needs CAP_SYS_ADMIN: a file system is mounted",
				    option);
	return NULL;
}

struct error *named_make(const struct named_plan *plan, struct journal *journal)
{
	struct error *err = check_privileges(plan);

	fsdax_limit(limit_of(plan));
	for (size_t i = 0; !err && i < plan->dirs->nr; i++)
		err = make_in_mount(plan, plan->dirs->item[i], journal);
	if (!err && plan->region)
		err = make_in_region(plan, journal);
	if (!err && plan->namespace)
		err = make_in_namespace(plan, journal);
	return err;
}

/* what tests left on a device-dax device is ours the next time, too */
static struct error *mark_given(void)
{
	guarded(free) char *device = string_format("/dev/%s", given.device);
	guarded(fd) int fd = -1;
	size_t size;
	struct error *err = open_devdax(&given, &fd, &size);

	return err ? err : contents_mark_mapped(fd, size, device, idle_namespace_id(&given));
}

struct error *named_close(void)
{
	struct error *err = NULL;

	while (nr_paths)
		close(fds[--nr_paths]);
	if (given.device)
		err = mark_given();
	idle_namespace_clear(&given);
	return err;
}

struct error *named_list(const struct named_plan *plan)
{
	struct error *err = NULL;
	const char *type;

	for (size_t i = 0; !err && i < plan->dirs->nr; i++) {
		err = filesystem_check_dax(plan->dirs->item[i], &type);
		if (!err)
			err = fsdax_use(&(struct fsdax_place){ .name = type, .type = type });
	}
	if (!err && plan->devdax)
		return devdax_use(NULL, plan->devdax, NULL);
	if (!err && (plan->region || plan->namespace))
		err = fsdax_use(&(struct fsdax_place){ .name = fs_of(plan) });
	return err;
}

static void print_fs(const struct named_plan *plan, const char *where)
{
	printf("make      an %s file system on %s\n", fs_of(plan), where);
	puts("make      a directory below /run/normalpage, and mount the file system there");
}

static struct error *print_mounts(const struct named_plan *plan)
{
	struct error *err = NULL;
	const char *type;

	for (size_t i = 0; !err && i < plan->dirs->nr; i++) {
		err = check_mount(plan, plan->dirs->item[i], &type);
		if (!err)
			text_put_line(stdout, "make      a directory in %s, and unnamed files in it, of "
				      "not more than %llu MiB at a time", plan->dirs->item[i],
				      limit_of(plan) >> 20);
	}
	return err;
}

static struct error *print_region(const struct named_plan *plan)
{
	struct error *err = check_region(plan);

	if (err)
		return err;
	printf("write     a label for a namespace of %llu MiB to the DIMMs of %s\n",
	       plan->size >> 20, plan->region);
	printf("make      it %s\n", plan->devdax ? "devdax" : "fsdax");
	if (!plan->devdax)
		print_fs(plan, "it");
	return NULL;
}

/* as it will be looked at once more, on the device that is then held */
static struct error *look_at_data(const struct named_plan *plan, const struct idle_namespace *ns)
{
	guarded(free) char *device = string_format("/dev/%s", ns->device);
	struct contents c guarded(contents) = { .kind = CONTENTS_EMPTY };
	guarded(fd) int fd = -1;
	struct error *err;

	if (!strcmp(ns->mode, "devdax"))
		return check_devdax(plan, ns);
	err = device_open(ns->device, O_RDONLY, &fd);
	if (!err)
		err = contents_look(fd, device, idle_namespace_id(ns), &c);
	return err ? err : contents_refuse(&c, device, plan->give_up);
}

static struct error *print_namespace(const struct named_plan *plan)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct error *err = check_namespace(plan, &ns);

	if (!err)
		say_unseen(&ns);
	if (!err)
		err = look_at_data(plan, &ns);
	if (err)
		return err;
	printf("overwrite %s (/dev/%s, %s)\n", plan->namespace, ns.device, ns.mode);
	if (!strcmp(ns.mode, "fsdax"))
		print_fs(plan, plan->namespace);
	return NULL;
}

struct error *named_print(const struct named_plan *plan)
{
	struct error *err = check_privileges(plan);

	if (!err)
		err = print_mounts(plan);
	if (!err && plan->region)
		err = print_region(plan);
	if (!err && plan->namespace)
		err = print_namespace(plan);
	return err;
}
