/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ELF files say of themselves, by reading them. The loader could be asked (ld.so --list), but only that of this
 * machine's architecture, and it runs what it is asked about.
 */
#ifndef NORMALPAGE_MACHINE_FILE_ELF_FILE_H
#define NORMALPAGE_MACHINE_FILE_ELF_FILE_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/base/string_list.h"

/**
 * struct elf_dynamic - a dynamically linked file's wishes; all empty for a static one
 * @interpreter: the loader, or NULL
 * @needed: sonames (DT_NEEDED)
 * @runpath: directories (DT_RUNPATH, or DT_RPATH), $ORIGIN replaced
 */
struct elf_dynamic {
	char *interpreter;
	struct string_list needed;
	struct string_list runpath;
};

/** elf_is - does the file start like an ELF file? */
bool elf_is(const char *path);

/** elf_read_dynamic - ERROR_USAGE if @path is no ELF file */
error_check struct error *elf_read_dynamic(struct elf_dynamic *dynamic, const char *path);
void elf_dynamic_clear(struct elf_dynamic *dynamic);

/** elf_has_pvh_entry - has a vmlinux the note (XEN_ELFNOTE_PHYS32_ENTRY) that QEMU boots by? */
bool elf_has_pvh_entry(const char *path);

/**
 * elf_libraries - paths of all libraries that a program loads, and those that they load
 * @interpreter: set to the loader's path, or NULL; the caller frees
 * @libraries: appended to, no path twice
 *
 * A library that is not found is ERROR_MISSING.
 */
error_check struct error *elf_libraries(const char *program, char **interpreter,
					struct string_list *libraries);

/** elf_find_library - path of a library in the system's directories; NULL if it is not there */
char *elf_find_library(const char *soname);

DEFINE_CLEANUP(elf_dynamic, struct elf_dynamic, elf_dynamic_clear(&VALUE))

#endif
