#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# daxtest on a server's persistent memory, killed at more than 200 points spread over its system calls, and
# the machine reset at 24. Leaves its figures, for docs/safety-measured.md, in $BUILD/safety-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"
needs guest-kill

many server guest-kill kill safety-figures 'calls of the whole run' 'runs killed' \
	'cleanups that left something' 'MiB compared' 'lines that differ'
ok "the machine is what it was after each point" is_status 0
ok "at least 200 runs were killed" at_least 200 all 'runs killed'
ok "at least 20 by a reset of the machine" at_least 20 reset 'runs killed'
finish
