// SPDX-License-Identifier: GPL-2.0-or-later
/* What is on a device: headers at either end, bytes at each kind of place, and what we have left ourselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/size.h"
#include "provisioning/pmem/contents.h"
#include "provisioning/pmem/sum64.h"
#include "tests/unit/expect_error.h"

#define OWNER "2d3d4d5d-0001-4002-8003-90abcdef0123"

static int device(uint64_t size)
{
	int fd = memfd_create("device", MFD_CLOEXEC);

	assert_true(fd >= 0 && !ftruncate(fd, (off_t)size));
	return fd;
}

static uint64_t size_of(int fd)
{
	return (uint64_t)lseek(fd, 0, SEEK_END);
}

static void put(int fd, uint64_t at, const void *bytes, size_t length)
{
	assert_int_equal(pwrite(fd, bytes, length, (off_t)at), (ssize_t)length);
}

static void put_byte(int fd, uint64_t at, int byte)
{
	put(fd, at, &byte, 1);
}

/* as a device that is read and as one that is mapped */
static void look(int fd, const char *owner, struct contents *c)
{
	struct contents mapped;

	expect_error(contents_look(fd, "pmem0", owner, c), NULL);
	expect_error(contents_look_mapped(fd, size_of(fd), "dax0.0", owner, &mapped), NULL);
	assert_int_equal(mapped.kind, c->kind);
	assert_int_equal(mapped.sum, c->sum);
	assert_true(!mapped.what == !c->what && (!c->what || !strcmp(mapped.what, c->what)));
	contents_clear(&mapped);
}

static enum contents_kind kind_of(int fd, const char *owner)
{
	struct contents c;

	look(fd, owner, &c);
	contents_clear(&c);
	return c.kind;
}

static void sum_text(const struct contents *c, char text[17])
{
	snprintf(text, 17, "%016llx", (unsigned long long)c->sum);
}

/* known, and refused whatever is said */
static void expect_known(int fd, const char *what)
{
	struct contents c;
	char sum[17], words[128];

	look(fd, OWNER, &c);
	if (c.kind != CONTENTS_KNOWN || strcmp(c.what, what))
		print_message("wanted '%s', got kind %d '%s'\n", what, c.kind, c.what ? c.what : "");
	assert_int_equal(c.kind, CONTENTS_KNOWN);
	assert_string_equal(c.what, what);
	sum_text(&c, sum);
	snprintf(words, sizeof(words), "pmem0 carries a signature (%s): it is not touched", what);
	expect_error(contents_refuse(&c, "pmem0", NULL), words);
	expect_error(contents_refuse(&c, "pmem0", sum), words);
	contents_clear(&c);
}

