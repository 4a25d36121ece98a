#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest hundreds of times in one dom0, each time with a fifth of its tests: nothing may grow. Leaves its
# figures, for docs/safety.md, in $BUILD/soak-xen-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"

soak dom0 xen
finish
