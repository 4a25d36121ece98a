#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The Makefile: what is built again, and when; what is missing; what is left out. The compiler writes empty files.
. "$(dirname "$0")/../tap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
built=$WORK/build
unset MAKEFLAGS MFLAGS MAKELEVEL CC CFLAGS CPPFLAGS LDFLAGS WERROR SANITIZE SAN XEN PMEM PKG_CONFIG

cat >"$WORK/cc" <<'END'
#!/bin/sh
while [ $# -gt 0 ]; do
	[ "$1" != -o ] || : >"$2"
	shift
done
END
# what matches $HIDDEN is not installed; each call is a line of its log
cat >"$WORK/pkg-config" <<END
#!/bin/sh
echo "\$*" >>"$WORK/asked"
! printf '%s\n' "\$@" | grep -qxE "\${HIDDEN:-none}" || exit 1
[ "\$1" != --cflags ] || echo "-I/include \$FOUND -lall"
END
chmod +x "$WORK/cc" "$WORK/pkg-config"
ln -s cc "$WORK/other-cc"

build() {
	status=0
	make -C "$top" BUILD="$built" CC="$WORK/cc" PKG_CONFIG="$WORK/pkg-config" "$@" \
		>"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
}
# compiles NUMBER, links NUMBER: what the last make -n would do
compiles() { [ "$(grep -c ' -c -o ' "$WORK/out")" = "$1" ]; }
links() { [ "$(grep -cE '^[^ ]*cc .* -o .*\.o( |$)' "$WORK/out")" = "$(($1 + $(grep -c ' -c -o ' "$WORK/out")))" ]; }
hasnt() { ! grep -qe "$1" "$2"; }

build -n
objects=$(grep -c ' -c -o ' "$WORK/out")
ok "a dry run makes nothing" test ! -e "$built"
ok "it shows what would be compiled" test "$objects" -gt 300
rm "$WORK/asked"
build
ok "all is built" is_status 0
ok "pkg-config was asked once" test "$(grep -c . "$WORK/asked")" = 1
build -q
ok "nothing is to be done again" is_status 0

for words in "CC=$WORK/other-cc" CFLAGS=-O0 CPPFLAGS=-DX WERROR=-Werror SANITIZE=-fsanitize=address; do
	build -n "$words"
	ok "another ${words%%=*}: all is compiled" compiles "$objects"
	ok "another ${words%%=*}: all is linked" links 7
done
FOUND=-I/other
export FOUND
build -n
ok "headers of a library elsewhere: all is compiled" compiles "$objects"
FOUND=-lother
build -n
ok "another library: nothing is compiled" compiles 0
ok "another library: all is linked" links 7
unset FOUND
build -n LDFLAGS=-Wl,-O1
ok "another LDFLAGS: nothing is compiled" compiles 0
ok "another LDFLAGS: all is linked" links 7
build CFLAGS=-O0
build -q CFLAGS=-O0
ok "built with other flags: nothing is to be done with the same" is_status 0
build -q
ok "built with other flags: not up to date without" is_status 1
build
cp "$built/linked-sources" "$WORK/sources"
echo lib/base/gone.c >>"$built/linked-sources"
build -n
ok "a source that is gone: all is linked" links 7
cp "$WORK/sources" "$built/linked-sources"

# what is missing is named before anything is made, with its package
missing() { grep -qe "^normalpage: .*$1.* missing: install the package $2 .*$3" "$WORK/err"; }
built=$WORK/none
for HIDDEN in json-c 'xen.*' 'libndctl|libdaxctl|mount|blkid'; do
	export HIDDEN
	build
	ok "$HIDDEN missing: status" is_status 2
	case $HIDDEN in
	json-c) ok "$HIDDEN missing: which" missing json-c libjson-c-dev ;;
	xen*) ok "$HIDDEN missing: which, and the way out" missing xencontrol libxen-dev 'make XEN=no$' ;;
	*) ok "$HIDDEN missing: which, and the way out" missing blkid libblkid-dev 'make PMEM=no$' ;;
	esac
	ok "$HIDDEN missing: nothing was made" test ! -e "$built"
