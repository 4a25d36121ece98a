// SPDX-License-Identifier: GPL-2.0-or-later
/* Foreign packages: their names and versions become parts of paths in the cache. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "provisioning/machine/package/apt.h"
#include "provisioning/machine/package/apt_packages.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/file/deb.h"
#include "provisioning/machine/cache/digest.h"
#include "provisioning/machine/image/unpacked_file.h"
#include "provisioning/machine/kernel/kernel_headers.h"
#include "provisioning/machine/kernel/kernel_sources.h"
#include "lib/base/path_part.h"
#include "lib/base/string_list.h"
#include "tests/unit/expect_error.h"
#include "provisioning/machine/kernel/kernel_spec.h"

#define RELEASE "6.18.1-amd64"

static char root[] = "/tmp/normalpage-test-packages-XXXXXX";

struct file {
	const char *name;
	const void *data;
	size_t size;
};

/* one with a version in its header, and nothing else: it is never booted */
static unsigned char vmlinuz[2048];

static void make_vmlinuz(const char *release)
{
	memset(vmlinuz, 0, sizeof(vmlinuz));
	memcpy(vmlinuz + 0x202, "HdrS", 4);
	vmlinuz[0x20f] = 0x02;
	snprintf((char *)vmlinuz + 1024, 1024, "%s (somebody@somewhere) #1", release);
}

static void add_file(struct archive *archive, const struct file *file)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, file->name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)file->size);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(archive, file->data, file->size), (la_ssize_t)file->size);
	archive_entry_free(entry);
}

static void make_archive(const char *path, int (*format)(struct archive *), const struct file *files,
			 size_t nr)
{
	struct archive *archive = archive_write_new();

	assert_int_equal(format(archive), ARCHIVE_OK);
	assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
	for (size_t i = 0; i < nr; i++)
		add_file(archive, &files[i]);
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
}

static struct file read_back(const char *name, const char *path)
{
	FILE *f = fopen(path, "r");
	char *data = malloc(1 << 20);
	size_t size;

	assert_non_null(f);
	assert_non_null(data);
	size = fread(data, 1, 1 << 20, f);
	fclose(f);
	return (struct file){ name, data, size };
}

/* a package in $root/NAME.deb, whose name is returned */
static char *make_deb(const char *name, const char *control, const struct file *files, size_t nr)
{
	guarded(free) char *tar = string_format("%s/tar", root);
	char *deb = string_format("%s/%s.deb", root, name);
	struct file said = { "./control", control, strlen(control) };
	struct file members[3] = { { "debian-binary", "2.0\n", 4 } };

	make_archive(tar, archive_write_set_format_ustar, &said, 1);
	members[1] = read_back("control.tar", tar);
	make_archive(tar, archive_write_set_format_ustar, files, nr);
	members[2] = read_back("data.tar", tar);
	make_archive(deb, archive_write_set_format_ar_svr4, members, 3);
	free((void *)members[1].data);
	free((void *)members[2].data);
	unlink(tar);
	return deb;
}

static char *make_kernel_deb(const char *name, const char *control, const char *module,
			     const char *contents)
{
	const struct file files[] = {
		{ "./boot/vmlinuz-" RELEASE, vmlinuz, sizeof(vmlinuz) },
		{ "./boot/config-" RELEASE, "CONFIG_X=y\n", 11 },
		{ module, contents, strlen(contents) },
	};

	return make_deb(name, control, files, 3);
}

static struct error *resolve(struct kernel_image *image, const char *deb)
{
	struct string_list paths guarded(strings) = { 0 };

	string_list_add(&paths, "%s", deb);
	return kernel_image_resolve(image, &paths, NULL, NULL);
}

#define CONTROL(version) \
	"Package: linux-image-" RELEASE "\nVersion: " version "\nArchitecture: amd64\n"
#define MODULE "./lib/modules/" RELEASE "/kernel/x.ko"

