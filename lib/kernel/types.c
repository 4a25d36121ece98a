// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/types.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct types {
	struct btf *btf;
};

struct types *types_open(void)
{
	struct types *types = calloc(1, sizeof(*types));

	if (!types)
		return NULL;
	libbpf_set_print(NULL);
	types->btf = btf__load_vmlinux_btf();
	if (!libbpf_get_error(types->btf))
		return types;
	free(types);
	return NULL;
}

void types_close(struct types *types)
{
	if (!types)
		return;
	btf__free(types->btf);
	free(types);
}

bool types_has_function(const struct types *types, const char *name)
{
	return types && btf__find_by_name_kind(types->btf, name, BTF_KIND_FUNC) > 0;
}

static const struct btf_type *skip_qualifiers(const struct btf *btf, unsigned int id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);

	while (t && (btf_is_mod(t) || btf_is_typedef(t)))
		t = btf__type_by_id(btf, t->type);
	return t;
}

static long member_offset(const struct btf *btf, const struct btf_type *type, const char *name)
{
	const struct btf_member *member = btf_members(type);

	for (unsigned int i = 0; i < btf_vlen(type); i++, member++) {
		const char *this = btf__name_by_offset(btf, member->name_off);
		long offset = btf_member_bit_offset(type, i) / 8;
		const struct btf_type *inner;
		long ret;

		if (this && *this) {
			if (!strcmp(this, name))
				return offset;
			continue;
		}
		inner = skip_qualifiers(btf, member->type);
		if (!inner || !btf_is_composite(inner))
			continue;
		ret = member_offset(btf, inner, name);
		if (ret >= 0)
			return offset + ret;
	}
	return -ENOENT;
}

long types_member_offset(const struct types *types, const char *type, const char *member)
{
	int id;

	if (!types)
		return -ENOENT;
	id = btf__find_by_name_kind(types->btf, type, BTF_KIND_STRUCT);
	if (id <= 0)
		return -ENOENT;
	return member_offset(types->btf, btf__type_by_id(types->btf, (unsigned int)id), member);
}
