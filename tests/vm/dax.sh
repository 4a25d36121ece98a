#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The DAX suite on real kernels: the newest one, the first with the change, and one test on two that
# treat DAX pages in other ways. Besides the verdicts, the evidence itself: what a reader of the kernel's
# documentation must find in the records.
. "$(dirname "$0")/../tap.sh"
needs daxtest

# evidence TEST: the verdict record of one test
evidence() { grep "\"record\":\"verdict\",\"test\":\"$1\"" "$WORK/output/results.jsonl"; }
says_of() { evidence "$1" | grep -qe "$2"; }

suite() {	# suite NAME SPEC...
	kernel=$1
	shift
	run run --suite dax --format ktap --output "$WORK/output" "$@"
	ok "$kernel: all verdicts hold" is_status 0
	ok "$kernel: both file systems were tested" test "$(grep -c '^ok .* fsdax\.' "$WORK/out")" -ge 76
	ok "$kernel: only a hazard was skipped, and what the memory or the file system cannot do" \
		test "$(grep '# SKIP' "$WORK/out" | grep -vcE \
			'SKIP (hazardous|ext4 cannot share blocks|.* is not synchronous: no MAP_SYNC)')" = 0
	for fs in ext4 xfs; do
		facts fsdax.$fs.hole.read-pmd-shared fsdax.$fs.write.same-process "$kernel $fs"
	done
	devdax_facts "$kernel"
	memory_facts "$kernel"
	rm -rf "$WORK/output"
}

devdax_facts() {
	ok "$1: a PUD of device-dax is normal" \
		says_of devdax.1g.map.read-only 'PUD [0-9a-f]*a5 pfn 0x[0-9a-f]* present user accessed huge nx'
	ok "$1: vmf_insert_folio_pud() inserts it" \
		says_of devdax.1g.map.read-only 'vmf_insert_folio_pud(.*write=0x0'
	ok "$1: vm_normal_page_pud() gives move_pages() the page" says_of devdax.1g.map.read-only \
		'folio_walk_start <- vm_normal_page_pud([^)]*) = 0x[0-9a-f]*[1-9a-f]'
	ok "$1: smaps takes the PUD away" says_of devdax.1g.map.read-only \
		'"observer":"smaps","field":"side effect".*"observed":"none"'
	ok "$1: vmf_insert_folio_pmd() inserts a PMD of device-dax" \
		says_of devdax.2m.map.write 'vmf_insert_folio_pmd(.*write=0x1'
	ok "$1: its Rss is 2048 kB" says_of devdax.2m.map.write 'Rss: 2048 kB'
	ok "$1: vmf_insert_page_mkwrite() inserts a PTE of device-dax" \
		says_of devdax.4k.map.write 'vmf_insert_page_mkwrite(.*write=0x1'
	ok "$1: device-dax becomes anonymous memory and device-dax again" \
		says_of devdax.ram.system-ram 'anonymous page: normal.*device-dax folio: normal'
}

memory_facts() {
	for memory in inode linear virtio memmap; do
		ok "$1: huge zero folio in ext4 on $memory" says_of \
			fsdax.ext4-$memory.hole.read-pmd-shared 'PMD [0-9a-f]*2a5.*huge zero folio'
	done
	ok "$1: MAP_SYNC is refused on virtio-pmem" \
		says_of fsdax.ext4-virtio.sync.offered '"step":"mapping it with MAP_SYNC","observer":"result","field":"errno","observed":"95"'
	ok "$1: what MAP_SYNC would do there is skipped, and why" says_of \
		fsdax.ext4-virtio.sync.write-pmd '"outcome":"skip".*is not synchronous: no MAP_SYNC'
	ok "$1: ext4 shares no blocks, which is skipped" says_of \
		fsdax.ext4.reflink.cow-pte '"outcome":"skip".*ext4 cannot share blocks'
	ok "$1: without DAX the page is one of the page cache" \
		says_of fsdax.ext4-inode.inode.contrast 'page cache page: normal.*fs/dax folio: normal'
	ok "$1: two files of xfs share a DAX page" \
		says_of fsdax.xfs.reflink.cow-pte '"step":"both read"'
}

# DAX pages that are not counted, and those that are counted and marked special by mistake
era() {	# era SPEC OUTCOME ENTRY
	run run --suite dax --format ktap --output "$WORK/output" --kernel "debian:$1" \
		--test fsdax.ext4.hole.write-pmd
	ok "$1: the verdict of a DAX PMD is as expected" is_status 0
	ok "$1: its line says so" grep -qE "^ok [0-9]+ fsdax\.ext4\.hole\.write-pmd$2" "$WORK/out"
	[ "$2" = '$' ] || ok "$1: the issue has a verdict of its own" \
		grep -qE "^    ok [0-9]+ known.${2##* } # XFAIL shown in 1 test: " "$WORK/out"
	ok "$1: the entry has the bits of its time" says_of fsdax.ext4.hole.write-pmd "$3"
	ok "$1: vm_normal_page_pmd() says NULL" \
		says_of fsdax.ext4.hole.write-pmd 'folio_walk_start <- vm_normal_page_pmd([^)]*) = 0x0[^-9a-f]'
	ok "$1: Rss is 0" says_of fsdax.ext4.hole.write-pmd 'Rss.*0 kB'
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
era trixie-backports/6.16 ' # beside the known issue huge-dax-special' 'huge special'
era trixie/6.12 '$' 'huge soft-dirty devmap'
finish
