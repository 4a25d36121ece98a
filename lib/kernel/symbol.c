// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/array.h"
#include "lib/kernel/private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/kernel/kallsyms.h"
#include "lib/kernel/vmcoreinfo.h"

#define NAMES_MAX (64u << 20)
#define TOKENS_MAX (64u << 10)
#define SYMBOLS_NR_MAX 4000000u

/* What lib/ itself asks for: looked up with whatever is asked for first. */
static const char *const usual_symbols[] = {
	"zero_pfn", "zero_page_pfn", "huge_zero_pfn", "vmemmap_base",
	"xen_p2m_addr", "xen_p2m_size", "gnttab_size", "gnttab_free_count",
};
#define NR_USUAL (ARRAY_SIZE(usual_symbols))

/* Copies of the tables, and the memory they are in. */
struct table_copy {
	struct kallsyms_tables tables;
	uint8_t *names;
	char *token_table;
	uint16_t token_index[256];
	int32_t *offsets;
};

static void copy_deinit(struct table_copy *copy)
{
	free(copy->names);
	free(copy->token_table);
	free(copy->offsets);
}

static void *read_block(struct kcore *kcore, uint64_t addr, size_t len)
{
	guarded(free) void *block = malloc(len);

	if (!block || kcore_read(kcore, addr, block, len))
		return NULL;
	return take(block);
}

/*
 * VMCOREINFO has the tables' addresses (since 6.0), not their sizes. The linker keeps them in the
 * order in which scripts/kallsyms.c writes them: names, markers, (seqs_of_names,) token_table,
 * token_index; so each ends somewhere before the next known one.
 */
static bool copy_init(struct table_copy *copy, struct kcore *kcore)
{
	const char *info = kcore_vmcoreinfo(kcore);
	uint64_t names = vmcoreinfo_symbol(info, "kallsyms_names");
	uint64_t num = vmcoreinfo_symbol(info, "kallsyms_num_syms");
	uint64_t table = vmcoreinfo_symbol(info, "kallsyms_token_table");
	uint64_t index = vmcoreinfo_symbol(info, "kallsyms_token_index");
	uint64_t offsets = vmcoreinfo_symbol(info, "kallsyms_offsets");
	uint64_t base = vmcoreinfo_symbol(info, "kallsyms_relative_base");
	struct kallsyms_tables *t = &copy->tables;

	if (!names || !num || table <= names || table - names > NAMES_MAX || index <= table ||
	    index - table > TOKENS_MAX || !offsets)
		return false;
	if (kcore_read(kcore, num, &t->nr_symbols, sizeof(t->nr_symbols)) ||
	    !t->nr_symbols || t->nr_symbols > SYMBOLS_NR_MAX ||
	    kcore_read(kcore, index, copy->token_index, sizeof(copy->token_index)) ||
	    (base && kcore_read(kcore, base, &t->relative_base, sizeof(t->relative_base))))
		return false;
	copy->names = read_block(kcore, names, table - names);
	copy->token_table = read_block(kcore, table, index - table);
	copy->offsets = read_block(kcore, offsets, t->nr_symbols * sizeof(int32_t));
	if (!copy->names || !copy->token_table || !copy->offsets)
		return false;
	copy->token_table[index - table - 1] = '\0';
	t->names = copy->names;
	t->names_len = table - names;
	t->token_table = copy->token_table;
	t->token_table_len = index - table;
	t->token_index = copy->token_index;
	t->offsets = copy->offsets;
	t->offsets_addr = offsets;
	return true;
}

/* Which way of counting gives _stext the address that VMCOREINFO knows it has. */
static bool find_base(const struct kallsyms_tables *tables, int64_t stext_index, uint64_t stext,
		      enum kallsyms_base *base)
{
	for (*base = KALLSYMS_PC_RELATIVE; *base <= KALLSYMS_ABSOLUTE_PERCPU; (*base)++) {
		if (kallsyms_address(tables, *base, (uint32_t)stext_index) == stext)
			return true;
	}
	return false;
}

/* True when the tables could be decoded, whether or not they have the symbols. */
static bool find_in_tables(struct kernel *kernel, struct symbol *symbols, unsigned int nr)
{
	struct kallsyms_symbol wanted[SYMBOLS_MAX + 1] = { { .name = "_stext" } };
	struct table_copy copy = { 0 };
	struct kcore *kcore = kernel_memory(kernel);
	enum kallsyms_base base;
	uint64_t stext;
	bool ok;

	if (!kcore || kcore_prepare(kcore))
		return false;
	stext = vmcoreinfo_symbol(kcore_vmcoreinfo(kcore), "_stext");
	for (unsigned int i = 0; i < nr; i++)
		wanted[i + 1].name = symbols[i].name;
	ok = stext && copy_init(&copy, kcore) &&
	     !kallsyms_find(&copy.tables, wanted, nr + 1) && wanted[0].index >= 0 &&
	     find_base(&copy.tables, wanted[0].index, stext, &base);
	for (unsigned int i = 0; ok && i < nr; i++) {
		symbols[i].known = true;
		if (wanted[i + 1].index >= 0)
			symbols[i].addr = kallsyms_address(&copy.tables, base,
							   (uint32_t)wanted[i + 1].index);
	}
	copy_deinit(&copy);
	return ok;
}

/* Slow (every address is formatted by the kernel and parsed here), and zeroes without privilege. */
static void find_in_proc(struct symbol *symbols, unsigned int nr)
{
	guarded(file) FILE *f = fopen("/proc/kallsyms", "re");
	char line[1024];

	while (f && fgets(line, sizeof(line), f)) {
		uint64_t addr;
		const char *name = kallsyms_line(line, &addr);

		if (!name)
			continue;
		for (unsigned int i = 0; i < nr; i++) {
			if (!symbols[i].addr && !strcmp(symbols[i].name, name))
				symbols[i].addr = addr;
		}
	}
	for (unsigned int i = 0; i < nr; i++)
		symbols[i].known = true;
}

static struct symbol *cached(struct kernel *kernel, const char *name)
{
	for (unsigned int i = 0; i < kernel->nr_symbols; i++) {
		if (!strcmp(kernel->symbols[i].name, name))
			return &kernel->symbols[i];
	}
	return NULL;
}

static void want(struct kernel *kernel, const char *name)
{
	struct symbol *symbol = cached(kernel, name);

	/* a full cache forgets the newest: the usual ones stay */
	if (!symbol && kernel->nr_symbols == SYMBOLS_MAX)
		kernel->nr_symbols--;
	if (!symbol) {
		symbol = &kernel->symbols[kernel->nr_symbols++];
		*symbol = (struct symbol){ .known = false };
		snprintf(symbol->name, sizeof(symbol->name), "%s", name);
	}
}

uint64_t kernel_symbol(struct kernel *kernel, const char *name)
{
	struct symbol *symbol = cached(kernel, name);
	struct symbol *unknown;

	if (symbol && symbol->known)
		return symbol->addr;
	if (strlen(name) >= sizeof(symbol->name))
		return 0;
	for (size_t i = 0; i < NR_USUAL; i++)
		want(kernel, usual_symbols[i]);
	want(kernel, name);
	for (unknown = kernel->symbols; unknown->known; unknown++)
		;
	if (!find_in_tables(kernel, unknown,
			    (unsigned int)(kernel->symbols + kernel->nr_symbols - unknown)))
		find_in_proc(unknown,
			     (unsigned int)(kernel->symbols + kernel->nr_symbols - unknown));
	return cached(kernel, name)->addr;
}