/* magic numbers and their places as in the sources of what writes them */
static const struct written {
	const char *what;
	uint64_t at;
	const char *bytes;
	size_t length;
	uint64_t device;
} written[] = {
#define IN(size, where, text) .at = (where), .bytes = (text), .length = sizeof(text) - 1, .device = (size)
#define AT(where, text) IN(5 * MIB, where, text)
	{ "dm-writecache", AT(0, "\x21\x93\x48\x23\1\0\0\0\0\x10\0\0") },
	{ "dm-pcache", AT(4096 + 8, "\xef\x96\xc5\x96\xfa\x5e\xb0\x65") },
	{ "PMDK pool (PMEMOBJ)", AT(0, "PMEMOBJ\0\6\0\0\0") },
	{ "PMDK pool (PMEMLOG)", AT(0, "PMEMLOG\0\1\0\0\0") },
	{ "PMDK pool (PMEMBLK)", AT(0, "PMEMBLK\0\1\0\0\0") },
	{ "PMDK pool (PMEMCTO)", AT(0, "PMEMCTO\0\1\0\0\0") },
	{ "PMDK pool set", AT(0, "PMEMPOOLSET\n100G /mnt/pool0\n") },
	{ "famfs", AT(0, "\xff\x82\xb2\x87\0\0\0\0\x30\0\0\0\0\0\0\0") },
	{ "daxfs", AT(0, "\x35\x78\x61\x64\5\0\0\0") },
	{ "NOVA", AT(0, "\1\2\3\4\x41\x56\x4f\x4e\0\0\0\0\0\x10\0\0") },
	{ "NOVA", AT(5 * MIB - 4096, "\1\2\3\4\x41\x56\x4f\x4e") },
	{ "PMFS", AT(0, "\1\2\xfc\xef\0\x10\0\0\0\0\0\1\0\0\0\0") },
	{ "SPDK blobstore", AT(0, "SPDKBLOB\3\0\0\0") },
	{ "SPDK RAID", AT(0, "SPDKRAID\1\0\0\0") },
	{ "SPDK FTL", AT(0, "\x89\x19\x20\x19\x83\x16\x10\x14") },
	{ "BTT", AT(0, "BTT_ARENA_INFO\0\0") },
	{ "BTT", AT(4096, "BTT_ARENA_INFO\0\0") },
	{ "BTT", AT(5 * MIB - 4096, "BTT_ARENA_INFO\0\0") },
	{ "fsdax namespace (nvdimm pfn)", AT(4096, "NVDIMM_PFN_INFO\0") },
	{ "devdax namespace (nvdimm dax)", AT(4096, "NVDIMM_DAX_INFO\0") },
	{ "metadata of dm-thin", AT(32, "\xba\x52\x9c\1\0\0\0\0\2\0\0\0") },
	{ "metadata of dm-cache", AT(32, "\3\xc4\x18\0\0\0\0\0\2\0\0\0") },
	{ "metadata of dm-era", AT(32, "\x7b\x07\xc1\x7e\0\0\0\0") },
	{ "metadata of dm-clone", AT(32, "\x64\x7f\xf2\x8a\0\0\0\0") },
	{ "metadata of dm-raid", AT(0, "\x44\x6d\x52\x64") },
	{ "log of dm-mirror", AT(0, "\x72\x52\x69\x4d\2\0\0\0") },
	{ "log of dm-log-writes", AT(0, "\x72\x68\x73\x77\x66\x73\x6a\0") },
	{ "dm-zoned", AT(0, "\x44\x42\x5a\x44\2\0\0\0") },
	{ "dm-writeboost", AT(0, "\x74\x73\x42\x57") },
	{ "bcache", AT(4096 + 24, "\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81") },
	{ "bcachefs", AT(4096 + 24, "\xc6\x85\x73\xf6\x66\xce\x90\xa9\xd9\x6a\x60\xcf\x80\x3d\xf7\xef") },
	{ "external log of XFS", AT(0, "\xfe\xed\xba\xbe\0\0\0\1\0\0\0\2") },
	{ "btrfs", IN(70 * MIB, 64 * MIB + 64, "_BHRfS_M") },
	{ "VMFS", IN(20 * MIB, 18 * MIB, "\x5e\xf1\xab\x2f") },
	{ "SQLite database", AT(0, "SQLite format 3\0\x10\0") },
	{ "LMDB database", AT(16, "\xde\xc0\xef\xbe\1\0\0\0") },
	/* by libblkid, whose last place is that of VMFS */
	{ "DM_integrity", AT(0, "integrt\0\1\0\0\0") },
	{ "VMFS_volume_member", AT(MIB, "\x0d\xd0\1\xc0") },
	{ "VMFS", AT(2 * MIB, "\x5e\xf1\xab\x2f") },
	{ "btrfs", AT(64 * KIB + 64, "_BHRfS_M") },
	{ "crypto_LUKS", AT(0, "LUKS\xba\xbe\0\2") },
};

static void test_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(written); i++) {
		guarded(fd) int fd = device(written[i].device);

		put(fd, written[i].at, written[i].bytes, written[i].length);
		expect_known(fd, written[i].what);
		/* beside a mark, whose checksum is not right then */
		put(fd, CONTENTS_MARK_AT, "normalpage: a namespace that was given away", 43);
		expect_known(fd, written[i].what);
	}
}

