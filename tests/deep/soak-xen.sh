#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest hundreds of times in one dom0: nothing may grow. Each time with all of its tests if a run takes no
# more than ten seconds, else with a fifth of them, by turns; SOAK_XEN=whole: with all of them in any case.
# Leaves its figures, for docs/safety-measured.md, in $BUILD/soak-xen-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"
needs guest-soak xentest

soak dom0 xen "${SOAK_XEN:-many}"
finish
