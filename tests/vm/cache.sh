#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The cache is emptied while a guest runs: what that run uses stays, all else goes, and the next run makes
# again what it needs.
. "$(dirname "$0")/../tap.sh"

find_kernel() { ls -d "${XDG_CACHE_HOME:-$HOME/.cache}"/normalpage/kernels/*[0-9]-amd64-* 2>/dev/null | tail -n 1; }
[ -n "$(find_kernel)" ] || run run --suite mm --test anon.fork.huge-zero
kernel=$(find_kernel)

XDG_CACHE_HOME=$WORK/cache
export XDG_CACHE_HOME
cache=$XDG_CACHE_HOME/normalpage
mkdir -p "$cache/vmlinux" "$cache/initramfs"
: >"$cache/vmlinux/0123456789abcdef.elf"
: >"$cache/initramfs/0123456789abcdef.modules"

start() {
	"$NORMALPAGE" run --suite mm --program "$BUILD/guest-fault" --accel tcg --kernel "$kernel/vmlinuz" \
		--modules "$kernel/modules" --output "$WORK/$1" --test "$2" >"$WORK/out" 2>"$WORK/err"
}
passed() { grep -q '^pass .*fault.none.a-pass' "$WORK/out"; }

# a shell starts what is in the background with SIGINT ignored
(trap - INT; exec env --default-signal=INT "$NORMALPAGE" run --suite mm --program "$BUILD/guest-fault" --accel tcg \
	--kernel "$kernel/vmlinuz" --modules "$kernel/modules" --test fault.none.a-pass \
	--test fault.none.hang >"$WORK/first" 2>&1) &
runner=$!
for _ in $(seq 600); do
	grep -q '^pass' "$WORK/first" && break
	sleep 0.1
done
used=$(cd "$cache" && ls vmlinux/*.elf initramfs/*.cpio | grep -v 0123456789abcdef)
run cleanup --cache
ok "while a guest runs: something is left" is_status 1
ok "while a guest runs: what it does not use goes" sh -c "! [ -e '$cache/vmlinux/0123456789abcdef.elf' ] &&
	! [ -e '$cache/initramfs/0123456789abcdef.modules' ]"
for file in $used; do
	ok "while a guest runs: ${file%%/*} stays" test -s "$cache/$file"
	ok "while a guest runs: ${file%%/*} is said" grep -q "^left  *$file .* a running normalpage uses it\$" "$WORK/out"
done
ok "two of them were looked at" test "$(echo "$used" | wc -l)" = 2
kill -INT $runner
wait $runner
run cleanup --cache
ok "the run is over: nothing is left" is_status 0
ok "the run is over: no file is left" sh -c "[ -z \"\$(find '$cache' -type f)\" ]"
status=0
start again fault.none.a-pass || status=$?
ok "the next run: status" is_status 0
ok "the next run: the test passed" passed
finish
