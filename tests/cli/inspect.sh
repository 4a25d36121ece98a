#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# normalpage inspect on this machine: what it refuses, and what it says where little can be asked.
. "$(dirname "$0")/../tap.sh"

# starts a process of ours that does nothing, in $pid
sleeper() {
	sleep 60 &
	pid=$!
	while ! grep -q sleep "/proc/$pid/comm"; do :; done
}

refuses "no process" 2 "which process" inspect
refuses "two processes" 2 "unexpected word '2'" inspect 1 2
for word in x 0 -x 1x 99999999999; do
	refuses "no process id: $word" 2 "is not a process id\|unknown option" inspect "$word"
done
refuses "typo in an option" 2 "unknown option '--entires'" inspect --entires 1
refuses "unknown format" 2 "unknown format 'xml'" inspect --format xml $$
refuses "range without value" 2 "needs a value" inspect $$ --range
refuses "range of words" 2 "two hexadecimal addresses" inspect --range all $$
refuses "range reversed" 2 "ends before it starts" inspect --range 2000-1000 $$
refuses "range unaligned" 2 "not aligned" inspect --range 1000-1800 $$
refuses "range beyond user space" 2 "beyond user space" \
	inspect --range ffffffff80000000-ffffffff80001000 $$

sleeper
kill "$pid"
wait "$pid" 2>/dev/null
refuses "gone" 2 "there is no process $pid" inspect "$pid"

for kthread in 2 $(ps -o pid= --ppid 2 2>/dev/null | head -n 1); do
	if [ -r "/proc/$kthread/stat" ] && ! grep -q '^VmSize' "/proc/$kthread/status"; then
		refuses "kernel thread $kthread" 2 "kernel thread" inspect "$kthread"
	fi
done

# a shell whose child has ended and is not waited for
(
	sleep 0 &
	echo $! >"$WORK/zombie"
	exec sleep 60
) &
parent=$!
while [ ! -s "$WORK/zombie" ] || ! grep -q '^State:.Z' "/proc/$(cat "$WORK/zombie")/status"; do
	kill -0 "$parent" || break
done
refuses "zombie" 2 "has ended" inspect "$(cat "$WORK/zombie")"
kill "$parent"

sleeper
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$WORK"
	cp "$BUILD/normalpage" "$WORK/normalpage"
	root=$NORMALPAGE
	# as nobody, a process of root's; then one of nobody's own
	cat >"$WORK/nobody" <<-EOF
		#!/bin/sh
		exec setpriv --reuid=65534 --regid=65534 --clear-groups "\$0-script" "\$@"
	EOF
	cat >"$WORK/nobody-script" <<-EOF
		#!/bin/sh
		[ "\$2" != own ] || {
			sleep 60 &
			while ! grep -q sleep /proc/\$!/comm; do :; done
			set -- inspect \$!
		}
		$WORK/normalpage "\$@"
		status=\$?
		[ -z "\$!" ] || kill \$!
		exit \$status
	EOF
	chmod 755 "$WORK/nobody" "$WORK/nobody-script"
	NORMALPAGE=$WORK/nobody
	refuses "another user's" 2 "may not look into process $pid" inspect "$pid"
	run inspect own
	ok "one's own, without privileges: all agree" is_status 0
	ok "one's own: says what is not asked" grep -q '^not asked: entries: ' "$WORK/out"
	ok "one's own: pages are counted" grep -q 'anonymous [1-9]' "$WORK/out"
	NORMALPAGE=$root
fi

run inspect "$pid"
ok "a process: status" is_status 0
ok "a process: no words on standard error" test ! -s "$WORK/err"
ok "a process: its stack" grep -q 'anonymous .*\[stack\]$' "$WORK/out"
ok "a process: the sum" grep -q '^[1-9][0-9]* mappings' "$WORK/out"
run inspect --quick --format json "$pid"
ok "json: status" is_status 0
ok "json: only records" test "$(grep -vc '^{"record":"[a-z]*"' "$WORK/out")" = 0
ok "json: starts with what it is" sh -c "head -n 1 '$WORK/out' | grep -q '\"pid\":$pid'"
ok "json: as many vmas as it says" sh -c \
	"grep -q \"\\\"vmas\\\":\$(grep -c '\"record\":\"vma\"' '$WORK/out')\" '$WORK/out'"
run inspect --without smaps --without numa_maps --format json "$pid"
ok "without: status" is_status 0
ok "without: it is said of both" test "$(grep -c '"reason":"left out"' "$WORK/out")" = 2
refuses "without what there is not" 2 "known: kpageflags, " inspect --without pagesmap "$pid"
range=$(awk '/\[stack\]/ { print $1 }' "/proc/$pid/maps")
run inspect --range "$range" --entries "$pid"
ok "range: only that vma" grep -q '^1 mappings' "$WORK/out"
ok "range: entries" grep -q '^    7.* anonymous page: normal' "$WORK/out"
kill "$pid"
finish
