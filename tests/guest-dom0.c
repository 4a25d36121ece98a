// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --suite guests --program': xentest, killed in a control domain on
 * which a foreign guest runs. After each, 'normalpage cleanup' has to make the machine what it was.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/full_write.h"
#include "lib/harness/program.h"
#include "lib/harness/scenario.h"
#include "provisioning/xen/toolstack.h"
#include "tests/kill/dom0.h"
#include "tests/kill/killer.h"

#define LONG_TIMEOUT 7200
#define ENDED_IN_ORDER (2 << 8)	/* exit status 2, as wait(2) has it */
#define SETTLE_SECONDS 10	/* daemons notice the end of a domain a little later */

/**
 * struct figures - what docs/safety-measured.md says
 * @left: runs that left a domain
 */
struct figures {
	long killed, left, differences, refused;
};

static int clean_up(void)
{
	return run_untraced((const char *const[]){ "normalpage", "cleanup", NULL });
}

/* "domain 5: ..." of a snapshot; ours are those that were not there before */
static unsigned int count_domains(const struct snapshot *snapshot)
{
	unsigned int nr = 0;

	for (const char *at = snapshot->text; (at = strstr(at, "domain ")); at++)
		nr += at == snapshot->text || at[-1] == '\n';
	return nr;
}

static unsigned int compare(struct scenario *s, const struct snapshot *before, char *text,
			    size_t size)
{
	unsigned int nr = 1;

	for (int i = 0; nr && i < SETTLE_SECONDS; i++) {
		struct snapshot after;

		if (i)
			sleep(1);
		dom0_snapshot(s, &after);
		nr = snapshot_difference(before, &after, text, size);
		snapshot_clear(&after);
	}
	return nr;
}

static void kill_one(struct scenario *s, const char *const *argv, const struct snapshot *before,
		     struct killing *k, struct figures *f)
{
	struct snapshot killed;
	char step[64], text[400];
	unsigned int nr;
	int status;

	if (kill_and_leave(argv, k))
		scenario_broken(s, "the program cannot be started");
	snprintf(step, sizeof(step), "killed %s call %u (%s)", k->after ? "after" : "before", k->at,
		 k->name);
	f->killed += k->killed;
	dom0_snapshot(s, &killed);
	f->left += count_domains(&killed) > count_domains(before);
	snapshot_clear(&killed);
	status = clean_up();
	f->refused += !!status;
	if (status)
		expect_result(s, step, "exit status of cleanup", 0, status,
			      "all that is left is provably ours");
	nr = compare(s, before, text, sizeof(text));
	f->differences += nr;
	if (nr)
		expect_result(s, step, text, 0, nr, "cleanup leaves the machine as it was");
}

static void tell(struct scenario *s, const struct figures *f, long points, unsigned int calls)
{
	expect_result(s, "all points", "runs killed", points, f->killed, "each run was killed");
	expect_result(s, "all points", "some left a domain", 1, f->left > 0,
		      "the run was in the middle of it");
	expect_result(s, "all points", "lines that differ", 0, f->differences,
		      "cleanup leaves the machine as it was");
	expect_result(s, "all points", "cleanups that left something", 0, f->refused,
		      "all that is left is provably ours");
	/* figures, not comparisons */
	expect_result(s, "all points", "runs that left a domain", f->left, f->left, "");
	expect_result(s, "all points", "calls of the whole run", calls, calls, "");
}

/* spread over calls of a name, or over those that change something */
static void kill_spread(struct scenario *s, const char *const *argv, const char *only,
			unsigned int points, struct figures *f, unsigned int *calls)
{
	struct killing whole = { .only = only };
	struct snapshot before;

	dom0_snapshot(s, &before);
	if (kill_and_leave(argv, &whole) || whole.status)
		scenario_broken(s, "the run that is not killed ended with status 0x%x: %s",
				(unsigned int)whole.status, whole.said);
	for (unsigned int i = 0; i < points; i++) {
		struct killing k = { .only = only, .after = i & 1 };

		k.at = 1 + (unsigned int)((2ull * i + 1) * whole.calls / (2 * points));
		kill_one(s, argv, &before, &k, f);
	}
	snapshot_clear(&before);
	*calls += whole.calls;
}

static const char *const foreign[] = { "xentest", "gntdev.foreign.map.one", NULL };
static const char *const domu[] = { "xentest", "--domu", "--domu-kernel", "/domu/vmlinuz",
				    "--domu-ramdisk", "/domu/initramfs", "gntdev.domu.map.one",
				    NULL };

static void kill_everywhere(struct scenario *s, const char *const *argv, unsigned int calls,
			    unsigned int ioctls)
{
	struct figures f = { 0 };
	unsigned int all = 0;

	dom0_set_up(s);
	kill_spread(s, argv, NULL, calls, &f, &all);
	kill_spread(s, argv, "ioctl", ioctls, &f, &all);
	tell(s, &f, (long)(calls + ioctls), all);
}

