// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/labels.h"

#include <ndctl/libndctl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_SIZE 256

/** struct index_block - UEFI 2.7, 13.19.4 */
struct index_block {
	char signature[16];
	uint8_t flags[3];
	uint8_t label_size;	/* 2^n * 256 */
	uint32_t seq;
	uint64_t my_offset, my_size, other_offset, label_offset;
	uint32_t nr_slots;
	uint16_t major, minor;
	uint64_t checksum;
	uint8_t free[];
} __attribute__((packed));

/* 1, 2, 3, 1: the one that follows the other is the current one; 0 is invalid */
static const struct index_block *current(const struct index_block *a, const struct index_block *b)
{
	if (memcmp(a->signature, "NAMESPACE_INDEX", 16) || !a->seq)
		return b;
	if (memcmp(b->signature, "NAMESPACE_INDEX", 16) || !b->seq)
		return a;
	return b->seq == a->seq % 3 + 1 ? b : a;
}

static int by_content(const void *a, const void *b)
{
	return memcmp(a, b, LABEL_SIZE);
}

static void print_labels(FILE *out, const char *dimm, const char *area, size_t size)
{
	const struct index_block *first = (const void *)area;
	const struct index_block *index = current(first, (const void *)(area + first->my_size));
	unsigned char (*labels)[LABEL_SIZE] = calloc(index->nr_slots + 1, LABEL_SIZE);
	size_t nr = 0;

	for (uint32_t i = 0; labels && i < index->nr_slots; i++) {
		size_t at = index->label_offset + (size_t)i * LABEL_SIZE;

		if (index->free[i / 8] >> i % 8 & 1 || at + LABEL_SIZE > size)
			continue;
		memcpy(labels[nr++], area + at, LABEL_SIZE);
	}
	qsort(labels, nr, LABEL_SIZE, by_content);
	for (size_t i = 0; i < nr; i++) {
		fprintf(out, "label of %s: ", dimm);
		for (int byte = 0; byte < LABEL_SIZE; byte++)
			fprintf(out, "%02x", labels[i][byte]);
		fputc('\n', out);
	}
	free(labels);
}

static void print_dimm(FILE *out, struct ndctl_dimm *dimm)
{
	struct ndctl_cmd *cmd = ndctl_dimm_read_labels(dimm);
	ssize_t size = cmd ? ndctl_cmd_cfg_read_get_size(cmd) : 0;
	char *area = size > 0 ? malloc((size_t)size) : NULL;

	if (!area || ndctl_cmd_cfg_read_get_data(cmd, area, (unsigned int)size, 0) < 0)
		fprintf(out, "%s: no labels\n", ndctl_dimm_get_devname(dimm));
	else if (memcmp(area, "NAMESPACE_INDEX", 16))
		fprintf(out, "%s: no index block\n", ndctl_dimm_get_devname(dimm));
	else
		print_labels(out, ndctl_dimm_get_devname(dimm), area, (size_t)size);
	free(area);
	ndctl_cmd_unref(cmd);
}

void labels_print(FILE *out)
{
	struct ndctl_ctx *ctx;
	struct ndctl_bus *bus;
	struct ndctl_dimm *dimm;

	if (ndctl_new(&ctx) < 0)
		return;
	ndctl_bus_foreach(ctx, bus) {
		ndctl_dimm_foreach(bus, dimm)
			print_dimm(out, dimm);
	}
	ndctl_unref(ctx);
}
