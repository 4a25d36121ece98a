#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# make install puts everything where the installed command finds it, and each command has a page.
. "$(dirname "$0")/../tap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
version=$(cat "$top/VERSION")
for program in normalpage guest/normalpage daxtest mmtest xentest; do
	! built "$program" ||
		ok "$program --version" [ "$("$BUILD/$program" --version)" = "${program##*/} $version" ]
done
ok "the package has that version" grep -q "^normalpage ($version)" "$top/debian/changelog"
ok "and so have the news" grep -q "^## $version" "$top/NEWS.md"
make -s -C "$top" BUILD="$BUILD" DESTDIR="$WORK/a root" PREFIX=/usr install >"$WORK/out" 2>&1
root="$WORK/a root/usr"

"$NORMALPAGE" --help | awk '/^  [a-z]/ { print $1 }' >"$WORK/commands"
while read -r command; do
	page=$root/share/man/man1/normalpage-$command.1
	ok "normalpage $command has a manual page" test -s "$page"
	"$NORMALPAGE" "$command" --help | grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE -e '--[a-z-]+' |
		sed 's/^--//' >"$WORK/options"
	while read -r option; do
		grep -qe "Fl -$option\( \|\$\)" "$page" || echo "$option"
	done <"$WORK/options" >"$WORK/missing"
	ok "normalpage $command: the page has each option" test ! -s "$WORK/missing"
done <"$WORK/commands"
for page in "$root"/share/man/man?/*; do
	command -v mandoc >/dev/null || break
	ok "${page##*/} is well formed" sh -c "! mandoc -T lint -W warning '$page' 2>&1 | grep WARNING"
done

NORMALPAGE=$root/bin/normalpage
run list --suite mm
ok "the installed command finds its test programs" is_status 0
run matrix --print-jobs --kernel host --kernel ./x
ok "the installed command prints jobs" is_status 0
make -s -C "$top" BUILD="$BUILD" DESTDIR="$WORK/a root" PREFIX=/usr uninstall
ok "make uninstall leaves nothing" sh -c "[ -z \"\$(find '$WORK/a root' -type f -o -type l)\" ]"
finish
