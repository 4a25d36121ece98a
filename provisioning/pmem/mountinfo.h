/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of /proc/PID/mountinfo (proc_pid_mountinfo(5)), also of a recorded tree. */
#ifndef NORMALPAGE_PMEM_MOUNTINFO_H
#define NORMALPAGE_PMEM_MOUNTINFO_H

#include <stdbool.h>

/** struct mountinfo - words of a line, which stay in it; "" for those that it does not have */
struct mountinfo {
	char *device_number;
	char *point;
	char *options;
	char *type;
	char *source;
	char *super_options;
};

/** mountinfo_parse - take a line apart; @point is decoded */
void mountinfo_parse(char *line, struct mountinfo *mount);

/** mountinfo_has - whether a list of options has "ro", or "dax=always" */
bool mountinfo_has(const char *options, const char *option);

/** mountinfo_decode - undo what seq_path() of the kernel does to a path: "\040" is a blank */
void mountinfo_decode(char *text);

#endif
