// SPDX-License-Identifier: GPL-2.0-or-later
/* Modules: their order from what they say of themselves, and trimming them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/image/module_trim.h"
#include "provisioning/machine/image/modules.h"

enum { NONE, MODINFO, TEXT, RELA, SYMTAB, STRTAB, SHSTRTAB, NR_SECTIONS };

static const char section_names[] = "\0.modinfo\0.text\0.rela.text\0.symtab\0.strtab\0.shstrtab";
static const char symbol_names[] = "\0local_data\0__pfx_function\0function\0used_data\0missing";

#define LOCAL(type) ELF64_ST_INFO(STB_LOCAL, type)
#define GLOBAL(type) ELF64_ST_INFO(STB_GLOBAL, type)

/* the least that is a module: modinfo, and a relocation against one of its symbols */
struct fake_module {
	Elf64_Ehdr header;
	Elf64_Shdr section[NR_SECTIONS];
	char modinfo[256];
	char text[64];
	Elf64_Rela rela[2];
	Elf64_Sym symbol[6];
	char strtab[64];
	char shstrtab[64];
};

static void set_section(struct fake_module *m, int i, uint32_t type, const char *name, void *start,
			size_t size)
{
	const char *at = memmem(section_names, sizeof(section_names), name, strlen(name) + 1);

	m->section[i] = (Elf64_Shdr){ .sh_type = type, .sh_name = (uint32_t)(at - section_names),
				      .sh_offset = (uint64_t)((char *)start - (char *)m),
				      .sh_size = size };
}

static void make_module(struct fake_module *m, const char *depends, const char *softdep)
{
	int length = 0;

	*m = (struct fake_module){
		.header = { .e_type = ET_REL, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
			    .e_shoff = offsetof(struct fake_module, section),
			    .e_ehsize = sizeof(Elf64_Ehdr), .e_shentsize = sizeof(Elf64_Shdr),
			    .e_shnum = NR_SECTIONS, .e_shstrndx = SHSTRTAB },
		.rela = { { .r_info = ELF64_R_INFO(4UL, R_X86_64_64) },
			  { .r_info = ELF64_R_INFO(5UL, R_X86_64_PLT32) } },
		.symbol = {
			{ 0 },
			{ .st_name = 1, .st_info = LOCAL(STT_OBJECT), .st_shndx = TEXT },
			{ .st_name = 12, .st_info = LOCAL(STT_FUNC), .st_shndx = TEXT },
			{ .st_name = 27, .st_info = LOCAL(STT_FUNC), .st_shndx = TEXT },
			{ .st_name = 36, .st_info = GLOBAL(STT_OBJECT), .st_shndx = TEXT },
			{ .st_name = 46, .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE) },
		},
	};
	memcpy(m->header.e_ident, ELFMAG, SELFMAG);
	m->header.e_ident[EI_CLASS] = ELFCLASS64;
	m->header.e_ident[EI_DATA] = ELFDATA2LSB;
	m->header.e_ident[EI_VERSION] = EV_CURRENT;
	memcpy(m->strtab, symbol_names, sizeof(symbol_names));
	memcpy(m->shstrtab, section_names, sizeof(section_names));
	length = snprintf(m->modinfo, sizeof(m->modinfo), "depends=%s", depends) + 1;
	if (softdep)
		length += snprintf(m->modinfo + length, sizeof(m->modinfo) - (size_t)length,
				   "softdep=%s", softdep) + 1;
	set_section(m, MODINFO, SHT_PROGBITS, ".modinfo", m->modinfo, (size_t)length);
	set_section(m, TEXT, SHT_PROGBITS, ".text", m->text, sizeof(m->text));
	set_section(m, RELA, SHT_RELA, ".rela.text", m->rela, sizeof(m->rela));
	set_section(m, SYMTAB, SHT_SYMTAB, ".symtab", m->symbol, sizeof(m->symbol));
	set_section(m, STRTAB, SHT_STRTAB, ".strtab", m->strtab, sizeof(symbol_names));
	set_section(m, SHSTRTAB, SHT_STRTAB, ".shstrtab", m->shstrtab, sizeof(section_names));
	m->section[RELA].sh_link = SYMTAB;
	m->section[RELA].sh_info = TEXT;
	m->section[RELA].sh_entsize = sizeof(Elf64_Rela);
	m->section[SYMTAB].sh_link = STRTAB;
	m->section[SYMTAB].sh_info = 4;
	m->section[SYMTAB].sh_entsize = sizeof(Elf64_Sym);
}

static char root[] = "/tmp/normalpage-test-modules-XXXXXX";

static void write_file(const char *name, const void *data, size_t size)
{
	guarded(free) char *path = string_format("%s/%s", root, name);
	guarded(free) char *directory = string_copy(path);
	guarded(file) FILE *f = NULL;

	*strrchr(directory, '/') = '\0';
	assert_null(directory_make(directory));
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
}

static void add_module(const char *name, const char *depends, const char *softdep)
{
	struct fake_module m;

	make_module(&m, depends, softdep);
	write_file(name, &m, sizeof(m));
}

