#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Kernels that are wrong on purpose, in short: the tests notice, and say nothing where nothing is wrong.
# 'make mutants' runs all of them.
. "$(dirname "$0")/../tap.sh"
needs daxtest

run mutants --results "$WORK/results" huge-zero-normal huge-zero-not-special
ok "both are caught" is_status 0
ok "the report has the score" grep -q '\*\*2 of 2 caught\*\*' "$WORK/out"
ok "the report says who noticed" grep -q 'huge-zero-normal .*PAGEMAP_SCAN.*smaps.*trace' "$WORK/out"
ok "the records say that the kernel is mutated" \
	grep -q '"mutants":\["huge-zero-normal"\]' "$WORK/results/huge-zero-normal/results.jsonl"

run run --mutant empty --suite dax --test fsdax.ext4.hole.read-pmd-shared
ok "nothing changed: all verdicts hold" is_status 0
ok "the title says that the kernel is mutated" grep -q 'mutated: empty' "$WORK/out"

# perf is there, xen_gntdev is not: what cannot be loaded is not a kernel to be judged
run run --mutant grant-off-by-one --suite mm --test anon.zero.read-pte
ok "a mutant that cannot be loaded: nothing was tested" is_status 4
ok "it says why" grep -q 'this kernel has no gntdev_vma_find_normal_page' "$WORK/out"
finish
