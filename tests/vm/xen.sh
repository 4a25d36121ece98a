#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The Xen suite on real hypervisors and kernels, and what happens when one of them dies: every verdict
# that was made is kept, and what died is reported.
. "$(dirname "$0")/../tap.sh"
needs xentest

has() { grep -qe "$1" "$WORK/out"; }
# a boot that KVM failed has the first of the logs
kept() { cat "$WORK/output/${2%.*}"*".${2##*.}" | grep -qe "$1"; }
lacks() { ! kept "$@"; }
lacks_option() { [ -s "$WORK/output/qemu-$1.txt" ] && ! grep -q "$2" "$WORK/output/qemu-$1.txt"; }

# suite NAME LEAST OPTION...: all verdicts hold, and at least so many were "ok"
suite() {
	what=$1 least=$2
	shift 2
	rm -rf "$WORK/output"
	run run --suite xen --format ktap --output "$WORK/output" "$@"
	ok "$what: all verdicts hold" is_status 0
	ok "$what: $least tests or more passed" test "$(grep -c '^ok [^#]*$' "$WORK/out")" -ge "$least"
	ok "$what: the callback turned a special entry into a page" \
		grep -q 'find_\(normal\|special\)_page' "$WORK/output/results.jsonl"
}

suite "newest kernel, Xen of this machine's suite" 100
for backing in scratch extra; do
	ok "pv-$backing: a self-grant was mapped" has "^ok [0-9]* pv-$backing.gntdev.self.map.one"
	ok "pv-$backing: hypervisor and dom0 have logs of their own" kept '^Xen version' \
		xen-pv-$backing.log
	ok "pv-$backing: no line of the one is in the other" lacks '(XEN)' console-pv-$backing.log
done
ok "pv-all: a page of a domain that never runs, which took none of dom0's memory" \
	has '^ok [0-9]* pv-all.source.foreign.works$'
ok "pv-all: Xen has no dom0_mem" lacks_option pv-all dom0_mem
ok "pvh: no self-grant, which would lose the page" sh -c "! grep -q 'pvh.gntdev.self.map' '$WORK/out'"
suite "6.18" 50 --kernel debian:trixie-backports/6.18 --test 'pv-*'
suite "Xen 4.20" 5 --xen debian:trixie --test 'gntdev.self.map.*'
ok "Xen 4.20: it is" kept '^Xen version 4\.20' xen-pv-scratch.log

fault() {
	rm -rf "$WORK/output"
	run run --suite xen --program "$BUILD/guest-fault" --format ktap --accel tcg --timeout 30 \
		--output "$WORK/output" "$@"
}

# hazards: each in a machine of its own, where what is known of them is no failure
rm -rf "$WORK/output"
run run --suite xen --format ktap --accel tcg --output "$WORK/output" --hazardous \
	--test 'pv-scratch.gntdev.self.pinned.pipe' --test 'pv-scratch.gntdev.self.pinned.parts' \
	--test 'pv-scratch.gntdev.self.map.one'
ok "hazards: no verdict failed" is_status 0
ok "hazards: one that warns is known by the kernel's log" \
	has 'gntdev.self.pinned.pipe # .*gntdev-unmaps-held-pages'
ok "hazards: so is one that panics" has 'gntdev.self.pinned.parts # .*gntdev-unmaps-held-pages'
ok "hazards: the panic is among the records" kept '"event":"panic"' results.jsonl
ok "hazards: their machines need no boot" \
	test "$(grep -c '"event":"boot"' "$WORK/output/results.jsonl")" = 1

# a guest that crashes while its pages are mapped, and a dom0 without page tables of its own making
rm -rf "$WORK/output"
run run --suite xen --format ktap --accel tcg --output "$WORK/output" \
	--test 'pv-domu.guest.domu.crash' --test 'pvh-domu.gntdev.domu.map.one'
ok "a guest crashes: no verdict failed" is_status 0
ok "a guest crashes: it is seen" has '^ok .* pv-domu.guest.domu.crash'
ok "a guest's page in a PVH dom0" has '^ok .* pvh-domu.gntdev.domu.map.one'

fault --test 'pv-scratch.fault.none.a-pass' --test 'pv-scratch.fault.none.panic' \
	--test 'pv-scratch.fault.none.z-pass'
ok "dom0 panics: a verdict failed" is_status 1
ok "dom0 panics: the verdict before it is kept" has '^ok 1 pv-scratch.fault.none.a-pass'
ok "dom0 panics: it is the verdict of its test" has '^not ok 2 pv-scratch.fault.none.panic'
ok "dom0 panics: what the kernel said is reported" has 'Kernel panic - not syncing: sysrq'
ok "dom0 panics: the rest runs in a fresh boot" has '^ok 3 pv-scratch.fault.none.z-pass'
ok "dom0 panics: so says the record" kept '"event":"panic"' results.jsonl

fault --test 'pv-scratch.fault.none.dom0-crash'
ok "Xen crashes dom0: a verdict failed" is_status 1
ok "Xen crashes dom0: not taken for a panic" has 'Hardware Dom0 crashed'
ok "Xen crashes dom0: so says the record" kept '"event":"dom0-crash"' results.jsonl

# a kernel that asks for another Xen than there is
release=$(sed -n 's/.*"kernel":"\([^"]*\)".*/\1/p' "$WORK/output/results.jsonl" | head -n 1)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/normalpage
vmlinux=$(sed -n 's/^\([^ ]*\) console=hvc0 .*/\1/p' "$WORK/output/qemu-pv-scratch.txt" | head -n 1)
modules=$(find "$cache/kernels" -maxdepth 2 -path "*/$release-*" -name modules | head -n 1)
LC_ALL=C sed 's/xen-3\.0/xen-9.9/g' "$vmlinux" >"$WORK/vmlinux"
fault --test 'pv-scratch.*' --kernel "$WORK/vmlinux" --modules "$modules"
ok "Xen panics: could not run" is_status 2
ok "Xen panics: what it said is reported" says 'Xen panicked: '
ok "Xen panics: so says the record" kept '"event":"xen-panic"' results.jsonl

# Ctrl-C while Xen boots, and while a test runs
for phase in boot test; do
	rm -rf "$WORK/tmp"
	mkdir "$WORK/tmp"
	# a shell starts what is in the background with SIGINT ignored
	TMPDIR=$WORK/tmp setsid env --default-signal=INT "$NORMALPAGE" run --suite xen \
		--program "$BUILD/guest-fault" --accel tcg --test 'pv-scratch.fault.none.a-pass' \
		--test 'pv-scratch.fault.none.hang' >"$WORK/out" 2>"$WORK/err" &
	runner=$!
	for _ in $(seq 300); do
		[ $phase = boot ] && pgrep -P $runner qemu-system >/dev/null && break
		has '^pass' && break
		sleep 0.1
	done
	child=$(pgrep -P $runner qemu-system)
	kill -INT $runner
	status=0
	wait $runner || status=$?
	ok "Ctrl-C in $phase: status" is_status 2
	ok "Ctrl-C in $phase: one line" says interrupted
	ok "Ctrl-C in $phase: no QEMU is left" sh -c "! ps -o pid= -p $child"
	ok "Ctrl-C in $phase: nothing is left in TMPDIR" sh -c "[ -z \"\$(ls -A '$WORK/tmp')\" ]"
done

# kernels that cannot be dom0
run run --suite xen --kernel debian:trixie-backports/7.2-cloud
ok "a kernel without dom0: nothing to test" is_status 4
ok "a kernel without dom0: one line" says 'is built without CONFIG_XEN'
finish
