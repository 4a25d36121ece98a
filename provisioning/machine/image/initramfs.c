// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/image/initramfs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/cached_part.h"
#include "provisioning/machine/image/cpio.h"
#include "provisioning/machine/cache/digest.h"
#include "provisioning/machine/file/elf_file.h"
#include "provisioning/machine/image/module_trim.h"
#include "provisioning/machine/image/modules.h"
#include "provisioning/machine/image/unpacked_file.h"

/* parts and whole ones that are kept; a run uses two of each */
#define KEEP 12

/* what a part is made from, and how */
struct part {
	const struct initramfs_plan *plan;
	const struct kernel_image *kernel;
	struct error *(*fill)(const struct part *part, struct cpio *cpio,
			      struct string_list *inputs);
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static struct error *add_libraries(struct cpio *cpio, const char *program,
				   struct string_list *libraries, struct string_list *inputs)
{
	guarded(free) char *interpreter = NULL;
	size_t known = libraries->nr;
	struct error *err = elf_libraries(program, &interpreter, libraries);

	if (!err && interpreter && !string_list_has(inputs, interpreter)) {
		string_list_add(inputs, "%s", interpreter);
		err = cpio_add_file(cpio, interpreter + 1, 0755, interpreter);
	}
	/* one flat directory: init sets LD_LIBRARY_PATH */
	for (size_t i = known; !err && i < libraries->nr; i++) {
		guarded(free) char *name = string_format("lib/%s",
							 base_name(libraries->item[i]));

		string_list_add(inputs, "%s", libraries->item[i]);
		err = cpio_add_file(cpio, name, 0755, libraries->item[i]);
	}
	return err;
}

static struct error *add_loaded_libraries(struct cpio *cpio, const struct initramfs_plan *plan,
					  struct string_list *inputs)
{
	struct error *err = NULL;

	for (const char *const *l = plan->libraries; !err && l && *l; l++) {
		guarded(free) char *path = elf_find_library(*l);
		guarded(free) char *name = string_format("lib/%s", *l);

		if (!path)
			return error_create(ERROR_MISSING, "the library %s is not installed", *l);
		string_list_add(inputs, "%s", path);
		err = cpio_add_file(cpio, name, 0755, path);
	}
	return err;
}

static struct error *add_files(struct cpio *cpio, const struct initramfs_plan *plan,
			       struct string_list *inputs)
{
	struct error *err = NULL;

	for (const char *const *d = plan->directories; !err && d && *d; d++)
		err = cpio_add_directory(cpio, *d);
	for (const struct guest_file *f = plan->files; !err && f && f->name; f++) {
		if (f->path)
			string_list_add(inputs, "%s", f->path);
		err = f->path ? cpio_add_file(cpio, f->name, 0644, f->path) :
				cpio_add_data(cpio, f->name, 0644, "", 0);
	}
	return err;
}

static struct error *fill_programs(const struct part *part, struct cpio *cpio,
				   struct string_list *inputs)
{
	static const char *const directories[] = { "dev", "proc", "sys", "tmp", "run", "mnt", "etc",
						   "lib" };
	struct string_list libraries guarded(strings) = { 0 };
	struct error *err = NULL;

