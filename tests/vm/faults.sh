#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests that panic, hang or die: every verdict that was made is kept, the test that did it is named,
# and the rest goes on in a fresh boot.
. "$(dirname "$0")/../tap.sh"

fault() {
	rm -rf "$WORK/output"
	run run --program "$BUILD/guest-fault" --format ktap --accel tcg \
		--output "$WORK/output" "$@"
}

has() { grep -qe "$1" "$WORK/out"; }
counts() { [ "$(grep -c "$1" "$WORK/out")" = "$2" ]; }
hasnt() { ! grep -qe "$1" "$WORK/out"; }
kept() { grep -q "$1" "$WORK/output/$2"; }

fault --test 'fault.ext4.a-pass' --test 'fault.ext4.panic' --test 'fault.ext4.z-pass'
ok "panic: a verdict failed" is_status 1
ok "panic: the verdict before it is kept" has '^ok 1 fault.ext4.a-pass'
ok "panic: it is the verdict of its test" has '^not ok 2 fault.ext4.panic'
ok "panic: what the kernel said is reported" has 'Kernel panic - not syncing: sysrq'
ok "panic: the rest runs in a fresh boot" has '^ok 3 fault.ext4.z-pass'
ok "panic: the console log is kept" kept 'Kernel panic' console-ext4.log
ok "panic: so is that of the next boot" test -e "$WORK/output/console-ext4-2.log"
ok "panic: and QEMU's command line" kept qemu-system-x86_64 qemu-ext4.txt
ok "panic: the machine's end is among the records" kept '"event":"panic"' results.jsonl
refuses "panic: another run into the same directory" 2 "results of another run" run \
	--program "$BUILD/guest-fault" --output "$WORK/output" --test 'fault.ext4.a-pass'
run report "$WORK/output" --format ktap
ok "panic: its verdict is among the records: status" is_status 1
ok "panic: its verdict is among the records" has '^not ok 2 fault.ext4.panic'

# a disk that is full when QEMU's command line is written
mkdir "$WORK/full"
ln -s /dev/full "$WORK/full/qemu-ext4.txt"
run run --program "$BUILD/guest-fault" --accel tcg --output "$WORK/full" --resume --test 'fault.ext4.a-pass'
ok "full disk: status" is_status 2
ok "full disk: one line" says "cannot write .*/qemu-ext4.txt: No space left"

# long enough for a boot on a busy machine: silence is counted from the last word
fault --test 'fault.ext4.hang' --test 'fault.ext4.z-pass' --timeout 20
ok "hang: a verdict failed" is_status 1
ok "hang: not taken for a panic" has 'hangs: no record for 20 s'
ok "hang: the rest runs in a fresh boot" has '^ok 2 fault.ext4.z-pass'

fault --test 'fault.ext4.killed' --test 'fault.ext4.untrusted' --test 'fault.ext4.z-pass'
ok "a killed program: a verdict failed" is_status 1
ok "a killed program: the signal is reported" has 'killed by signal 9'
ok "an oops: the verdict of the program is taken" has '^not ok 2 fault.ext4.untrusted'
ok "an oops: the rest runs in a fresh boot" has '^ok 3 fault.ext4.z-pass'

fault --test 'fault.ext4.garbage' --test 'fault.ext4.flood'
ok "nonsense between records is no harm" has '^ok .* fault.ext4.garbage'
ok "megabytes of records come through" has '^ok .* fault.ext4.flood'
fault --test 'fault.ext4.a-pass' --test 'fault.ext4.poweroff'
ok "a guest that powers off: the verdict before it is kept" has '^ok 1 fault.ext4.a-pass'
ok "a guest that powers off: the verdict of its test" has '^not ok .* fault.ext4.poweroff'

fault --test 'fault.ext4.malformed'
ok "a malformed verdict: could not run" is_status 2
ok "a malformed verdict: one line" says 'verdict record'

fault --test 'fault.ext4.quit'
ok "a program that gives up: a verdict failed" is_status 1

fault --test 'fault.ext4.hazard' --test 'fault.ext4.z-pass'
ok "a hazard: left out unless asked for" has '^ok 1 fault.ext4.hazard # SKIP hazardous'

