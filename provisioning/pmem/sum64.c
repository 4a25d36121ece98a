// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/sum64.h"

#include <string.h>

#define PRIME 0x100000001b3ull

static uint64_t add_word(uint64_t sum, uint64_t word)
{
	sum = (sum ^ word) * PRIME;
	return sum ^ sum >> 32;
}

uint64_t sum64_add(uint64_t sum, const void *data, size_t length)
{
	const unsigned char *byte = data;
	uint64_t word;

	for (; length >= sizeof(word); byte += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, byte, sizeof(word));
		sum = add_word(sum, word);
	}
	if (!length)
		return sum;
	word = 0;
	memcpy(&word, byte, length);
	/* the length: zeroes at the end are bytes as well */
	return add_word(add_word(sum, word), length);
}
