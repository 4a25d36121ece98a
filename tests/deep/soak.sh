#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The same runs hundreds of times in one boot, of daxtest and of xentest: nothing may grow. Leaves its
# figures, for docs/safety.md, in $BUILD/soak-figures.
. "$(dirname "$0")/../tap.sh"

soak() { # SUITE TEST...
	suite=$1
	shift
	run run --suite "$suite" --program "$BUILD/guest-soak" --timeout 5400 --output "$WORK/$suite" "$@"
	ok "$suite: nothing grows" is_status 0
}

soak server --test 'soak.dax.many' --test 'soak.dax.whole'
soak dom0 --test 'soak.xen.many' --test 'soak.xen.whole'
cat "$WORK"/*/results.jsonl | "$(dirname "$0")/soak-figures" >"$BUILD/soak-figures"
for runs in dax.many xen.many; do
	ok "$runs: at least 500 runs" \
		grep -qE "^\| $runs \| (5[0-9][0-9]|[6-9][0-9][0-9]) runs, [0-9]+ verdicts, pass" "$BUILD/soak-figures"
done
finish