/* what is below $root, but for packages */
static int count_below(const char *what)
{
	guarded(free) char *command = string_format("find %s -mindepth 1 ! -name '*.deb' %s | wc -l", root,
						    what);
	FILE *out = popen(command, "r");
	int nr = -1;

	assert_non_null(out);
	assert_int_equal(fscanf(out, "%d", &nr), 1);
	pclose(out);
	return nr;
}

/* a package is refused; nothing is left of it, in the cache or beside it */
static void refuse(const char *deb, const char *words)
{
	struct kernel_image image guarded(kernel_image) = { 0 };

	expect_error(resolve(&image, deb), words);
	assert_int_equal(count_below("-type f"), 0);
	assert_int_equal(count_below("-name 'escaped*'"), 0);
}

static void test_control(void **state)
{
	static const struct {
		const char *control, *words;
	} cases[] = {
		{ CONTROL("6.18/../../../../escaped"), "is no version of a package" },
		{ CONTROL("../escaped"), "is no version of a package" },
		{ CONTROL(".."), "is no version of a package" },
		{ CONTROL("-1"), "is no version of a package" },
		{ CONTROL("6.18 1"), "is no version of a package" },
		{ CONTROL(""), "is no version of a package" },
		{ "Package: linux-image-/../../../../escaped\nVersion: 6.18.1-1\nArchitecture: amd64\n",
		  "is no name of a package" },
		{ "Package: ../escaped\nVersion: 6.18.1-1\nArchitecture: amd64\n",
		  "is no name of a package" },
		{ "Package: linux-image-6.18\nVersion: 6.18.1-1\nArchitecture: /../escaped\n",
		  "is no architecture" },
	};

	(void)state;
	make_vmlinuz(RELEASE);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		guarded(free) char *deb = make_kernel_deb("control", cases[i].control, MODULE, "x");

		refuse(deb, cases[i].words);
	}
}

static void test_release(void **state)
{
	static const char *const releases[] = { "6.18/../../escaped", "../escaped", "6.18\x7f", "6.18\"x", "-6.18" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++) {
		guarded(free) char *deb = NULL;

		make_vmlinuz(releases[i]);
		deb = make_kernel_deb("release", CONTROL("6.18.1-1"), MODULE, "x");
		refuse(deb, "is no kernel release");
	}
}

static void test_members(void **state)
{
	static const char *const names[] = {
		"./lib/modules/" RELEASE "/../../../../../../escaped",
		"./lib/modules/" RELEASE "/kernel/../../escaped",
		"lib/modules/" RELEASE "/..",
	};

	(void)state;
	make_vmlinuz(RELEASE);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		guarded(free) char *deb = make_kernel_deb("members", CONTROL("6.18.1-1"), names[i], "x");

		refuse(deb, "leaves its directory");
	}
}

/* an index is signed; one that is not could come from another mirror */
static void test_index(void **state)
{
	static const char text[] = "Package: linux-image-1\nVersion: 1/../../escaped\n\n"
				   "Package: ../escaped\nVersion: 1\n\n"
				   "Package: linux-image-2\n\n"
				   "Package: -o\nVersion: 1\n\n"
				   "Package: linux-image-3\nVersion: 1:6.18~rc1+b1-1~bpo13+1\n";
	struct apt_packages packages guarded(apt_packages) = { 0 };
	guarded(free) char *path = string_format("%s/index", root);
	FILE *f = fopen(path, "w");

	(void)state;
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	expect_error(apt_packages_read(&packages, path), NULL);
	unlink(path);
	assert_int_equal(packages.nr, 1);
	assert_string_equal(packages.package[0].name, "linux-image-3");
}