/* with one byte that is wrong it has no name, and is not free */
static void test_nearly_known(void **state)
{
	(void)state;
	for (size_t i = 0; written[i].at != MIB; i++) {
		guarded(fd) int fd = device(written[i].device);
		/* what comes first in NOVA and PMFS is a checksum */
		uint64_t wrong = written[i].bytes[0] == 1 ? 4 - 2 * (written[i].bytes[2] != 3) : 0;

		put(fd, written[i].at, written[i].bytes, written[i].length);
		put_byte(fd, written[i].at + wrong, '?');
		if (kind_of(fd, OWNER) != CONTENTS_UNKNOWN)
			print_message("%s: byte %d\n", written[i].what, (int)wrong);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
	}
}

/* a short magic number alone is not enough to refuse to give the data up */
static void test_short_magic(void **state)
{
	static const char *const alone[] = {
		"\x21\x93\x48\x23\2\0\0\0", "\0\0\xfc\xef\0\x20\0\0",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		guarded(fd) int fd = device(5 * MIB);

		put(fd, 0, alone[i], 8);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
	}
}

/* an uberblock in any place of any of the four labels, from machines of both kinds */
static void test_zfs(void **state)
{
	static const uint64_t size = 5 * MIB + 12345, end = 5 * MIB;
	static const uint64_t labels[] = { 0, 256 * KIB, end - 512 * KIB, end - 256 * KIB };
	static const uint64_t slots[] = { 0, 1, 64, 127 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		guarded(fd) int little = device(size), big = device(size);

		put(little, labels[i] + 128 * KIB + slots[i] * KIB, "\x0c\xb1\xba\0\0\0\0\0", 8);
		put(big, labels[3 - i] + 128 * KIB + slots[i] * KIB, "\0\0\0\0\0\xba\xb1\x0c", 8);
		expect_known(little, "ZFS pool");
		expect_known(big, "ZFS pool");
	}
}

/* the last page is that of the size rounded down to pages */
static void test_odd_ends(void **state)
{
	static const uint64_t sizes[] = { 8192, 4096 + 777 + 4096, MIB + 1, 3 * MIB - 1, 69 * MIB + 4095 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		guarded(fd) int fd = device(sizes[i]);

		put(fd, sizes[i] / 4096 * 4096 - 4096 + 4, "AVON", 4);
		expect_known(fd, "NOVA");
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(ftruncate(fd, (off_t)sizes[i]), 0);
		put_byte(fd, sizes[i] - 1, 1);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
	}
}

static void run(const char *fmt, int fd)
{
	char command[256];

	snprintf(command, sizeof(command), fmt, getpid(), fd);
	assert_int_equal(system(command), 0);
}

