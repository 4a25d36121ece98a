#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# normalpage inspect in a guest: processes with known mappings, and a kernel that locks its memory.
. "$(dirname "$0")/../tap.sh"
needs guest-inspect

run run --suite dax --program "$BUILD/guest-inspect" --format ktap --jobs 2
ok "all that was mapped is counted, and nobody disagrees" is_status 0
for test in inspect.ends inspect.fsdax inspect.ordinary inspect.pfnmaps; do
	ok "$test" grep -qE "^ok [0-9]+ $test\$" "$WORK/out"
done
ok "1 GiB entries are still there after a look" \
	grep -qE '^ok [0-9]+ devdax\.inspect-1g(-[0-9])?$' "$WORK/out"

# the console loses what is written before the shell reads
{
	printf '\n\n\n\n\n\n\n\n'
	cat <<-'EOF2'
		normalpage inspect --format json $$ && echo agreed $((40 + 2))
		mount -t securityfs securityfs /sys/kernel/security
		echo confidentiality >/sys/kernel/security/lockdown
		normalpage inspect $$ && echo rest agreed $((40 + 3))
		exit
	EOF2
} >"$WORK/script"
status=0

"$NORMALPAGE" shell <"$WORK/script" >"$WORK/out" 2>"$WORK/err" || status=$?
ok "shell: status" is_status 0
ok "root is not refused anything" sh -c "! grep -q '\"asked\":false' '$WORK/out'"
ok "its own shell: all agree" grep -q 'agreed 42' "$WORK/out"
ok "confidentiality: no entries, and why" grep -q 'not asked: entries: .*lockdown' "$WORK/out"
ok "confidentiality: the rest is asked" grep -q 'rest agreed 43' "$WORK/out"
finish
