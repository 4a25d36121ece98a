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

run report "$NEW"
ok "human: status" is_status 0
ok "human: a line a test" counts '^\(pass\|xfail\) ' 3

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
ok "KTAP of hostile text: nothing else is a result" hasnt '^ok '

for results in "$NEW" "$OLD $NEW" "$WORK/hostile"; do
	# shellcheck disable=SC2086
	run report $results --format junit
	ok "JUnit of ${results##*/}: valid" valid
done
ok "JUnit of hostile text: status" is_status 1
ok "JUnit of hostile text: failures" has 'tests="3" failures="3"'

run report "$NEW" "$LAST" --format json
ok "JSON: status" is_status 0
ok "JSON: a record for each verdict" counts '"record":"verdict"' 6
cp "$WORK/out" "$WORK/all.jsonl"
run report "$WORK/all.jsonl" --format ktap
ok "JSON: it is read again" counts '^ok ' 6
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
ok "compare with itself: alike" has '^3 tests alike in all$'
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
refuses "a full disk" 2 "No space left" report "$NEW" --output /dev/full
refuses "compare: one result" 2 "name two result directories" compare "$NEW"
refuses "compare: several in one" 2 "holds 4 results" compare "$NEW" "$DATA/results"
refuses "compare: unknown format" 2 "unknown format 'ktap'" compare "$NEW" "$LAST" --format ktap
rm "$WORK/doc.html"
ok "no half-made document is left" nothing_left
finish
