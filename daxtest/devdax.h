/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device-dax: character devices whose pages are mapped as they are, at one level each. */
#ifndef NORMALPAGE_DAXTEST_DEVDAX_H
#define NORMALPAGE_DAXTEST_DEVDAX_H

#include <sys/mman.h>

#include "lib/harness/scenario.h"

/**
 * need_devdax - a device; one instance for each alignment that there is, "4k", "2m" and "1g"
 * need_devdax_huge - the same without 4k
 * need_devdax_ram - a device that may be reconfigured
 *
 * What the devices hold is overwritten.
 */
extern const struct need need_devdax;
extern const struct need need_devdax_huge;
extern const struct need need_devdax_ram;

/** devdax_align - alignment that @word stands for, bytes; that of "ram" is 2 MiB. 0 if unknown */
uint64_t devdax_align(const char *word);

/**
 * devdax_use - offer a device of an alignment
 * @device: "/dev/dax0.0"; NULL: only names
 * @word: the alignment, "2m"; borrowed
 * @claim: the uuid in the device's info block; each test that opens it has to find this one. NULL: any
 */
error_check struct error *devdax_use(const char *device, const char *word, const char *claim);

/** devdax_check - an error if the info block of a device ("dax0.0") has not the uuid @claim; "": any */
error_check struct error *devdax_check(const char *name, const char *claim);

/** devdax_unit, devdax_level - bytes that one entry of this instance maps, and at which level */
uint64_t devdax_unit(const struct scenario *s);
enum level devdax_level(const struct scenario *s);

/** devdax_open - the device, for reading and writing; ends the scenario if it is another one by now */
int devdax_open(struct scenario *s);

/**
 * devdax_map - map @units units of the device shared, from its start, at an aligned address; skips the
 *	scenario if the device is smaller
 */
struct mapping devdax_map(struct scenario *s, unsigned int units, int prot);

/** expect_devdax_inserted - since the last step, a fault of the right size was served, and how */
void expect_devdax_inserted(struct scenario *s, bool write);

#endif
