#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest killed in a control domain on which somebody's guest runs. Leaves its figures, for docs/safety.md,
# in $BUILD/dom0-figures.
. "$(dirname "$0")/../tap.sh"
RESULTS=$BUILD/deep-dom0
rm -rf "$RESULTS"

run run --suite guests --program "$BUILD/guest-dom0" --test 'kill.*.many' --test 'guard.*' --timeout 5400 \
	--output "$RESULTS"
ok "the control domain is what it was after each point" is_status 0
"$(dirname "$0")/figures" kill 'calls of the whole run' 'runs killed' 'runs that left a domain' \
	'cleanups that left something' 'lines that differ' \
	<"$RESULTS/results.jsonl" >"$BUILD/dom0-figures"
ok "at least 30 runs were killed" \
	awk -F'|' '/^\| all/ { killed = $4 } END { exit !(killed >= 30) }' "$BUILD/dom0-figures"
finish
