#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All tests of daxtest, hundreds of times in one boot: nothing may grow. Leaves its figures, for
# docs/safety-measured.md, in $BUILD/soak-dax-figures.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/many"
needs guest-soak

soak server dax many
finish
