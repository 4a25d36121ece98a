#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The pages that 'make safety-figures' and 'make bench-figures' write into have a place for the figures of each test
# that measures, and only these change.
. "$(dirname "$0")/../tap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
mkdir "$WORK/build"

without_figures() { awk '/^<!-- end of figures -->$/ { s = 0 } !s; /^<!-- figures: / { s = 1 }' "$1"; }

# writes_figures FIGURES: these, and nothing else, into a copy of $page
writes_figures() {
	echo "| sample of $1 |" >"$WORK/build/$1"
	cp "$page" "$WORK/page"
	"$top/tests/deep/write-figures" "$WORK/build" "$WORK/page"
	rm "$WORK/build/$1"
	ok "$1: written once" [ "$(grep -cxF "| sample of $1 |" "$WORK/page")" = 1 ]
	diff "$page" "$WORK/page" | grep -cE '^[0-9]' >"$WORK/changes"
	ok "$1: nothing else changes" [ "$(cat "$WORK/changes")" = 1 ]
	without_figures "$page" >"$WORK/a"
	without_figures "$WORK/page" >"$WORK/b"
	ok "$1: the text around it stays" cmp -s "$WORK/a" "$WORK/b"
}

# has_places TARGET FILE...: the page of a target of make has places for what these files write
has_places() {
	target=$1
	shift
	page=$top/$(make -s -n -C "$top" "$target" | grep -oE 'docs/[a-z-]+\.md')
	grep -ohE '\b[a-z0-9-]+-figures\b' "$@" | sort -u >"$WORK/names"
	ok "$target: the page is there" test -s "$page"
	ok "$target: it has as many places as there are figures" \
		[ "$(grep -c '^<!-- figures: .* -->$' "$page")" = "$(wc -l <"$WORK/names")" ]
	while read -r figures; do
		writes_figures "$figures"
	done <"$WORK/names"
}

has_places safety-figures "$top"/tests/deep/*.sh
has_places bench-figures "$top"/tests/bench/run-all
finish
