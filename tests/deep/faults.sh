#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Calls of daxtest that fail while it makes what tests need, and while it looks whether a namespace is in
# use. Leaves its figures, for docs/safety.md, in $BUILD/fault-figures.
. "$(dirname "$0")/../tap.sh"
RESULTS=$BUILD/deep-faults
rm -rf "$RESULTS"

run run --suite server --program "$BUILD/guest-kill" --test 'fault.*.many' --timeout 5400 \
	--output "$RESULTS"
ok "each fault is a clear error, and changes nothing" is_status 0
"$(dirname "$0")/figures" fault 'calls that failed' 'runs that it ended' 'runs that went on' \
	'MiB compared' 'lines that differ' <"$RESULTS/results.jsonl" >"$BUILD/fault-figures"
ok "at least 120 calls failed" \
	awk -F'|' '/^\| all/ { failed = $3 } END { exit !(failed >= 120) }' "$BUILD/fault-figures"
finish
