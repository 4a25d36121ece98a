#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The programs without root, without capabilities, and on kernels that are locked down: what is taken away is
# reported, and the rest is judged. And beside a foreign tracing session.
. "$(dirname "$0")/../tap.sh"
needs guest-privileges

run run --suite server --program "$BUILD/guest-privileges" --timeout 300 --format ktap
ok "what is taken away is reported, and the rest works" is_status 0
for test in a-root b-no-sys-admin b-no-sys-rawio c-user d-region e-foreign-tracing e-namesake y-integrity z-confidentiality; do
	ok "$test" grep -qE "^ok [0-9]+ privileges\.$test\$" "$WORK/out"
done
finish
