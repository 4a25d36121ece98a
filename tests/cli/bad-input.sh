#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the command refuses: one line, exit status 2 (4 if nothing can be tested), nothing half-made.
. "$(dirname "$0")/../tap.sh"

XDG_CACHE_HOME=$WORK/cache
export XDG_CACHE_HOME

# make_deb FILE PACKAGE ARCHITECTURE: a package with what is in $WORK/root
make_deb() {
	mkdir -p "$WORK/control"
	printf 'Package: %s\nVersion: 6.18.1-1\nArchitecture: %s\n' "$2" "$3" >"$WORK/control/control"
	tar -C "$WORK/control" -czf "$WORK/control.tar.gz" ./control
	tar -C "$WORK/root" -czf "$WORK/data.tar.gz" .
	echo 2.0 >"$WORK/debian-binary"
	rm -f "$1"
	(cd "$WORK" && ar rc "$1" debian-binary control.tar.gz data.tar.gz)
}

run
ok "no command: status" is_status 2
refuses "unknown command" 2 "unknown command 'rum'" rum
refuses "unknown option of no command" 2 "unknown option '--verion'" --verion
for command in run list kernels shell report compare mutants; do
	refuses "$command: typo in an option" 2 "unknown option '--kernle'" $command --kernle x
	run $command --help
	ok "$command --help: status" is_status 0
	ok "$command --help: usage" grep -q "^Usage: normalpage $command" "$WORK/out"
done
run --help
ok "--help: status" is_status 0
run --version
ok "--version" grep -q '^normalpage [0-9]' "$WORK/out"

refuses "option without value" 2 "option '--suite' needs a value" run --suite
refuses "unknown mutant" 2 "unknown mutant 'x' (see 'normalpage list --mutants')" run --mutant x
refuses "mutant that is a kernel" 2 "give --kernel debian:" run --mutant dax-marked-special
refuses "mutant in a snapshot" 2 "leave --warm out" run --mutant empty --warm
refuses "unknown mutant of mutants" 2 "unknown mutant 'x'" mutants x
refuses "mutants to resume nowhere" 2 "needs --results DIR" mutants --resume
refuses "unknown suite" 2 "unknown suite 'dex'" run --suite dex
refuses "unknown format" 2 "unknown format 'xml'" run --format xml
refuses "unknown accelerator" 2 "auto, kvm or tcg" run --accel hvf
refuses "a profile in no directory" 2 "/none/page: No such file or directory" run --profile /none/page
refuses "a profile of two kernels" 2 "it shows the run of one kernel" run --profile x --kernel x --kernel y
refuses "a profile between verdicts" 2 "name a file" run --profile -
refuses "a profile that is a directory" 2 "--profile /tmp: is a directory" run --profile /tmp
refuses "memory that is no size" 2 "--memory 2X" run --memory 2X
refuses "memory that comes around to 1G" 2 "--memory 17179869185G" run --memory 17179869185G
refuses "unknown accelerator of mutants" 2 "auto, kvm or tcg" mutants --accel hvf
refuses "an empty variable for a kernel" 2 "names no kernel" run --kernel ''
refuses "a format of several kernels" 2 "--format junit" run --kernel x --kernel y --format junit
refuses "a suite that is a path" 2 "is no suite of Debian's" kernels ../../x
refuses "too little memory" 2 "--memory 1M" run --memory 1M
refuses "timeout that is no number" 2 "--timeout soon" run --timeout soon
refuses "a word too many" 2 "unexpected word 'x'" run x
for option in --test=x --machine=x --matrix=x --mutant=x --output=x --format=ktap --resume --keep --warm \
	--hazardous --strict; do
	refuses "shell: $option" 2 "${option%%=*} has no meaning for 'shell'" shell $option
done
refuses "shell: several kernels" 2 "one kernel at a time" shell --kernel x --kernel y
refuses "list: an option of run" 2 "unknown option '--kernel' (see 'normalpage list --help')" list --kernel host
refuses "list: a file for the list" 2 "--output goes with --coverage" list --output "$WORK/list"
for words in "--output $WORK/list" "--suite mm" "--test x" --issues "--coverage x"; do
	refuses "list: --mutants $words" 2 "--mutants goes alone" list --mutants $words
done
ok "list: no file was made of it" test ! -e "$WORK/list"
refuses "list: two lists" 2 "give --coverage or --issues, not both" list --issues --coverage x
refuses "run: an option of list" 2 "unknown option '--coverage' (see 'normalpage run --help')" run --coverage x
refuses "list: a glob that matches nothing" 2 "no test matches" list --suite mm --test 'nothing.*'

for spec in "$NORMALPAGE" "$WORK" /dev/null "$WORK/none"; do
	refuses "not a Xen hypervisor: $spec" 2 "is not a Xen hypervisor\|is no regular file" \
		run --suite xen --xen "$spec"
done
refuses "Xen from no suite" 2 "names no suite" run --xen debian:
refuses "Xen for a suite without" 2 "runs without it" run --suite dax --xen "$WORK/none"
refuses "list: unknown suite" 2 "unknown suite 'xan'" list --suite xan

