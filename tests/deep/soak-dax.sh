#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All tests of daxtest, hundreds of times in one boot: nothing may grow. Leaves its figures, for
# docs/safety.md, in $BUILD/soak-dax-figures.
. "$(dirname "$0")/../tap.sh"
RESULTS=$BUILD/deep-soak-dax
rm -rf "$RESULTS"

run run --suite server --program "$BUILD/guest-soak" --timeout 7200 --output "$RESULTS" \
	--test 'soak.dax.many'
ok "nothing grows" is_status 0
"$(dirname "$0")/soak-figures" <"$RESULTS/results.jsonl" >"$BUILD/soak-dax-figures"
ok "at least 500 runs" grep -qE '^\| dax.many \| (5[0-9][0-9]|[6-9][0-9][0-9]) runs, [0-9]+ verdicts, 0 failed' \
	"$BUILD/soak-dax-figures"
finish