/* hypercalls are ioctls; without a guest, which takes its time */
static void foreign_some(struct scenario *s)
{
	struct figures f = { 0 };
	unsigned int all = 0;

	scenario_need(s, toolstack_start());
	kill_spread(s, foreign, "ioctl", 3, &f, &all);
	tell(s, &f, 3, all);
}

SCENARIO(foreign_some, "kill", "xen-foreign.some",
	 "a domain that never runs, its maker killed, cleaned up", .timeout = LONG_TIMEOUT,
	 .run = foreign_some);

static void foreign_many(struct scenario *s)
{
	kill_everywhere(s, foreign, 10, 14);
}

SCENARIO(foreign_many, "kill", "xen-foreign.many",
	 "a domain that never runs, its maker killed, cleaned up", .timeout = LONG_TIMEOUT,
	 .run = foreign_many);

static void domu_many(struct scenario *s)
{
	kill_everywhere(s, domu, 6, 6);
}

SCENARIO(domu_many, "kill", "xen-guest.many", "a guest, its maker killed, cleaned up",
	 .timeout = LONG_TIMEOUT, .run = domu_many);

static void write_thing(struct scenario *s, const char *text)
{
	static const char path[] = "/var/lib/normalpage/journal/forged/000001";
	FILE *f;

	mkdir("/var/lib/normalpage", 0755);
	mkdir("/var/lib/normalpage/journal", 0700);
	mkdir("/var/lib/normalpage/journal/forged", 0700);
	f = fopen(path, "we");
	if (!f)
		scenario_broken(s, "%s: %s", path, strerror(errno));
	fputs(text, f);
	scenario_need(s, stream_close(f, path));
}

/* a domain of another boot is gone, whatever has its uuid now */
static void other_boot(struct scenario *s)
{
	struct snapshot before;
	char text[400];

	dom0_set_up(s);
	dom0_snapshot(s, &before);
	write_thing(s, "{ \"kind\": \"domain\", \"boot\": \"another\", \"xl\": 1, \"uuid\": \""
		       DOM0_GUEST "\" }");
	expect_result(s, "a domain of another boot", "exit status of cleanup", 0, clean_up(),
		      "there is nothing to be done");
	expect_result(s, "a domain of another boot", "lines that differ", 0,
		      compare(s, &before, text, sizeof(text)), "a foreign guest runs on");
	snapshot_clear(&before);
}

SCENARIO(other_boot, "guard", "other-boot", "a domain that another boot had is left",
	 .timeout = 300, .run = other_boot);

/* while the guest is made and boots; nothing is left to a cleanup */
static void interrupt_one(struct scenario *s, const struct snapshot *before, struct killing *k)
{
	char step[64], text[400];
	unsigned int nr;

	if (kill_and_leave(domu, k))
		scenario_broken(s, "the program cannot be started");
	snprintf(step, sizeof(step), "SIG%s to %s at call %u (%s)", sigabbrev_np(k->signal),
		 k->group ? "all" : "xentest", k->at, k->name);
	expect_result(s, step, "came that far", 1, k->killed, "it makes the same calls again");
	expect_result(s, step, "wait status", ENDED_IN_ORDER, k->status,
		      "a run that is asked to end says so");
	expect_result(s, step, "it was over with that", 1, strstr(k->said, "starting a guest: ") != NULL,
		      "it does not wait for the guest to boot, and begins no test");
	nr = compare(s, before, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr,
		      "a run that is asked to end removes what it made");
}

/* to xentest alone, and to xl as well */
static void interrupt_spread(struct scenario *s, const char *only, unsigned int points)
{
	static const int signals[] = { SIGINT, SIGTERM };
	struct killing whole = { .only = only, .phase = PHASE_MAKING };
	struct snapshot before;

	dom0_snapshot(s, &before);
	if (kill_and_leave(domu, &whole) || whole.status)
		scenario_broken(s, "the run that is not ended has status 0x%x: %s",
				(unsigned int)whole.status, whole.said);
	for (unsigned int i = 0; i < points; i++) {
		struct killing k = { .only = only, .phase = PHASE_MAKING, .signal = signals[i & 1],
				     .group = !(i & 2) };

		k.at = 1 + (unsigned int)((2ull * i + 1) * whole.calls / (2 * points));
		interrupt_one(s, &before, &k);
	}
	snapshot_clear(&before);
}

static void interrupted(struct scenario *s)
{
	scenario_need(s, toolstack_start());
	interrupt_spread(s, NULL, 4);
	interrupt_spread(s, "ioctl", 4);
}

SCENARIO(interrupted, "guard", "interrupted",
	 "asked to end while its guest is started, xentest leaves nothing", .timeout = 1800,
	 .run = interrupted);

int main(int argc, char **argv)
{
	struct program program = {
		.name = "guest-dom0",
		.summary = "Kill xentest in a control domain, clean up, and compare.",
		.untraced = true,
	};

	return program_main(&program, argc, argv);
}
