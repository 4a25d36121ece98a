#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The page that 'make safety-figures' writes into has a place for the figures of each long test, and only these change.
. "$(dirname "$0")/../tap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
page=$(make -s -n -C "$top" safety-figures | grep -oE 'docs/[a-z-]+\.md')
grep -ohE '\b[a-z0-9-]+-figures\b' "$top"/tests/deep/*.sh | sort -u >"$WORK/names"
ok "the page is there" test -s "$top/$page"
ok "it has as many places as there are figures" \
	[ "$(grep -c '^<!-- figures: .* -->$' "$top/$page")" = "$(wc -l <"$WORK/names")" ]

without_figures() { awk '/^<!-- end of figures -->$/ { s = 0 } !s; /^<!-- figures: / { s = 1 }' "$1"; }
mkdir "$WORK/build"
while read -r figures; do
	echo "| sample of $figures |" >"$WORK/build/$figures"
	cp "$top/$page" "$WORK/page"
	"$top/tests/deep/write-figures" "$WORK/build" "$WORK/page"
	ok "$figures: written once" [ "$(grep -cxF "| sample of $figures |" "$WORK/page")" = 1 ]
	rm "$WORK/build/$figures"
	diff "$top/$page" "$WORK/page" | grep -cE '^[0-9]' >"$WORK/changes"
	ok "$figures: nothing else changes" [ "$(cat "$WORK/changes")" = 1 ]
	without_figures "$top/$page" >"$WORK/a"
	without_figures "$WORK/page" >"$WORK/b"
	ok "$figures: the text around it stays" cmp -s "$WORK/a" "$WORK/b"
done <"$WORK/names"
finish
