#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Devices in use in each way that we know of: daxtest refuses them, also where the kernel's count of openers cannot be
# read, or says that it could not see it; and cleanup leaves them. tests/deep/uses.sh makes a table of it.
. "$(dirname "$0")/../tap.sh"
needs guest-kill

run run --suite server --program "$BUILD/guest-kill" --test 'use.*' --test 'sight.*' --timeout 300 --format ktap
ok "each use is noticed, or said not to be" is_status 0
for test in clone-files clone-memory datagram dead-leader device-mapper device-mapper-inactive driver-none exclusive hidden \
	journal loop loop-elsewhere loop-other-name mapping md message message-in-message message-in-ring \
	message-unaccepted mount-chroot mount-detached mount-kept mount-lazy mount-namespace mount-thread mount-unattached \
	not-traceable nvmet nvmet-configured nvmet-node-gone nvmet-other-name nvmet-unmounted open other-name partition \
	pid-namespace pinned ring ring-mapped ring-polling ring-registered swap swap-other-name swap-renamed \
	target-configured target-fileio target-iblock thread-table usb-gadget zram; do
	ok "use.$test" grep -qE "^ok [0-9]+ use\.$test\$" "$WORK/out"
done
for test in cleanup-block cleanup-devdax count crowd udev unseen; do
	ok "sight.$test" grep -qE "^ok [0-9]+ sight\.$test\$" "$WORK/out"
done
finish
