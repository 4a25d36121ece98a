// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's compressed symbol table: the number of symbols (2 bytes), the length of the token table
 * (2 bytes), the index of tokens, the token table, and names for the rest.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/kernel/kallsyms.h"

#define SYMBOLS 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct header {
	uint16_t nr_symbols;
	uint16_t tokens;
	uint16_t index[256];
};

static void find(const struct kallsyms_tables *tables)
{
	struct kallsyms_symbol wanted[] = { { .name = "_stext" }, { .name = "zero_pfn" },
					    { .name = "a" } };

	if (kallsyms_find(tables, wanted, 3))
		return;
	for (size_t i = 0; i < 3; i++)
		for (int base = KALLSYMS_PC_RELATIVE; base <= KALLSYMS_ABSOLUTE_PERCPU; base++)
			if (wanted[i].index >= 0)
				kallsyms_address(tables, (enum kallsyms_base)base,
						 (uint32_t)wanted[i].index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int32_t offsets[SYMBOLS];
	struct kallsyms_tables tables = { .offsets = offsets };
	struct header header;
	uint8_t *names;
	char *tokens;

	if (size < sizeof(header))
		return 0;
	memcpy(&header, data, sizeof(header));
	data += sizeof(header);
	size -= sizeof(header);
	if (!header.tokens || header.tokens >= size)
		return 0;
	/* blocks of their own, so that each byte beyond one is noticed */
	tokens = malloc(header.tokens);
	names = malloc(size - header.tokens);
	memcpy(tokens, data, header.tokens);
	memcpy(names, data + header.tokens, size - header.tokens);
	tokens[header.tokens - 1] = '\0';
	tables.nr_symbols = header.nr_symbols;
	tables.token_table = tokens;
	tables.token_table_len = header.tokens;
	tables.token_index = header.index;
	tables.names = names;
	tables.names_len = size - header.tokens;
	find(&tables);
	free(tokens);
	free(names);
	return 0;
}
