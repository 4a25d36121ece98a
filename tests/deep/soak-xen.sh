#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest hundreds of times in one dom0, each time with a fifth of its tests: nothing may grow. Leaves its
# figures, for docs/safety.md, in $BUILD/soak-xen-figures.
. "$(dirname "$0")/../tap.sh"
RESULTS=$BUILD/deep-soak-xen
rm -rf "$RESULTS"

run run --suite dom0 --program "$BUILD/guest-soak" --timeout 7200 --output "$RESULTS" \
	--test 'soak.xen.many'
ok "nothing grows" is_status 0
"$(dirname "$0")/soak-figures" <"$RESULTS/results.jsonl" >"$BUILD/soak-xen-figures"
ok "at least 500 runs" grep -qE '^\| xen.many \| (5[0-9][0-9]|[6-9][0-9][0-9]) runs, [0-9]+ verdicts, 0 failed' \
	"$BUILD/soak-xen-figures"
finish
