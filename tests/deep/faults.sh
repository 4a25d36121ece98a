#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Calls of daxtest that fail while it makes what tests need, and while it looks whether a namespace is in
# use. Leaves its figures, for docs/safety-measured.md, in $BUILD/fault-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"
needs guest-kill

many server guest-kill fault fault-figures 'calls that failed' 'runs that it ended' 'runs that went on' \
	'MiB compared' 'lines that differ'
ok "each fault is a clear error, and changes nothing" is_status 0
ok "at least 120 calls failed" at_least 120 all 'calls that failed'
finish