	for (size_t i = 0; !err && i < ARRAY_SIZE(directories); i++)
		err = cpio_add_directory(cpio, directories[i]);
	/* old names of it are still compiled into programs */
	if (!err)
		err = cpio_add_symlink(cpio, "var/run", "../run");
	if (!err)
		err = cpio_add_file(cpio, "init", 0755, part->plan->init);
	string_list_add(inputs, "%s", part->plan->init);
	for (size_t i = 0; !err && i < part->plan->programs.nr; i++) {
		const char *path = part->plan->programs.item[i];
		guarded(free) char *name = string_format("bin/%s", base_name(path));

		string_list_add(inputs, "%s", path);
		err = cpio_add_file(cpio, name, 0755, path);
		if (!err && elf_is(path))
			err = add_libraries(cpio, path, &libraries, inputs);
	}
	if (!err)
		err = add_loaded_libraries(cpio, part->plan, inputs);
	return err ? err : add_files(cpio, part->plan, inputs);
}

static struct error *no_module(const struct kernel_image *kernel, const struct guest_module *want)
{
	if (!kernel_image_has_config(kernel, want->config))
		return error_create(ERROR_UNTESTABLE, "kernel %s is built without %s",
				    kernel->release, want->config);
	return error_create(ERROR_UNTESTABLE, "kernel %s has no module %s (%s), nor has it built in%s",
			    kernel->release, want->name, want->config,
			    kernel->modules ? "" : ": give --modules DIR");
}

static struct error *find_modules(const struct part *part, struct string_list *paths)
{
	struct module_index *index guarded(module_index) = NULL;
	struct error *err = NULL;

	if (part->kernel->modules)
		err = module_index_create(&index, part->kernel->modules);
	for (const struct guest_module *want = part->plan->modules; !err && want->name; want++) {
		enum module_presence presence = index ? module_find(index, want->name) :
							MODULE_ABSENT;

		if (presence == MODULE_ABSENT && want->required)
			err = no_module(part->kernel, want);
		else if (presence == MODULE_LOADABLE)
			err = module_order(index, want->name, paths);
	}
	return err;
}

/* a kernel that insists on signatures gets the modules as they are */
static bool may_trim(const struct kernel_image *kernel)
{
	return kernel->config && !kernel_image_has_config(kernel, "CONFIG_MODULE_SIG_FORCE");
}

static struct error *add_module(const struct part *part, struct cpio *cpio, const char *name,
				const char *path)
{
	guarded(free) char *data = NULL;
	size_t size;
	struct error *err = unpacked_file_read(path, &data, &size);

	if (err)
		return err;
	if (may_trim(part->kernel))
		size = module_trim(data, size);
	return cpio_add_data(cpio, name, 0644, data, size);
}

static struct error *fill_modules(const struct part *part, struct cpio *cpio,
				  struct string_list *inputs)
{
	guarded(free) char *order = string_copy("");
	struct error *err = find_modules(part, inputs);

	for (size_t i = 0; !err && i < inputs->nr; i++) {
		guarded(free) char *module = module_name(inputs->item[i]);
		guarded(free) char *name = string_format("modules/%s.ko", module);
		guarded(free) char *line = string_format("%s.ko\n", module);

		string_append(&order, "", line);
		err = add_module(part, cpio, name, inputs->item[i]);
	}
	return err ? err : cpio_add_data(cpio, "modules/order", 0644, order, strlen(order));
}

/* by the inode's time: that of the content is older if what was built elsewhere was moved there */
static bool changed_since(const struct string_list *inputs, const struct timespec *start)
{
	for (size_t i = 0; i < inputs->nr; i++) {
		struct stat st;

		if (stat(inputs->item[i], &st) || st.st_ctim.tv_sec > start->tv_sec ||
		    (st.st_ctim.tv_sec == start->tv_sec && st.st_ctim.tv_nsec > start->tv_nsec))
			return true;
	}
	return false;
}

static struct error *make_part(const struct part *part, const char *path)
{
	char *staged guarded(staged) = cache_stage(path);
	struct string_list inputs guarded(strings) = { 0 };
	struct cpio *cpio guarded(cpio) = NULL;
	char self[PATH_MAX];
	struct timespec start;
	struct error *err = cpio_create(&cpio, staged);

