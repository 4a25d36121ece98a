#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A server whose persistent memory is foreign: daxtest refuses what is in use; after it was killed, or the
# machine was reset, 'normalpage cleanup' makes the machine what it was, and a call that fails changes nothing.
# tests/deep/kill.sh and faults.sh have the long form.
. "$(dirname "$0")/../tap.sh"
needs guest-kill

run run --suite server --program "$BUILD/guest-kill" --test 'kill.*.some' --test 'fault.*.some' \
	--test kill.system.entries --test 'guard.*' --test 'partition.*' --timeout 300 --format ktap
ok "nothing that is foreign was changed" is_status 0
for test in fault.guard fault.guard-devdax fault.mount fault.region kill.mount kill.namespace kill.removals \
	kill.region-devdax kill.region-ext4 kill.reset kill.system; do
	ok "$test" grep -qE "^ok [0-9]+ $test\.some\$" "$WORK/out"
done
ok "kill.system.entries" grep -qE "^ok [0-9]+ kill\.system\.entries\$" "$WORK/out"
for test in container contents-devdax contents-known contents-unknown devdax-signature not-said-twice remains seed \
	signals signature static-dev static-dev-cleanup static-dev-swapped taken-over two-at-once zram; do
	ok "guard.$test" grep -qE "^ok [0-9]+ guard\.$test\$" "$WORK/out"
done
for test in aligned skewed; do
	ok "partition.$test" grep -qE "^ok [0-9]+ partition\.$test\$" "$WORK/out"
done
finish
