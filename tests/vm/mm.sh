#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Mappings without a device, and those of one under vfio-pci, on the newest kernel. Besides the verdicts, what the kernel's documentation
# says of special and normal pages must be found in the evidence itself.
. "$(dirname "$0")/../tap.sh"

# evidence TEST: the verdict record of one test
evidence() { grep "\"record\":\"verdict\",\"test\":\"$1\"" "$WORK/output/results.jsonl"; }
says_of() { evidence "$1" | grep -qe "$2"; }

run run --suite mm --format ktap --output "$WORK/output" --profile "$WORK/profile.html"
ok "all verdicts hold" is_status 0
ok "all families were tested" test "$(grep -c '^ok [^#]*$' "$WORK/out")" -ge 80
for family in anon devmem file guard hugetlb inserted perf secretmem shmem uffd unshare vdso vfio walkers; do
	ok "$family: tested" grep -q "^ok [0-9]* $family\.[^#]*$" "$WORK/out"
done

# profiled WORDS: they are on the page that shows what took how long
profiled() { grep -qF "$1" "$WORK/profile.html"; }
ok "the profile has the machine" profiled '>mm ('
ok "the profile has its tests" profiled '<title>anon.zero.read-pmd: '
ok "the profile has observers" profiled '<td>smaps_rollup</td>'
ok "the profile is whole" profiled '</html>'
ok "each record says when it came" test "$(grep -v '"record":"\(verdict\|note\)"' "$WORK/output/results.jsonl" |
	grep -cv '"at":[0-9]')" = 0

ok "the huge zero folio of anonymous memory is a special PMD" \
	says_of anon.zero.read-pmd 'PMD [0-9a-f]*2a5 pfn 0x[0-9a-f]* present user accessed huge special nx'
ok "vm_normal_page_pmd() says NULL of it" \
	says_of anon.zero.read-pmd 'smaps_pte_range <- vm_normal_page_pmd([^)]*) = 0x0[^-9a-f]'
ok "a large folio is a normal PMD" \
	says_of anon.thp.write 'PMD [0-9a-f]*8e7 pfn 0x[0-9a-f]* present writable user accessed dirty huge'
ok "smaps counts it as AnonHugePages" says_of anon.thp.write 'AnonHugePages:* 2048 kB'
ok "split, it is 2 MiB still, and not AnonHugePages" \
	says_of anon.split.thp-nohugepage 'Rss:* 2044 kB.*AnonHugePages:* 0 kB'
ok "in a PFN map vm_normal_page() says NULL of a raw pfn" \
	says_of devmem.cow 'vm_normal_page([^)]*entry=0x80000000000f0225) = 0x0[^-9a-f]'
ok "and gives the page of a copy, in the same vma" \
	says_of devmem.cow 'vm_normal_page([^)]*entry=0x[0-9a-f]*867) = 0xffff'
ok "smaps of the three copies there: Rss 12 kB" says_of devmem.cow 'Rss:* 12 kB.*Anonymous:* 12 kB'
ok "an inserted page is normal" \
	says_of inserted.packet.mapped 'vm_normal_page([^)]*entry=0x[0-9a-f]*027) = 0xffff'
ok "PAGEMAP_SCAN distinguishes a guard marker from a swapped page" \
	says_of guard.anonymous 'categories:* [A-Z|]*SWAPPED|[A-Z|]*GUARD'
ok "KSM: smaps counts merged pages" says_of anon.ksm.merged 'KSM:* 8 kB'
ok "two swapped pages: Swap 8 kB" says_of anon.swap.out-and-in 'Swap:* 8 kB'
ok "1 GiB of a BAR is a special PUD" \
	says_of vfio.map.pud 'PUD [0-9a-f]*2b7 pfn 0x[0-9a-f]* present writable user accessed huge special'
ok "vm_normal_page_pud() says NULL of it" says_of vfio.map.pud 'vm_normal_page_pud([^)]*) = 0x0[^-9a-f]'
ok "get_user_pages() refuses it" says_of vfio.map.pud 'process_vm_readv[^}]*-EFAULT'

# frame STEP: the page that unshare.zero has after a step
frame() { evidence unshare.zero | grep -o "\"$1, +0x0: PTE [0-9a-f]* pfn 0x[0-9a-f]*" | grep -o 'pfn.*'; }
ok "what a device was to read in place of the zero page is what the process writes to" \
	test -n "$(frame pinned)" -a "$(frame pinned)" = "$(frame 'written while pinned')"
finish