refuses "no such file" 2 "is not a kernel" run --kernel "$WORK/none"
echo "no kernel" >"$WORK/text"
refuses "not a kernel" 2 "is not a kernel" run --kernel "$WORK/text"
refuses "a device" 2 "is no regular file" run --kernel /dev/null
mkfifo "$WORK/pipe" "$WORK/pipe.deb"
plain=$NORMALPAGE
limited
for pipe in pipe pipe.deb; do
	refuses "a pipe that nobody writes to: $pipe" 2 "no regular file" run --kernel "$WORK/$pipe"
done
refuses "a matrix that is a pipe" 2 "pipe is no regular file" matrix --matrix "$WORK/pipe" --print-jobs
refuses "a matrix that is a device" 2 "/dev/zero is no regular file" matrix --matrix /dev/zero --print-jobs
refuses "a hypervisor that is a pipe" 2 "is no regular file" run --suite xen --xen "$WORK/pipe"
mkdir "$WORK/sys" "$WORK/sys/proc" "$WORK/sys/sys" "$WORK/sys/proc/self"
mkfifo "$WORK/sys/proc/self/mountinfo" "$WORK/sys/proc/version" "$WORK/sys/proc/cmdline"
run survey --sysroot "$WORK/sys"
ok "survey: a recorded tree with pipes in it" is_status 0
NORMALPAGE=$plain
: >"$WORK/nothing"
refuses "empty file" 2 "is not a kernel" run --kernel "$WORK/nothing"
mkdir "$WORK/tree"
refuses "a tree that is not built" 2 "must be built" run --kernel "$WORK/tree"
refuses "a program that is no kernel" 2 "is not a kernel" run --kernel "$NORMALPAGE"
refuses "no suite" 2 "names no suite" run --kernel debian:
refuses "two kernels" 2 "one kernel at a time" run --kernel host,"$WORK/text"
refuses "no such modules directory" 2 "no such directory" run --kernel "$WORK/text" --modules /none

mkdir -p "$WORK/root/boot" "$WORK/root/lib/modules/6.18.1-amd64/kernel"
make_deb "$WORK/other.deb" bash amd64
refuses "another package" 2 "it is package bash" run --kernel "$WORK/other.deb"
make_deb "$WORK/arm.deb" linux-image-6.18.1-arm64 arm64
refuses "another architecture" 2 "is for arm64" run --kernel "$WORK/arm.deb"
make_deb "$WORK/empty.deb" linux-image-6.18.1-amd64 amd64
refuses "a package without a kernel" 2 "linux-image-6.18.1-amd64 .*is missing" \
	run --kernel "$WORK/empty.deb"
make_deb "$WORK/modules.deb" linux-modules-6.18.1-amd64 amd64
refuses "a package is missing" 2 "linux-binary-6.18.1-amd64 .*is missing" \
	run --kernel "$WORK/modules.deb"
cp "$WORK/text" "$WORK/text.deb"
refuses "no package" 2 "is no Debian package" run --kernel "$WORK/text.deb"
head -c 1000000 /dev/urandom >"$WORK/root/boot/vmlinuz-6.18.1-amd64"
make_deb "$WORK/whole.deb" linux-image-6.18.1-amd64 amd64
head -c 500000 "$WORK/whole.deb" >"$WORK/cut.deb"
refuses "a truncated package" 2 "truncated or damaged" run --kernel "$WORK/cut.deb"
# a member with data that is a link to a file of this machine: tar makes none, so one is made of a file
echo mine >"$WORK/victim"
echo theirs >"$WORK/root/lib/modules/6.18.1-amd64/kernel/link"
make_deb "$WORK/link.deb" linux-image-6.18.1-amd64 amd64
gzip -dc "$WORK/data.tar.gz" | perl -e 'undef $/; $_ = <STDIN>;
	for (my $at = 0; $at < length; $at += 512) {
		my $header = substr($_, $at, 512);
		next unless $header =~ m{^\./lib/modules/6.18.1-amd64/kernel/link\0};
		substr($header, 156, 101) = pack("A a100", 1, $ARGV[0]);
		substr($header, 148, 8) = " " x 8;
		substr($header, 148, 8) = sprintf("%06o\0 ", unpack("%32C*", $header));
		substr($_, $at, 512) = $header;
	}
	print' "$WORK/victim" | gzip >"$WORK/link.tar.gz"
mv "$WORK/link.tar.gz" "$WORK/data.tar.gz"
rm "$WORK/link.deb" "$WORK/root/lib/modules/6.18.1-amd64/kernel/link"
(cd "$WORK" && ar rc link.deb debian-binary control.tar.gz data.tar.gz)
refuses "a link with data in a package" 2 "kernel/link in it is a hard link" run --kernel "$WORK/link.deb"
ok "what it links to is what it was" grep -qx mine "$WORK/victim"
ok "nothing half-made is in the cache" \
	sh -c "[ -z \"\$(ls -A '$WORK/cache/normalpage/kernels')\" ]"
ln -s cache "$WORK/cache-link"
XDG_CACHE_HOME=$WORK/cache-link
refuses "a package without modules, in a cache that is a symbolic link" 2 "with its modules is missing" \
	run --kernel "$WORK/whole.deb"
