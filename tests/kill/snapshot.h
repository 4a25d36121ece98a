/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that must not change: as text, a line for each thing. */
#ifndef NORMALPAGE_KILL_SNAPSHOT_H
#define NORMALPAGE_KILL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct snapshot - what a machine is
 * @text: lines; owned
 * @bytes: of data that sums were made of
 */
struct snapshot {
	char *text;
	size_t size;
	unsigned long long bytes;
};

/**
 * snapshot_take - labels, namespaces and their seeds, sums of devices and of files, mounts, probes,
 *	tracing instances, what is in our directories
 * @data: a mounted file system whose files are summed; its device is not
 * @scratch: the namespace whose data may change, or ""
 */
void snapshot_take(struct snapshot *s, const char *data, const char *scratch);

/**
 * snapshot_take_lasting - what outlives a boot, without names and numbers that each boot gives again,
 *	and what is free in @data
 */
void snapshot_take_lasting(struct snapshot *s, const char *data, const char *scratch);
void snapshot_clear(struct snapshot *s);

/** snapshot_difference - first line that differs, with both sides in @text; the number of lines that do */
unsigned int snapshot_difference(const struct snapshot *a, const struct snapshot *b, char *text,
				 size_t size);

/** snapshot_sum_differs - whether the sum of @path does, or it is missing in one */
bool snapshot_sum_differs(const struct snapshot *a, const struct snapshot *b, const char *path);

#endif