static void test_words(void **state)
{
	static const char *const good[] = { "6.12.107-rt-amd64", "1:4.17.5+72-g01140da4e8-1", "7.3~rc7",
					    "6.18.0-rc1_x+", "linux-image-7.3.4+deb13-amd64" };
	static const char *const bad[] = { "", ".", "..", "a/b", "-x", ".hidden", "a b", "a\nb", "a\tb",
					   "a\"b", "a\x7f", "\xc3\xa4", NULL };
	static const char *const bad_suites[] = { "", "-", "a/b", "..", "Trixie", "a+b", "a b", "a\n" };
	char longest[300] = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(path_part_is_good(good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(path_part_is_good(bad[i]));
	memset(longest, 'a', sizeof(longest) - 1);
	assert_false(path_part_is_good(longest));
	assert_true(suite_name_is_good("trixie-backports"));
	for (size_t i = 0; i < ARRAY_SIZE(bad_suites); i++)
		assert_false(suite_name_is_good(bad_suites[i]));
}

static void assert_has(const struct kernel_image *image, const char *contents)
{
	guarded(free) char *path = string_format("%s/kernel/x.ko", image->modules);
	struct file file = read_back("", path);

	assert_int_equal(file.size, strlen(contents));
	assert_memory_equal(file.data, contents, file.size);
	free((void *)file.data);
}

static void take_deb(struct kernel_image *image, const char *deb, bool given)
{
	struct string_list paths guarded(strings) = { 0 };

	string_list_add(&paths, "%s", deb);
	expect_error(kernel_from_debs(image, &paths, given, NULL), NULL);
}

/* rebuilt without a new version: other contents, and the same said of them */
static void test_contents(void **state)
{
	guarded(free) char *first = NULL;
	guarded(free) char *second = NULL;
	struct kernel_image suite guarded(kernel_image) = { 0 }, a guarded(kernel_image) = { 0 };
	struct kernel_image b guarded(kernel_image) = { 0 }, again guarded(kernel_image) = { 0 };

	(void)state;
	make_vmlinuz(RELEASE);
	first = make_kernel_deb("first", CONTROL("6.18.1-1"), MODULE, "one");
	second = make_kernel_deb("second", CONTROL("6.18.1-1"), MODULE, "two");
	take_deb(&suite, first, false);
	take_deb(&a, first, true);
	take_deb(&b, second, true);
	take_deb(&again, first, true);
	assert_has(&suite, "one");
	assert_has(&a, "one");
	assert_has(&b, "two");
	assert_string_equal(a.modules, again.modules);
	/* what a suite has stays what it is, whatever is given beside it */
	assert_string_not_equal(suite.modules, a.modules);
	assert_string_not_equal(a.modules, b.modules);
}

/* a byte more, or another one anywhere: in the last block, the last word, the upper half of one */
static void test_digest(void **state)
{
	static char data[(1 << 16) + 13];
	const size_t sizes[] = { 0, 1, 8, 9, 1 << 16, sizeof(data) - 1, sizeof(data) };
	const size_t places[] = { 0, 7, (1 << 16) - 1, 1 << 16, sizeof(data) - 1 };
	guarded(free) char *path = string_format("%s/data", root);
	uint64_t seen[ARRAY_SIZE(sizes) + ARRAY_SIZE(places)];
	size_t nr = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(seen); i++) {
		size_t nr_sizes = ARRAY_SIZE(sizes);
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		memset(data, 0, sizeof(data));
		if (i >= nr_sizes)
			data[places[i - nr_sizes]] = (char)0x80;
		fwrite(data, 1, i < nr_sizes ? sizes[i] : sizeof(data), f);
		fclose(f);
		seen[nr] = DIGEST_START;
		expect_error(digest_add_contents(&seen[nr], path), NULL);
		for (size_t j = 0; j < nr; j++)
			assert_true(seen[j] != seen[nr]);
		nr++;
	}
	unlink(path);
	expect_error(digest_add_contents(&seen[0], path), "No such file");
}

/* where another program cannot be given the path, the message says so */
static void test_cache_path(void **state)
{
	static const struct {
		const char *name;
		bool apt, make;
	} caches[] = { { "a\"b", false, false }, { "a\nb", false, false }, { "a b", true, false },
		       { "a:b", true, false }, { "a,b", true, true }, { "a=b~", true, true } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(caches); i++) {
		guarded(free) char *cache = string_format("%s/%s", root, caches[i].name);
		const struct kernel_headers of_tree = { .build = (char *)"/tree" };
		guarded(free) char *work = NULL;
		struct apt apt guarded(apt) = { 0 };

		setenv("XDG_CACHE_HOME", cache, 1);
		expect_error(apt_open(&apt, "trixie"), caches[i].apt ? NULL : "set XDG_CACHE_HOME");
		expect_error(kernel_headers_work(&work, &of_tree), caches[i].make ? NULL : "set XDG_CACHE_HOME");
	}
	setenv("XDG_CACHE_HOME", root, 1);
}

static bool is_not_found(const char *answer)
{
	guarded(free) char *path = string_format("%s/apt-get", root);
	guarded(free) char *old = string_copy(getenv("PATH"));
	const struct apt_package package = { .name = (char *)"linux-image", .version = (char *)"6.404-1" };
	const struct apt_package *const wanted[] = { &package };
	struct apt apt = { .config = (char *)"/nonexistent" };
	FILE *f = fopen(path, "we");
	bool not_found;

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\necho 'E: Failed to fetch http://mirror/linux-image_6.404-1.deb  %s' >&2\nexit 100\n",
		answer);
	fclose(f);
	chmod(path, 0755);
	setenv("PATH", root, 1);
	expect_error(apt_download(&apt, wanted, 1, root, &not_found), "cannot download linux-image 6.404-1: ");
	setenv("PATH", old, 1);
	return not_found;
}

