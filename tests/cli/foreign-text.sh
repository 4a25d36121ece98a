#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What others have named (processes, files, mounts, devices, journals) acts on nobody's terminal, makes no
# line of its own, and leaves machine formats what they are.
. "$(dirname "$0")/../tap.sh"

# the title of a terminal, a control of C1, what turns text around, a line of its own, no UTF-8
hostile=$(printf 'a\033]0;x\007\302\233\342\200\256\nb\377')

# clean FILE: UTF-8 without controls but ends of lines, without C1, separators, bidirectional controls
clean() {
	perl -MEncode -e 'undef $/; my $t = decode("UTF-8", <>, Encode::FB_CROAK);
		$t =~ /([\x00-\x09\x0b-\x1f\x7f-\x9f\x{2028}-\x{202e}\x{2066}-\x{2069}])/ or exit 0;
		printf "there is U+%04X\n", ord $1; exit 1' "$1"
}

# is_json FILE: one object, or one a line
is_json() {
	perl -MJSON::PP -e 'undef $/; my $j = JSON::PP->new->utf8; $j->incr_parse(<>); my $n = 0;
		$n++ while $j->incr_parse; exit !$n' "$1"
}

says_escaped() { grep -qF 'a\x1b]0;x\x07\u009b\u202e' "$WORK/out"; }

# all that a process can choose: its name, and that of a file that it maps
cp "$(command -v sleep)" "$WORK/$hostile"
"$WORK/$hostile" 60 &
pid=$!
while ! grep -q b "/proc/$pid/maps"; do :; done
run inspect "$pid"
ok "inspect: status" is_status 0
ok "inspect: nothing acts on a terminal" clean "$WORK/out"
ok "inspect: the process is named in one line" sh -c "head -n 1 '$WORK/out' | grep -qF '(a\\x1b]0;x\\x07\\u009b\\u202e b'"
ok "inspect: so is the file" grep -qF 'a\x1b]0;x\x07\u009b\u202e\012b\xff' "$WORK/out"
run inspect --format json "$pid"
ok "inspect, JSON: status" is_status 0
ok "inspect, JSON: nothing acts on a terminal" clean "$WORK/out"
ok "inspect, JSON: every line is JSON" is_json "$WORK/out"
ok "inspect, JSON: the name reads back" perl -MJSON::PP -e 'my $r = decode_json(<>);
	exit !($r->{command} =~ /^a\x1b\]0;x\x07\x{9b}\x{202e}\nb/)' "$WORK/out"
ok "inspect, JSON: as many records as lines" test "$(grep -c '^{"record":' "$WORK/out")" = "$(grep -c '' "$WORK/out")"
kill "$pid"

# a machine on which another user has chosen all names that can be
root=$WORK/server
nd=$root/sys/bus/nd/devices
put() {
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "$2" >"$1"
}
put "$root/proc/sys/kernel/osrelease" "$hostile"
put "$root/sys/kernel/security/lockdown" "[$hostile]"
put "$nd/nmem0/state" "$hostile"
put "$nd/nmem0/flags" "$hostile"
put "$nd/nmem0/security" "$hostile"
put "$nd/region0/nstype" 4
put "$nd/region0/persistence_domain" "$hostile"
put "$nd/namespace0.0/mode" "$hostile"
put "$nd/namespace0.0/size" 68719476736
mkdir -p "$nd/namespace0.0/block/pmem0" "$root/proc/1"
put "$root/sys/class/block/pmem0/dev" 259:0
put "$root/sys/class/block/pmem0/holders/dm-0" ""
put "$root/sys/class/block/dm-0/dm/name" "$hostile"
printf '36 22 259:%d / /mnt/a\033]0;x\007\302\233\342\200\256\\012b\377 rw - ext4 /dev/p\033[2J rw,dax=always\n' 0 1 \
	>"$root/proc/1/mountinfo"
ln -s 1 "$root/proc/self"
run survey --sysroot "$root"
ok "survey: status" is_status 0
ok "survey: nothing acts on a terminal" clean "$WORK/out"
ok "survey: names are still printed" says_escaped
ok "survey: a mount makes no line of its own" sh -c "! grep -q '^b' '$WORK/out'"
command=$(sed -n 's/^  daxtest --mount \(\$.*\)$/\1/p' "$WORK/out" | head -n 1)
if command -v bash >/dev/null; then
	ok "survey: the command names the directory that is meant" \
		test "$(bash -c "printf %s $command")" = "/mnt/$hostile"
fi
run survey --sysroot "$root" --format json
ok "survey, JSON: status" is_status 0
ok "survey, JSON: nothing acts on a terminal" clean "$WORK/out"
ok "survey, JSON: it is JSON" is_json "$WORK/out"

# errors quote what they are about
for words in "$hostile" "--$hostile" "run --kernel $hostile" "report $WORK/$hostile-none" "inspect $hostile" \
	"survey --sysroot $hostile" "run --matrix $hostile" "report --format $hostile $WORK" \
	"shell --kernel $hostile" "compare $hostile $hostile" "kernels --$hostile" "list --suite $hostile"; do
	IFS=' '
	# shellcheck disable=SC2086
	run $words
	unset IFS
	what=$(printf '%s' "$words" | head -n 1 | tr -cd 'a-z -')
	ok "error of '$what': status" is_status 2
	ok "error of '$what': one line" says .
	ok "error of '$what': nothing acts on a terminal" clean "$WORK/err"
done
for program in daxtest mmtest xentest; do
	built "$program" || continue
	for option in "--$hostile" "--format=$hostile" "$hostile"; do
		status=0
		"$BUILD/$program" "$option" >"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
		ok "error of $program: status" test "$status" -gt 0
		ok "error of $program: one line" test "$(grep -c '' "$WORK/err")" = 1
		ok "error of $program: nothing acts on a terminal" clean "$WORK/err"
	done
done

# journals of others, and of a program that is not known
mkdir -p -m 700 "$WORK/journal"
mkdir "$WORK/journal/$hostile"
printf '{"kind":"%s"}' "$hostile" >"$WORK/journal/$hostile/000001"
printf 'x' >"$WORK/journal/$hostile/000002"
run cleanup --dry-run
ok "cleanup: status" is_status 1
ok "cleanup: nothing acts on a terminal" clean "$WORK/out"
ok "cleanup: a line for each thing" test "$(grep -c '' "$WORK/out")" = 2
ok "cleanup: names are still printed" says_escaped

# kernels that are not there, and what their processes said at last
printf './k\033[2J\302\233-%d.deb\n' 1 2 >"$WORK/list"
run matrix --matrix "$WORK/list" --output "$WORK/kernels"
ok "matrix: status" is_status 2
ok "matrix: nothing acts on a terminal" clean "$WORK/out"
ok "matrix: a line for each kernel" test "$(grep -c 'k.*deb.*x1b' "$WORK/out")" = 2
ok "matrix: its progress neither" clean "$WORK/err"
finish
