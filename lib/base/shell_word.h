/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of commands that are printed to be copied. */
#ifndef NORMALPAGE_BASE_SHELL_WORD_H
#define NORMALPAGE_BASE_SHELL_WORD_H

/** shell_word - @word as a shell takes it for one word: in quotes where it needs them; the caller frees */
char *shell_word(const char *word);

#endif
