#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Files and directories with names that QEMU's options, Xen's command line or our own lists could take for
# something else: the cache, the output, the kernel, its modules, the program and the hypervisor.
. "$(dirname "$0")/../tap.sh"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/normalpage
# of a kernel that every suite takes, or of the default one
find_kernel() { ls "$cache"/kernels/*[0-9]-amd64-*/vmlinuz 2>/dev/null | tail -n 1; }
[ -n "$(find_kernel)" ] || run run --suite mm --test anon.fork.huge-zero
vmlinuz=$(find_kernel)
hypervisor=$(ls "$cache"/xen/*/*.elf 2>/dev/null | head -n 1)

strange=$WORK/"a, b=c\"d'e%s
f"
mkdir -p "$strange/cache" "$strange/tmp"
ln "$vmlinuz" "$strange/vmlinuz" 2>/dev/null || cp "$vmlinuz" "$strange/vmlinuz"
ln -s "${vmlinuz%/*}/modules" "$strange/modules"
cp "$BUILD/guest-fault" "$strange/program"
XDG_CACHE_HOME=$strange/cache
TMPDIR=$strange/tmp
export XDG_CACHE_HOME TMPDIR

run run --suite mm --program "$strange/program" --accel tcg --kernel "$strange/vmlinuz" \
	--modules "$strange/modules" --test 'fault.none.a-pass' --output "$strange/output"
ok "QEMU: status" is_status 0
ok "QEMU: the test passed" grep -q '^pass .*fault.none.a-pass' "$WORK/out"
ok "QEMU: the console's log is where it belongs" sh -c "ls '$WORK'/a*/output/console-*.log"

if built xentest && [ -n "$hypervisor" ]; then
	cp "$hypervisor" "$strange/xen.elf"
	run run --suite xen --program "$strange/program" --accel tcg --kernel "$strange/vmlinuz" \
		--modules "$strange/modules" --xen "$strange/xen.elf" --machine pv-scratch \
		--test 'pv-scratch.fault.none.a-pass'
	ok "Xen: status" is_status 0
	ok "Xen: the test passed" grep -q '^pass .*fault.none.a-pass' "$WORK/out"
	ok "Xen: nothing is left in TMPDIR" sh -c "[ -z \"\$(ls -A '$WORK'/a*/tmp)\" ]"
fi
finish
