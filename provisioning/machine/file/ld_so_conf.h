/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the loader's cache is made from: /etc/ld.so.conf (ldconfig(8)). */
#ifndef NORMALPAGE_MACHINE_FILE_LD_SO_CONF_H
#define NORMALPAGE_MACHINE_FILE_LD_SO_CONF_H

#include "lib/base/string_list.h"

/**
 * ld_so_conf_read - directories that such a file names, and those of the files that it includes
 * @directories: appended to
 *
 * No file is read twice; what cannot be read is left out.
 */
void ld_so_conf_read(struct string_list *directories, const char *path);

#endif