static void test_made(void **state)
{
	static const struct {
		const char *command;
		const char *what;
	} made[] = {
		{ "PATH=$PATH:/sbin:/usr/sbin mkfs.ext4 -qF /proc/%d/fd/%d", "ext4" },
		{ "PATH=$PATH:/sbin:/usr/sbin mke2fs -qF -b 4096 -O journal_dev /proc/%d/fd/%d", "jbd" },
		{ "PATH=$PATH:/sbin:/usr/sbin mkswap -q /proc/%d/fd/%d >/dev/null 2>&1", "swap" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(made); i++) {
		guarded(fd) int fd = device(16 * MIB);
		struct contents c;

		/* inherited, for the command */
		assert_int_equal(fcntl(fd, F_SETFD, 0), 0);
		run(made[i].command, fd);
		expect_known(fd, made[i].what);
		expect_error(contents_look(fd, "pmem0", OWNER, &c), NULL);
		assert_int_equal(strlen(c.uuid), 36);
		contents_clear(&c);
		expect_error(contents_mark(fd, "pmem0", OWNER), "pmem0 is not marked as free to use: it carries a "
							       "signature");
	}
}

/* of a device of 81 MiB and a piece: all of the front and of the end, and 4 KiB of each 2 MiB between */
#define LARGE (81 * MIB + 512)
static const uint64_t seen[] = {
	0, 1, 4095, 4096, 512 * KIB, CONTENTS_MARK_AT, CONTENTS_MARK_AT + 4095, MIB, 64 * MIB, 66 * MIB - 1,
	66 * MIB, 66 * MIB + 4095, 68 * MIB, 76 * MIB + 4095, 78 * MIB, LARGE - 2 * MIB, LARGE - MIB, LARGE - 512,
	LARGE - 1,
};
#define NR_SEEN ARRAY_SIZE(seen)

static void test_each_byte_counts(void **state)
{
	uint64_t sums[NR_SEEN];

	(void)state;
	for (size_t i = 0; i < NR_SEEN; i++) {
		guarded(fd) int fd = device(LARGE);
		struct contents c;

		put_byte(fd, seen[i], 0x80);
		look(fd, OWNER, &c);
		assert_int_equal(c.kind, CONTENTS_UNKNOWN);
		assert_int_equal(c.first_at, seen[i]);
		assert_int_equal(c.first[0], 0x80);
		sums[i] = c.sum;
		for (size_t other = 0; other < i; other++)
			assert_int_not_equal(sums[other], c.sum);
		contents_clear(&c);
	}
}

/* what contents.h says is not seen */
static void test_between(void **state)
{
	static const uint64_t not_seen[] = { 66 * MIB + 4096, 68 * MIB - 1, 77 * MIB };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(not_seen); i++) {
		guarded(fd) int fd = device(LARGE);

		put_byte(fd, not_seen[i], 1);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_EMPTY);
	}
}

static void test_small(void **state)
{
	static const uint64_t sizes[] = { 1, 7, 511, 512, 4095, 4096, 4097, 8192, MIB - 4096, MIB - 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		guarded(fd) int fd = device(sizes[i]);

		assert_int_equal(kind_of(fd, OWNER), CONTENTS_EMPTY);
		expect_error(contents_mark(fd, "pmem0", OWNER), NULL);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_EMPTY);
		put_byte(fd, sizes[i] / 2, 1);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
		expect_error(contents_mark(fd, "pmem0", OWNER), "pmem0 is not marked as free to use: it is smaller "
							       "than 1 MiB");
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
	}
}

static void test_marked(void **state)
{
	static const uint64_t sizes[] = { MIB, MIB + 1, 5 * MIB + 777, LARGE };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		guarded(fd) int fd = device(sizes[i]);
		struct contents c;

		put(fd, 12345, "what a test has left", 20);
		expect_error(contents_mark(fd, "pmem0", OWNER), NULL);
		look(fd, OWNER, &c);
		assert_int_equal(c.kind, CONTENTS_OURS);
		expect_error(contents_refuse(&c, "pmem0", NULL), NULL);
		contents_clear(&c);
		/* a mark of another namespace, as after a copy of a device, or of none */
		assert_int_equal(kind_of(fd, "2d3d4d5d-0001-4002-8003-90abcdef0124"), CONTENTS_UNKNOWN);
		assert_int_equal(kind_of(fd, ""), CONTENTS_UNKNOWN);
		assert_int_equal(kind_of(fd, NULL), CONTENTS_UNKNOWN);
		/* again, after more has been written */
		put(fd, sizes[i] - 9, "some more", 9);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
		expect_error(contents_mark_mapped(fd, sizes[i], "dax0.0", OWNER), NULL);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_OURS);
		/* a device that has grown or shrunk is another one */
		assert_int_equal(ftruncate(fd, (off_t)(sizes[i] + 4096)), 0);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
	}
}

