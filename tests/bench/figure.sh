# SPDX-License-Identifier: GPL-2.0-or-later
# For benchmarks that are scripts: the least time of a command, and a figure beside its goal. To be sourced; $BUILD
# is the build directory, $RUNS how often each command is timed.

BUILD=${BUILD:?}
RUNS=${RUNS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# seconds COMMAND...: wall time of the best of $RUNS runs
seconds() {
	best=
	for _ in $(seq "$RUNS"); do
		start=$(date +%s%N)
		"$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 2; }
		took=$(($(date +%s%N) - start))
		if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
	done
	awk "BEGIN { printf \"%.3f\", $best / 1e9 }"
}

# figure NAME NUMERATOR DENOMINATOR GOAL [WHY]: a ratio that is to be at most GOAL; WHY is said if it is not
figure() {
	awk -v name="$1" -v a="$2" -v b="$3" -v goal="$4" -v why="${5-}" 'BEGIN {
		printf "%-46s %7.2f  at most %-5s %s\n", name, a / b, goal, a / b <= goal ? "met" : "missed"
		if (a / b > goal && why != "")
			print "    " why
	}'
}
