/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that others wrote (a kernel's log, a guest) made fit for any document: valid UTF-8, one line,
 * bounded, nothing that acts on a terminal or that XML forbids.
 */
#ifndef NORMALPAGE_REPORT_TEXT_H
#define NORMALPAGE_REPORT_TEXT_H

#include <stddef.h>

/** longest line of evidence and longest name that a document gets, in bytes */
#define TEXT_LINE_MAX 2000
#define TEXT_NAME_MAX 200

/**
 * text_clean - a copy with every control character replaced by '?' (white space by a blank) and
 * every byte that is no UTF-8 by U+FFFD
 * @max: bytes; what is longer is cut, and says how much is missing
 *
 * NULL gives NULL; the caller frees.
 */
char *text_clean(const char *text, size_t max);

/**
 * text_id - a copy in which only letters, digits, '.', '_' and '-' are left, others become '_'
 *
 * Never empty; the caller frees.
 */
char *text_id(const char *text);

#endif
