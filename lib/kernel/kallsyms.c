// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/kallsyms.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NR_TOKENS 256
#define NAME_MAX_LEN 1024	/* KSYM_NAME_LEN is 512 since 6.1 */

struct tokens {
	const char *text[NR_TOKENS];
	uint16_t len[NR_TOKENS];
};

static int tokens_init(struct tokens *tokens, const struct kallsyms_tables *tables)
{
	for (unsigned int i = 0; i < NR_TOKENS; i++) {
		size_t left;

		if (tables->token_index[i] >= tables->token_table_len)
			return -EINVAL;
		left = tables->token_table_len - tables->token_index[i];
		tokens->text[i] = tables->token_table + tables->token_index[i];
		tokens->len[i] = (uint16_t)strnlen(tokens->text[i], left);
	}
	return 0;
}

/* The expanded string starts with the symbol's type letter, which is not part of its name. */
static bool equals(const struct tokens *tokens, const uint8_t *symbol, size_t nr_tokens,
		   const char *name)
{
	size_t skip = 1;

	for (size_t i = 0; i < nr_tokens; i++) {
		size_t len = tokens->len[symbol[i]];

		if (len <= skip) {
			skip -= len;
			continue;
		}
		if (strncmp(name, tokens->text[symbol[i]] + skip, len - skip))
			return false;
		name += len - skip;
		skip = 0;
	}
	return !*name;
}

static void match(const struct tokens *tokens, const uint8_t *symbol, size_t nr_tokens,
		  struct kallsyms_symbol *wanted, size_t nr_wanted, uint32_t index)
{
	for (size_t i = 0; i < nr_wanted; i++) {
		if (wanted[i].index < 0 && equals(tokens, symbol, nr_tokens, wanted[i].name))
			wanted[i].index = index;
	}
}

/*
 * Nearly all symbols are dismissed by the length of their name, which costs one addition per
 * token; only the few of a fitting length are expanded.
 */
int kallsyms_find(const struct kallsyms_tables *tables, struct kallsyms_symbol *wanted,
		  size_t nr_wanted)
{
	bool fits[NAME_MAX_LEN] = { false };
	struct tokens tokens;
	size_t at = 0;

	if (tokens_init(&tokens, tables))
		return -EINVAL;
	for (size_t i = 0; i < nr_wanted; i++) {
		size_t len = strlen(wanted[i].name) + 1;

		wanted[i].index = -1;
		if (len < NAME_MAX_LEN)
			fits[len] = true;
	}
	for (uint32_t index = 0; index < tables->nr_symbols; index++) {
		size_t nr, len = 0;

		if (at + 2 > tables->names_len)
			return -EINVAL;
		nr = tables->names[at++];
		if (nr & 0x80)
			nr = (nr & 0x7f) | (size_t)tables->names[at++] << 7;
		if (!nr || at + nr > tables->names_len)
			return -EINVAL;
		for (size_t i = 0; i < nr; i++)
			len += tokens.len[tables->names[at + i]];
		if (len < NAME_MAX_LEN && fits[len])
			match(&tokens, tables->names + at, nr, wanted, nr_wanted, index);
		at += nr;
	}
	return 0;
}

uint64_t kallsyms_address(const struct kallsyms_tables *tables, enum kallsyms_base base,
			  uint32_t index)
{
	int32_t offset = tables->offsets[index];

	switch (base) {
	case KALLSYMS_PC_RELATIVE:
		return tables->offsets_addr + 4ull * index + (uint64_t)(int64_t)offset;
	case KALLSYMS_RELATIVE:
		return tables->relative_base + (uint32_t)offset;
	case KALLSYMS_ABSOLUTE_PERCPU:
		if (offset >= 0)
			return (uint64_t)offset;
		return tables->relative_base - 1 - (uint64_t)(int64_t)offset;
	}
	return 0;
}

const char *kallsyms_line(char *line, uint64_t *addr)
{
	char *name = line;

	*addr = strtoull(line, &name, 16);
	if (strlen(name) < 4)
		return NULL;
	name += 3;	/* " T " */
	name[strcspn(name, " \t\n")] = '\0';
	return name;
}
