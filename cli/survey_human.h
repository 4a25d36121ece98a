/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A survey as people read it. */
#ifndef NORMALPAGE_CLI_SURVEY_HUMAN_H
#define NORMALPAGE_CLI_SURVEY_HUMAN_H

#include "provisioning/survey/survey.h"

/** survey_write_human - to standard output; leaves @survey with its texts clean (lib/base/text.h) */
void survey_write_human(struct json_object *survey);

#endif
