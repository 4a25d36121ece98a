// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/known_header.h"

#include <string.h>

#include "lib/base/array.h"
#include "lib/base/size.h"

#define LABEL (INT64_C(256) * 1024)	/* a label of ZFS; signed, as places from the end are */
#define MAGIC_SIZE 16

/**
 * struct known_header - where a magic number is
 * @at: from the start of the device; negative: from its end
 * @unit: the end is the device's size rounded down to a multiple of this; 0: the size itself
 * @times, @step: it may be at so many places, one each so many bytes; 0 times: at one
 * @also_at, @also: a second one, for a magic number that is short: so many bytes after the first
 */
struct known_header {
	const char *what;
	int64_t at;
	uint32_t unit;
	uint32_t times, step;
	size_t length;
	const char *bytes;
	uint32_t also_at;
	size_t also_length;
	const char *also;
};

#define BYTES(text) .length = sizeof(text) - 1, .bytes = (text)
#define ALSO(offset, text) .also_at = (offset), .also_length = sizeof(text) - 1, .also = (text)

/* ub_magic of uberblock_impl.h, in the order of bytes of the machine that wrote it; 128 KiB of them at least
 * 1 KiB apart in each of the four labels (vdev_impl.h struct vdev_label, vdev_label.c vdev_label_offset()) */
#define UBERBLOCKS(from, text)								\
	{ "ZFS pool", .at = (from) + 128 * KIB, .unit = (from) < 0 ? LABEL : 0, .times = 128,	\
	  .step = KIB, BYTES(text) }
#define UBERBLOCKS_LE "\x0c\xb1\xba\0\0\0\0\0"
#define UBERBLOCKS_BE "\0\0\0\0\0\xba\xb1\x0c"