/* only then a fresh index may help; the answers are those of apt 2.6 */
static void test_not_found(void **state)
{
	(void)state;
	assert_true(is_not_found("404  Not Found [IP: 192.0.2.1 80]"));
	assert_true(is_not_found("404  NOT FOUND [IP: 192.0.2.1 80]"));
	assert_true(is_not_found("404   [IP: 192.0.2.1 80]"));
	assert_false(is_not_found("Could not connect to mirror:404 (192.0.2.1). - connect (111: Connection refused)"));
	assert_false(is_not_found("503  Service Unavailable [IP: 192.0.2.1 80]"));
}

static void make_empty(const char *directory, const char *name)
{
	guarded(free) char *path = string_format("%s/%s", directory, name);
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fclose(f);
}

static void test_downloaded(void **state)
{
	guarded(free) char *directory = string_format("%s/downloads", root);
	guarded(free) char *expected = string_format("%s/a_1%%3a2.deb", directory);
	struct string_list debs guarded(strings) = { 0 };

	(void)state;
	mkdir(directory, 0755);
	make_empty(directory, "b_1.deb.FAILED");
	make_empty(directory, "c.debian.tar");
	make_empty(directory, ".deb");
	apt_downloaded(&debs, directory);
	assert_int_equal(debs.nr, 0);
	make_empty(directory, "a_1%3a2.deb");
	apt_downloaded(&debs, directory);
	assert_int_equal(debs.nr, 1);
	assert_string_equal(debs.item[0], expected);
}

/* its directory is the user's, whatever its name */
static void test_compressed_module(void **state)
{
	guarded(free) char *path = string_format("%s/tree.ko.old/m.ko.gz", root);
	guarded(free) char *command = string_format("mkdir %s/tree.ko.old && echo content | gzip >%s", root, path);
	guarded(free) char *data = NULL;
	size_t size;

	(void)state;
	assert_int_equal(system(command), 0);
	assert_null(unpacked_file_read(path, &data, &size));
	assert_int_equal(size, strlen("content\n"));
	assert_memory_equal(data, "content\n", size);
}

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return 1;
	return setenv("XDG_CACHE_HOME", root, 1);
}

static int tear_down(void **state)
{
	(void)state;
	cache_discard(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_cache_path),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_downloaded),
		cmocka_unit_test(test_compressed_module),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
