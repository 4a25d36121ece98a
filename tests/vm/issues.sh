#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel of one's own that is wrong by itself, here a mutant: a failure without, explained with a file of known issues.
. "$(dirname "$0")/../tap.sh"

has() { grep -qE -e "$1" "$WORK/out"; }
hasnt() { ! grep -qE -e "$1" "$WORK/out"; }

# issues ABOUT: move_pages() says node 0 of a zero page in place of -EFAULT (mutants/move-pages-zero.c)
issues() {
	cat >"$WORK/issues.json" <<END
{ "version": 1, "issues": [ {
  "id": "vendor-zero-page-node", "what": "move_pages() says a node of a zero page", "cause": "it is a mutant",
  "affected": [ { "release": "$1" } ], "about": "$2",
  "signs": [
    { "observer": "move_pages", "field": "status", "page": "zero page", "value": 0 },
    { "observer": "move_pages", "field": "status", "page": "huge zero folio", "value": 0 },
    { "witness": "call", "observer": "move_pages", "field": "do_pages_stat", "page": "zero page" },
    { "witness": "call", "observer": "move_pages", "field": "do_pages_stat", "page": "huge zero folio" }
  ] } ] }
END
}

mutated() {
	run run --suite mm --mutant move-pages-zero --test 'anon.zero.read-p*' --timeout 180 "$@"
}

mutated --output "$WORK/results"
ok "without the file: a failure" is_status 1
ok "without the file: by move_pages" has '^FAIL    anon.zero.read-pte .*move_pages status: expected -EFAULT, observed node 0'

issues '*' 'nothing'
mutated --known-issues "$WORK/issues.json"
ok "a test that only meets it passes" is_status 0
ok "it says which" has '^pass    anon.zero.read-pte .*\(beside the known issue vendor-zero-page-node\)'
ok "the issue has a verdict of its own" has '^xfail   known.vendor-zero-page-node  *shown in 2 tests: move_pages\(\) says'
mutated --known-issues "$WORK/issues.json" --strict
ok "strict: a failure" is_status 1
ok "strict: one" test "$(grep -c '^FAIL' "$WORK/out")" = 1

issues '*' 'anon.zero.read-pmd'
run report --known-issues "$WORK/issues.json" "$WORK/results"
ok "judged again, without a run: status" is_status 0
ok "judged again: a test that is about it" has '^xfail   anon.zero.read-pmd '
ok "judged again: one that is not" has '^pass    anon.zero.read-pte '

issues '*-of-another-vendor' 'nothing'
mutated --known-issues "$WORK/issues.json"
ok "another kernel's issue explains nothing" is_status 1
run report --known-issues "$WORK/issues.json" "$WORK/results"
ok "nor afterwards" is_status 1
finish
