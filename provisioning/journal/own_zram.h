/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zram devices that a run makes to swap to, in the journal as kind "zram".
 *
 * The kernel chooses their numbers, and gives one again when its device is gone. A device of ours is known by the
 * label of its swap area; before it has one, by its number, its sequence number (diskseq, 5.15), which is never
 * given twice in a boot, and a size that nobody else would choose.
 */
#ifndef NORMALPAGE_JOURNAL_OWN_ZRAM_H
#define NORMALPAGE_JOURNAL_OWN_ZRAM_H

#include "provisioning/journal/journal.h"
#include "provisioning/journal/thing.h"

/** the label of a swap area (sws_volume, include/linux/swap.h), and where it is, in bytes */
#define SWAP_LABEL_SIZE 16
#define SWAP_LABEL_OFFSET (1024 + 3 * 4 + 16)

/**
 * struct own_zram - what all zram devices of a run have in common
 * @label: of their swap areas
 * @size: bytes
 */
struct own_zram {
	char label[SWAP_LABEL_SIZE];
	unsigned long size;
};

/** own_zram_choose - a label and a size that no other run has; the size is 16 to 32 MiB */
error_check struct error *own_zram_choose(struct own_zram *zram);

/**
 * own_zram_add - make a device, which has no size yet
 * @journal: it is written down before and, with its number, as soon as that is known; NULL: it is not
 * @number: it is /dev/zramNUMBER
 */
error_check struct error *own_zram_add(struct journal *journal, const struct own_zram *zram,
				       unsigned long *number);

/**
 * own_zram_look - what became of a device of a run that is over
 * @root: "" or a directory with a tree of /sys and /dev
 * @name: set to "zram0" for THING_OURS
 */
enum thing_state own_zram_look(const char *root, struct json_object *thing, char name[32], char **why);

/** own_zram_has_label - whether there is a swap area with this label on a device, such as "zram0" */
error_check struct error *own_zram_has_label(const char *root, const char *device, const char *label, bool *has);

/** own_zram_remove - end swapping to such a device, and remove it; the kernel refuses if a process has it open */
error_check struct error *own_zram_remove(const char *device);

#endif
