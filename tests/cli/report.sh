#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Documents made of recorded results, each read by the tool that its users have, and comparisons.
. "$(dirname "$0")/../tap.sh"

DATA=$(dirname "$0")/../data
OLD=$DATA/results/6.17 MID=$DATA/results/6.18 NEW=$DATA/results/7.2 LAST=$DATA/results/7.3

has() { grep -qe "$1" "$WORK/out"; }
hasnt() { ! grep -qe "$1" "$WORK/out"; }
counts() { [ "$(grep -c "$1" "$WORK/out")" = "$2" ]; }
valid() { xmllint --noout --schema "$DATA/junit.xsd" "$WORK/out"; }
proves() { prove --exec cat "$WORK/out"; }
nothing_left() { [ -z "$(find "$WORK" -name 'doc*')" ]; }

# hostile DIRECTORY: results whose every text is what a document must not take for its own
hostile() {
	mkdir -p "$1"
	text='</failure></testcase>]]>\u0001\u001b[2J\nok 1 forged # SKIP\u0085 <script>&\ud800'
	{
		printf '%s\n' '{"record":"results","version":1,"kernel":"'"$text"'","planned":["a"]}'
		for name in a "$text" "$text."; do
			printf '%s' '{"record":"verdict","test":"'"$name"'","outcome":"fail","reason":"'"$text"'",' \
				'"checks":[{"observer":"'"$text"'","where":"+0x0","expected":"'"$text"'",' \
				'"observed":"'"$text"'","ok":false}],"log":["'"$text"'"]}'
			echo
		done
		echo '{"record":"finished","complete":true}'
	} >"$1/results.jsonl"
	# bytes that are no UTF-8
	printf '{"record":"note","text":"\377\376"}\n' >>"$1/results.jsonl"
}
hostile "$WORK/hostile"