XDG_CACHE_HOME=$WORK/cache

touch "$WORK/file"
refuses "output directory that is a file" 2 "--output" run --output "$WORK/file"
refuses "output directory that cannot be made" 2 "--output" run --output /proc/normalpage
refuses "a kernel that is none, with an output directory" 2 "is not a kernel" \
	run --kernel "$WORK/none" --output "$WORK/made/here"
ok "the output directory of a run that never started is not left" sh -c "! [ -e '$WORK/made/here' ]"
mkdir "$WORK/used"
echo '{"record":"results"}' >"$WORK/used/results.jsonl"
refuses "output directory with results in it" 2 "results of another run" run --output "$WORK/used"
ok "they are still there" grep -q results "$WORK/used/results.jsonl"
status=0
"$NORMALPAGE" report --format ktap "$WORK/used" >/dev/full 2>"$WORK/err" || status=$?
ok "a report that cannot be written: status" is_status 2
ok "a report that cannot be written: one line" says "cannot write the standard output"
# on a disk that becomes full: a limit in blocks of 512 bytes, which is an error where the signal is ignored
in_little_room() { (ulimit -f 4; trap '' XFSZ; "$NORMALPAGE" "$@" >"$WORK/out" 2>"$WORK/err"); }
echo mine >"$WORK/report.html"
status=0
in_little_room report --format html --output "$WORK/report.html" "$WORK/used" || status=$?
ok "a report without room: status" is_status 2
ok "a report without room: one line" says "cannot write $WORK/report.html: File too large"
ok "a report without room: what was there before stays" grep -qx mine "$WORK/report.html"
ok "a report without room: nothing half-made is left" sh -c "! ls '$WORK'/report.html.*"
status=0
in_little_room run --kernel "$WORK/whole.deb" || status=$?
ok "a cache without room: status" is_status 2
ok "a cache without room: one line" says "cannot unpack $WORK/whole.deb: .*File too large"
ok "a cache without room: nothing half-made is left" \
	sh -c "[ -z \"\$(ls -A '$WORK/cache/normalpage/kernels')\" ]"
mkdir "$WORK/mine" "$WORK/mine/empty"
: >"$WORK/mine/empty/file"
run mutants --results "$WORK/mine" --kernel "$WORK/none" empty
ok "a directory that is no mutant's result is left" test -e "$WORK/mine/empty/file"
mkdir "$WORK/bin"
path=$PATH
PATH=$WORK/bin
status=0
"$NORMALPAGE" run --kernel "$WORK/whole.deb" >"$WORK/out" 2>"$WORK/err" || status=$?
PATH=$path
ok "no QEMU: status" is_status 2
ok "no QEMU: its package is named" says "install the package qemu-system-x86"

XDG_CACHE_HOME=/proc
refuses "cache that cannot be made" 2 "cache" run --kernel "$WORK/whole.deb"

NORMALPAGE=$BUILD/mmtest
run --dry-run --system
ok "what mmtest would change: status" is_status 0
ok "what mmtest would change: said" grep -q '^change .*KSM' "$WORK/out"
ok "what mmtest would change: nothing was" grep -qx 'Nothing was changed.' "$WORK/out"
if built xentest; then
	NORMALPAGE=$BUILD/xentest
	says() { [ "$(grep -c . "$WORK/err")" = 1 ] && grep -qe "^xentest: .*$1" "$WORK/err"; }
	refuses "no number of grants" 2 "--max-grants 0 is no number of pages" --max-grants 0
	# a name of xl's configuration that would end early, or be another one
	for file in 'a"b' 'a\b' 'a
b'; do
		for option in --domu-kernel --domu-ramdisk; do
			refuses "$option that ends xl's string" 2 "$option: .*/a.b: .*symbolic link" \
				--list --domu --domu-kernel /k --domu-ramdisk /r $option "/x/$file"
		done
	done
fi

built daxtest || {
	finish
	exit
}
NORMALPAGE=$BUILD/daxtest
says() { [ "$(grep -c . "$WORK/err")" = 1 ] && grep -qe "^daxtest: .*$1" "$WORK/err"; }
for run in "" --dry-run; do
	refuses "file system that cannot be made" 2 "unknown file system 'btrfs'" \
		--region region0 --size 64M --fs btrfs $run
	refuses "too small for ext4" 2 "ext4 needs a --size of 64 MiB" --region region0 --size 16M $run
	refuses "too small for xfs" 2 "xfs needs a --size of 320 MiB" \
		--region region0 --size 64M --fs xfs $run
	refuses "smaller than its alignment" 2 "needs a --size of more than 1024 MiB" \
		--region region0 --size 64M --devdax 1g $run
done
for words in --list --help; do
	status=0
	"$NORMALPAGE" $words >/dev/full 2>"$WORK/err" || status=$?
	ok "daxtest $words that cannot be written: status" is_status 2
	ok "daxtest $words that cannot be written: one line" says "cannot write the standard output"
done
refuses "no number of seconds" 2 "--max-time -1 is no number of seconds" --max-time -1
finish
