#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest killed in a control domain: 'normalpage cleanup' destroys the domain that it left, and all is as it
# was. tests/deep/dom0.sh has the long form. And what 'normalpage survey' tells there.
. "$(dirname "$0")/../tap.sh"

run run --suite guests --program "$BUILD/guest-dom0" --test 'kill.*.some' --test 'survey.*' --timeout 300 \
	--format ktap
ok "the control domain is what it was" is_status 0
ok "a domain was left and taken down" grep -qE "^ok [0-9]+ kill.xen-foreign\.some" "$WORK/out"
ok "the survey knows the domain's grants" grep -qE "^ok [0-9]+ survey\.grants" "$WORK/out"
finish