done
HIDDEN=cmocka
build -n
ok "cmocka missing: programs need none" is_status 0
build unit-tests
ok "cmocka missing: unit tests do" missing cmocka libcmocka-dev
HIDDEN='.*'
build -n clean
ok "no library: make clean needs none" is_status 0
build PKG_CONFIG=no-such-program
ok "no pkg-config: status" is_status 2
ok "no pkg-config: said" grep -q '^normalpage: no-such-program is missing$' "$WORK/err"
build XEN=maybe
ok "XEN=maybe: status" is_status 2
ok "XEN=maybe: said" grep -q 'XEN=maybe: yes or no' "$WORK/err"
unset HIDDEN

# each library is known by its packages, which are installed, and which Debian's build has
build -n unit-tests
modules=$(tail -n 1 "$WORK/asked" | sed 's/--[a-z]*//g')
# shellcheck disable=SC2086
PKG_CONFIG=false "$top/scripts/needs" libraries $modules 2>&1 |
	sed -n 's/.*install the package \([^ ,]*\).*/\1/p' >"$WORK/packages"
ok "all libraries have packages" test "$(grep -c . "$WORK/packages")" -ge 13
"$top/scripts/install-deps" --list >"$WORK/list"
while read -r package; do
	ok "$package is installed" grep -qx "$package" "$WORK/list"
	ok "$package is a build dependency" grep -qx " $package," "$top/debian/control"
done <"$WORK/packages"

# what is left out goes, also what an earlier make has left
built=$WORK/build
HIDDEN='xen.*|libndctl|libdaxctl|mount|blkid'
export HIDDEN
build XEN=no PMEM=no
ok "XEN=no PMEM=no: status" is_status 0
for program in xentest domu-agent daxtest; do
	ok "$program is gone" test ! -e "$built/$program"
	ok "$program is said to be left out" grep -qw "leaves out .*$program" "$WORK/out"
	ok "tests know that $program is left out" grep -qw "$program" "$built/left-out"
done
ok "mmtest is there" test -e "$built/mmtest"
build -n XEN=no PMEM=no
ok "XEN=no PMEM=no: nothing is compiled again" compiles 0
ok "XEN=no PMEM=no: nothing is linked again" links 0
build XEN=no PMEM=no "$built/xentest"
ok "what is left out is not made" grep -q 'xentest is left out by XEN=no' "$WORK/err"
status=0
make -n -C "$top" BUILD="$built" PKG_CONFIG="$WORK/pkg-config" install >"$WORK/out" 2>"$WORK/err" || status=$?
ok "make install: status" is_status 0
ok "make install: what was built, as it was built" compiles 0
ok "make install: no page of what was left out" hasnt 'daxtest\.8\|xentest\.8' "$WORK/out"
unset HIDDEN

# dependencies of programs that are static, by a real compiler
real() { make -C "$top" BUILD="$WORK/real" XEN=no PMEM=no "$@" >"$WORK/out" 2>&1; }
for program in guest-init guest-fault; do
	real "$WORK/real/$program"
	ok "$program is made" test -x "$WORK/real/$program"
	ok "$program is static" sh -c "! readelf -l '$WORK/real/$program' | grep -q INTERP"
done
real -n -W provisioning/machine/guest/guest.h "$WORK/real/guest-init"
ok "a header of guest-init changes: it is compiled" grep -q ' -c -o .*/guest/init.c$' "$WORK/out"
real -n -W lib/base/error.h "$WORK/real/guest-init"
ok "a header of the library changes: it is compiled" grep -q ' -c -o .*/guest/mounts.c$' "$WORK/out"

# only make run installs
for goal in check check-deep bench mutants; do
	build -n $goal
	ok "make $goal installs nothing" hasnt install-deps "$WORK/out"
	ok "make $goal looks for its tools" grep -q 'scripts/needs tools .*qemu-system-x86_64' "$WORK/out"
done
build -n run
ok "make run installs what is missing" grep -q '^scripts/install-deps$' "$WORK/out"
status=0
"$top/scripts/needs" tools sh no-such-tool >"$WORK/out" 2>"$WORK/err" || status=$?
ok "a missing tool: status" is_status 2
ok "a missing tool: one line" says 'no-such-tool is missing'

build -Bn
(cd "$top" && scripts/compile-commands <"$WORK/out" >"$WORK/commands.json")
ok "compile commands: all of them, as JSON" test "$(perl -MJSON::PP -e \
	'local $/; print scalar @{decode_json(<>)}' "$WORK/commands.json")" = "$objects"
finish