# standards DIRECTORY: a verdict of each outcome for each text that some standard has a rule about
standards() {
	mkdir -p "$1"
	perl -e 'my @texts = (q(]]>), q(]]]]><![CDATA[>), q(<!--), q(-->), q(--), q(&#0;), q(&#xD800;), q(&lt;), q(%s%n),
			q(\u0000), q(a\u0000b), q(\u0001), q(\u001b[2J), q(\u007f), q(\u0085), q(\u009b), q(\ud800),
			q(\udc00), q(\udc00\ud800), q(\ufffe), q(\uffff), q(\ud83f\udfff), q(\udbff\udfff), q(\u2028),
			q(\u202e), q(\ud83d\ude00), "\xff", "\xed\xa0\x80", "\xc0\x80", "\xf5\x80\x80\x80", "\xe2\x82",
			q(<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=forged RESULT=pass>), q(<LAVA_TEST_RUNNER EXIT>), q(\\"\\\\),
			q(), q( ), q(=), q(a=b RESULT=pass), "x" x 100000, "<" x 100000, q(\u001b) x 20000, "\xc3\xbc" x 1001);
		print qq({"record":"results","version":1,"kernel":"k"}\n);
		for my $outcome (qw(pass fail skip xfail error timeout abort)) {
			for my $t (@texts) {
				print qq({"record":"verdict","test":"$outcome$t","outcome":"$outcome","reason":"$t","seconds":NaN,) .
					qq("checks":[{"observer":"$t","field":"$t","where":"$t","step":"$t","expected":"$t",) .
					qq("observed":"x$t","rule":"$t","issue":"$t","ok":false}],"log":["$t"],) .
					qq("trace":["$t"],"unshown":["$t"]}\n{"record":"note","text":"$t"}\n);
			}
		}
		print qq({"record":"finished","complete":true}\n);' >"$1/results.jsonl"
}
standards "$WORK/standards"
run report "$WORK/standards" --format json
nr=$(grep -c '^{"record":"verdict"' "$WORK/out")
# but for those that are the same once they are clean, or cut
ok "texts that standards name: nearly all are read" test "$nr" -ge 260
ok "texts that standards name: each line is" sh -c "! grep -q 'cannot be read' '$WORK/out'"

is_utf8() { iconv -f UTF-8 -t UTF-16 "$WORK/out" >/dev/null; }
# RFC 8259, with a parser that takes nothing else; an object a line
is_strict_json() {
	perl -MJSON::PP -ne 'BEGIN { $json = JSON::PP->new->utf8 } chomp; ref $json->decode($_) eq "HASH" or exit 1' \
		"$WORK/out"
}
# every signal is a line of its own, of a name and a result that a dispatcher knows
is_lava() {
	! grep -a '<' "$WORK/out" | grep -aqvxE '<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=[A-Za-z0-9._-]+ RESULT=(pass|fail|skip|unknown)>'
}
# the style sheet of HTML has tabs
no_controls() { ! LC_ALL=C grep -aq "[$(printf '\001-\010\013-\037\177')]" "$WORK/out"; }
no_long_line() { [ "$(awk '{ if (length($0) > n) n = length($0) } END { print n }' "$WORK/out")" -le "$1" ]; }

for format in human ktap junit lava json html; do
	run report "$WORK/standards" --format $format
	ok "$format of texts that standards name: status" is_status 1
	ok "$format of texts that standards name: UTF-8" is_utf8
	ok "$format of texts that standards name: no controls" no_controls
	case $format in
	junit)
		ok "JUnit: valid" valid
		ok "JUnit: a test case for each" counts '<testcase ' $nr
		ok "JUnit: names differ" test "$(sed -n 's/.*<testcase \(.*\) time=.*/\1/p' "$WORK/out" | sort -u | wc -l)" = $nr
		;;
	lava)
		ok "LAVA: signals are lines" is_lava
		ok "LAVA: a signal for each" counts '^<LAVA_SIGNAL_TESTCASE ' $nr
		ok "LAVA: names differ" test "$(sed -n 's/^<.*TEST_CASE_ID=\([^ ]*\) .*/\1/p' "$WORK/out" | sort -u | wc -l)" = $nr
		ok "LAVA: lines are bounded" no_long_line 3000
		;;
	ktap)
		ok "KTAP: a result for each, and one for known issues" counts '^ *\(not \)\?ok ' $((nr + 1))
		ok "KTAP: lines are bounded" no_long_line 16000
		;;
	json)
		ok "JSON: strict" is_strict_json
		ok "JSON: a verdict for each" counts '^{"record":"verdict"' $nr
		;;
	esac
done

run report "$NEW"
ok "human: status" is_status 0
ok "human: a line a test, and one a known issue" counts '^\(pass\|xfail\) ' 5
ok "human: a known issue has a verdict of its own" counts '^xfail   known.pagemap-huge-zero-file  *shown in 1 test: ' 1

run report "$NEW" --format ktap
ok "KTAP: status" is_status 0
ok "KTAP: prove takes it" proves
ok "KTAP: a known issue is an expected failure" has '^ok .* fsdax.ext4.hole.read-pmd-shared # XFAIL known'
run report "$OLD" "$NEW" --format ktap
ok "KTAP of two kernels: prove takes it" proves
ok "KTAP of two kernels: names say which" counts '^ok .* 7.2.12+deb13-amd64.fsdax.ext4' 3
run report "$NEW" --format ktap --strict
ok "KTAP, strict: status" is_status 1
ok "KTAP, strict: prove sees a failure" sh -c "! prove --exec cat '$WORK/out'"
ok "KTAP, strict: the verdict line says why" has '^not ok .* # counts as a failure (--strict): known issue'
run report "$WORK/hostile" --format ktap
ok "KTAP of hostile text: status" is_status 1
ok "KTAP of hostile text: nothing is forged" counts '^not ok ' 3
ok "KTAP of hostile text: nothing else is a result" counts '^ok ' 1
ok "KTAP of hostile text: but that no known issue was met" has '^ok 4 known # SKIP '

for results in "$NEW" "$OLD $NEW" "$WORK/hostile"; do
	# shellcheck disable=SC2086
	run report $results --format junit
	ok "JUnit of ${results##*/}: valid" valid
done
ok "JUnit of hostile text: status" is_status 1
ok "JUnit of hostile text: failures" has 'tests="3" failures="3"'