static const struct known_header headers[] = {
	/* drivers/md/dm-writecache.c struct wc_memory_superblock; persistent memory is one of its two modes */
	{ "dm-writecache", .at = 0, BYTES("\x21\x93\x48\x23"), ALSO(4, "\1\0\0\0") },
	/* drivers/md/dm-pcache/cache_dev.h struct pcache_sb (6.18) */
	{ "dm-pcache", .at = 4 * KIB + 8, BYTES("\xef\x96\xc5\x96\xfa\x5e\xb0\x65") },
	/* pmdk src/libpmemobj/obj.h; log.h, blk.h and cto.h of earlier releases; src/common/pool_hdr.h, set.h */
	{ "PMDK pool (PMEMOBJ)", .at = 0, BYTES("PMEMOBJ\0") },
	{ "PMDK pool (PMEMLOG)", .at = 0, BYTES("PMEMLOG\0") },
	{ "PMDK pool (PMEMBLK)", .at = 0, BYTES("PMEMBLK\0") },
	{ "PMDK pool (PMEMCTO)", .at = 0, BYTES("PMEMCTO\0") },
	{ "PMDK pool set", .at = 0, BYTES("PMEMPOOLSET") },
	/* famfs src/famfs_meta.h struct famfs_superblock: a u64 */
	{ "famfs", .at = 0, BYTES("\xff\x82\xb2\x87\0\0\0\0") },
	/* daxfs_format.h struct daxfs_super: "dax5" read from the other end */
	{ "daxfs", .at = 0, BYTES("5xad") },
	/* NOVA fs/nova/super.h struct nova_super_block, super.c nova_get_nvmm_info(): a copy in the last page */
	{ "NOVA", .at = 4, BYTES("AVON") },
	{ "NOVA", .at = -4096 + 4, .unit = 4 * KIB, BYTES("AVON") },
	/* PMFS include/linux/pmfs_def.h struct pmfs_super_block: two bytes, and blocks of 4 KiB */
	{ "PMFS", .at = 2, BYTES("\xfc\xef"), ALSO(2, "\0\x10\0\0") },
	/* SPDK lib/blob/blobstore.h, module/bdev/raid/bdev_raid.h, lib/ftl/ftl_sb_common.h */
	{ "SPDK blobstore", .at = 0, BYTES("SPDKBLOB") },
	{ "SPDK RAID", .at = 0, BYTES("SPDKRAID") },
	{ "SPDK FTL", .at = 0, BYTES("\x89\x19\x20\x19\x83\x16\x10\x14") },
	/* drivers/nvdimm/btt.h struct btt_sb, btt_devs.c nd_btt_version(), btt.c alloc_arena(): a copy at the end */
	{ "BTT", .at = 0, BYTES("BTT_ARENA_INFO\0\0") },
	{ "BTT", .at = 4 * KIB, BYTES("BTT_ARENA_INFO\0\0") },
	{ "BTT", .at = -4096, BYTES("BTT_ARENA_INFO\0\0") },
	/* drivers/nvdimm/pfn.h struct nd_pfn_sb, pfn_devs.c nd_pfn_validate() */
	{ "fsdax namespace (nvdimm pfn)", .at = 4 * KIB, BYTES("NVDIMM_PFN_INFO\0") },
	{ "devdax namespace (nvdimm dax)", .at = 4 * KIB, BYTES("NVDIMM_DAX_INFO\0") },
	/* superblocks above drivers/md/persistent-data: csum, flags, blocknr, uuid, magic as a u64 */
	{ "metadata of dm-thin", .at = 32, BYTES("\xba\x52\x9c\1\0\0\0\0") },	/* dm-thin-metadata.c */
	{ "metadata of dm-cache", .at = 32, BYTES("\x03\xc4\x18\0\0\0\0\0") },	/* dm-cache-metadata.c */
	{ "metadata of dm-era", .at = 32, BYTES("\x7b\x07\xc1\x7e\0\0\0\0") },	/* dm-era-target.c */
	{ "metadata of dm-clone", .at = 32, BYTES("\x64\x7f\xf2\x8a\0\0\0\0") },	/* dm-clone-metadata.c */
	/* drivers/md/dm-raid.c struct dm_raid_superblock, dm-log.c struct log_header_disk */
	{ "metadata of dm-raid", .at = 0, BYTES("DmRd") },
	{ "log of dm-mirror", .at = 0, BYTES("rRiM") },
	/* drivers/md/dm-log-writes.c struct log_write_super, dm-zoned-metadata.c struct dmz_super */
	{ "log of dm-log-writes", .at = 0, BYTES("rhswfsj\0") },
	{ "dm-zoned", .at = 0, BYTES("DBZD") },
	/* dm-writeboost src/dm-writeboost-metadata.c struct superblock_header_device */
	{ "dm-writeboost", .at = 0, BYTES("tsBW") },
	/* drivers/md/bcache/super.c bcache_magic; libblkid wants more of it to be right */
	{ "bcache", .at = 4 * KIB + 24, BYTES("\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81") },
	/* fs/bcachefs/bcachefs_format.h struct bch_sb, BCHFS_MAGIC; libblkid knows it since 2.39 */
	{ "bcachefs", .at = 4 * KIB + 24, BYTES("\xc6\x85\x73\xf6\x66\xce\x90\xa9\xd9\x6a\x60\xcf\x80\x3d\xf7\xef") },
	/* fs/xfs/libxfs/xfs_log_format.h struct xlog_rec_header; libblkid wants more of it to be right */
	{ "external log of XFS", .at = 0, BYTES("\xfe\xed\xba\xbe") },
	/* fs/btrfs/disk-io.h btrfs_sb_offset(), struct btrfs_super_block: libblkid looks at the first alone */
	{ "btrfs", .at = 64 * KIB * KIB + 64, BYTES("_BHRfS_M") },
	/* vmfs-tools libvmfs/vmfs_fs.h: VMFS_FSINFO_BASE with a volume before it; libblkid looks at 2 MiB */
	{ "VMFS", .at = 18 * KIB * KIB, BYTES("\x5e\xf1\xab\x2f") },
	UBERBLOCKS(0, UBERBLOCKS_LE), UBERBLOCKS(LABEL, UBERBLOCKS_LE),
	UBERBLOCKS(-2 * LABEL, UBERBLOCKS_LE), UBERBLOCKS(-LABEL, UBERBLOCKS_LE),
	UBERBLOCKS(0, UBERBLOCKS_BE), UBERBLOCKS(LABEL, UBERBLOCKS_BE),
	UBERBLOCKS(-2 * LABEL, UBERBLOCKS_BE), UBERBLOCKS(-LABEL, UBERBLOCKS_BE),
	/* sqlite.org fileformat2.html; LMDB libraries/liblmdb/mdb.c MDB_meta behind a page's header of 16 bytes */
	{ "SQLite database", .at = 0, BYTES("SQLite format 3\0") },
	{ "LMDB database", .at = 16, BYTES("\xde\xc0\xef\xbe") },
};

static struct error *matches(const struct device_bytes *bytes, int64_t at, const char *want, size_t length,
			     bool *match)
{
	unsigned char found[MAGIC_SIZE];
	struct error *err = NULL;

	*match = false;
	if (at < 0 || (uint64_t)at + length > bytes->size)
		return NULL;
	err = device_bytes_read(bytes, (uint64_t)at, found, length);
	if (!err)
		*match = !memcmp(found, want, length);
	return err;
}

static int64_t start_of(const struct known_header *h, uint64_t size)
{
	if (h->at >= 0)
		return h->at;
	return (int64_t)(h->unit ? size - size % h->unit : size) + h->at;
}

static struct error *look_for(const struct device_bytes *bytes, const struct known_header *h, bool *found)
{
	struct error *err = NULL;
	uint32_t i = 0;

	*found = false;
	do {
		int64_t at = start_of(h, bytes->size) + (int64_t)i * h->step;

		err = matches(bytes, at, h->bytes, h->length, found);
		if (!err && *found && h->also)
			err = matches(bytes, at + h->also_at, h->also, h->also_length, found);
	} while (!err && !*found && ++i < h->times);
	return err;
}

struct error *known_header_find(const struct device_bytes *bytes, const char **what)
{
	*what = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		bool found;
		struct error *err = look_for(bytes, &headers[i], &found);

		if (err)
			return err;
		if (found) {
			*what = headers[i].what;
			return NULL;
		}
	}
	return NULL;
}
