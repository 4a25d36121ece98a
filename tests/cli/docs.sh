#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each page is in the index, and a page that is named, in pages, manual pages and what the programs print, is there.
. "$(dirname "$0")/../tap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
for page in docs/*.md; do
	[ "$page" = docs/index.md ] || ok "$page is in the index" grep -qF "| $page |" docs/index.md
done

# docs/NAME.md, and links relative to a page
named() {
	grep -rohE '\bdocs/[a-z-]+\.(md|png)\b' README.md CONTRIBUTING.md docs cli lib provisioning daxtest mmtest xentest \
		tests scripts Makefile contrib
	grep -ohE '\]\([a-z/-]+\.(md|png)\)' README.md | tr -d ']()'
	grep -ohE '\]\([a-z/-]+\.(md|png)\)' docs/*.md | tr -d ']()' | sed 's,^,docs/,'
}
named | sort -u >"$WORK/named"
ok "pages name others" [ "$(wc -l <"$WORK/named")" -ge 10 ]
while read -r page; do
	ok "$page is there" test -s "$page"
done <"$WORK/named"
ok "README leads to the index" grep -qF '(docs/index.md)' README.md
finish