run report "$NEW" "$LAST" --format json
ok "JSON: status" is_status 0
ok "JSON: a record for each verdict" counts '"record":"verdict"' 9
cp "$WORK/out" "$WORK/all.jsonl"
run report "$WORK/all.jsonl" --format ktap
ok "JSON: it is read again" counts '^ok ' 7
run report "$WORK/hostile" --format json
ok "JSON of hostile text: is UTF-8" iconv -f UTF-8 -t UTF-16 "$WORK/out"
ok "JSON of hostile text: every record is a line" counts '^{"record":.*}$' 7

run report "$NEW" --format lava
ok "LAVA: a signal for each test" counts '^<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=fsdax[.a-z0-9-]* RESULT=[a-z]*>$' 3
run report "$WORK/hostile" --format lava
ok "LAVA of hostile text: failures" counts '^<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=[A-Za-z0-9._-]* RESULT=fail>$' 3

run report "$OLD" "$NEW" "$LAST" --format html --output "$WORK/doc.html"
ok "HTML: status" is_status 0
cp "$WORK/doc.html" "$WORK/out"
ok "HTML: nothing is fetched" hasnt 'http\|src=\|@import\|url('
ok "HTML: a column for each kernel" has '<th>6.17.13+deb13-amd64</th><th>7.2.12+deb13-amd64</th><th>7.3.4'
ok "HTML: a known issue is marked" has 'class="file known" colspan="3"><b>file</b> flags: FILE'
ok "HTML: it is whole" has '</html>'
run report "$WORK/hostile" --format html
ok "HTML of hostile text: no script" hasnt '<script'

# KVM refused to go on in the middle of a run
{
	head -n 2 "$NEW/results.jsonl" | sed 's/"accel":"tcg"/"accel":"kvm"/'
	echo '{"record":"machine","machine":"ext4","event":"panic","accel":"kvm","boot":1,"judged":true}'
	echo '{"record":"machine","machine":"ext4","event":"boot","accel":"kvm","boot":2}'
	echo '{"record":"machine","machine":"ext4","event":"kvm-unusable","accel":"kvm","boot":2,"judged":false}'
	sed 1d "$NEW/results.jsonl"
} >"$WORK/both.jsonl"
grep -v '"panic"' "$WORK/both.jsonl" >"$WORK/fallback.jsonl"
for case in 'fallback tcg ["tcg"]' 'both kvm,.tcg ["kvm","tcg"]'; do
	# shellcheck disable=SC2086
	set -- $case
	run report "$WORK/$1.jsonl" --format html
	ok "accelerators, $1: HTML" has "<td>$2</td>"
	run report "$WORK/$1.jsonl" --format json
	ok "accelerators, $1: JSON" sh -c "grep -qF '\"obtained\":$3' '$WORK/out'"
done
{
	head -n 2 "$NEW/results.jsonl"
	echo '{"record":"note","text":"qemu-system-x86_64 -accel kvm -- and -"}'
	sed 1,2d "$NEW/results.jsonl"
} >"$WORK/dashes.jsonl"
run report "$WORK/dashes.jsonl" --format junit
ok "JUnit: a note is readable" has '<!-- qemu-system-x86_64 -accel kvm - - and - -->'
ok "JUnit: and its comment valid" valid
for format in human ktap junit lava; do
	run report "$WORK/both.jsonl" --format $format
	ok "accelerators, both: $format" has 'machines under kvm, tcg'
done

run report "$NEW" --strict --exit-style kselftest
ok "exit style of kselftest: a failure" is_status 1
head -n 4 "$NEW/results.jsonl" >"$WORK/cut.jsonl"
run report "$WORK/cut.jsonl"
ok "cut short: status" is_status 2
ok "cut short: it is said of each test" counts '^ERROR .* no verdict: the records end before it' 3
run report "$WORK/cut.jsonl" --exit-style automake
ok "exit style of automake: could not be run" is_status 99
run report "$WORK/cut.jsonl" --exit-style kselftest
ok "exit style of kselftest: could not be run" is_status 1
sed 's/"outcome":"[a-z]*"/"outcome":"skip"/' "$NEW/results.jsonl" >"$WORK/skips.jsonl"
run report "$WORK/skips.jsonl"
ok "nothing was tested: status" is_status 4
run report "$WORK/skips.jsonl" --exit-style automake
ok "exit style of automake: skipped" is_status 77

