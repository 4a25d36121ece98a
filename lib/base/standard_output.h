/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_BASE_STANDARD_OUTPUT_H
#define NORMALPAGE_BASE_STANDARD_OUTPUT_H

#include "lib/base/error.h"

/** standard_output_end - write what waits to be written; an error if some of all that was printed is lost */
error_check struct error *standard_output_end(void);

#endif