fault --test 'fault.ext4.hazard' --test 'fault.ext4.z-pass' --hazardous
ok "a hazard that is asked for: the others run without it" has '^ok 1 fault.ext4.z-pass'
ok "a hazard that is asked for: it has a machine of its own" has '^not ok 2 fault.ext4.hazard'
ok "a hazard's machine needs no boot" kept '"event":"restore"' results.jsonl
ok "a hazard: its snapshot is gone afterwards" test ! -e "$WORK/output/snapshot-ext4"

export XDG_CACHE_HOME="$WORK/cache"
mkdir -p "$XDG_CACHE_HOME/normalpage"
for part in "$HOME"/.cache/normalpage/*; do
	[ "${part##*/}" = snapshots ] || ln -s "$part" "$XDG_CACHE_HOME/normalpage/"
done
fault --test 'fault.ext4.a-pass' --warm
ok "warm: the first run boots" kept '"event":"boot"' results.jsonl
fault --test 'fault.ext4.a-pass' --test 'fault.ext4.panic' --test 'fault.ext4.z-pass' --warm
ok "warm: the second run does not boot" sh -c "! grep -q '\"event\":\"boot\"' '$WORK/output/results.jsonl'"
ok "warm: its verdicts are given" has '^ok 1 fault.ext4.a-pass'
ok "warm: and those of tests after a panic" has '^ok 3 fault.ext4.z-pass'
for state in "$XDG_CACHE_HOME"/normalpage/snapshots/*.snapshot/state; do
	truncate -s 100000 "$state"
done
fault --test 'fault.ext4.a-pass' --warm
ok "warm: a damaged snapshot is reported" has 'the snapshot does not work'
ok "warm: and a fresh boot takes its place" has '^ok 1 fault.ext4.a-pass'
# QEMU would save it without its contents
for time in first second; do
	run run --suite dax --warm --test 'fsdax.ext4-virtio.write.*' --format ktap
	ok "warm: a virtio-pmem, the $time time: all is in it" is_status 0
done

# begun TEST TIMES: it has begun so often
begun() { [ "$(grep -c "\"begin\",\"test\":\"$1\"" "$WORK/output/results.jsonl" 2>/dev/null)" = "$2" ]; }
# lose SIGNAL TIMES TEST OPTION...: its QEMU is sent the signal each time that it has begun
lose() {
	signal=$1 times=$2 test=$3
	shift 3
	rm -rf "$WORK/output"
	"$NORMALPAGE" run --program "$BUILD/guest-fault" --format ktap --accel tcg --output "$WORK/output" \
		--test 'fault.ext4.a-pass' --test "$test" --test 'fault.ext4.z-pass' "$@" \
		>"$WORK/out" 2>"$WORK/err" &
	runner=$!
	for n in $(seq "$times"); do
		for _ in $(seq 600); do
			begun "$test" "$n" && break
			sleep 0.1
		done
		pkill "-$signal" -P $runner qemu-system
	done
	status=0
	wait $runner || status=$?
}

lose KILL 3 'fault.ext4.hang' --exit-style bisect --warm
ok "QEMU killed each time: not to be judged, for git bisect" is_status 125
ok "QEMU killed each time: the verdict before it is kept" has '^ok 1 fault.ext4.a-pass'
ok "QEMU killed each time: the test could not be run" has '^not ok 2 fault.ext4.hang # ERROR QEMU was killed by signal 9'
ok "QEMU killed each time: it was run three times" begun fault.ext4.hang 3
ok "QEMU killed each time: the rest runs in a fresh boot" has '^ok 3 fault.ext4.z-pass'
ok "QEMU killed each time: the snapshot is not blamed" hasnt 'snapshot does not work'
unset XDG_CACHE_HOME

lose TERM 1 'fault.ext4.slow'
ok "QEMU asked to end: status" is_status 0
ok "QEMU asked to end: its test is run again" begun fault.ext4.slow 2
ok "QEMU asked to end: and has its verdict" has '^ok 2 fault.ext4.slow'
ok "QEMU asked to end: it is said" has 'QEMU was asked by a signal to end; fault.ext4.slow again in a fresh boot'

# KVM that is there and does not work: what is reported is what the verdicts came from
if [ -r /dev/kvm ] && [ -w /dev/kvm ]; then
	mkdir "$WORK/bin"
	cat >"$WORK/bin/qemu-system-x86_64" <<-EOF
		#!/bin/sh
		case " \$* " in *" -accel kvm "*) echo 'failed to initialize kvm' >&2; exit 1 ;; esac
		exec $(command -v qemu-system-x86_64) "\$@"
	EOF
	chmod +x "$WORK/bin/qemu-system-x86_64"
	path=$PATH
	PATH=$WORK/bin:$PATH
	rm -rf "$WORK/output"
	run run --program "$BUILD/guest-fault" --format ktap --output "$WORK/output" --test 'fault.ext4.a-pass'
	PATH=$path
	ok "no KVM: status" is_status 0
	ok "no KVM: it is said" has 'KVM does not work: failed to initialize kvm; running under TCG'
	run report "$WORK/output" --format json
	ok "no KVM: the accelerator that is reported" has '"obtained":\["tcg"\]'
fi

# the runner killed by another process: QEMU goes with it, and cleanup takes the rest
rm -rf "$WORK/tmp"
mkdir "$WORK/tmp" "$WORK/tmp/normalpage-somebody"
TMPDIR=$WORK/tmp "$NORMALPAGE" run --program "$BUILD/guest-fault" --accel tcg --test '*.hang' \
	>"$WORK/out" 2>"$WORK/err" &
runner=$!
for _ in $(seq 200); do
	child=$(pgrep -P $runner qemu-system) && break
	sleep 0.1
done
kill -KILL $runner
wait $runner 2>/dev/null || :
for _ in $(seq 50); do
	[ -d "/proc/$child" ] || break
	sleep 0.1
done
ok "runner killed: QEMU was there" test -n "$child"
ok "runner killed: QEMU is gone" test ! -d "/proc/$child"
ok "runner killed: its files are left" test "$(ls "$WORK/tmp" | wc -l)" = 2
run cleanup --dry-run
ok "runner killed: cleanup names them" has "^would remove  directory $WORK/tmp/normalpage-.*-"
run cleanup
ok "runner killed: cleanup: status" is_status 0
ok "runner killed: what is left is foreign" test "$(ls "$WORK/tmp")" = normalpage-somebody
run cleanup
ok "runner killed: nothing is left to clean up" has '^nothing to clean up'

# what the user keeps is not taken for what a dead run left
rm -rf "$WORK/tmp"
mkdir "$WORK/tmp"
export TMPDIR="$WORK/tmp"
run run --program "$BUILD/guest-fault" --accel tcg --test 'fault.ext4.a-pass' --keep
unset TMPDIR
ok "kept: status" is_status 0
ok "kept: it is said where" has "^note    records and logs are in $WORK/tmp/normalpage-"
run cleanup
ok "kept: there is nothing to clean up" has '^nothing to clean up'
ok "kept: the records are there" sh -c "grep -q finished '$WORK'/tmp/normalpage-*/results.jsonl"

# Ctrl-C
for signal in INT TERM; do
	rm -rf "$WORK/tmp"
	mkdir "$WORK/tmp"
	# a shell starts what is in the background with SIGINT ignored
	TMPDIR=$WORK/tmp setsid env --default-signal=INT "$NORMALPAGE" run --program "$BUILD/guest-fault" --accel tcg \
		--test '*.hang' --jobs 2 >"$WORK/out" 2>"$WORK/err" &
	runner=$!
	for _ in $(seq 200); do
		[ "$(pgrep -c -P $runner qemu-system)" = 2 ] && break
		sleep 0.1
	done
	children=$(pgrep -P $runner qemu-system)
	kill -$signal $runner
	status=0
	wait $runner || status=$?
	ok "SIG$signal: status" is_status 2
	ok "SIG$signal: one line" says interrupted
	# shellcheck disable=SC2086
	ok "SIG$signal: no QEMU is left" sh -c "! ps -o pid= -p $(echo $children | tr ' ' ,)"
	ok "SIG$signal: nothing is left in TMPDIR" sh -c "[ -z \"\$(ls -A '$WORK/tmp')\" ]"
done
finish
