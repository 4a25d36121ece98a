/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in a document that XML and HTML readers take. */
#ifndef NORMALPAGE_FORMAT_XML_TEXT_H
#define NORMALPAGE_FORMAT_XML_TEXT_H

#include <stdio.h>

/** xml_put - one character, in content or in an attribute's double quotes */
void xml_put(FILE *out, char c);

/** xml_text - all of @text */
void xml_text(FILE *out, const char *text);

#endif
