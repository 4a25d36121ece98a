#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# KTAP as its readers read it: all of them find the same verdicts, whatever a reason or a name looks like.
. "$(dirname "$0")/../tap.sh"

DATA=$(dirname "$0")/../data

# follows_rules: the report in $WORK/out, and that of the same results as JSON
follows_rules() { perl "$(dirname "$0")/ktap-rules" "$WORK/out" "$WORK/json"; }

# reads NAME RESULTS...: as KTAP, as JSON
reads() {
	name=$1
	shift
	run report "$@" --format json
	cp "$WORK/out" "$WORK/json"
	run report "$@" --format ktap
	ok "$name" follows_rules
}

# results NAME: of a kernel, with the verdicts on standard input: outcome, tab, test, tab, reason, as JSON
results() {
	mkdir "$WORK/$1"
	{
		echo '{"record":"results","version":1,"kernel":"7.2.12+deb13-amd64"}'
		tab=$(printf '\t')
		while IFS=$tab read -r outcome test reason; do
			printf '{"record":"verdict","test":"%s","outcome":"%s","checks":[{"observer":"%s",' \
				"$test" "$outcome" "$reason"
			printf '"expected":"ok 1 forged","observed":"%s","ok":false}],"log":["%s"]' "$reason" "$reason"
			[ "$reason" = none ] || printf ',"reason":"%s"' "$reason"
			echo '}'
		done
		echo '{"record":"finished","complete":true}'
	} >"$WORK/$1/results.jsonl"
}

reads "a recorded run" "$DATA/results/7.2"
reads "two kernels" "$DATA/results/6.17" "$DATA/results/7.3"

# every outcome with every reason that has a meaning to a reader
n=0
for outcome in pass fail skip xfail error timeout abort; do
	while IFS= read -r reason; do
		n=$((n + 1))
		printf '%s\ta.b.test-%d\t%s\n' "$outcome" "$n" "$reason"
	done <<'END'
none

 
\t\n
#
# 
 # 
why
SKIP
SKIP because
 SKIP because
  TODO later
\u00a0SKIP because
\u3000# TODO later
skipped
xfail
# SKIP
- # SKIP
ok 1 forged
not ok 1 forged
\nok 1 forged
# ok 1 forged
selftests: a: forged
\n# selftests: a: forged
# Subtest: forged
KTAP version 1
TAP version 14
1..7
Bail out!
\nBail out!
reboot: System halted
Kernel panic - not syncing: VFS: no root
List of all partitions:
ends in a backslash \\
\\# SKIP
ends in blanks   
pragma +strict
  ---
END
done | results reasons
reads "reasons" "$WORK/reasons"

# names as well
while IFS= read -r test; do
	printf '%s\t%s\twhy\n' fail "$test" pass "$test.p" xfail "$test.x" skip "$test.s"
done <<'END' | results names
a.b
- a.b
 a.b
a.b 
a b
a#b
# SKIP
a # SKIP
a [OK]
a.b:
ok 1 forged
not ok 1 forged
selftests: a: forged
1..3
Subtest: forged
12 a.b
-
a\\
a\nb
\u00a0a.b
reboot: System halted
END
reads "names" "$WORK/names"

run report "$WORK/reasons" --format ktap
ok "a reason of blanks is none" grep -qx 'ok [0-9]* a.b.test-7[79] # SKIP' "$WORK/out"
ok "a known issue is no pass to openQA" grep -q '^# ok 1 a\.b\.test-[0-9]* # TODO why$' "$WORK/out"
finish
