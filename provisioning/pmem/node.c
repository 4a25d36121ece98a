// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/node.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool node_is(const struct stat *st, const struct node *node)
{
	return (st->st_mode & S_IFMT) == node->kind && st->st_rdev == node->number;
}

/* "/dev/pmem0", or "/dev/pmem0 (deleted)" (fs/d_path.c) */
static bool ends_in_name(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
	size_t length = strlen(name);

	return !strncmp(last, name, length) && (!last[length] || !strcmp(last + length, " (deleted)"));
}

enum node_match node_match_path(const struct node *node, const char *path)
{
	struct stat st;
	bool leads = *path == '/' && !stat(path, &st);

	if (leads && (S_ISBLK(st.st_mode) || S_ISCHR(st.st_mode)))
		return node_is(&st, node) ? NODE_IS : NODE_IS_NOT;
	if (ends_in_name(path, node->name))
		return NODE_IS;
	return leads ? NODE_IS_NOT : NODE_UNKNOWN;
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
