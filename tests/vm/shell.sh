#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A script in the guest of a suite: what it says, and how it ended. One that is too long is refused at once.
. "$(dirname "$0")/../tap.sh"
needs daxtest

has() { grep -qe "$1" "$WORK/out"; }

cat >"$WORK/script" <<'END'
echo "first word of $(uname -s)"
daxtest --list | head -n 1
exit 3
END
run shell --suite dax <"$WORK/script"
ok "a script: its status" is_status 3
ok "a script: nothing is lost at its start" has '^first word of Linux'
ok "a script: the test program is in the path" has '^devdax\.'

head -c 200000 /dev/zero | tr '\0' '#' >"$WORK/script"
run shell --suite dax <"$WORK/script"
ok "a script that is too long: status" is_status 2
ok "a script that is too long: one line" says 'the script on the standard input has more than'
finish
