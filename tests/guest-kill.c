// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --suite server --program': daxtest on a server's persistent memory, and mmtest,
 * killed at points spread over its system calls. After each, 'normalpage cleanup' has to make the machine
 * what it was.
 */
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "lib/harness/program.h"
#include "lib/harness/scenario.h"
#include "tests/kill/killer.h"
#include "tests/kill/server.h"
#include "tests/kill/snapshot.h"

#define TEST "*.hole.read-pmd-shared"
#define LONG_TIMEOUT 7200	/* seconds */

/**
 * struct figures - what docs/safety-measured.md says
 * @look: see whether there is something to clean up
 */
struct figures {
	bool look;
	long killed;
	long differences;
	long refused;
	unsigned long long bytes;
};

static int clean_up(void)
{
	return run_untraced((const char *const[]){ "normalpage", "cleanup", NULL });
}

static void compare(struct scenario *s, const struct snapshot *before, const char *scratch,
		    const char *step, struct figures *f)
{
	struct snapshot after;
	char text[400];
	unsigned int nr;

	snapshot_take(&after, SERVER_DATA, scratch);
	nr = snapshot_difference(before, &after, text, sizeof(text));
	f->bytes += after.bytes;
	f->differences += nr;
	if (nr)
		expect_result(s, step, text, 0, nr, "cleanup leaves the machine as it was");
	snapshot_clear(&after);
}

/* without it, a comparison that sees nothing would be taken for a machine that has nothing */
static bool sees_leftovers(const struct snapshot *before, const char *scratch)
{
	struct snapshot now;
	char text[400];
	unsigned int nr;

	snapshot_take(&now, SERVER_DATA, scratch);
	nr = snapshot_difference(before, &now, text, sizeof(text));
	snapshot_clear(&now);
	return nr != 0;
}

static void kill_one(struct scenario *s, const char *const *argv, const char *scratch,
		     const struct snapshot *before, struct killing *k, struct figures *f)
{
	char step[64];
	int status;

	if (kill_at(argv, k))
		scenario_broken(s, "the program cannot be started");
	snprintf(step, sizeof(step), "killed %s call %u (%s)", k->after ? "after" : "before", k->at,
		 k->name);
	f->killed += k->killed;
	if (f->look)
		expect_result(s, step, "before cleanup, the machine differs", 1,
			      sees_leftovers(before, scratch), "the run was in the middle of it");
	status = clean_up();
	if (status) {
		f->refused++;
		expect_result(s, step, "exit status of cleanup", 0, status,
			      "all that is left is provably ours");
	}
	compare(s, before, scratch, step, f);
}

static void tell(struct scenario *s, const struct figures *f, long points, unsigned int calls)
{
	expect_result(s, "all points", "runs killed", points, f->killed, "each run was killed");
	expect_result(s, "all points", "lines that differ", 0, f->differences,
		      "cleanup leaves the machine as it was");
	expect_result(s, "all points", "cleanups that left something", 0, f->refused,
		      "all that is left is provably ours");
	/* figures, not comparisons */
	expect_result(s, "all points", "MiB compared", (long)(f->bytes >> 20),
		      (long)(f->bytes >> 20), "sums of all devices and files, at each point");
	expect_result(s, "all points", "calls of the whole run", calls, calls,
		      "those that change something");
}

/* before and after each call of a name: those after which something is gone are few */
static void kill_at_each(struct scenario *s, const char *const *argv, const char *name)
{
	struct killing whole = { .only = name };
	struct figures f = { 0 };
	struct snapshot before;

	snapshot_take(&before, SERVER_DATA, "");
	if (kill_at(argv, &whole) || whole.status)
		scenario_broken(s, "the run that is not killed does not work");
	for (unsigned int i = 0; i < 2 * whole.calls; i++) {
		struct killing k = { .only = name, .at = 1 + i / 2, .after = i & 1 };

		kill_one(s, argv, "", &before, &k, &f);
	}
	snapshot_clear(&before);
	tell(s, &f, 2 * (long)whole.calls, whole.calls);
}

static void kill_everywhere(struct scenario *s, const char *const *argv, const char *scratch,
			    unsigned int points)
{
	struct killing whole = { 0 };
	struct figures f = { 0 };
	struct snapshot before;

	snapshot_take(&before, SERVER_DATA, scratch);
	if (kill_at(argv, &whole) || whole.status)
		scenario_broken(s, "the run that is not killed ended with status 0x%x",
				(unsigned int)whole.status);
	compare(s, &before, scratch, "not killed", &f);
	for (unsigned int i = 0; i < points; i++) {
		struct killing k = { .after = i & 1 };

		f.look = i == points / 2;
		k.at = 1 + (unsigned int)((unsigned long long)i * whole.calls / points);
		/* what mkfs left when it was killed is not recognised */
		if (*scratch)
			server_clear(s, scratch);
		kill_one(s, argv, scratch, &before, &k, &f);
	}
	snapshot_clear(&before);
	tell(s, &f, points, whole.calls);
}

