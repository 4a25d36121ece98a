// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the libraries of a guest's programs are found: the loader's configuration, and ELF files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>
#include <string.h>
#include <sys/stat.h>

#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/file/elf_file.h"
#include "provisioning/machine/file/ld_so_conf.h"

static char root[] = "/tmp/normalpage-test-libraries-XXXXXX";

static char *in_root(const char *name)
{
	return string_format("%s/%s", root, name);
}

static void write_file(const char *name, const void *data, size_t size)
{
	guarded(free) char *path = in_root(name);
	guarded(file) FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
}

static void write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

static void test_conf(void **state)
{
	struct string_list directories guarded(strings) = { 0 };
	guarded(free) char *conf = in_root("conf"), *pipe = in_root("pipe");

	(void)state;
	/* a pipe has no end, and a file that includes itself none either */
	assert_int_equal(mkfifo(pipe, 0600), 0);
	write_text("conf", "# /not/this\n  /a  # nor that\n/b\t\r\ninclude con?\ninclude pipe\n"
			   "include\nincluded /c\nrelative\ninclude more\n/d");
	write_text("more", "include conf\n/e\n");
	ld_so_conf_read(&directories, conf);
	assert_int_equal(directories.nr, 4);
	assert_string_equal(directories.item[0], "/a");
	assert_string_equal(directories.item[1], "/b");
	assert_string_equal(directories.item[2], "/e");
	assert_string_equal(directories.item[3], "/d");
}

/* a file with nothing but what the loader is asked for, and as many interpreters as @interpreters */
static void write_elf(const char *name, const char *strings, size_t size, size_t interpreters)
{
	struct {
		Elf64_Ehdr header;
		Elf64_Phdr program[2];
		Elf64_Shdr section[3];
		Elf64_Dyn dynamic[3];
		char strings[128];
	} elf = {
		.header = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
					 EV_CURRENT },
			    .e_type = ET_DYN, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
			    .e_ehsize = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr),
			    .e_shentsize = sizeof(Elf64_Shdr), .e_shnum = 3,
			    .e_phnum = (Elf64_Half)interpreters },
		.section = { [1] = { .sh_type = SHT_STRTAB, .sh_size = sizeof(elf.strings) },
			     [2] = { .sh_type = SHT_DYNAMIC, .sh_size = sizeof(elf.dynamic),
				     .sh_link = 1, .sh_entsize = sizeof(Elf64_Dyn) } },
		.dynamic = { { .d_tag = DT_NEEDED, .d_un.d_val = 1 },
			     { .d_tag = DT_RUNPATH, .d_un.d_val = 1 + strlen(strings + 1) + 1 },
			     { .d_tag = DT_NULL } },
	};

	elf.header.e_phoff = (Elf64_Off)((char *)elf.program - (char *)&elf);
	elf.header.e_shoff = (Elf64_Off)((char *)elf.section - (char *)&elf);
	elf.section[1].sh_offset = (Elf64_Off)((char *)elf.strings - (char *)&elf);
	elf.section[2].sh_offset = (Elf64_Off)((char *)elf.dynamic - (char *)&elf);
	for (size_t i = 0; i < 2; i++)
		elf.program[i] = (Elf64_Phdr){ .p_type = PT_INTERP, .p_filesz = 3,
					       .p_offset = elf.section[1].sh_offset + 1 + 4 * i };
	memcpy(elf.strings, strings, size);
	write_file(name, &elf, sizeof(elf));
}

/* linked by its path, and, as libraries may, needing what needs it */
static void test_needs_itself(void **state)
{
	static const char strings[] = "\0./liba.so\0$ORIGIN";
	struct string_list libraries guarded(strings) = { 0 };
	guarded(free) char *path = in_root("liba.so"), *found = in_root("./liba.so");
	guarded(free) char *interpreter = NULL;

	(void)state;
	write_elf("liba.so", strings, sizeof(strings), 0);
	assert_null(elf_libraries(path, &interpreter, &libraries));
	assert_null(interpreter);
	assert_int_equal(libraries.nr, 1);
	assert_string_equal(libraries.item[0], found);
}

/* the kernel takes the first */
static void test_two_interpreters(void **state)
{
	static const char strings[] = "\0/ld\0/no";
	struct elf_dynamic dynamic guarded(elf_dynamic) = { 0 };
	guarded(free) char *path = in_root("two");

	(void)state;
	write_elf("two", strings, sizeof(strings), 2);
	assert_null(elf_read_dynamic(&dynamic, path));
	assert_string_equal(dynamic.interpreter, "/ld");
	assert_int_equal(dynamic.needed.nr, 1);
}

static int make_root(void **state)
{
	(void)state;
	return !mkdtemp(root);
}

static int remove_root(void **state)
{
	(void)state;
	cache_discard(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conf),
		cmocka_unit_test(test_needs_itself),
		cmocka_unit_test(test_two_interpreters),
	};

	return cmocka_run_group_tests_name("libraries", tests, make_root, remove_root);
}
