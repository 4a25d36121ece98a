#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# normalpage cleanup --cache: what goes, what stays, and what is said of each.
. "$(dirname "$0")/../tap.sh"

XDG_CACHE_HOME=$WORK/cache
export XDG_CACHE_HOME
cache=$WORK/cache/normalpage

has() { grep -qe "$1" "$WORK/out"; }
lacks() { ! has "$1"; }
there() { [ -e "$cache/$1" ]; }
gone() { ! there "$1"; }

refuses "days without the cache" 2 "--older-than goes with --cache" cleanup --older-than 3
refuses "a thing of the journal, and the cache" 2 "leave --cache out" cleanup --cache --forget x/1
for days in -1 x '' 1.5 99999; do
	refuses "no number of days: '$days'" 2 "give a number of days" cleanup --cache --older-than "$days"
done
run cleanup --cache
ok "no cache: status" is_status 0
ok "no cache: said" has '^there is no cache$'
ok "no cache: none is made" sh -c "! [ -e '$cache' ]"

# an old kernel, a new one, a download that was killed, and what is not ours
mkdir -p "$cache/kernels/old" "$cache/kernels/new" "$cache/vmlinux" "$cache/downloads" "$WORK/elsewhere"
touch "$cache/kernels/new/kernel.json" "$cache/kernels/old/kernel.json" "$WORK/elsewhere/file"
head -c 3000000 /dev/zero >"$cache/kernels/old/vmlinuz"
head -c 2000000 /dev/zero >"$cache/vmlinux/0123456789abcdef.elf"
ln -s "$WORK/elsewhere" "$cache/kernels/linked"
: >"$cache/notes.txt"
sh -c 'echo $$' >"$WORK/pid"
partial=downloads/6.18.partial-$(cat "$WORK/pid")-0
: >"$cache/$partial"
touch -a -d '40 days ago' "$cache/kernels/old"
touch -a -d '2 days ago' "$cache/kernels/new"

run cleanup --cache --dry-run --older-than 30
ok "dry run: status" is_status 1
ok "dry run: what is old, with its size" \
	has '^would remove  kernels/old  *2\.9 MiB  last used 40 days ago$'
ok "dry run: what is young is not named" lacks 'kernels/new\|vmlinux'
ok "dry run: the sum" has "^would remove 2\.9 MiB of 4\.8 MiB in $cache\$"
ok "dry run: nothing was" there kernels/old
run cleanup --cache --older-than 30
ok "older than 30 days: status" is_status 1
ok "older than 30 days: gone" gone kernels/old
ok "older than 30 days: said" has '^removed  kernels/old '
ok "younger ones stay" there kernels/new/kernel.json
ok "what is not ours is said" has '^left     notes.txt .* normalpage has made nothing of this name$'
ok "a link is said" has '^left     kernels/linked .* it is a symbolic link, which is not followed$'
ok "a download that may be under way stays" has "^left     $partial .* it is being made\$"

# a process uses the file, as a run does
flock -s "$cache/vmlinux/0123456789abcdef.elf" sleep 60 &
user=$!
for _ in $(seq 100); do
	flock -nx "$cache/vmlinux/0123456789abcdef.elf" true || break
	sleep 0.05
done
run cleanup --cache --dry-run
ok "dry run: what is in use" has '^would leave  *vmlinux/.* a running normalpage uses it$'
run cleanup --cache
ok "what is in use: status" is_status 1
ok "what is in use stays" there vmlinux/0123456789abcdef.elf
ok "what is in use: said" has '^left  *vmlinux/.* a running normalpage uses it$'
ok "all others go" gone kernels/new
kill $user $(ps -o pid= --ppid $user)
wait $user 2>/dev/null || :

rm "$cache/notes.txt" "$cache/kernels/linked"
run cleanup --cache
ok "no longer in use: gone" gone vmlinux/0123456789abcdef.elf
ok "what a link led to is there" test -e "$WORK/elsewhere/file"
rm -f "$cache/$partial"
run cleanup --cache
ok "all is gone: status" is_status 0
ok "all is gone: said" has '^nothing to remove '
finish
