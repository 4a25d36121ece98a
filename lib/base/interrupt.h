/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIGINT, SIGTERM and SIGHUP as a descriptor, so that stopping is an event like others. */
#ifndef NORMALPAGE_BASE_INTERRUPT_H
#define NORMALPAGE_BASE_INTERRUPT_H

#include "lib/base/error.h"

/** interrupt_catch - from now on these signals only make interrupt_fd() readable */
error_check struct error *interrupt_catch(void);

/** interrupt_fd - a descriptor that is readable once a signal came; -1 before interrupt_catch() */
int interrupt_fd(void);

/** interrupt_check - ERROR_INTERRUPTED if a signal came (it stays so), else NULL */
error_check struct error *interrupt_check(void);

/** interrupt_release_child - in a child between fork and exec: signals as they were */
void interrupt_release_child(void);

#endif
