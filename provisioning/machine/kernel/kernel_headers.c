// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/kernel/kernel_headers.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/package/apt.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/command.h"
#include "provisioning/machine/kernel/kernel_build.h"

/* some 300 MB each */
#define KEEP 4

/* words end at some of them, and others mean something to it or to the shell that it calls */
#define NOT_FOR_MAKE " \t\n:;#%$&|<>()*?[\\'\"`"

/* where the headers may be; those of backports need the compiler of the suite below */
static const char *const suites[] = { "trixie-backports+trixie", "trixie",
				      "bookworm-backports+bookworm", "bookworm", "sid",
				      "experimental+sid" };

/* beside the headers, which depend on the compiler: what kbuild calls */
static const char *const tools[] = { "make", "binutils", "bash", "dash", "coreutils", "sed", "grep",
				     "mawk", "findutils", "diffutils", "base-files" };

/* "+" is no operator in a package's name */
static char *headers_pattern(const char *release)
{
	char *pattern = string_format("^linux-headers-%s$", release);

	for (char *p = pattern; *p; p++)
		if (*p == '+')
			*p = '.';
	return pattern;
}

static struct error *has_headers(struct apt *apt, const char *suite, const char *pattern, bool *has)
{
	struct apt_packages packages guarded(apt_packages) = { 0 };
	guarded(error) struct error *stale = NULL;
	struct error *err = apt_open(apt, suite);

	if (err)
		return err;
	/* an index that is old is better than none */
	stale = apt_update(apt, false);
	err = apt_search(apt, pattern, &packages);
	*has = packages.nr;
	if (!err && !*has)
		err = take(stale);
	return err;
}

static struct error *find_suite(struct apt *apt, const char *release)
{
	guarded(free) char *pattern = headers_pattern(release);
	guarded(error) struct error *first = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		bool has = false;
		struct error *err = has_headers(apt, suites[i], pattern, &has);

		if (has)
			return err;
		apt_close(apt);
		if (!first)
			first = take(err);
		error_destroy(err);
	}
	if (first)
		return take(first);
	return error_create(ERROR_UNTESTABLE, "no Debian suite has the headers of kernel %s: give "
			    "--kernel a built tree, or one that 'normalpage kernels' lists", release);
}

static struct error *unpack(const char *deb, const char *root)
{
	const char *const argv[] = { "dpkg-deb", "-x", deb, root, NULL };
	struct command_output output guarded(command_output) = { 0 };
	struct error *err = command_run(NULL, (char *const *)argv, &output);

	if (err || !output.status)
		return err;
	return error_create(ERROR_SYSTEM, "cannot unpack %s: %s", deb, command_last_line(output.err));
}

static struct error *unpack_all(const char *debs, const char *root)
{
	struct string_list paths guarded(strings) = { 0 };
	struct error *err = NULL;

	apt_downloaded(&paths, debs);
	for (size_t i = 0; !err && i < paths.nr; i++)
		err = unpack(paths.item[i], root);
	return err;
}

/* as on a system with merged /usr; maintainer scripts, which would choose an awk, are not run */
static struct error *make_links(const char *root)
{
	static const char *const links[][2] = { { "bin", "usr/bin" }, { "lib", "usr/lib" },
						{ "lib64", "usr/lib64" }, { "sbin", "usr/sbin" },
						{ "usr/bin/awk", "mawk" } };

	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		guarded(free) char *path = string_format("%s/%s", root, links[i][0]);

		if (symlink(links[i][1], path) && errno != EEXIST)
			return error_errno(errno, "cannot make %s", path);
	}
	return NULL;
}

static struct error *make_directories(const char *root)
{
	static const char *const directories[] = { "usr/bin", "usr/lib", "usr/lib64", "usr/sbin", "proc",
						   "dev", "mutants" };
	struct error *err = NULL;

	for (size_t i = 0; !err && i < ARRAY_SIZE(directories); i++) {
		guarded(free) char *path = string_format("%s/%s", root, directories[i]);

		err = directory_make(path);
	}
	return err;
}

static struct error *make_root(const struct apt *apt, const char *release, const char *root)
{
	struct string_list packages guarded(strings) = { 0 };
	guarded(free) char *debs = string_format("%s/debs", root);
	guarded(free) char *share = string_format("%s/usr/share", root);
	struct error *err = make_directories(root);

	string_list_add(&packages, "linux-headers-%s", release);
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++)
		string_list_add(&packages, "%s", tools[i]);
	if (!err)
		err = make_links(root);
	if (!err)
		err = apt_fetch(apt, &packages, debs);
	if (!err)
		err = unpack_all(debs, root);
	/* of no use to a compiler */
	cache_discard(debs);
	cache_discard(share);
	return err;
}

