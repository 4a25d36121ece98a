/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in xenstore for us: a guest writes it, and may write anything. */
#ifndef NORMALPAGE_XEN_ANSWER_H
#define NORMALPAGE_XEN_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

/** answer_to - what follows in the answer (provisioning/xen/protocol.h) to request @seq, or NULL */
const char *answer_to(const char *text, unsigned long seq);

/** answer_result - the result that follows, and in @rest what stands behind it; false: it is an error */
bool answer_result(const char *text, const char **rest);

/** answer_references - exactly @count of them; false if there are others, or what is none */
bool answer_references(const char *text, uint32_t *refs, uint32_t count);

#endif
