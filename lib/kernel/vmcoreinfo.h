/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VMCOREINFO: lines of "KIND(name)=value" by which a kernel describes itself to crash tools. */
#ifndef NORMALPAGE_KERNEL_VMCOREINFO_H
#define NORMALPAGE_KERNEL_VMCOREINFO_H

#include <stdbool.h>
#include <stdint.h>

/**
 * vmcoreinfo_symbol - address from "SYMBOL(@name)=hex"; 0 if it is not there
 * vmcoreinfo_size - bytes from "SIZE(@name)=decimal"; 0 if it is not there
 * vmcoreinfo_number - value from "NUMBER(@name)=...", decimal or 0x; false if it is not there
 *
 * Documentation/admin-guide/kdump/vmcoreinfo.rst; kernel/vmcore_info.c.
 */
uint64_t vmcoreinfo_symbol(const char *text, const char *name);
uint64_t vmcoreinfo_size(const char *text, const char *name);
bool vmcoreinfo_number(const char *text, const char *name, int64_t *value);

#endif
