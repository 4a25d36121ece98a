// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/node.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool node_is(const struct stat *st, const struct node *node)
{
	return (st->st_mode & S_IFMT) == node->kind && st->st_rdev == node->number;
}

enum node_match node_match_path(const struct node *node, const char *path)
{
	const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
	struct stat st;

	if (*path == '/' && !stat(path, &st) && (S_ISBLK(st.st_mode) || S_ISCHR(st.st_mode)))
		return node_is(&st, node) ? NODE_IS : NODE_IS_NOT;
	if (!strcmp(last, node->name))
		return NODE_IS;
	return *path == '/' && !stat(path, &st) ? NODE_IS_NOT : NODE_UNKNOWN;
}

void doubt_raise(struct doubt *doubt, const char *fmt, ...)
{
	va_list ap;

	if (*doubt->text)
		return;
	va_start(ap, fmt);
	vsnprintf(doubt->text, sizeof(doubt->text), fmt, ap);
	va_end(ap);
}
