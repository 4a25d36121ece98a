/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes a module load faster without touching its code or data. Under TCG a stock xfs.ko takes 2.5
 * s: 0.25 s go into checking the signature, and 1 s into ftrace, which looks up the symbol of each
 * of its 6000 functions by walking the whole symbol table (find_kallsyms_symbol() of
 * kernel/module/kallsyms.c). So the signature goes, and the symbols that neither a relocation needs
 * nor a backtrace could show: names of data, and of the padding before functions (__pfx_*).
 *
 * CPU time of a run of one scenario, with it against without (TCG, Linux 7.3.4, mean of five): with xfs 0.79, with
 * ext4 0.95, without a file system 1.0.
 */
#ifndef NORMALPAGE_MACHINE_IMAGE_MODULE_TRIM_H
#define NORMALPAGE_MACHINE_IMAGE_MODULE_TRIM_H

#include <stddef.h>

/**
 * module_trim - trim an x86-64 module in place
 * @data: the module, decompressed
 *
 * The kernel will load it with taint E. Returns the new size; what is not understood is left as it
 * is.
 */
size_t module_trim(char *data, size_t size);

#endif
