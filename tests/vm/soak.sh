#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A few runs of daxtest in one boot, and of xentest in one dom0, after each of which all that can be counted
# is what it was. tests/deep/soak-dax.sh and soak-xen.sh have the long form.
. "$(dirname "$0")/../tap.sh"
needs guest-soak

# some SUITE NAME
some() {
	run run --suite "$1" --program "$BUILD/guest-soak" --test "soak.$2.some" --timeout 300 --format ktap
	ok "$2: what runs have made is gone" is_status 0
	ok "$2: they ran" grep -qE "^ok [0-9]+ soak.$2.some\$" "$WORK/out"
}

some server dax
! built xentest || some dom0 xen
finish
