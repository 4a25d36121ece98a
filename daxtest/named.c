// SPDX-License-Identifier: GPL-2.0-or-later
#include "daxtest/named.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include "daxtest/alignment.h"
#include "daxtest/devdax.h"
#include "daxtest/fsdax.h"
#include "lib/kernel/restrictions.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/namespace.h"
#include "provisioning/pmem/own_filesystem.h"
#include "provisioning/pmem/signature.h"
#include "provisioning/pmem/sysfs.h"
#include "provisioning/pmem/use.h"

#define PLACES_MAX 8
#define DEFAULT_LIMIT (64ull << 20)

/* the scenarios keep what they are given; directories are used through their descriptors */
static char paths[PLACES_MAX][64];
static int fds[PLACES_MAX];
static size_t nr_paths;

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
	return plan->nr_dirs || plan->region || plan->namespace;
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

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
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
	return err ? err : idle_check_region("", plan->region, plan->size);
}

/*
 * Free capacity has what destroyed namespaces held still. It would be taken for somebody's, also when this
 * namespace is to be taken down, which would then stay for good.
 */
static struct error *refuse_remains(const char *device, const char *region)
{
	guarded(fd) int fd = open(device, O_RDONLY | O_CLOEXEC);
	struct error *err = fd < 0 ? error_errno(errno, "%s", device) : signature_refuse(fd, device);

	return error_context(err, "free capacity of %s has what a destroyed namespace held", region);
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
	static char device[64];
	char uuid[64], claim[64];
	struct error *err = check_region(plan);

	if (!err)
		err = pmem_open(&pmem);
	if (!err)
		err = pmem_namespace_create_in(pmem, journal, &namespace, &ns);
	if (err)
		return err;
	snprintf(device, sizeof(device), "%s", pmem_namespace_device(ns));
	if (plan->devdax)
		return devdax_use(device, plan->devdax);
	pmem_namespace_uuid(ns, uuid);
	pmem_namespace_claim(ns, claim);
	err = refuse_remains(device, plan->region);
	if (err) {
		/* what this leaves is in the journal */
		error_destroy(pmem_namespace_destroy(take(ns)));
		return err;
	}
	return make_fs(&(struct own_place){ .block = device + strlen("/dev/"), .uuid = uuid,
					    .claim = claim },
		       fs_of(plan), journal);
}

static struct error *check_namespace(const struct named_plan *plan, struct idle_namespace *ns)
{
	struct error *err = filesystem_known(fs_of(plan), ULLONG_MAX);

	if (err)
		return err;
	if (!plan->destroy_data || strcmp(plan->destroy_data, plan->namespace))
		return error_create(ERROR_USAGE, "all that is in %s would be overwritten: say so with "
				    "--destroy-data %s", plan->namespace, plan->namespace);
	return idle_check_namespace("", plan->namespace, ns);
}

static struct error *check_devdax(const char *device, const struct idle_namespace *ns)
{
	guarded(fd) int fd = open(device, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	guarded(free) char *number = sysfs_read("", "/sys/bus/dax/devices/%s/dev", ns->device);
	char opened[32];
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return error_errno(errno, "%s", device);
	snprintf(opened, sizeof(opened), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	if (!S_ISCHR(st.st_mode) || !number || strcmp(number, opened))
		return error_create(ERROR_SYSTEM, "%s is not the device %s of the kernel: it is not "
				    "touched", device, ns->device);
	return signature_refuse_mapped(fd, sysfs_number("", "/sys/bus/dax/devices/%s/size",
							ns->device),
				       device);
}

static struct error *use_devdax(const struct idle_namespace *ns, const char *name)
{
	static char device[64];
	unsigned long long align = sysfs_number("", "/sys/bus/dax/devices/%s/align", ns->device);
	const char *word = word_of(align);
	struct error *err;

	if (!word)
		return error_create(ERROR_UNTESTABLE, "%s has an alignment of %llu bytes, which no test "
				    "knows", name, align);
	snprintf(device, sizeof(device), "/dev/%s", ns->device);
	err = check_devdax(device, ns);
	return err ? err : devdax_use(device, word);
}

static struct error *make_in_namespace(const struct named_plan *plan, struct journal *journal)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct error *err = check_namespace(plan, &ns);

	if (err)
		return err;
	if (!strcmp(ns.mode, "devdax"))
		return use_devdax(&ns, plan->namespace);
	return make_fs(&(struct own_place){ .block = ns.device, .uuid = ns.uuid,
					    .claim = ns.claim },
		       fs_of(plan), journal);
}

/* before anything is made: what is made has to be mounted, and taken down */
static struct error *check_privileges(const struct named_plan *plan)
{
	const char *option = plan->region ? "--region" : "--namespace";

	if (!plan->region && !plan->namespace)
		return NULL;
	if (geteuid())
		return error_create(ERROR_SYSTEM, "%s needs root: devices are made and used", option);
	if (plan->namespace && !use_sees_all())
		return error_create(ERROR_SYSTEM, "%s: who else uses it cannot be seen from a PID namespace: "
				    "run it outside the container", option);
	if (!plan->devdax && !capability_held(CAP_SYS_ADMIN))
		return error_create(ERROR_SYSTEM, "%s needs CAP_SYS_ADMIN: a file system is mounted",
				    option);
	return NULL;
}

struct error *named_make(const struct named_plan *plan, struct journal *journal)
{
	struct error *err = check_privileges(plan);

	fsdax_limit(limit_of(plan));
	for (size_t i = 0; !err && i < plan->nr_dirs; i++)
		err = make_in_mount(plan, plan->dirs[i], journal);
	if (!err && plan->region)
		err = make_in_region(plan, journal);
	if (!err && plan->namespace)
		err = make_in_namespace(plan, journal);
	return err;
}

void named_close(void)
{
	while (nr_paths)
		close(fds[--nr_paths]);
}

struct error *named_list(const struct named_plan *plan)
{
	struct error *err = NULL;
	const char *type;

	for (size_t i = 0; !err && i < plan->nr_dirs; i++) {
		err = filesystem_check_dax(plan->dirs[i], &type);
		if (!err)
			err = fsdax_use(&(struct fsdax_place){ .name = type, .type = type });
	}
	if (!err && plan->devdax)
		return devdax_use(NULL, plan->devdax);
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

	for (size_t i = 0; !err && i < plan->nr_dirs; i++) {
		err = check_mount(plan, plan->dirs[i], &type);
		if (!err)
			printf("make      a directory in %s, and unnamed files in it, of not more than "
			       "%llu MiB at a time\n", plan->dirs[i], limit_of(plan) >> 20);
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
static struct error *look_at_data(const struct idle_namespace *ns)
{
	guarded(fd) int fd = -1;
	char device[64];

	snprintf(device, sizeof(device), "/dev/%s", ns->device);
	if (!strcmp(ns->mode, "devdax"))
		return check_devdax(device, ns);
	fd = open(device, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? error_errno(errno, "%s", device) : signature_refuse(fd, device);
}

static struct error *print_namespace(const struct named_plan *plan)
{
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	struct error *err = check_namespace(plan, &ns);

	if (!err)
		err = look_at_data(&ns);
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
