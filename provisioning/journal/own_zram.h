/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Swap areas on zram devices that a run makes, in the journal as kind "zram". */
#ifndef NORMALPAGE_JOURNAL_OWN_ZRAM_H
#define NORMALPAGE_JOURNAL_OWN_ZRAM_H

#include "provisioning/journal/journal.h"

/** the label of a swap area (sws_volume, include/linux/swap.h), and where it is, in bytes */
#define SWAP_LABEL_SIZE 16
#define SWAP_LABEL_OFFSET (1024 + 3 * 4 + 16)

/**
 * own_zram_write - write down that the run makes swap areas on zram devices
 * @label: what they will have as a label, by which they are known; filled in
 */
error_check struct error *own_zram_write(struct journal *journal, char label[SWAP_LABEL_SIZE]);

/** own_zram_has_label - whether there is a swap area with this label on a device, such as "zram0" */
bool own_zram_has_label(const char *device, const char *label);

/** own_zram_remove - end swapping to such a device, and remove it */
error_check struct error *own_zram_remove(const char *device);

#endif
