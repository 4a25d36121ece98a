# SPDX-License-Identifier: GPL-2.0-or-later
# For tests that are scripts: TAP on standard output, a directory that goes away, and normalpage with
# what it said. To be sourced; $BUILD is the build directory.

BUILD=${BUILD:-$(cd "$(dirname "$0")/../.." && pwd)/build}
NORMALPAGE=$BUILD/normalpage
WORK=$(mktemp -d)
tests=0
# what another run left on this machine is not ours to see
NORMALPAGE_JOURNAL=$WORK/journal
export NORMALPAGE_JOURNAL
trap 'rm -rf "$WORK"' EXIT

# ok NAME COMMAND...: the test passes if the command succeeds
ok() {
	name=$1
	shift
	tests=$((tests + 1))
	if "$@" >"$WORK/why" 2>&1; then
		echo "ok $tests - $name"
		return
	fi
	echo "not ok $tests - $name"
	# prove shows what is on standard error
	{
		echo "$0: $name: failed: $*"
		cat "$WORK/why"
		[ ! -f "$WORK/out" ] || grep -a '^not ok' "$WORK/out" || :
		[ ! -f "$WORK/out" ] || tail -n 40 "$WORK/out"
		[ ! -f "$WORK/err" ] || cat "$WORK/err"
	} | sed 's/^/# /' >&2
}

# built PROGRAM: not, where make XEN=no or PMEM=no left it out
built() { ! grep -qwe "$1" "$BUILD/left-out"; }

# needs PROGRAM...: there is nothing to test in this script without them
needs() {
	for program; do
		built "$program" || {
			echo "1..0 # SKIP $program was left out of this build (XEN=no or PMEM=no)"
			exit 0
		}
	done
}

# run ARGUMENT...: normalpage, with $status, and its words in $WORK/out and $WORK/err
run() {
	status=0
	"$NORMALPAGE" "$@" >"$WORK/out" 2>"$WORK/err" || status=$?
}

is_status() { [ "$status" = "$1" ]; }

# one line on standard error, which starts as all of ours do and has the words
says() {
	[ "$(grep -c . "$WORK/err")" = 1 ] && grep -q "^normalpage: ." "$WORK/err" &&
		grep -qe "$1" "$WORK/err"
}

# refuses NAME STATUS WORDS ARGUMENT...: an error of one line, and nothing on standard output
refuses() {
	what=$1 want=$2 words=$3
	shift 3
	run "$@"
	ok "$what: status" is_status "$want"
	ok "$what: one line" says "$words"
}

# a command that does not end is ended, with status 124
limited() {
	printf '#!/bin/sh\nexec timeout 20 "%s" "$@"\n' "$NORMALPAGE" >"$WORK/limited"
	chmod +x "$WORK/limited"
	NORMALPAGE=$WORK/limited
}

finish() {
	echo "1..$tests"
}
