// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls of 'normalpage cleanup' fail while it looks at what a dead run of daxtest has left, and while it removes it.
 * What it could not look at is not gone: the next cleanup has to find it.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/harness/scenario.h"
#include "tests/kill/killer.h"
#include "tests/kill/server.h"
#include "tests/kill/snapshot.h"

#define LONG_TIMEOUT 7200

static const struct fault {
	const char *call;
	int error;
} faults[] = {
	{ "openat", EMFILE },	{ "read", EIO },	{ "getdents64", EIO },	{ "openat", EIO },
	{ "readlink", ENOMEM }, { "pread64", EIO },	{ "ioctl", EIO },	{ "newfstatat", EIO },
	{ "write", EIO },	{ "umount2", EBUSY },	{ "unlinkat", EIO },	{ "fsync", EIO },
};

static const char *const cleanup[] = { "normalpage", "cleanup", NULL };

/* a namespace with a file system of ours that is mounted */
static void leave_something(struct scenario *s, const char *const *daxtest, unsigned int at)
{
	struct killing k = { .at = at };

	if (kill_at(daxtest, &k) || !k.killed)
		scenario_broken(s, "daxtest was not killed at call %u", at);
}

static void inject(struct scenario *s, const struct fault *fault, unsigned int at, const struct snapshot *before)
{
	struct killing k = { .only = fault->call, .phase = PHASE_CHECKING, .at = at, .error = fault->error };
	struct snapshot after;
	char step[64], text[400];
	unsigned int nr;

	snprintf(step, sizeof(step), "%s %u fails with %s", fault->call, at, strerrorname_np(fault->error));
	if (kill_at(cleanup, &k))
		scenario_broken(s, "normalpage cannot be started");
	expect_result(s, step, "exit status of the next cleanup", 0, run_untraced(cleanup), "it finds all that is left");
	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(before, &after, text, sizeof(text));
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, "what could not be looked at is not gone");
	snapshot_clear(&after);
}

static void sweep(struct scenario *s, unsigned int nr_faults, unsigned int each)
{
	struct server server = { 0 };
	const char *const daxtest[] = { "daxtest", "--region", server.region, "--size", "64M",
					"*.hole.read-pmd-shared", NULL };
	struct killing whole = { 0 }, clean = { .phase = PHASE_CHECKING };
	struct snapshot before;
	unsigned int at;

	server_set_up(s, &server);
	mkdir("/run/normalpage", 0755);
	snapshot_take(&before, SERVER_DATA, "");
	if (kill_at(daxtest, &whole) || whole.status)
		scenario_broken(s, "daxtest ended with status 0x%x: %s", (unsigned int)whole.status, whole.said);
	at = whole.calls * 3 / 5;
	leave_something(s, daxtest, at);
	if (kill_at(cleanup, &clean) || clean.status)
		scenario_broken(s, "cleanup ended with status 0x%x: %s", (unsigned int)clean.status, clean.said);
	for (unsigned int f = 0; f < nr_faults; f++) {
		unsigned int calls = kill_count(&clean, faults[f].call), points = calls < each ? calls : each;

		for (unsigned int i = 0; i < points; i++) {
			leave_something(s, daxtest, at);
			inject(s, &faults[f], 1 + (unsigned int)((2ull * i + 1) * calls / (2 * points)), &before);
		}
	}
	snapshot_clear(&before);
}

static void some(struct scenario *s)
{
	sweep(s, 2, 3);
}

SCENARIO(cleanup_faults_some, "fault", "cleanup.some", "calls fail while cleanup looks at what a dead run has left",
	 .timeout = LONG_TIMEOUT, .run = some);

static void many(struct scenario *s)
{
	sweep(s, ARRAY_SIZE(faults), 12);
}

SCENARIO(cleanup_faults_many, "fault", "cleanup.many", "calls fail while cleanup looks at what a dead run has left",
	 .timeout = LONG_TIMEOUT, .run = many);
