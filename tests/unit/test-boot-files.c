// SPDX-License-Identifier: GPL-2.0-or-later
/* What a machine boots: the kernel in a bzImage, and the initramfs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/resource.h>
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provisioning/machine/file/bzimage.h"
#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/vm/console_log.h"
#include "provisioning/machine/file/elf_file.h"
#include "provisioning/machine/image/initramfs.h"
#include "provisioning/machine/kernel/kernel_sources.h"
#include "tests/unit/expect_error.h"
#include "tests/unit/no_room.h"

static char root[] = "/tmp/normalpage-test-boot-XXXXXX";

static char *in_root(const char *name)
{
	return string_format("%s/%s", root, name);
}

static void write_file(const char *path, const void *data, size_t size)
{
	guarded(file) FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
}

static size_t compress(int (*filter)(struct archive *), const char *text, char *out, size_t room)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	assert_int_equal(filter(archive), ARCHIVE_OK);
	archive_write_set_format_raw(archive);
	archive_write_set_bytes_per_block(archive, 0);
	assert_int_equal(archive_write_open_memory(archive, out, room, &used), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "x");
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	archive_write_data(archive, text, strlen(text));
	archive_write_close(archive);
	archive_entry_free(entry);
	archive_write_free(archive);
	return used;
}

/* a boot sector and one setup sector, which has the version text, then the payload */
static size_t make_bzimage(unsigned char *image, int (*filter)(struct archive *), bool append_size,
			   const char *text)
{
	static const char version[] = "7.2.12-test (somebody@somewhere) #1";
	uint32_t length = (uint32_t)compress(filter, text, (char *)image + 1024 + 16, 2048);
	uint32_t size = (uint32_t)strlen(text), offset = 16;

	memset(image, 0, 1024 + 16);
	image[0x1f1] = 1;
	memcpy(image + 0x202, "HdrS", 4);
	image[0x206] = 0x0f;
	image[0x207] = 0x02;
	image[0x20e] = 0x80;
	memcpy(image + 512 + 0x80, version, sizeof(version));
	if (append_size) {
		memcpy(image + 1024 + 16 + length, &size, 4);
		length += 4;
	}
	memcpy(image + 0x248, &offset, 4);
	memcpy(image + 0x24c, &length, 4);
	return 1024 + 16 + length;
}

static void check_unpack(int (*filter)(struct archive *), bool append_size)
{
	static const char text[] = "this would be a vmlinux, which is a good deal longer";
	guarded(free) char *out = in_root("vmlinux");
	unsigned char image[4096];
	struct mapped_file file = { .data = image };
	char got[sizeof(text)] = "";
	guarded(free) char *release = NULL;
	guarded(file) FILE *f = NULL;
	struct error *err;

	file.size = make_bzimage(image, filter, append_size, text);
	assert_true(bzimage_is(&file));
	release = bzimage_release(&file);
	assert_string_equal(release, "7.2.12-test");
	assert_null(bzimage_unpack(&file, "image", out));
	f = fopen(out, "r");
	assert_int_equal(fread(got, 1, sizeof(got), f), sizeof(text) - 1);
	assert_memory_equal(got, text, sizeof(text) - 1);
	/* cut short, and with a size that does not fit */
	file.size -= 8;
	err = bzimage_unpack(&file, "image", out);
	assert_non_null(err);
	error_destroy(err);
	file.size += 8;
	image[file.size - 4] ^= 1;
	err = bzimage_unpack(&file, "image", out);
	assert_non_null(err);
	error_destroy(err);
}

static void test_unpack(void **state)
{
	(void)state;
	check_unpack(archive_write_add_filter_gzip, false);
	check_unpack(archive_write_add_filter_xz, true);
	check_unpack(archive_write_add_filter_zstd, true);
}

