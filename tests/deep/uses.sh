#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A device in use in each way that we know of, and whether daxtest refuses it, with the kernel's count of openers and
# without. Leaves a table, for docs/safety-measured.md, in $BUILD/use-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"
needs guest-kill

long server guest-kill --test 'use.*' --test 'sight.*' --timeout 600
ok "each use is noticed, or said not to be" is_status 0
"$(dirname "$0")/use-figures" <"$results/results.jsonl" | write_figures use-figures
ok "at least 50 ways were tried" grep -qE '^(5[0-9]|[6-9][0-9]) ways' "$BUILD/use-figures"
finish
