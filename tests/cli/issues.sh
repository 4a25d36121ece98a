#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The known issues: listed, and those of a file: what is wrong with one is said in a line.
. "$(dirname "$0")/../tap.sh"

cd "$(dirname "$0")/../.." || exit
has() { grep -qe "$1" "$WORK/out"; }

run list --issues
ok "listed: status" is_status 0
ok "listed: a line each" has '^pagemap-grant-pfn  *all  *pagemap'
run list --issues --output "$WORK/table"
ok "docs/findings.md has them as they are built in (make findings)" \
	sh -c 'sed -n "/^<!-- figures: known-issues -->$/,/^<!-- end of figures -->$/p" docs/findings.md | sed "1d;\$d" |
		cmp - "$1"' sh "$WORK/table"

issue() { printf '{ "version": 1, "issues": [ { %s } ] }\n' "$1" >"$WORK/issues.json"; }
issue '"id": "vendor-one", "what": "w", "cause": "c", "affected": [ { "from": "6.1" } ],
	"signs": [ { "observer": "smaps", "field": "Rss", "page": "anonymous page", "value": 0 } ]'
run list --issues --known-issues "$WORK/issues.json"
ok "with a file: status" is_status 0
ok "with a file: listed" has '^vendor-one  *6.1 and later  *w$'
for command in 'run --suite mm' 'run --matrix /dev/null' 'inspect 1' 'report tests/data/results/7.2' list; do
	refuses "$command: no such file" 2 "known-issues .*none" $command --known-issues "$WORK/none"
done
refuses "a pipe" 2 "not a regular file\|no regular file" report --known-issues /dev/null tests/data/results/7.2
issue '"id": "vendor-one", "what": "w", "cause": "c", "affected": [ {} ], "signs": [ { "observer": "smap" } ]'
refuses "an observer that is none" 2 "known issue vendor-one: sign 1: " run --known-issues "$WORK/issues.json"
echo '{ "version": 1, "issues": [ { "id": 1 ] }' >"$WORK/issues.json"
refuses "no JSON" 2 "issues.json: line 1: " run --known-issues "$WORK/issues.json"
finish
