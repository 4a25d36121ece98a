/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's types as its BTF describes them (/sys/kernel/btf/vmlinux), through libbpf. */
#ifndef NORMALPAGE_KERNEL_TYPES_H
#define NORMALPAGE_KERNEL_TYPES_H

#include <stdbool.h>

struct types;

/** types_open - load the running kernel's BTF; NULL if it has none */
struct types *types_open(void);
void types_close(struct types *types);

/** types_has_function - whether a function of this name is in the BTF */
bool types_has_function(const struct types *types, const char *name);

/** types_member_offset - byte offset of a struct's member, also in anonymous ones; -ENOENT */
long types_member_offset(const struct types *types, const char *type, const char *member);

#endif
