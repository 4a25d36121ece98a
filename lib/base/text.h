/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that others wrote (a kernel's log, a guest, names of files and processes) made fit for any
 * document and any terminal: valid UTF-8, one line, bounded, nothing that acts on a terminal, that
 * hides, or that XML forbids.
 */
#ifndef NORMALPAGE_BASE_TEXT_H
#define NORMALPAGE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/base/string_list.h"

/** longest line of evidence and longest name that a document gets, in bytes */
#define TEXT_LINE_MAX 2000
#define TEXT_NAME_MAX 200

/** what text_decode() finds in a byte that belongs to no character */
#define TEXT_NOT_UTF8 UINT32_MAX

/**
 * text_decode - the character that @text begins with (RFC 3629: the shortest form only, no surrogates)
 * @c: TEXT_NOT_UTF8 if there is none
 *
 * Returns how many bytes it has; 1 for TEXT_NOT_UTF8, and for the end.
 */
size_t text_decode(const char *text, uint32_t *c);

/**
 * text_is_plain - may the character stand in any line as it is?
 *
 * Not so: controls (C0, DEL, C1), ends of lines, what turns the direction of text around or is not to
 * be seen, and what is no character.
 */
bool text_is_plain(uint32_t c);

/** text_is_all_plain - is each character of @text? */
bool text_is_all_plain(const char *text);

/**
 * text_clean - a copy with white space as blanks, and the rest of what is not plain escaped
 * @max: bytes; what is longer is cut, and says how much is missing
 *
 * Escapes are "\x1b" for a byte, "\u202e" and "\U000e0001" for other characters. What is clean stays as
 * it is, so that cleaning twice does no harm. NULL gives NULL; the caller frees.
 */
char *text_clean(const char *text, size_t max);

/**
 * text_name - the name of a test as documents show it: clean, bounded, one word, never empty
 *
 * Readers leave out blanks at its ends, and some take several for one. The caller frees.
 */
char *text_name(const char *text);

/** text_put_line - what printf() would write, clean and not cut, and the end of the line */
__attribute__((format(printf, 2, 3))) void text_put_line(FILE *out, const char *fmt, ...);

/**
 * text_id - a copy in which only letters, digits, '.', '_' and '-' are left, others become '_'
 *
 * Never empty; the caller frees.
 */
char *text_id(const char *text);

/** text_list_add - append a copy of @text, as text_clean() makes it, of at most TEXT_LINE_MAX bytes */
void text_list_add(struct string_list *list, const char *text);

/** text_list_add_once - the same, unless it is there already */
void text_list_add_once(struct string_list *list, const char *text);

#endif
