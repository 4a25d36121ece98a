#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/make-archive: a program gets what it names, and with a list all that lists itself in it, or is reached weakly.
. "$(dirname "$0")/../tap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
cc=${CC:-gcc}
cd "$WORK" || exit 1
cat >list.h <<'END'
struct thing { const char *name; };
#define THING(name) static const struct thing name = { #name };		\
	static const struct thing *const entry_##name __attribute__((used, section("things"))) = &name
END
for name in first second; do
	printf '#include "list.h"\nTHING(%s);\n' $name >$name.c
done
cat >walk.c <<'END'
#include "list.h"
extern const struct thing *const __start_things[], *const __stop_things[];
int walk(void) { return (int)(__stop_things - __start_things); }
END
echo 'int weakly(void) { return 7; }' >weakly.c
echo '__attribute__((weak)) int weakly(void); int asks(void) { return weakly ? weakly() : 0; }' >asks.c
echo 'int alone(void) { return 5; }' >alone.c
for name in first second walk weakly asks alone; do
	$cc -c $name.c || exit 1
done
ok "it is made" "$top/scripts/make-archive" lib.a first.o second.o walk.o weakly.o asks.o alone.o

# gives NAME NUMBER: what a program gets that calls it
gives() {
	echo "int $1(void); int main(void) { return $1(); }" >main.c
	$cc -o main main.c lib.a || return 1
	got=0
	./main || got=$?
	[ "$got" = "$2" ]
}
hasnt() { ! nm main | grep -qw "$1"; }
ok "who walks a list gets all that is in it" gives walk 2
ok "who asks weakly gets the answer" gives asks 7
ok "who names something else" gives alone 5
ok "has no list" hasnt walk
ok "nothing from a list: an error" sh -c "! '$top/scripts/make-archive' none.a alone.o"
ok "it says why" sh -c "'$top/scripts/make-archive' none.a alone.o 2>&1 | grep -q 'no object lists itself'"
ok "and leaves nothing" test ! -e none.a
finish