static struct error *get(const struct kernel_image *kernel, const char *target,
			 void (*progress)(const char *text))
{
	guarded(free) char *text = string_format("getting the headers and the compiler of kernel %s",
						 kernel->release);
	char *staged guarded(staged) = cache_stage(target);
	struct apt apt guarded(apt) = { 0 };
	struct error *err = find_suite(&apt, kernel->release);

	if (err)
		return err;
	if (progress)
		progress(text);
	err = make_root(&apt, kernel->release, staged);
	return err ? err : cache_commit(staged, target);
}

static bool is_tree(const char *path)
{
	guarded(free) char *kbuild = string_format("%s/Kbuild", path);

	return !access(kbuild, F_OK);
}

struct error *kernel_headers_find(struct kernel_headers *headers, const struct kernel_image *kernel,
				  void (*progress)(const char *text))
{
	guarded(free) char *directory = NULL;
	guarded(free) char *root = NULL;
	struct error *err;

	*headers = (struct kernel_headers){ 0 };
	if (kernel->modules && is_tree(kernel->modules)) {
		headers->build = string_copy(kernel->modules);
		return NULL;
	}
	err = cache_directory(&directory, "headers");
	if (err)
		return err;
	root = string_format("%s/%s.root", directory, kernel->release);
	if (!cache_use(root)) {
		err = get(kernel, root, progress);
		cache_prune(directory, ".root", KEEP);
	}
	if (err)
		return err;
	headers->root = take(root);
	headers->build = string_format("/usr/src/linux-headers-%s", kernel->release);
	return NULL;
}

void kernel_headers_clear(struct kernel_headers *headers)
{
	free(headers->root);
	free(headers->build);
	*headers = (struct kernel_headers){ 0 };
}

struct error *kernel_headers_work(char **path, const struct kernel_headers *headers)
{
	guarded(free) char *directory = NULL;
	guarded(free) char *work = NULL;
	struct error *err = NULL;

	if (headers->root)
		directory = string_format("%s/mutants", headers->root);
	else
		err = cache_directory(&directory, "mutants");
	/* where the headers are a tree's, make works in the cache */
	if (!err && !headers->root && strpbrk(directory, NOT_FOR_MAKE))
		err = error_create(ERROR_SYSTEM, "make cannot build in %s: it has a blank or another special "
				   "character in its path; set XDG_CACHE_HOME to another directory", directory);
	if (err)
		return err;
	work = string_format("%s/build", directory);
	*path = cache_stage(work);
	return directory_make(*path);
}

/* $0: the root, or nothing; $1: the kernel's Makefile; $2: the directory. No BTF: it needs vmlinux */
static const char script[] =
	"make='make -s CONFIG_DEBUG_INFO_BTF_MODULES= -C'\n"
	"[ \"$0\" != . ] || exec $make \"$1\" M=\"$2\" modules\n"
	"PATH=$PATH:/usr/sbin:/sbin\n"
	"mount --rbind /dev \"$0/dev\" && mount --rbind /proc \"$0/proc\" || exit 126\n"
	"exec chroot \"$0\" /usr/bin/env -i PATH=/usr/bin:/bin $make \"$1\" M=\"$2\" modules\n";

struct error *kernel_headers_make(const struct kernel_headers *headers, const char *directory)
{
	struct command_output output guarded(command_output) = { 0 };
	struct string_list argv guarded(strings) = { 0 };
	size_t outside = headers->root ? strlen(headers->root) : 0;
	struct error *err;

	if (headers->root)
		string_list_split(&argv, "unshare --map-root-user --mount", " ");
	string_list_split(&argv, "sh -c", " ");
	string_list_add(&argv, "%s", script);
	string_list_add(&argv, "%s", headers->root ? headers->root : ".");
	string_list_add(&argv, "%s", headers->build);
	string_list_add(&argv, "%s", directory + outside);
	err = command_run(NULL, argv.item, &output);
	if (err || !output.status)
		return err;
	if (!strncmp(output.err, "unshare:", 8) || output.status == 126)
		return error_create(ERROR_SYSTEM, "cannot enter the compiler's root: %s; allow user "
				    "namespaces (sysctl kernel.unprivileged_userns_clone=1), or run this "
				    "once as root", command_last_line(output.err));
	return error_create(ERROR_SYSTEM, "%s", kernel_build_error(output.err));
}
