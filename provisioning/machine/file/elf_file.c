// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/file/elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libgen.h>
#include <limits.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"

/* include/xen/interface/elfnote.h of the kernel */
#define XEN_ELFNOTE_PHYS32_ENTRY 18

DEFINE_CLEANUP(elf, Elf *, elf_end(VALUE))

bool elf_is(const char *path)
{
	char magic[SELFMAG] = "";
	guarded(fd) int fd = regular_file_open(path);

	return fd >= 0 && read(fd, magic, SELFMAG) == SELFMAG && !memcmp(magic, ELFMAG, SELFMAG);
}

static Elf *open_elf(int fd)
{
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		return elf;
	elf_end(elf);
	return NULL;
}

static void add_runpath(struct elf_dynamic *dynamic, const char *text, const char *path)
{
	struct string_list pieces guarded(strings) = { 0 };
	char resolved[PATH_MAX];
	const char *origin;

	if (!realpath(path, resolved))
		return;
	origin = dirname(resolved);
	string_list_split(&pieces, text, ":");
	for (size_t i = 0; i < pieces.nr; i++) {
		const char *piece = pieces.item[i];

		if (!strncmp(piece, "$ORIGIN", 7))
			string_list_add(&dynamic->runpath, "%s%s", origin, piece + 7);
		else if (!strncmp(piece, "${ORIGIN}", 9))
			string_list_add(&dynamic->runpath, "%s%s", origin, piece + 9);
		else
			string_list_add(&dynamic->runpath, "%s", piece);
	}
}

static void read_dynamic_section(struct elf_dynamic *dynamic, Elf *elf, Elf_Scn *section,
				 const GElf_Shdr *header, const char *path)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Dyn dyn;

	for (int i = 0; data && gelf_getdyn(data, i, &dyn); i++) {
		const char *text = elf_strptr(elf, header->sh_link, dyn.d_un.d_val);

		if (dyn.d_tag == DT_NULL)
			break;
		if (dyn.d_tag == DT_NEEDED && text)
			string_list_add(&dynamic->needed, "%s", text);
		if ((dyn.d_tag == DT_RUNPATH || dyn.d_tag == DT_RPATH) && text)
			add_runpath(dynamic, text, path);
	}
}

/* the first one counts, and is a path (fs/binfmt_elf.c:load_elf_binary()) */
static void read_interpreter(struct elf_dynamic *dynamic, Elf *elf)
{
	size_t size, nr = 0;
	const char *image = elf_rawfile(elf, &size);
	GElf_Phdr header;

	elf_getphdrnum(elf, &nr);
	for (size_t i = 0; i < nr && !dynamic->interpreter && gelf_getphdr(elf, (int)i, &header); i++) {
		if (header.p_type != PT_INTERP)
			continue;
		if (header.p_offset < size && header.p_filesz <= size - header.p_offset &&
		    header.p_filesz <= PATH_MAX)
			dynamic->interpreter = string_copy_n(image + header.p_offset, header.p_filesz);
	}
}

struct error *elf_read_dynamic(struct elf_dynamic *dynamic, const char *path)
{
	guarded(fd) int fd = regular_file_open(path);
	Elf *elf guarded(elf) = NULL;
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	*dynamic = (struct elf_dynamic){ 0 };
	if (fd < 0)
		return regular_file_error(errno, path);
	elf = open_elf(fd);
	if (!elf)
		return error_create(ERROR_USAGE, "%s is no program: not an ELF file", path);
	read_interpreter(dynamic, elf);
	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_DYNAMIC)
			read_dynamic_section(dynamic, elf, section, &header, path);
	return NULL;
}

void elf_dynamic_clear(struct elf_dynamic *dynamic)
{
	free(dynamic->interpreter);
	string_list_clear(&dynamic->needed);
	string_list_clear(&dynamic->runpath);
}

static bool has_note(Elf *elf, const GElf_Phdr *header)
{
	Elf_Data *data = elf_getdata_rawchunk(elf, header->p_offset, header->p_filesz,
					      header->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
	size_t offset = 0, name, desc;
	GElf_Nhdr note;

	while (data && (offset = gelf_getnote(data, offset, &note, &name, &desc)))
		if (note.n_type == XEN_ELFNOTE_PHYS32_ENTRY && note.n_namesz == 4 &&
		    !memcmp((char *)data->d_buf + name, "Xen", 4))
			return true;
	return false;
}

bool elf_has_pvh_entry(const char *path)
{
	guarded(fd) int fd = regular_file_open(path);
	Elf *elf guarded(elf) = fd < 0 ? NULL : open_elf(fd);
	GElf_Phdr header;
	size_t nr = 0;

	if (elf)
		elf_getphdrnum(elf, &nr);
	for (size_t i = 0; i < nr && gelf_getphdr(elf, (int)i, &header); i++)
		if (header.p_type == PT_NOTE && has_note(elf, &header))
			return true;
	return false;
}
