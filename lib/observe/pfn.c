// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/pfn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/observe/procfile.h"

int pagemap_read(pid_t pid, uint64_t addr, uint64_t *value)
{
	static struct procfile file = PROCFILE_INIT("pagemap");
	int fd = procfile_fd(&file, pid);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = pread(fd, value, sizeof(*value), (off_t)(addr / PTE_SIZE * sizeof(*value)));
	if (n < 0)
		return -errno;
	return n == sizeof(*value) ? 0 : -EIO;
}

int entry_of(const struct question *q, struct entry *entry)
{
	if (!q->entry)
		return pagetable_walk(q->kernel, q->pid, q->addr, entry);
	*entry = *q->entry;
	return 0;
}

int pfn_of(const struct question *q, uint64_t *pfn)
{
	struct entry entry;
	uint64_t value;
	int ret;

	ret = kernel_machine_frames(q->kernel) ? -EOPNOTSUPP : entry_of(q, &entry);
	if (!ret) {
		*pfn = entry_pfn(&entry) + (q->addr - entry.addr) / PTE_SIZE;
		return entry.level == LEVEL_NONE ? -ENOENT : 0;
	}
	if (ret != -EOPNOTSUPP)
		return ret;
	ret = pagemap_read(q->pid, q->addr, &value);
	if (ret)
		return ret;
	*pfn = value & PAGEMAP_PFN_MASK;
	if (!(value & PAGEMAP_PRESENT))
		return -ENOENT;
	return *pfn ? 0 : -EPERM;	/* hidden without CAP_SYS_ADMIN */
}

int kpage_word(struct kpage_file *file, uint64_t pfn, uint64_t *value, bool *given)
{
	ssize_t n;

	*given = false;
	if (file->fd < 0)
		file->fd = open(file->path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0)
		return -errno;
	n = pread(file->fd, value, sizeof(*value), (off_t)(pfn * sizeof(*value)));
	if (n < 0)
		return -errno;
	/* end of file: the pfn is above max_pfn (fs/proc/page.c:kpage_read()) */
	*given = n == sizeof(*value);
	return 0;
}

int kpage_read(struct kpage_file *file, const struct question *q, uint64_t *value, bool *given)
{
	uint64_t pfn;
	int ret;

	*given = false;
	ret = pfn_of(q, &pfn);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	return kpage_word(file, pfn, value, given);
}

/* those of pagemap are zeros without CAP_SYS_ADMIN (fs/proc/task_mmu.c pagemap_open()) */
static bool pfns_known(struct kernel *kernel)
{
	uint64_t value = 0;

	if (!kernel_machine_frames(kernel) && !kernel_memory_error(kernel))
		return true;
	return !pagemap_read(getpid(), (uintptr_t)&value & ~(PTE_SIZE - 1), &value) &&
	       value & PAGEMAP_PFN_MASK;
}

struct error *kpage_available(const struct kpage_file *file, struct kernel *kernel)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_create(ERROR_UNTESTABLE, "cannot open %s: %s", file->path,
				    errno == ENOENT ? "kernel without CONFIG_PROC_PAGE_MONITOR"
						    : strerror(errno));
	close(fd);
	if (!pfns_known(kernel))
		return error_create(ERROR_UNTESTABLE, "%s: page frame numbers are not reported "
				    "(CAP_SYS_ADMIN)", file->path);
	return NULL;
}