/* a write that takes a part of it leaves no reason: it is that of the next one */
static void test_no_room(void **state)
{
	static const char text[] = "this would be a vmlinux, which is a good deal longer";
	guarded(free) char *out = in_root("vmlinux");
	unsigned char image[4096];
	struct mapped_file file = { .data = image };
	struct error *err;

	(void)state;
	file.size = make_bzimage(image, archive_write_add_filter_gzip, false, text);
	no_room_beyond(20);
	err = bzimage_unpack(&file, "image", out);
	no_room_beyond(RLIM_INFINITY);
	expect_error(err, "File too large");
}

static void test_no_kernel(void **state)
{
	static const char *const texts[] = { "", "x", "no kernel at all, but longer than a line" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		guarded(free) char *path = in_root("text");
		char *release = NULL;
		struct error *err;

		write_file(path, texts[i], strlen(texts[i]));
		err = kernel_file_release(&release, path);
		assert_non_null(err);
		assert_int_equal(err->kind, ERROR_USAGE);
		assert_null(release);
		error_destroy(err);
	}
}

/* one that has a banner is a kernel: if its release is no good, that is said */
static void test_vmlinux_release(void **state)
{
	static const char head[] = "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0Linux version ";
	guarded(free) char *path = in_root("vmlinux");
	guarded(free) char *release = NULL;
	char image[1024];
	size_t size = sizeof(head) - 1;

	(void)state;
	memcpy(image, head, size);
	strcpy(image + size, "6.18.1 (x)");
	write_file(path, image, size + strlen("6.18.1 (x)"));
	assert_null(kernel_file_release(&release, path));
	assert_string_equal(release, "6.18.1");
	free(take(release));
	memset(image + size, '6', 500);
	strcpy(image + size + 500, " (x)");
	write_file(path, image, size + 504);
	expect_error(kernel_file_release(&release, path), "' is no kernel release");
	assert_null(release);
}

static void test_libraries(void **state)
{
	struct string_list libraries guarded(strings) = { 0 };
	guarded(free) char *interpreter = NULL;
	guarded(free) char *text = in_root("text");
	bool cmocka = false, libc = false;
	struct error *err;

	(void)state;
	assert_null(elf_libraries("/proc/self/exe", &interpreter, &libraries));
	assert_non_null(interpreter);
	assert_int_equal(*interpreter, '/');
	for (size_t i = 0; i < libraries.nr; i++) {
		cmocka |= strstr(libraries.item[i], "/libcmocka.so") != NULL;
		libc |= strstr(libraries.item[i], "/libc.so") != NULL;
	}
	assert_true(cmocka && libc);
	assert_false(elf_has_pvh_entry("/proc/self/exe"));
	write_file(text, "#!/bin/sh\n", 10);
	free(take(interpreter));
	err = elf_libraries(text, &interpreter, &libraries);
	assert_non_null(err);
	error_destroy(err);
}

static void read_names(struct string_list *names, const char *path)
{
	struct archive *in = archive_read_new();
	struct archive_entry *entry;

	/* two archives, one after the other */
	archive_read_support_format_cpio(in);
	archive_read_set_options(in, "read_concatenated_archives");
	assert_int_equal(archive_read_open_filename(in, path, 4096), ARCHIVE_OK);
	while (archive_read_next_header(in, &entry) == ARCHIVE_OK)
		string_list_add(names, "%s", archive_entry_pathname(entry));
	archive_read_free(in);
}

static void test_initramfs(void **state)
{
	static const struct guest_module modules[] = { { 0 } };
	struct kernel_image kernel = { .release = (char *)"7.2" };
	guarded(free) char *shell = realpath("/bin/sh", NULL);
	/* the second one is empty, wherever it comes from */
	const struct guest_file files[] = { { "domu/vmlinuz", shell }, { "etc/xen/xl.conf", NULL }, { 0 } };
	struct initramfs_plan plan = { .init = shell, .modules = modules, .files = files };
	struct string_list names guarded(strings) = { 0 };
	guarded(free) char *path = NULL;
	guarded(free) char *again = NULL;
	bool cached = true;

	(void)state;
	string_list_add(&plan.programs, "%s", shell);
	assert_null(initramfs_build(&path, &plan, &kernel, &cached));
	assert_false(cached);
	assert_null(initramfs_build(&again, &plan, &kernel, &cached));
	assert_true(cached);
	assert_string_equal(path, again);
	read_names(&names, path);
	assert_true(string_list_has(&names, "modules/order"));
	if (names.nr > 2) { /* libarchive may stop at the first archive's end */
		assert_true(string_list_has(&names, "init"));
		assert_true(string_list_has(&names, "proc"));
		assert_true(string_list_has(&names, "lib/libc.so.6"));
		assert_true(string_list_has(&names, "domu/vmlinuz"));
		assert_true(string_list_has(&names, "etc/xen/xl.conf"));
	}
	string_list_clear(&plan.programs);
}

