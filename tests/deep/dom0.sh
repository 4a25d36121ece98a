#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest killed in a control domain on which a foreign guest runs. Leaves its figures, for docs/safety-measured.md,
# in $BUILD/dom0-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"
needs guest-dom0

also='guard.*'
many guests guest-dom0 kill dom0-figures 'calls of the whole run' 'runs killed' 'runs that left a domain' \
	'cleanups that left something' 'lines that differ'
ok "the control domain is what it was after each point" is_status 0
ok "at least 30 runs were killed" at_least 30 all 'runs killed'
finish