static int make_tree(void **state)
{
	static const char builtin[] = "kernel/lib/libcrc32c.ko\n";

	(void)state;
	if (!mkdtemp(root))
		return -1;
	write_file("modules.builtin", builtin, sizeof(builtin) - 1);
	add_module("kernel/fs/ext4/ext4.ko", "jbd2,mb-cache,libcrc32c", "pre: crc32c post: late");
	add_module("kernel/fs/jbd2/jbd2.ko", "crc16", NULL);
	add_module("kernel/fs/mb_cache.ko", "", NULL);
	add_module("kernel/lib/crc16.ko", "", NULL);
	add_module("kernel/crypto/late.ko", "", NULL);
	add_module("kernel/crypto/soft.ko", "", "pre: crc16 nosuch");
	add_module("kernel/broken.ko", "nosuch", NULL);
	return 0;
}

static int remove_tree(void **state)
{
	(void)state;
	cache_discard(root);
	return 0;
}

static void expect_order(const char *name, const char *const *expected)
{
	struct module_index *index guarded(module_index) = NULL;
	struct string_list paths guarded(strings) = { 0 };
	size_t i = 0;

	assert_null(module_index_create(&index, root));
	assert_null(module_order(index, name, &paths));
	for (; expected[i]; i++) {
		guarded(free) char *got = i < paths.nr ? module_name(paths.item[i]) : NULL;

		assert_non_null(got);
		assert_string_equal(got, expected[i]);
	}
	assert_int_equal(paths.nr, i);
	/* asked again, nothing is repeated */
	assert_null(module_order(index, name, &paths));
	assert_int_equal(paths.nr, i);
}

static void test_order(void **state)
{
	(void)state;
	expect_order("ext4", (const char *const[]){ "crc16", "jbd2", "mb_cache", "ext4", NULL });
	expect_order("soft", (const char *const[]){ "crc16", "soft", NULL });
	expect_order("mb-cache", (const char *const[]){ "mb_cache", NULL });
	expect_order("libcrc32c", (const char *const[]){ NULL });
}

static void test_presence(void **state)
{
	struct module_index *index guarded(module_index) = NULL;
	struct string_list paths guarded(strings) = { 0 };
	struct error *err;

	(void)state;
	assert_null(module_index_create(&index, root));
	assert_int_equal(module_find(index, "libcrc32c"), MODULE_BUILTIN);
	assert_int_equal(module_find(index, "ext4"), MODULE_LOADABLE);
	assert_int_equal(module_find(index, "xfs"), MODULE_ABSENT);
	err = module_order(index, "broken", &paths);
	assert_non_null(err);
	assert_int_equal(err->kind, ERROR_UNTESTABLE);
	error_destroy(err);
}

static void test_trim(void **state)
{
	static const char marker[] = "~Module signature appended~\n";
	struct {
		struct fake_module m;
		char signature[100];
		unsigned char trailer[12];
		char marker[sizeof(marker) - 1];
	} __attribute__((packed, aligned(8))) signed_module = { .trailer = { [11] = 100 } };
	size_t size = (size_t)(signed_module.marker - (char *)&signed_module) + sizeof(marker) - 1;
	struct fake_module m;

	(void)state;
	make_module(&m, "", NULL);
	memcpy(&signed_module.m, &m, sizeof(m));
	memcpy(signed_module.marker, marker, sizeof(signed_module.marker));
	assert_int_equal(module_trim((char *)&signed_module, size), sizeof(m));
	memcpy(&m, &signed_module.m, sizeof(m));
	/* the null symbol, function, used_data and missing are left, and the relocations follow */
	assert_int_equal(m.section[SYMTAB].sh_size / sizeof(Elf64_Sym), 4);
	assert_int_equal(m.section[SYMTAB].sh_info, 2);
	assert_int_equal(m.symbol[1].st_name, 27);
	assert_int_equal(ELF64_R_SYM(m.rela[0].r_info), 2);
	assert_int_equal(m.symbol[2].st_name, 36);
	assert_int_equal(ELF64_R_SYM(m.rela[1].r_info), 3);
	assert_int_equal(ELF64_R_TYPE(m.rela[1].r_info), R_X86_64_PLT32);
}

/* what is damaged stays as it is: the kernel will say so */
static void test_trim_damaged(void **state)
{
	struct fake_module m, before;

	(void)state;
	make_module(&m, "", NULL);
	m.rela[1].r_info = ELF64_R_INFO(77UL, R_X86_64_64);
	before = m;
	assert_int_equal(module_trim((char *)&m, sizeof(m)), sizeof(m));
	assert_memory_equal(&m, &before, sizeof(m));
	make_module(&m, "", NULL);
	m.section[SYMTAB].sh_size = 1 << 20;
	before = m;
	assert_int_equal(module_trim((char *)&m, sizeof(m)), sizeof(m));
	assert_memory_equal(&m, &before, sizeof(m));
	/* symbols where the sections' headers are: moving the ones would rewrite the others */
	make_module(&m, "", NULL);
	m.section[SYMTAB].sh_offset = offsetof(struct fake_module, section);
	before = m;
	assert_int_equal(module_trim((char *)&m, sizeof(m)), sizeof(m));
	assert_memory_equal(&m, &before, sizeof(m));
	assert_int_equal(module_trim((char *)&m, 100), 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_presence),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_trim_damaged),
	};

	return cmocka_run_group_tests_name("modules", tests, make_tree, remove_tree);
}