static void test_untestable(void **state)
{
	static const struct guest_module modules[] = {
		{ .name = "nfit", .required = true, .config = "CONFIG_ACPI_NFIT" },
		{ 0 },
	};
	guarded(free) char *config = in_root("config");
	struct kernel_image kernel = { .release = (char *)"7.2", .config = config };
	struct initramfs_plan plan = { .init = "/bin/sh", .modules = modules };
	char *path = NULL;
	struct error *err;

	(void)state;
	write_file(config, "# CONFIG_ACPI_NFIT is not set\n", 30);
	err = initramfs_build(&path, &plan, &kernel, NULL);
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_UNTESTABLE);
	assert_non_null(strstr(err->message, "built without CONFIG_ACPI_NFIT"));
	assert_null(path);
	error_destroy(err);
}

static void test_console(void **state)
{
	static const char text[] = "\033[2J\033[1;1HSeaBIOS\r\n[ 1.0] one\r\n\a[ 2.0] Kernel panic - x\r\nlast";
	guarded(free) char *path = in_root("console");
	struct string_list tail guarded(strings) = { 0 };
	guarded(free) char *found = NULL;

	(void)state;
	write_file(path, text, sizeof(text) - 1);
	console_log_tail(&tail, path, 0, 3);
	assert_int_equal(tail.nr, 3);
	assert_string_equal(tail.item[0], "[ 1.0] one");
	assert_string_equal(tail.item[2], "last");
	string_list_clear(&tail);
	console_log_tail(&tail, path, strstr(text, "[ 2.0]") - text, 3);
	assert_int_equal(tail.nr, 2);
	assert_int_equal(console_log_size(path), sizeof(text) - 1);
	found = console_log_find(path, "Kernel panic");
	assert_string_equal(found, "Kernel panic - x");
}

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* a guest that writes and writes, without an end of line: what it died of is found, and costs no memory */
static void test_endless_console(void **state)
{
	guarded(free) char *path = in_root("endless");
	struct string_list tail guarded(strings) = { 0 };
	guarded(free) char *found = NULL;
	guarded(file) FILE *f = fopen(path, "we");
	long before = peak_kib();

	(void)state;
	assert_non_null(f);
	assert_int_equal(ftruncate(fileno(f), 128 << 20), 0);
	fseek(f, 0, SEEK_END);
	fputs("[ 2.0] Kernel panic - x", f);
	fflush(f);
	found = console_log_find(path, "Kernel panic");
	assert_string_equal(found, "Kernel panic - x");
	console_log_tail(&tail, path, (128 << 20) - 10000, 100);
	assert_int_equal(tail.nr, 3);
	assert_non_null(strstr(tail.item[2], "Kernel panic - x"));
	assert_in_range(peak_kib() - before, 0, 32 << 10);
}

static int make_root(void **state)
{
	(void)state;
	return !mkdtemp(root) || setenv("XDG_CACHE_HOME", root, 1) ? -1 : 0;
}

static int remove_root(void **state)
{
	(void)state;
	cache_discard(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_unpack),	    cmocka_unit_test(test_no_kernel),
		cmocka_unit_test(test_vmlinux_release),
		cmocka_unit_test(test_libraries),   cmocka_unit_test(test_initramfs),
		cmocka_unit_test(test_untestable),  cmocka_unit_test(test_console),
		cmocka_unit_test(test_endless_console),
	};

	return cmocka_run_group_tests_name("boot-files", tests, make_root, remove_root);
}
