// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/kcore.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/owned_string.h"

#define KCORE_PATH "/proc/kcore"
#define NOTES_MAX (1u << 20)
#define PHDRS_MAX 4096

/* KCORE_TEXT's segment has a physical address too, but it is the kernel image's second mapping. */
#define KERNEL_IMAGE_START 0xffffffff80000000ull

struct kcore {
	const char *path;
	int fd;
	pid_t opener;
	uint64_t prepared;
	Elf64_Phdr *phdrs;
	unsigned int nr_phdrs;
	uint64_t current_offset;
	size_t current_len;
	char *vmcoreinfo;
};

static int read_exactly(int fd, void *buf, size_t len, uint64_t offset)
{
	while (len) {
		ssize_t n = pread(fd, buf, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return -EIO;
		buf = (char *)buf + n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

/*
 * The notes' contents are generated at each read: "CORE" NT_TASKSTRUCT is the reader's own
 * task_struct, which is how we find ourselves without any symbol or pid.
 */
static void parse_notes(struct kcore *kcore, const char *notes, size_t len, uint64_t offset)
{
	size_t at = 0;

	while (at + sizeof(Elf64_Nhdr) <= len) {
		const Elf64_Nhdr *note = (const void *)(notes + at);
		const char *name = notes + at + sizeof(*note);
		size_t name_len = (note->n_namesz + 3u) & ~3u;
		size_t desc = at + sizeof(*note) + name_len;

		if (!note->n_namesz || desc + note->n_descsz > len)
			break;
		if (!strncmp(name, "CORE", note->n_namesz) && note->n_type == NT_TASKSTRUCT) {
			kcore->current_offset = offset + desc;
			kcore->current_len = note->n_descsz;
		}
		if (!strncmp(name, "VMCOREINFO", note->n_namesz) && !kcore->vmcoreinfo)
			kcore->vmcoreinfo = string_copy_n(notes + desc, note->n_descsz);
		at = desc + ((note->n_descsz + 3u) & ~3u);
	}
}

static int read_notes(struct kcore *kcore, const Elf64_Phdr *phdr)
{
	guarded(free) char *notes = NULL;
	int ret;

	if (phdr->p_filesz > NOTES_MAX)
		return -EINVAL;
	notes = malloc(phdr->p_filesz + 1);
	if (!notes)
		return -ENOMEM;
	ret = read_exactly(kcore->fd, notes, phdr->p_filesz, phdr->p_offset);
	if (ret)
		return ret;
	notes[phdr->p_filesz] = '\0';
	parse_notes(kcore, notes, phdr->p_filesz, phdr->p_offset);
	return 0;
}

static int read_headers(struct kcore *kcore)
{
	guarded(free) Elf64_Phdr *phdrs = NULL;
	Elf64_Ehdr ehdr;
	size_t len;
	int ret;

	ret = read_exactly(kcore->fd, &ehdr, sizeof(ehdr), 0);
	if (ret)
		return ret;
	if (memcmp(ehdr.e_ident, ELFMAG, SELFMAG) || ehdr.e_ident[EI_CLASS] != ELFCLASS64 ||
	    ehdr.e_phentsize != sizeof(*phdrs) || !ehdr.e_phnum || ehdr.e_phnum > PHDRS_MAX)
		return -EINVAL;
	len = ehdr.e_phnum * sizeof(*phdrs);
	phdrs = malloc(len);
	if (!phdrs)
		return -ENOMEM;
	ret = read_exactly(kcore->fd, phdrs, len, ehdr.e_phoff);
	for (unsigned int i = 0; !ret && i < ehdr.e_phnum; i++) {
		if (phdrs[i].p_type == PT_NOTE)
			ret = read_notes(kcore, &phdrs[i]);
	}
	if (ret)
		return ret;
	free(kcore->phdrs);
	kcore->phdrs = take(phdrs);
	kcore->nr_phdrs = ehdr.e_phnum;
	return 0;
}

static int reopen(struct kcore *kcore)
{
	int fd = open(kcore->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (kcore->fd >= 0)
		close(kcore->fd);
	kcore->fd = fd;
	kcore->opener = getpid();
	return 0;
}

struct error *kcore_open_file(struct kcore **result, const char *path)
{
	struct kcore *kcore = calloc(1, sizeof(*kcore));
	int ret;

	if (!kcore)
		return error_errno(ENOMEM, "kcore");
	kcore->path = path;
	kcore->fd = -1;
	ret = reopen(kcore);
	if (!ret)
		ret = read_headers(kcore);
	if (!ret) {
		*result = kcore;
		return NULL;
	}
	kcore_close(kcore);
	if (ret == -EPERM || ret == -EACCES)
		return error_create(ERROR_UNTESTABLE, "cannot open %s: needs CAP_SYS_RAWIO and "
				    "lockdown below confidentiality", path);
	if (ret == -ENOENT)
		return error_create(ERROR_UNTESTABLE, "no %s: kernel without CONFIG_PROC_KCORE",
				    path);
	return error_errno(-ret, "cannot read %s", path);
}

struct error *kcore_open(struct kcore **result)
{
	return kcore_open_file(result, KCORE_PATH);
}

void kcore_close(struct kcore *kcore)
{
	if (!kcore)
		return;
	if (kcore->fd >= 0)
		close(kcore->fd);
	free(kcore->phdrs);
	free(kcore->vmcoreinfo);
	free(kcore);
}

/*
 * Changes with each tick: a look at many page tables takes longer, and can be overtaken just as well. A
 * system call, as a process that is looked at may have unmapped its vdso.
 */
static uint64_t tick(void)
{
	struct timespec t = { 0 };

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC_COARSE, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int kcore_prepare(struct kcore *kcore)
{
	Elf64_Ehdr ehdr;
	uint64_t begin = tick();
	int ret;

	if (kcore->opener != getpid()) {
		ret = reopen(kcore);
		if (ret)
			return ret;
	} else if (begin == kcore->prepared) {
		return 0;
	}
	ret = read_exactly(kcore->fd, &ehdr, sizeof(ehdr), 0);
	if (!ret && ehdr.e_phnum != kcore->nr_phdrs)
		ret = read_headers(kcore);
	kcore->prepared = ret ? 0 : begin;
	return ret;
}

int kcore_read(struct kcore *kcore, uint64_t addr, void *buf, size_t len)
{
	for (unsigned int i = 0; i < kcore->nr_phdrs; i++) {
		const Elf64_Phdr *p = &kcore->phdrs[i];

		if (p->p_type == PT_LOAD && addr >= p->p_vaddr && len <= p->p_memsz &&
		    addr - p->p_vaddr <= p->p_memsz - len)
			return read_exactly(kcore->fd, buf, len, p->p_offset + addr - p->p_vaddr);
	}
	return -EFAULT;
}

int kcore_read_current(struct kcore *kcore, size_t offset, void *buf, size_t len)
{
	if (!kcore->current_len || len > kcore->current_len || offset > kcore->current_len - len)
		return -EFAULT;
	return read_exactly(kcore->fd, buf, len, kcore->current_offset + offset);
}

/* has a physical address, and is not the kernel image's second mapping */
static bool is_ram(const Elf64_Phdr *p)
{
	return p->p_type == PT_LOAD && p->p_paddr != UINT64_MAX && p->p_vaddr < KERNEL_IMAGE_START;
}

bool kcore_ram(const struct kcore *kcore, unsigned int i, uint64_t *start, uint64_t *end)
{
	for (unsigned int at = 0; at < kcore->nr_phdrs; at++) {
		const Elf64_Phdr *p = &kcore->phdrs[at];

		if (!is_ram(p) || i--)
			continue;
		*start = p->p_paddr;
		*end = p->p_paddr + p->p_memsz;
		return true;
	}
	return false;
}

uint64_t kcore_virt(const struct kcore *kcore, uint64_t phys)
{
	for (unsigned int i = 0; i < kcore->nr_phdrs; i++) {
		const Elf64_Phdr *p = &kcore->phdrs[i];

		if (is_ram(p) && phys >= p->p_paddr && phys - p->p_paddr < p->p_memsz)
			return p->p_vaddr + (phys - p->p_paddr);
	}
	return 0;
}

const char *kcore_vmcoreinfo(const struct kcore *kcore)
{
	return kcore->vmcoreinfo ? kcore->vmcoreinfo : "";
}
