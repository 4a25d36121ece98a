#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest killed in a control domain: 'normalpage cleanup' destroys the domain that it left, and all is as it
# was. tests/deep/dom0.sh has the long form. And what 'normalpage survey' and 'xentest --dry-run'
# tell there, and that a dom0 that has all memory keeps it.
. "$(dirname "$0")/../tap.sh"
needs guest-dom0

run run --suite guests --program "$BUILD/guest-dom0" --test 'kill.*.some' --test 'survey.*' --test 'limits.*' \
	--test 'memory.*' --timeout 300 --format ktap
ok "the control domain is what it was" is_status 0
ok "a domain was left and removed" grep -qE "^ok [0-9]+ kill.xen-foreign\.some" "$WORK/out"
for test in limits.dry-run limits.grants survey.grants memory.enough memory.nothing-left memory.refused memory.taken-meanwhile \
	memory.way-out; do
	ok "$test" grep -qE "^ok [0-9]+ $test\$" "$WORK/out"
done
finish