run compare "$OLD" "$MID"
ok "compare 6.17, 6.18: status" is_status 0
ok "compare 6.17, 6.18: the special bit of the huge zero folio" has 'present|user|huge|special|nx'
run compare "$NEW" "$LAST"
ok "compare 7.2, 7.3: status" is_status 0
ok "compare 7.2, 7.3: bit 61 of pagemap is gone" has 'known issue pagemap-huge-zero-file, 3 times'
ok "compare 7.2, 7.3: pagemap asks vm_normal_page_pmd()" has 'pagemap: vm_normal_page_pmd to pagemap_pmd_range'
ok "compare 7.2, 7.3: a test is better" has '^1 better than before'
run compare "$LAST" "$NEW" --strict
ok "compare 7.3, 7.2, strict: a regression" is_status 1
ok "compare 7.3, 7.2, strict: its name" has '^  fsdax.ext4.hole.read-pmd-shared  *pass -> xfail'
run compare "$NEW" "$NEW"
ok "compare with itself: the same" has '^5 tests are the same$'
run compare "$NEW" "$WORK/cut.jsonl" --format json
ok "compare with one cut short: status" is_status 2
ok "compare with one cut short: said" counts '"kind":"not-run"' 3

sed 's/"version":1/"version":2/' "$NEW/results.jsonl" >"$WORK/later.jsonl"
mkdir "$WORK/empty"
refuses "no result named" 2 "name a result directory" report
refuses "no such result" 2 "No such file" report "$WORK/none"
refuses "no result directory" 2 "is no result directory" report "$WORK/empty"
refuses "no records" 2 "holds no records" report "$NORMALPAGE" --output "$WORK/doc.txt"
refuses "records of a later version" 2 "version 2, known is 1" report "$WORK/later.jsonl"
refuses "unknown format of a report" 2 "unknown format 'xml'" report "$NEW" --format xml --output "$WORK/doc"
refuses "unknown exit style" 2 "give normalpage, kselftest" report "$NEW" --exit-style tap
refuses "a directory for a document" 2 "is a directory" report "$NEW" --output "$WORK/empty"
refuses "a document that cannot be made" 2 "cannot\|No such file" report "$NEW" --output /none/doc
refuses "a full disk" 2 "No space left\|is the disk full" report "$NEW" --output /dev/full
refuses "compare: one result" 2 "name two result directories" compare "$NEW"
refuses "compare: several in one" 2 "holds 4 results" compare "$NEW" "$DATA/results"
refuses "compare: unknown format" 2 "unknown format 'ktap'" compare "$NEW" "$LAST" --format ktap
# what is no file of records is not read: a process that opens a pipe without a writer would wait
limited
mkdir "$WORK/odd" "$WORK/odd/directory" "$WORK/odd/directory/results.jsonl" "$WORK/odd/pipe" "$WORK/odd/device"
mkfifo "$WORK/odd/pipe/results.jsonl"
ln -s /dev/zero "$WORK/odd/device/results.jsonl"
for kind in pipe device directory; do
	refuses "a $kind for records" 2 "results.jsonl is no regular file" report "$WORK/odd/$kind"
	refuses "compare: a $kind for records" 2 "results.jsonl is no regular file" compare "$NEW" "$WORK/odd/$kind"
	refuses "coverage: a $kind for records" 2 "results.jsonl is no regular file" list --coverage "$WORK/odd/$kind"
done
for kind in pipe device; do
	refuses "a $kind by its name" 2 "results.jsonl is no regular file" \
		report "$WORK/odd/$kind/results.jsonl" --format html
done
refuses "a pipe among results" 2 "is no regular file" report "$WORK/odd"
rm "$WORK/doc.html"
ok "no half-made document is left" nothing_left
finish
