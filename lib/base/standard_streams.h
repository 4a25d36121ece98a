/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_BASE_STANDARD_STREAMS_H
#define NORMALPAGE_BASE_STANDARD_STREAMS_H

/**
 * standard_streams_open - for main(), first: what is closed of standard input, output and error is taken
 *
 * Otherwise printf() writes to the next file that is opened, which may be a device. Reading and writing them fails as
 * if they were closed (glibc csu/check_fds.c __libc_check_standard_fds(), for programs with more privileges than their
 * caller). Ends the program where that cannot be had.
 */
void standard_streams_open(void);

#endif
