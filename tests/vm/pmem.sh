#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Namespaces in a guest: each mode, alignment and size, made twice, refused where something is in use.
# The xfs machine has no device-dax driver: that is a reason to skip, not an error.
. "$(dirname "$0")/../tap.sh"
needs guest-pmem

run run --suite dax --program "$BUILD/guest-pmem" --format ktap --jobs 2
ok "all namespaces were made and destroyed" is_status 0
for test in a-devdax-2m a-devdax-4k a-fsdax-whole b-devdax-256m b-fsdax-256m b-too-large b-two c-in-use; do
	ok "$test" grep -qE "^ok [0-9]+ pmem\.$test(-2)?\$" "$WORK/out"
done
ok "a missing driver is named" grep -q 'SKIP .*modprobe dax_pmem device_dax' "$WORK/out"
finish
