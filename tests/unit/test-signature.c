// SPDX-License-Identifier: GPL-2.0-or-later
/* What libblkid finds on a device, and what is done where it cannot read one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/size.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/signature.h"
#include "tests/unit/expect_error.h"

static char path[] = "/tmp/normalpage-signature-XXXXXX";

/* a device of 8 MiB of zeroes, with some bytes at some place */
static int device(off_t offset, const void *bytes, size_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0 && !ftruncate(fd, 8 * MIB));
	assert_int_equal(pwrite(fd, bytes, size, offset), (ssize_t)size);
	return fd;
}

static void expect_signature(off_t offset, const void *bytes, size_t size, const char *words)
{
	int fd = device(offset, bytes, size);

	expect_error(signature_refuse(fd, "pmem0"), words);
	close(fd);
}

static void test_no_signature(void **state)
{
	(void)state;
	expect_signature(0, "", 1, NULL);
}

static void run(const char *fmt)
{
	char command[256];

	snprintf(command, sizeof(command), fmt, path);
	assert_int_equal(system(command), 0);
}

static void test_made_signatures(void **state)
{
	static const struct {
		const char *command;
		const char *words;
	} made[] = {
		{ "PATH=$PATH:/sbin:/usr/sbin mkfs.ext4 -qF '%s'", "(ext4)" },
		{ "PATH=$PATH:/sbin:/usr/sbin mkswap -q '%s' >/dev/null 2>&1", "(swap)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(made); i++) {
		int fd = device(0, "", 1);

		run(made[i].command);
		expect_error(signature_refuse(fd, "pmem0"), made[i].words);
		close(fd);
	}
}

/* magic numbers as libblkid's sources have them; Linux RAID and GPT also live at the end */
static void test_written_signatures(void **state)
{
	static const unsigned char luks[] = "LUKS\xba\xbe\0\1";
	static const unsigned char dos[66] = { [0] = 0x80, [4] = 0x83, [8] = 8, [12] = 64,
					       [64] = 0x55, [65] = 0xaa };
	unsigned char raid[256] = { 0xfc, 0x4e, 0x2b, 0xa9, 0, 0, 0, 0, 90 };
	unsigned char raid1[256] = { 0xfc, 0x4e, 0x2b, 0xa9, 1 };
	unsigned char lvm[512] = "LABELONE";

	(void)state;
	/* its own sector, in the label's bytes 8 to 15; the rest is a bad checksum */
	lvm[8] = 1;
	memcpy(lvm + 24, "LVM2 001", 8);
	expect_signature(0, luks, sizeof(luks), "crypto_LUKS");
	expect_signature(446, dos, sizeof(dos), "dos partition table");
	expect_signature(512, lvm, sizeof(lvm), "LVM2_member");
	expect_signature(8 * MIB - 65536, raid, sizeof(raid), "linux_raid_member");
	/* version 1.0, whose offset is its own sector: 8 KiB before the end */
	memcpy(raid1 + 144, &(uint64_t){ (8 * MIB - 8192) / 512 }, 8);
	expect_signature(8 * MIB - 8192, raid1, sizeof(raid1), "linux_raid_member");
}

static uint32_t crc32(const void *data, size_t size)
{
	const unsigned char *byte = data;
	uint32_t crc = ~0u;

	while (size--) {
		crc ^= *byte++;
		for (int i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/** struct gpt_header - UEFI specification, 5.3.2 */
struct gpt_header {
	char signature[8];
	uint32_t revision, size, crc, reserved;
	uint64_t own, other, first, last;
	unsigned char disk[16];
	uint64_t entries;
	uint32_t nr_entries, entry_size, entries_crc;
} __attribute__((packed));

/* the copy of a partition table at the end, after the first was overwritten */
static void test_gpt_copy(void **state)
{
	static const char entries[128 * 128];
	const uint64_t last = 8 * MIB / 512 - 1;
	struct gpt_header gpt = { .revision = 0x10000, .size = 92,
				  .own = last, .other = 1, .first = 34, .last = last - 33,
				  .disk = { 7 }, .entries = last - 32, .nr_entries = 128,
				  .entry_size = 128, .entries_crc = crc32(entries, sizeof(entries)) };

	(void)state;
	memcpy(gpt.signature, "EFI PART", 8);
	gpt.crc = crc32(&gpt, sizeof(gpt));
	expect_signature((off_t)last * 512, &gpt, sizeof(gpt), "gpt partition table");
}

/* a device that ends too early to be read says nothing about what is on it */
static void test_unreadable(void **state)
{
	int fd = open("/dev/null", O_RDONLY);

	(void)state;
	expect_error(signature_refuse(fd, "null"), "null is not touched");
	close(fd);
}

/* what cannot be read may have a signature still */
static void test_wipe_unreadable(void **state)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	(void)state;
	assert_int_equal(ftruncate(fd, 64 * MIB), 0);
	expect_error(filesystem_wipe_open(fd, "pmem0"), "wiping the signature of pmem0 failed");
	close(fd);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	close(fd);
	return fd < 0 ? -1 : 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_signature), cmocka_unit_test(test_made_signatures),
		cmocka_unit_test(test_written_signatures), cmocka_unit_test(test_gpt_copy),
		cmocka_unit_test(test_unreadable), cmocka_unit_test(test_wipe_unreadable),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
