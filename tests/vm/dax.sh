#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The DAX suite on real kernels: the newest one and the first with the change. Besides the verdicts,
# the evidence itself: what a reader of the kernel's documentation must find in the records.
. "$(dirname "$0")/../tap.sh"

# evidence TEST: the verdict record of one test
evidence() { grep "\"record\":\"verdict\",\"test\":\"$1\"" "$WORK/output/results.jsonl"; }
says_of() { evidence "$1" | grep -qe "$2"; }

suite() {	# suite NAME SPEC...
	kernel=$1
	shift
	run run --suite dax --format ktap --output "$WORK/output" "$@"
	ok "$kernel: all verdicts hold" is_status 0
	ok "$kernel: both file systems were tested" test "$(grep -c '^ok .* fsdax\.' "$WORK/out")" -ge 76
	ok "$kernel: nothing was skipped" test "$(grep -c '# SKIP' "$WORK/out")" = 0
	for fs in ext4 xfs; do
		facts fsdax.$fs.hole.read-pmd-shared fsdax.$fs.write.same-process "$kernel $fs"
	done
	rm -rf "$WORK/output"
}

facts() {
	ok "$3: vmf_insert_folio_pmd() inserts the huge zero folio, not writable" \
		says_of "$1" 'vmf_insert_folio_pmd(.*folio=\(0x[0-9a-f]*\), write=0x0, huge_zero=\1)'
	ok "$3: the entry is a present, huge, special PMD" \
		says_of "$1" 'PMD [0-9a-f]*2a5 pfn 0x[0-9a-f]* present user accessed huge special nx'
	for walker in smaps_pte_range folio_walk_start pagemap_scan_pmd_entry; do
		ok "$3: vm_normal_page_pmd() says NULL to $walker()" \
			says_of "$1" "$walker <- vm_normal_page_pmd([^)]*) = 0x0[^-9a-f]"
	done
	ok "$3: Rss is 0" says_of "$1" 'Rss: 0 kB'
	ok "$3: PAGEMAP_SCAN says a huge zero page, no file page" \
		says_of "$1" '"observed":"categories: PRESENT|PFNZERO|HUGE"'
	ok "$3: kpageflags says zero page" says_of "$1" 'kpageflags.*ZERO_PAGE'
	ok "$3: move_pages() says -EFAULT" says_of "$1" 'status: -EFAULT'
	ok "$3: written, Rss is 2048 kB" says_of "$2" 'Rss: 2048 kB'
	ok "$3: written, PAGEMAP_SCAN says a huge file page" \
		says_of "$2" '"observed":"categories: FILE|PRESENT|HUGE"'
	ok "$3: written, move_pages() says -ENOENT" says_of "$2" 'status: -ENOENT'
	ok "$3: written, vm_normal_page_pmd() gives the page" \
		says_of "$2" 'smaps_pte_range <- vm_normal_page_pmd([^)]*) = 0x[0-9a-f]*[1-9a-f]'
}

suite newest
suite 6.18 --kernel debian:trixie-backports/6.18
finish
