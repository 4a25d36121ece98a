// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/observe/maps_text.h"

#include <stdlib.h>
#include <string.h>

#include "lib/observe/smaps_text.h"

/* fs/proc/task_mmu.c:show_map_vma(): the words are separated by blanks, the path is padded */
static const char *next_word(const char *text)
{
	text += strcspn(text, " ");
	return text + strspn(text, " ");
}

bool maps_parse(const char *line, struct maps_line *vma)
{
	const char *word;

	if (!smaps_header(line, &vma->start, &vma->end))
		return false;
	word = next_word(line);
	if (strcspn(word, " ") != 4)
		return false;
	memcpy(vma->perms, word, 4);
	vma->perms[4] = '\0';
	word = next_word(word);
	vma->offset = strtoull(word, NULL, 16);
	word = next_word(next_word(word));
	vma->inode = strtoull(word, NULL, 10);
	vma->path = next_word(word);
	return vma->start < vma->end;
}
