// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/image/module_trim.h"

#include <arpa/inet.h>
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

/* struct module_signature of include/linux/module_signature.h, which lies before the marker */
struct signature {
	uint8_t algo, hash, id_type, signer_len, key_id_len, pad[3];
	uint32_t sig_len;	/* big endian */
};

static const char marker[] = "~Module signature appended~\n";

/* the parts of a module that are rewritten; all within the file */
struct module {
	char *data;
	size_t size;
	Elf64_Shdr *section;
	size_t nr_sections;
	Elf64_Shdr *symtab;
	Elf64_Sym *symbol;
	size_t nr_symbols;
	const char *names;
	size_t names_size;
};

static size_t without_signature(const char *data, size_t size)
{
	struct signature signature;
	size_t tail = sizeof(marker) - 1 + sizeof(signature);

	if (size < tail || memcmp(data + size - (sizeof(marker) - 1), marker, sizeof(marker) - 1))
		return size;
	memcpy(&signature, data + size - tail, sizeof(signature));
	if (ntohl(signature.sig_len) > size - tail)
		return size;
	return size - tail - ntohl(signature.sig_len);
}

static bool is_inside(const struct module *m, uint64_t offset, uint64_t size)
{
	return offset <= m->size && size <= m->size - offset;
}

/* a part of the file */
struct part {
	uint64_t start, end;
};

static int by_start(const void *a, const void *b)
{
	const struct part *one = a, *two = b;

	return (one->start > two->start) - (one->start < two->start);
}

/* what is rewritten must not be anything else as well; all are inside the file */
static bool are_apart(const struct module *m)
{
	guarded(free) struct part *parts = calloc(m->nr_sections + 2, sizeof(*parts));
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)m->data;
	size_t nr = 2;

	if (!parts)
		return false;
	parts[0] = (struct part){ 0, sizeof(*header) };
	parts[1] = (struct part){ header->e_shoff,
				  header->e_shoff + m->nr_sections * sizeof(Elf64_Shdr) };
	for (size_t i = 0; i < m->nr_sections; i++) {
		const Elf64_Shdr *s = &m->section[i];

		if (s->sh_type != SHT_NOBITS && s->sh_type != SHT_NULL && s->sh_size)
			parts[nr++] = (struct part){ s->sh_offset, s->sh_offset + s->sh_size };
	}
	qsort(parts, nr, sizeof(*parts), by_start);
	for (size_t i = 1; i < nr; i++)
		if (parts[i - 1].end > parts[i].start)
			return false;
	return true;
}

static bool read_sections(struct module *m)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)m->data;

	if (m->size < sizeof(*header) || memcmp(m->data, ELFMAG, SELFMAG) ||
	    header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != EM_X86_64 ||
	    header->e_type != ET_REL || header->e_shentsize != sizeof(Elf64_Shdr) ||
	    header->e_shoff % 8 ||
	    !is_inside(m, header->e_shoff, (uint64_t)header->e_shnum * sizeof(Elf64_Shdr)))
		return false;
	m->section = (Elf64_Shdr *)(m->data + header->e_shoff);
	m->nr_sections = header->e_shnum;
	for (size_t i = 0; i < m->nr_sections; i++) {
		Elf64_Shdr *s = &m->section[i];

		if (s->sh_type != SHT_NOBITS && !is_inside(m, s->sh_offset, s->sh_size))
			return false;
		/* these number symbols as well, and no module is known to have them */
		if (s->sh_type == SHT_GROUP || s->sh_type == SHT_SYMTAB_SHNDX ||
		    s->sh_type == SHT_REL)
			return false;
		if (s->sh_type == SHT_SYMTAB)
			m->symtab = s;
	}
	return m->symtab && m->symtab->sh_link < m->nr_sections && !(m->symtab->sh_offset % 8) &&
	       are_apart(m);
}

static bool read_symbols(struct module *m)
{
	const Elf64_Shdr *names = &m->section[m->symtab->sh_link];

	/* before its offset is used: a section without bytes in the file may have any */
	if (names->sh_type != SHT_STRTAB)
		return false;
	m->symbol = (Elf64_Sym *)(m->data + m->symtab->sh_offset);
	m->nr_symbols = m->symtab->sh_size / sizeof(Elf64_Sym);
	m->names = m->data + names->sh_offset;
	m->names_size = names->sh_size;
	return m->nr_symbols && m->names_size && !m->names[m->names_size - 1];
}

/* calls @visit for each relocation; false if one has no symbol of ours */
static bool for_each_relocation(struct module *m, void (*visit)(Elf64_Rela *rela, uint32_t *map),
				uint32_t *map)
{
	for (size_t i = 0; i < m->nr_sections; i++) {
		const Elf64_Shdr *s = &m->section[i];
		Elf64_Rela *rela;

		if (s->sh_type != SHT_RELA)
			continue;
		if (s->sh_offset % 8)
			return false;
		rela = (Elf64_Rela *)(m->data + s->sh_offset);
		for (size_t r = 0; r < s->sh_size / sizeof(*rela); r++) {
			if (ELF64_R_SYM(rela[r].r_info) >= m->nr_symbols)
				return false;
			visit(&rela[r], map);
		}
	}
	return true;
}

static void mark_used(Elf64_Rela *rela, uint32_t *map)
{
	map[ELF64_R_SYM(rela->r_info)] = 1;
}

static void renumber(Elf64_Rela *rela, uint32_t *map)
{
	rela->r_info = ELF64_R_INFO((uint64_t)map[ELF64_R_SYM(rela->r_info)],
				    ELF64_R_TYPE(rela->r_info));
}

static bool is_worth_keeping(const struct module *m, const Elf64_Sym *symbol)
{
	const char *name = symbol->st_name < m->names_size ? m->names + symbol->st_name : "";

	if (symbol->st_shndx == SHN_UNDEF || ELF64_ST_TYPE(symbol->st_info) == STT_SECTION)
		return true;
	return ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && strncmp(name, "__pfx_", 6);
}

/* moves what stays together; @map goes from "is used" to the new number */
static void compact(struct module *m, uint32_t *map)
{
	uint32_t kept = 0, locals = 0;

	for (size_t i = 0; i < m->nr_symbols; i++) {
		if (!map[i] && !is_worth_keeping(m, &m->symbol[i]))
			continue;
		locals += i < m->symtab->sh_info;
		map[i] = kept;
		m->symbol[kept++] = m->symbol[i];
	}
	m->symtab->sh_info = locals;
	m->symtab->sh_size = kept * sizeof(Elf64_Sym);
}

size_t module_trim(char *data, size_t size)
{
	struct module m = { .data = data, .size = without_signature(data, size) };
	guarded(free) uint32_t *map = NULL;

	if (!read_sections(&m) || !read_symbols(&m))
		return size;
	map = calloc(m.nr_symbols, sizeof(*map));
	if (!map || !for_each_relocation(&m, mark_used, map))
		return size;
	compact(&m, map);
	for_each_relocation(&m, renumber, map);
	return m.size;
}
