// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The functions that decide what a page is, and those that make the entries they decide about.
 * struct vm_fault's address is at byte 24 since 5.11 (include/linux/mm.h).
 */
#include <stddef.h>

#include "lib/trace/probe.h"

#define FAULT_ADDRESS "addr=+24($arg1):x64"

/* mm/memory.c */
PROBE(vm_normal_page) = {
	.function = "vm_normal_page",
	.args = { "addr=$arg2:x64", "entry=$arg3:x64" },
};
PROBE(vm_normal_page_pmd) = {
	.function = "vm_normal_page_pmd",
	.args = { "addr=$arg2:x64", "entry=$arg3:x64" },
};
PROBE(vm_normal_page_pud) = {
	.function = "vm_normal_page_pud",
	.args = { "addr=$arg2:x64", "entry=$arg3:x64" },
};
/* they pass the question on: who asked is only seen here */
PROBE(vm_normal_folio) = {
	.function = "vm_normal_folio",
	.args = { "addr=$arg2:x64" },
};
PROBE(vm_normal_folio_pmd) = {
	.function = "vm_normal_folio_pmd",
	.args = { "addr=$arg2:x64" },
};
PROBE(vmf_insert_page_mkwrite) = {
	.function = "vmf_insert_page_mkwrite",
	.args = { FAULT_ADDRESS, "page=$arg2:x64", "write=$arg3:u8" },
};

/* mm/huge_memory.c */
PROBE(vmf_insert_folio_pmd) = {
	.function = "vmf_insert_folio_pmd",
	.args = { FAULT_ADDRESS, "folio=$arg2:x64", "write=$arg3:u8",
		  "huge_zero=@huge_zero_folio:x64" },
};
