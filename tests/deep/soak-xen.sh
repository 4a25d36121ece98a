#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest hundreds of times in one dom0: nothing may grow. Each time with a fifth of its tests, by turns, as
# a run of all takes 15 s without KVM; SOAK_XEN=whole: with all of them. Leaves its figures, for
# docs/safety.md, in $BUILD/soak-xen-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"

soak dom0 xen "${SOAK_XEN:-many}"
finish