/* no cleanup: the run removes what it made by itself */
static void end_everywhere(struct scenario *s, const char *const *argv, unsigned int points)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	struct killing whole = { 0 };
	struct figures f = { 0 };
	struct snapshot before;

	snapshot_take(&before, SERVER_DATA, "");
	if (kill_at(argv, &whole) || whole.status)
		scenario_broken(s, "the run that is not ended does not work");
	for (unsigned int i = 0; i < points; i++) {
		struct killing k = { .signal = signals[i % 4] };
		char step[64];

		k.at = 1 + (unsigned int)((unsigned long long)i * whole.calls / points);
		if (kill_at(argv, &k))
			scenario_broken(s, "the program cannot be started");
		snprintf(step, sizeof(step), "SIG%s at call %u (%s)", sigabbrev_np(k.signal), k.at,
			 k.name);
		f.killed += k.killed;
		compare(s, &before, "", step, &f);
	}
	snapshot_clear(&before);
	expect_result(s, "all points", "runs ended", points, f.killed, "each run got its signal");
	expect_result(s, "all points", "lines that differ", 0, f.differences,
		      "a run that is asked to end removes what it made");
}

static void kill_region(struct scenario *s, const char *option, const char *value, unsigned int points)
{
	struct server server = { 0 };
	const char *test = strcmp(option, "--devdax") ? TEST : "devdax.*.map.write";

	server_set_up(s, &server);
	kill_everywhere(s, (const char *const[]){ "daxtest", "--region", server.region, "--size",
						  "64M", option, value, test, NULL },
			"", points);
}

static void kill_mount(struct scenario *s, unsigned int points)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	kill_everywhere(s, (const char *const[]){ "daxtest", "--mount", SERVER_DATA, "--size", "8M",
						  TEST, NULL },
			"", points);
}

static void kill_namespace(struct scenario *s, unsigned int points)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	kill_everywhere(s, (const char *const[]){ "daxtest", "--namespace", server.scratch,
						  "--destroy-data", server_uuid(server.scratch), TEST, NULL },
			server.scratch, points);
}

#define SERIES(ident, name_, text, call, some, many)				\
	static void ident##_some(struct scenario *s)				\
	{									\
		const unsigned int points = some;				\
		call;								\
	}									\
	SCENARIO(ident##_some, "kill", name_ ".some", text, .timeout = LONG_TIMEOUT, \
		 .run = ident##_some);						\
	static void ident##_many(struct scenario *s)				\
	{									\
		const unsigned int points = many;				\
		call;								\
	}									\
	SCENARIO(ident##_many, "kill", name_ ".many", text, .timeout = LONG_TIMEOUT, \
		 .run = ident##_many)

SERIES(region_ext4, "region-ext4", "a namespace of its own with ext4, killed, cleaned up",
       kill_region(s, "--fs", "ext4", points), 6, 100);
SERIES(region_devdax, "region-devdax", "a device-dax namespace of its own, killed, cleaned up",
       kill_region(s, "--devdax", "2m", points), 3, 40);
SERIES(mount, "mount", "a directory of its own in a foreign file system, killed, cleaned up",
       kill_mount(s, points), 2, 30);
SERIES(namespace, "namespace", "a namespace that was given away, killed, cleaned up",
       kill_namespace(s, points), 3, 50);

static void kill_system(struct scenario *s, unsigned int points)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	kill_everywhere(s, (const char *const[]){ "mmtest", "--system", "anon.ksm.merged", "anon.swap.out-and-in",
						  "hugetlb.forked", NULL },
			"", points);
}

SERIES(system, "system", "settings, swap and huge pages that all share, killed, cleaned up",
       kill_system(s, points), 4, 60);

/* each is that of an entry of the journal, before and after what it is of is made */
static void system_entries(struct scenario *s)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	kill_at_each(s, (const char *const[]){ "mmtest", "--system", "anon.swap.out-and-in", NULL }, "renameat");
}

SCENARIO(system_entries, "kill", "system.entries", "killed before and after each entry of the journal, with swap",
	 .timeout = LONG_TIMEOUT, .run = system_entries);

static void kill_removals(struct scenario *s, const char *const *calls)
{
	struct server server = { 0 };
	const char *const argv[] = { "daxtest", "--region", server.region, "--size", "64M", TEST,
				     NULL };

	server_set_up(s, &server);
	for (; *calls; calls++)
		kill_at_each(s, argv, *calls);
}

static void removals_some(struct scenario *s)
{
	kill_removals(s, (const char *const[]){ "umount2", "rmdir", NULL });
}

SCENARIO(removals_some, "kill", "removals.some",
	 "killed before and after each umount and removal of a directory",
	 .timeout = LONG_TIMEOUT, .run = removals_some);

static void removals_many(struct scenario *s)
{
	kill_removals(s, (const char *const[]){ "mount", "umount2", "rmdir", "unlinkat", NULL });
}

SCENARIO(removals_many, "kill", "removals.many",
	 "killed before and after each mount, umount, and removal of a file or a directory",
	 .timeout = LONG_TIMEOUT, .run = removals_many);

static void signals(struct scenario *s)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	end_everywhere(s, (const char *const[]){ "daxtest", "--region", server.region, "--size",
						 "64M", TEST, NULL }, 4);
}

SCENARIO(signals, "guard", "signals", "a run that is asked to end removes what it made",
	 .timeout = 600, .run = signals);

static struct error *set_nothing(void *data, const char *value)
{
	(void)data;
	(void)value;
	return NULL;
}

static const struct option_spec options[] = {
	OPTION("emulated", 0, NULL, "nothing: it always is", .set = set_nothing),
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	struct program program = {
		.name = "guest-kill",
		.summary = "Kill daxtest on a server, clean up, and compare.",
		.options = options,
		.untraced = true,
	};

	return program_main(&program, argc, argv);
}
