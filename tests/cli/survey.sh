#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# normalpage survey on the recorded tree of a small server, and what survey and cleanup refuse.
. "$(dirname "$0")/../tap.sh"

root=$WORK/server
nd=$root/sys/bus/nd/devices

# put FILE TEXT
put() {
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "$2" >"$1"
}

put "$root/proc/sys/kernel/osrelease" 6.18.3-server
put "$root/sys/kernel/security/lockdown" 'none [integrity] confidentiality'
put "$root/sys/devices/system/node/node0/meminfo" 'Node 0 MemTotal:       16777216 kB'
put "$root/sys/devices/system/node/node0/cpulist" 0-31
for dimm in nmem0 nmem1; do
	put "$nd/$dimm/state" active
	put "$nd/$dimm/security" disabled
	put "$nd/$dimm/flags" label
	ln -s nvdimm "$nd/$dimm/driver"
done
for region in 0 1; do
	put "$nd/region$region/devtype" nd_pmem
	put "$nd/region$region/nstype" 5
	put "$nd/region$region/mappings" 1
	put "$nd/region$region/mapping0" "nmem$region,0,137438953472,0"
	put "$nd/region$region/size" 137438953472
	put "$nd/region$region/max_available_extent" 68719476736
	put "$nd/region$region/persistence_domain" memory_controller
done
put "$nd/nmem1/security" locked
put "$nd/region2/devtype" nd_pmem
put "$nd/region2/nstype" 4
put "$nd/region2/size" 137438953472
put "$nd/region2/max_available_extent" 137438953472
put "$nd/namespace0.0/mode" memory
put "$nd/namespace0.0/size" 68719476736
put "$nd/namespace0.0/uuid" 6b2ab1ef-07ea-4f2c-9d2c-7a2bc3a2d3a1
put "$nd/namespace0.0/holder" pfn0.1
put "$nd/namespace0.1/size" 0
mkdir -p "$nd/pfn0.1/block/pmem0"
put "$root/sys/class/block/pmem0/dev" 259:0
mkdir -p "$root/proc/1"
cat >"$root/proc/1/mountinfo" <<'END'
36 22 259:0 / /var/lib/db rw - ext4 /dev/pmem0 rw,dax=always
37 22 259:1 / /mnt/my\040pmem rw - ext4 /dev/pmem1 rw,dax=always
38 22 259:2 / /mnt/ro ro - xfs /dev/pmem2 rw,dax
39 22 0:40 / /mnt/overlay rw - overlay overlay rw,lowerdir=/srv/daxfoo
END
ln -s 1 "$root/proc/self"

run survey --sysroot "$root"
ok "status" is_status 0
ok "kernel" grep -q '^kernel .*6.18.3-server, lockdown integrity' "$WORK/out"
ok "node" grep -q '^node0 .*16 GiB  CPUs 0-31' "$WORK/out"
ok "region" grep -q '^region0 .*128 GiB  64 GiB free, 1 DIMM, node -, persistence memory_controller' "$WORK/out"
ok "region without labels" grep -q '^region2 .*128 GiB  0 MiB free' "$WORK/out"
ok "namespace" grep -q 'namespace0.0 .*64 GiB  fsdax   pmem0, mounted on /var/lib/db$' "$WORK/out"
ok "a seed is no namespace" sh -c "! grep -q namespace0.1 '$WORK/out'"
ok "a mounted namespace is not offered" grep -q 'not: namespace0.0 .*mounted on /var/lib/db' "$WORK/out"
ok "its file system is" grep -q 'daxtest --mount /var/lib/db' "$WORK/out"
ok "a name is quoted where a shell needs it" grep -qx "  daxtest --mount '/mnt/my pmem'" "$WORK/out"
ok "what is mounted read-only is not" sh -c "grep -A 1 -x /mnt/ro '$WORK/out' | grep -q 'not: mounted read-only'"
ok "an overlay over a directory named so is no DAX file system" sh -c "! grep -q overlay '$WORK/out'"
ok "free capacity is" grep -q 'daxtest --region region0 --size 64M' "$WORK/out"
ok "that of a locked DIMM is not" grep -q "not: nmem1 has the security state 'locked'" "$WORK/out"
ok "nothing offers to destroy data" sh -c "! grep -q destroy-data '$WORK/out'"
run survey --sysroot "$root" --format json
ok "JSON" perl -MJSON::PP -e 'undef $/; my $s = decode_json(<>);
	exit !($s->{version} == 1 && $s->{regions}[0]{namespaces}[0]{mounts}[0] eq "/var/lib/db")' "$WORK/out"
run survey
ok "this machine" is_status 0

refuses "survey: unknown format" 2 "unknown format 'xml'" survey --format xml
refuses "survey: no such tree" 2 "--sysroot $WORK/none" survey --sysroot "$WORK/none"
refuses "survey: a word too many" 2 "unexpected word 'all'" survey all
refuses "cleanup: a word too many" 2 "unexpected word 'all'" cleanup all
refuses "cleanup: typo in an option" 2 "unknown option '--dryrun'" cleanup --dryrun
run cleanup
ok "nothing to clean up: status" is_status 0
ok "nothing to clean up: said" grep -q 'nothing to clean up' "$WORK/out"
ok "and nothing made for it" sh -c "! [ -e '$WORK/journal' ]"
refuses "cleanup: nothing to forget" 2 "there is no 'a/1' in the journal (RUN/NUMBER" cleanup --forget a/1

# what cannot be removed is in the way until it is forgotten, as it was said
thing=e4f3a1de-0000-4000-8000-000000000000/000001
mkdir -p "$WORK/journal/${thing%/*}"
chmod 0700 "$WORK/journal" "$WORK/journal/${thing%/*}"
echo nonsense >"$WORK/journal/$thing"
run cleanup
ok "what is damaged: status" is_status 1
ok "what is damaged: the way out" grep -q "^left .*'normalpage cleanup --forget $thing' leaves it as it is" "$WORK/out"
run cleanup --dry-run --forget "$thing"
ok "forget, --dry-run: said" grep -qx "would forget  $thing" "$WORK/out"
ok "forget, --dry-run: not done" test -e "$WORK/journal/$thing"
run cleanup --forget "$thing"
ok "forget: status" is_status 0
ok "forget: said" grep -qx "forgot   $thing" "$WORK/out"
ok "forget: done" test ! -e "$WORK/journal/${thing%/*}"
rmdir "$WORK/journal"

mkdir -m 0777 "$WORK/journal"
chmod 0777 "$WORK/journal"
refuses "a journal that others can write" 2 "can be written by others" cleanup
finish
