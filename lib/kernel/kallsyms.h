/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's symbol table: compressed, decoded without the kernel's help, or as the kernel prints it. */
#ifndef NORMALPAGE_KERNEL_KALLSYMS_H
#define NORMALPAGE_KERNEL_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>

/**
 * enum kallsyms_base - what kallsyms_offsets[] count from (scripts/kallsyms.c)
 * @KALLSYMS_PC_RELATIVE: from the place of the offset itself (6.15 and later)
 * @KALLSYMS_RELATIVE: from kallsyms_relative_base, unsigned
 * @KALLSYMS_ABSOLUTE_PERCPU: negative ones from kallsyms_relative_base - 1 downwards, others are
 *	addresses (x86-64 SMP until 6.14)
 */
enum kallsyms_base {
	KALLSYMS_PC_RELATIVE,
	KALLSYMS_RELATIVE,
	KALLSYMS_ABSOLUTE_PERCPU,
};

/**
 * struct kallsyms_tables - copies of the kernel's tables
 * @names: kallsyms_names: per symbol a length (one byte, or two with the top bit of the first
 *	set) and so many token numbers
 * @names_len: bytes of @names that may be read
 * @nr_symbols: kallsyms_num_syms
 * @token_table: kallsyms_token_table: NUL-terminated strings
 * @token_table_len: bytes of it that may be read; the last of them is NUL
 * @token_index: kallsyms_token_index: where each of the 256 tokens starts
 * @offsets: kallsyms_offsets
 * @offsets_addr: its address in the kernel
 * @relative_base: kallsyms_relative_base, 0 where there is none
 */
struct kallsyms_tables {
	const uint8_t *names;
	size_t names_len;
	uint32_t nr_symbols;
	const char *token_table;
	size_t token_table_len;
	const uint16_t *token_index;
	const int32_t *offsets;
	uint64_t offsets_addr;
	uint64_t relative_base;
};

/** struct kallsyms_symbol - a name that is looked for and, once found (first wins), its number */
struct kallsyms_symbol {
	const char *name;
	int64_t index;
};

/**
 * kallsyms_find - find several names in one pass over the table
 *
 * Sets @wanted[].index, -1 where there is no such symbol. Returns 0, or -EINVAL when the table
 * cannot be right.
 */
int kallsyms_find(const struct kallsyms_tables *tables, struct kallsyms_symbol *wanted,
		  size_t nr_wanted);

/** kallsyms_address - address of symbol number @index, kernel/kallsyms.c:kallsyms_sym_address() */
uint64_t kallsyms_address(const struct kallsyms_tables *tables, enum kallsyms_base base,
			  uint32_t index);

/**
 * kallsyms_line - the name in a line of /proc/kallsyms, "ffffffff81000000 T _stext", which is cut
 * after it; NULL if there is none
 */
const char *kallsyms_line(char *line, uint64_t *addr);

#endif
