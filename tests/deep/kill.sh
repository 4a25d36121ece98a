#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# daxtest on a server's persistent memory, killed at more than 200 points spread over its system calls, and
# the machine reset at 24. Leaves its figures, for docs/safety.md, in $BUILD/safety-figures.
. "$(dirname "$0")/../tap.sh"
RESULTS=$BUILD/deep-kill
rm -rf "$RESULTS"

run run --suite server --program "$BUILD/guest-kill" --test 'kill.*.many' --timeout 5400 \
	--output "$RESULTS"
ok "the machine is what it was after each point" is_status 0
"$(dirname "$0")/figures" kill 'calls of the whole run' 'runs killed' 'cleanups that left something' \
	'MiB compared' 'lines that differ' <"$RESULTS/results.jsonl" >"$BUILD/safety-figures"
ok "at least 200 runs were killed" \
	awk -F'|' '/^\| all/ { killed = $4 } END { exit !(killed >= 200) }' "$BUILD/safety-figures"
ok "at least 20 by a reset of the machine" \
	awk -F'|' '/^\| reset/ { killed = $4 } END { exit !(killed >= 20) }' "$BUILD/safety-figures"
finish
