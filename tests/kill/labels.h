/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The label areas of all DIMMs, read as the NVDIMM namespace label specification (UEFI 2.7) has them. */
#ifndef NORMALPAGE_KILL_LABELS_H
#define NORMALPAGE_KILL_LABELS_H

#include <stdio.h>

/** labels_print - a line for each label in use: slot and content; free ones and sequence numbers go by */
void labels_print(FILE *out);

#endif
