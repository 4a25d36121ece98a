/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/kcore: the kernel's memory as an ELF core file (fs/proc/kcore.c). */
#ifndef NORMALPAGE_KERNEL_KCORE_H
#define NORMALPAGE_KERNEL_KCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

struct kcore;

/** kcore_open - open it and read its headers; ERROR_UNTESTABLE where it cannot be had */
error_check struct error *kcore_open(struct kcore **kcore);

/** kcore_open_file - the same of a file that has such headers; @path outlives it */
error_check struct error *kcore_open_file(struct kcore **kcore, const char *path);
void kcore_close(struct kcore *kcore);

/**
 * kcore_prepare - make ready for the next reads: to be called once before a group of them
 *
 * The kernel copies through one buffer per open file, which a parent and its forked child would
 * share: a process that did not open the file opens it again. Memory hotplug moves the contents:
 * then the headers are read again, once in a tick of the clock. Returns 0 or a negative errno.
 */
int kcore_prepare(struct kcore *kcore);

/** kcore_read - read memory at a kernel virtual address; 0, -EFAULT (not in the file) or -errno */
int kcore_read(struct kcore *kcore, uint64_t addr, void *buf, size_t len);

/** kcore_read_current - read from the caller's own task_struct at @offset; 0 or -errno */
int kcore_read_current(struct kcore *kcore, size_t offset, void *buf, size_t len);

/** kcore_virt - direct map address of a physical address, 0 if it is not RAM */
uint64_t kcore_virt(const struct kcore *kcore, uint64_t phys);

/** kcore_ram - physical addresses of the @i-th range of RAM, bytes; false: there are no more */
bool kcore_ram(const struct kcore *kcore, unsigned int i, uint64_t *start, uint64_t *end);

/** kcore_vmcoreinfo - the VMCOREINFO text; "" where there is none. Owned by @kcore */
const char *kcore_vmcoreinfo(const struct kcore *kcore);

#endif
