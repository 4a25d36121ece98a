#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Where others may put files, and so links: nothing is written there, and what a link leads to stays as it is.
. "$(dirname "$0")/../tap.sh"

RESULTS=$(cd "$(dirname "$0")/../data/results" && pwd)
echo precious >"$WORK/target"
unchanged() { [ "$(cat "$WORK/target")" = precious ]; }

# plant DIR: links to what is not ours, under each name that a run or a matrix makes
plant() {
	mkdir -p "$1"
	for name in results.jsonl console.log qemu.txt host; do
		ln -s "$WORK/target" "$1/$name"
	done
}

plant "$WORK/open"
chmod 777 "$WORK/open"
refuses "a directory that all may write to" 2 "others may write to" run --kernel host --output "$WORK/open"
refuses "the same, of a matrix" 2 "others may write to" run --kernel host --kernel ./x --output "$WORK/open"
refuses "the same, of mutants" 2 "others may write to" mutants --kernel host --results "$WORK/open"
ok "what the links lead to is as it was" unchanged
if [ "$(id -u)" = 0 ]; then
	plant "$WORK/foreign"
	chown -h 65534:65534 "$WORK/foreign" "$WORK/foreign"/*
	refuses "a directory of another user" 2 "belongs to another user" run --kernel host --output "$WORK/foreign"
	refuses "the same, of a matrix" 2 "belongs to another user" run --kernel host --kernel ./x --output "$WORK/foreign"
	ok "what the links lead to is as it was" unchanged
	# a report is made beside its place and moved there: a link is replaced, not followed
	ln -s "$WORK/target" "$WORK/foreign/report.html"
	run report "$RESULTS/7.3" --format html --output "$WORK/foreign/report.html"
	ok "a report in the place of a link" is_status 0
	ok "what the link led to is as it was" unchanged
	mknod "$WORK/disk" b 7 200
	refuses "a report on a disk" 2 "block device" report "$RESULTS/7.3" --output "$WORK/disk"
fi
finish
