#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# xentest in a dom0 without root, without capabilities, and locked down. tests/vm/privileges.sh has the rest.
. "$(dirname "$0")/../tap.sh"
needs guest-privileges xentest

run run --suite dom0 --program "$BUILD/guest-privileges" --test 'privileges.f-xen' --timeout 300 --format ktap
ok "what is taken away is reported, and the rest works" is_status 0
ok "under Xen" grep -qE '^ok [0-9]+ privileges.f-xen$' "$WORK/out"
finish
