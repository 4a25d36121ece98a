#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sets of kernels and Linux trees, as far as no machine is needed.
. "$(dirname "$0")/../tap.sh"

prints() { grep -qxFe "$1" "$WORK/out"; }

refuses "a matrix that is not there" 2 'matrix: cannot read' matrix --matrix /nonexistent
: >"$WORK/empty"
refuses "an empty matrix" 2 'names no kernel' matrix --matrix "$WORK/empty"
printf 'host\n--suite dax\n' >"$WORK/no-kernel"
refuses "a line without kernel" 2 'no-kernel:2: ' matrix --matrix "$WORK/no-kernel"
refuses "--resume of nothing" 2 'say with --output' run --kernel host --kernel ./x --resume
mkdir -p "$WORK/old/host"
refuses "results of another run" 2 'results of another run' run --kernel host --kernel ./x \
	--output "$WORK/old"

mkdir -p "$WORK/trees/linux" "$WORK/trees/other"
: >"$WORK/trees/linux/Makefile"
refuses "a directory that is no result of a run" 2 'linux is no result' run --kernel "$WORK/trees/linux" \
	--kernel "$WORK/trees/other" --output "$WORK/trees" --resume
ok "it is left as it is" test -e "$WORK/trees/linux/Makefile"

cat >"$WORK/kernels" <<'LIST'
# two of them
./a.deb,./b.deb --suite dax
debian:sid/7.2 --test *.hole.*
LIST
run matrix --matrix "$WORK/kernels" --print-jobs --strict --output /tmp/r
ok "jobs: status" is_status 0
ok "jobs: the packages of one kernel are one job" \
	prints "normalpage run --kernel=./a.deb,./b.deb --suite dax --strict --output=/tmp/r/a.deb"
ok "jobs: a glob is quoted" \
	prints "normalpage run --kernel=debian:sid/7.2 --test '*.hole.*' --strict --output=/tmp/r/7.2"

# git bisect run: 125 skips a commit, 128 ends the bisection
run run --kernel-tree "$WORK"
ok "a tree that is none ends a bisection" is_status 128
run run --kernel-tree "$WORK" --kernel host
ok "so does one that is not the only kernel" is_status 128
ok "it says which" says "--kernel-tree $WORK"
run run --kernel-tree "$WORK" --tset x
ok "so does a typo" is_status 128
printf 'all:\n\t@echo "x.c:1: error: no" >&2; false\nolddefconfig:\n' >"$WORK/Makefile"
: >"$WORK/Kbuild"
run run --kernel-tree "$WORK"
ok "a tree that was not configured ends it" is_status 128
: >"$WORK/.config"
run run --kernel-tree "$WORK"
ok "a tree that does not build is skipped" is_status 125
ok "and the compiler's error is reported" says 'does not build: x.c:1: error: no'
finish