static void test_mark_is_only_for_what_was(void **state)
{
	guarded(fd) int fd = device(LARGE);

	(void)state;
	put(fd, 12345, "what a test has left", 20);
	expect_error(contents_mark(fd, "pmem0", OWNER), NULL);
	for (size_t i = 0; i < NR_SEEN; i++) {
		unsigned char before;

		assert_int_equal(pread(fd, &before, 1, (off_t)seen[i]), 1);
		put_byte(fd, seen[i], before ^ 0x80);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
		put_byte(fd, seen[i], before);
		assert_int_equal(kind_of(fd, OWNER), CONTENTS_OURS);
	}
	/* two bits that are each other's mirror in two words */
	put_byte(fd, 7, 0x80);
	put_byte(fd, 15, 0x80);
	assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
	put(fd, 0, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(kind_of(fd, OWNER), CONTENTS_OURS);
	put(fd, 0, "PMEMOBJ", 8);
	expect_known(fd, "PMDK pool (PMEMOBJ)");
}

/* what marks have been is what they will be; and one that is right does not hide what has a name */
static void test_form_of_mark(void **state)
{
	static const struct {
		const char *data;
		enum contents_kind kind;
	} marked[] = { { "some bytes", CONTENTS_OURS }, { "PMEMOBJ\0\6", CONTENTS_KNOWN } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		guarded(fd) int fd = device(5 * MIB);
		struct contents c;
		char mark[256];

		put(fd, 0, marked[i].data, 9);
		look(fd, NULL, &c);
		snprintf(mark, sizeof(mark), "normalpage: a namespace that was given away, version 1\n%s\n%016llx\n",
			 OWNER, (unsigned long long)c.sum);
		contents_clear(&c);
		put(fd, MIB - 4096, mark, strlen(mark));
		assert_int_equal(kind_of(fd, OWNER), marked[i].kind);
	}
}

static void test_empty_needs_no_mark(void **state)
{
	guarded(fd) int fd = device(5 * MIB);

	(void)state;
	expect_error(contents_mark(fd, "pmem0", OWNER), NULL);
	expect_error(contents_mark_mapped(fd, 5 * MIB, "dax0.0", OWNER), NULL);
	assert_int_equal(kind_of(fd, NULL), CONTENTS_EMPTY);
}

static void test_owner(void **state)
{
	guarded(fd) int fd = device(5 * MIB);
	char longer[128] = "";

	(void)state;
	put_byte(fd, 0, 1);
	memset(longer, 'a', sizeof(longer) - 1);
	expect_error(contents_mark(fd, "pmem0", NULL), "it belongs to no namespace with a uuid");
	expect_error(contents_mark(fd, "pmem0", ""), "it belongs to no namespace with a uuid");
	expect_error(contents_mark(fd, "pmem0", "a\nb"), "it belongs to no namespace with a uuid");
	expect_error(contents_mark(fd, "pmem0", longer), "it belongs to no namespace with a uuid");
	assert_int_equal(kind_of(fd, OWNER), CONTENTS_UNKNOWN);
}

static void test_given_up(void **state)
{
	guarded(fd) int fd = device(5 * MIB);
	struct contents c;
	char sum[17], words[256];

	(void)state;
	put(fd, 0x1234, "\xde\xad\xbe\xef\1\2\3\4\5\6", 10);
	look(fd, OWNER, &c);
	sum_text(&c, sum);
	snprintf(words, sizeof(words), "pmem0 holds data that is not recognised (first bytes de ad be ef 01 02 03 04 "
		 "at 0x1234, checksum %s): it is not touched; to give it up: --give-up %s", sum, sum);
	expect_error(contents_refuse(&c, "pmem0", NULL), words);
	expect_error(contents_refuse(&c, "pmem0", sum), NULL);
	snprintf(words, sizeof(words), "checksum %s and not 0123456789abcdef): it is not touched", sum);
	expect_error(contents_refuse(&c, "pmem0", "0123456789abcdef"), words);
	expect_error(contents_refuse(&c, "pmem0", ""), "it is not touched");
	sum[15] = '\0';
	expect_error(contents_refuse(&c, "pmem0", sum), "it is not touched");
	sum_text(&c, sum);
	contents_clear(&c);
	/* what has been given up is not what is there now */
	put_byte(fd, 4 * MIB, 1);
	look(fd, OWNER, &c);
	expect_error(contents_refuse(&c, "pmem0", sum), "it is not touched");
	contents_clear(&c);
}

/* data in the place of the mark is data */
static void test_data_in_place_of_mark(void **state)
{
	guarded(fd) int fd = device(5 * MIB), other = device(5 * MIB);
	struct contents c, d;

	(void)state;
	put_byte(fd, CONTENTS_MARK_AT, 1);
	put_byte(other, CONTENTS_MARK_AT, 2);
	look(fd, OWNER, &c);
	look(other, OWNER, &d);
	assert_int_equal(c.kind, CONTENTS_UNKNOWN);
	assert_int_not_equal(c.sum, d.sum);
	contents_clear(&c);
	contents_clear(&d);
}

static void test_cannot_be_read(void **state)
{
	guarded(fd) int fd = device(5 * MIB), writing = -1, none = device(0);
	struct contents c;
	char path[64];
	int pipes[2];

	(void)state;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	writing = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(writing >= 0 && !pipe(pipes));
	expect_error(contents_look(writing, "pmem0", OWNER, &c), "pmem0 is not touched: reading at 0");
	contents_clear(&c);
	expect_error(contents_look(pipes[0], "pmem0", OWNER, &c), "pmem0 is not touched: its size");
	contents_clear(&c);
	expect_error(contents_look(none, "pmem0", OWNER, &c), "pmem0 is not touched: it has no bytes");
	contents_clear(&c);
	expect_error(contents_look_mapped(writing, 5 * MIB, "dax0.0", OWNER, &c),
		     "dax0.0 is not touched: it cannot be mapped");
	contents_clear(&c);
	/* a page that is not there is what a bad one is: the kernel cannot copy it */
	expect_error(contents_look_mapped(fd, 6 * MIB, "dax0.0", OWNER, &c), "dax0.0 is not touched: reading at");
	contents_clear(&c);
	expect_error(contents_mark_mapped(fd, 6 * MIB, "dax0.0", OWNER), "dax0.0 is not marked as free to use");
	close(pipes[0]);
	close(pipes[1]);
}

static void test_sum(void **state)
{
	unsigned char data[32] = { 0 };
	uint64_t sums[16 * 8 + 8], sum;
	size_t nr = 0;

	(void)state;
	/* each bit and each length makes another one */
	for (size_t bit = 0; bit < 16 * 8; bit++) {
		data[bit / 8] ^= (unsigned char)(1 << bit % 8);
		sums[nr++] = sum64_add(SUM64_START, data, 16);
		data[bit / 8] = 0;
	}
	for (size_t length = 9; length <= 16; length++)
		sums[nr++] = sum64_add(SUM64_START, data, length);
	for (size_t i = 0; i < nr; i++)
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(sums[i], sums[j]);
	/* the highest bits of two words */
	data[7] = data[15] = 0x80;
	sum = sum64_add(SUM64_START, data, 16);
	assert_int_not_equal(sum, sum64_add(SUM64_START, data + 16, 16));
	assert_int_equal(sum, sum64_add(sum64_add(SUM64_START, data, 8), data + 8, 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_nearly_known),
		cmocka_unit_test(test_short_magic),
		cmocka_unit_test(test_zfs),
		cmocka_unit_test(test_odd_ends),
		cmocka_unit_test(test_made),
		cmocka_unit_test(test_each_byte_counts),
		cmocka_unit_test(test_between),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_marked),
		cmocka_unit_test(test_mark_is_only_for_what_was),
		cmocka_unit_test(test_form_of_mark),
		cmocka_unit_test(test_empty_needs_no_mark),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_data_in_place_of_mark),
		cmocka_unit_test(test_cannot_be_read),
		cmocka_unit_test(test_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
