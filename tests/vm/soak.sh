#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A few runs of daxtest in one boot, after each of which all that can be counted is what it was.
# tests/deep/soak.sh has the long form.
. "$(dirname "$0")/../tap.sh"

run run --suite server --program "$BUILD/guest-soak" --test 'soak.dax.some' --timeout 300 --format ktap
ok "what runs have made is gone" is_status 0
ok "they ran" grep -qE '^ok [0-9]+ soak.dax.some$' "$WORK/out"
finish
