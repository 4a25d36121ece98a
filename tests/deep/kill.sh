#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# daxtest on a server's persistent memory, killed at 220 points spread over its system calls. Leaves its
# figures, for docs/safety.md, in $BUILD/safety-figures.
. "$(dirname "$0")/../tap.sh"

run run --suite server --program "$BUILD/guest-kill" --test 'kill.*.many' --timeout 3000 \
	--output "$WORK/results"
ok "the machine is what it was after each point" is_status 0
"$(dirname "$0")/figures" "$WORK/results/results.jsonl" >"$BUILD/safety-figures"
ok "at least 200 runs were killed" \
	awk -F'|' '/^\| all/ { killed = $4 } END { exit !(killed >= 200) }' "$BUILD/safety-figures"
finish
