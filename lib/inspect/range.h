/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of the command line: address ranges and process ids. */
#ifndef NORMALPAGE_INSPECT_RANGE_H
#define NORMALPAGE_INSPECT_RANGE_H

#include <stdint.h>
#include <sys/types.h>

#include "lib/base/error.h"

/** range_parse - "A-B", hexadecimal as in /proc/PID/maps, with or without 0x; B is exclusive */
error_check struct error *range_parse(const char *text, uint64_t *start, uint64_t *end);

/** pid_parse - a process id */
error_check struct error *pid_parse(const char *text, pid_t *pid);

#endif