	clock_gettime(CLOCK_REALTIME, &start);
	if (!err)
		err = part->fill(part, cpio, &inputs);
	if (!err)
		err = cpio_finish(cpio);
	if (!err)
		err = cache_commit(staged, path);
	/* what was built again meanwhile may not be what was read: the next run makes the part again */
	if (!err && changed_since(&inputs, &start))
		return NULL;
	/* another version of this program may make it differently */
	if (!err && realpath("/proc/self/exe", self))
		string_list_add(&inputs, "%s", self);
	return err ? err : cached_part_note_inputs(path, &inputs);
}

static struct error *append(int out, const char *path)
{
	guarded(fd) int in = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (in < 0)
		return error_errno(errno, "cannot read %s", path);
	do
		n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0);
	while (n > 0);
	return n < 0 ? error_errno(errno, "cannot copy %s", path) : NULL;
}

static struct error *join(const char *path, const char *first, const char *second)
{
	char *staged guarded(staged) = cache_stage(path);
	guarded(fd) int out = open(staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	struct string_list inputs guarded(strings) = { 0 };
	struct error *err = NULL;

	if (out < 0)
		return error_errno(errno, "cannot write %s", staged);
	string_list_add(&inputs, "%s", first);
	string_list_add(&inputs, "%s", second);
	for (size_t i = 0; !err && i < inputs.nr; i++)
		err = append(out, inputs.item[i]);
	if (!err)
		err = cache_commit(staged, path);
	return err ? err : cached_part_note_inputs(path, &inputs);
}

static uint64_t modules_digest(const struct initramfs_plan *plan, const struct kernel_image *kernel)
{
	uint64_t digest = digest_add_string(DIGEST_START, kernel->release);

	digest = digest_add_string(digest, kernel->modules ? kernel->modules : "");
	for (const struct guest_module *want = plan->modules; want->name; want++)
		digest = digest_add_string(digest, want->name);
	return digest;
}

static uint64_t programs_digest(const struct initramfs_plan *plan)
{
	uint64_t digest = digest_add_string(DIGEST_START, plan->init);

	for (size_t i = 0; i < plan->programs.nr; i++)
		digest = digest_add_string(digest, plan->programs.item[i]);
	for (const char *const *l = plan->libraries; l && *l; l++)
		digest = digest_add_string(digest, *l);
	for (const char *const *d = plan->directories; d && *d; d++)
		digest = digest_add_string(digest, *d);
	for (const struct guest_file *f = plan->files; f && f->name; f++) {
		digest = digest_add_string(digest, f->name);
		digest = digest_add_string(digest, f->path ? f->path : "");
	}
	return digest;
}

/* makes a part if it has to be; clears @fresh if so */
static struct error *need_part(const struct part *part, const char *path, bool *fresh)
{
	if (cached_part_is_fresh(path))
		return NULL;
	*fresh = false;
	return make_part(part, path);
}

struct error *initramfs_build(char **path, const struct initramfs_plan *plan,
			      const struct kernel_image *kernel, bool *cached)
{
	const struct part programs = { plan, kernel, fill_programs };
	const struct part modules = { plan, kernel, fill_modules };
	uint64_t key[2] = { programs_digest(plan), modules_digest(plan, kernel) };
	guarded(free) char *directory = NULL;
	guarded(free) char *programs_path = NULL;
	guarded(free) char *modules_path = NULL;
	struct error *err = cache_directory(&directory, "initramfs");
	bool fresh = true;

	*path = NULL;
	if (err)
		return err;
	programs_path = string_format("%s/%016" PRIx64 ".programs", directory, key[0]);
	modules_path = string_format("%s/%016" PRIx64 ".modules", directory, key[1]);
	*path = string_format("%s/%016" PRIx64 "-%016" PRIx64 ".cpio", directory, key[0], key[1]);
	err = need_part(&modules, modules_path, &fresh);
	if (!err)
		err = need_part(&programs, programs_path, &fresh);
	if (!err && !cached_part_is_fresh(*path)) {
		fresh = false;
		err = join(*path, modules_path, programs_path);
		cache_prune(directory, ".programs", KEEP);
		cache_prune(directory, ".modules", KEEP);
		cache_prune(directory, ".cpio", KEEP);
	}
	if (cached)
		*cached = fresh;
	if (err)
		free(take(*path));
	return err;
}
