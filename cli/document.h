/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file that is there when it is whole, and not before. */
#ifndef NORMALPAGE_CLI_DOCUMENT_H
#define NORMALPAGE_CLI_DOCUMENT_H

#include "lib/base/error.h"

/**
 * struct document - a file in the making
 * @out: where to write
 * @path: its name, owned; NULL for the standard output
 * @temporary: its name until it is whole, owned; NULL if it is written in place (a device, a pipe)
 */
struct document {
	FILE *out;
	char *path;
	char *temporary;
};

/**
 * document_open - @path, or the standard output if it is NULL or "-"
 * @option: that gave it, for messages
 */
error_check struct error *document_open(struct document *document, const char *option, const char *path);

/** document_commit - it is whole: give it its name. Fails if anything could not be written */
error_check struct error *document_commit(struct document *document);

/** document_discard - remove what was not committed, free the rest */
void document_discard(struct document *document);

DEFINE_CLEANUP(document, struct document, document_discard(&VALUE))

#endif
