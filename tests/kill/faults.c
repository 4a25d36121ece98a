// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls of daxtest fail while it makes what tests need, and while it looks whether a namespace is in
 * use. It has to end with exit status 2 and one line, and to leave the machine as it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/harness/scenario.h"
#include "provisioning/pmem/filesystem.h"
#include "provisioning/pmem/idle.h"
#include "tests/kill/killer.h"
#include "tests/kill/server.h"
#include "tests/kill/snapshot.h"

#define TEST "*.hole.read-pmd-shared"
#define REFUSED (2 << 8)	/* exit status 2, as wait(2) has it */
#define LONG_TIMEOUT 7200

/** struct fault - a call, and what it fails with */
struct fault {
	const char *call;
	int error;
};

/* what makes something */
static const struct fault making[] = {
	{ "mkdir", ENOSPC },	{ "mkdirat", ENOSPC },	{ "mkdirat", ENOMEM },
	{ "openat", EIO },	{ "openat", ENOMEM },	{ "openat", EBUSY },
	{ "write", ENOSPC },	{ "write", EIO },	{ "write", EBUSY },
	{ "pwrite64", EIO },	{ "fsync", EIO },	{ "fsync", ENOSPC },
	{ "renameat", ENOSPC }, { "flock", ENOMEM },	{ "ioctl", EIO },
	{ "ioctl", ENOMEM },	{ "ioctl", EBUSY },	{ "mmap", ENOMEM },
	{ "read", EIO },	{ "pread64", EIO },	{ "mount", EBUSY },
	{ "mount", ENOMEM },	{ "mount", EIO },	{ "fallocate", ENOSPC },
	{ "clone", ENOMEM },	{ "execve", ENOMEM },	{ "getdents64", EIO },
};

/* what looks */
static const struct fault looking[] = {
	{ "openat", EIO },     { "openat", ENOMEM },   { "read", EIO },
	{ "pread64", EIO },    { "getdents64", EIO },  { "getdents64", ENOMEM },
	{ "newfstatat", EIO }, { "readlink", ENOMEM }, { "ioctl", EIO },
	{ "ioctl", ENOMEM },   { "mmap", ENOMEM },
};

/**
 * struct sweep - a run, and what was found
 * @phase: the part of it that is swept
 * @refusing: the run that is not disturbed is refused, and no fault may change that
 * @each: points for each fault, at most
 */
struct sweep {
	const char *argv[12];
	enum kill_phase phase;
	bool refusing;
	unsigned int each;
	struct snapshot before;
	long injected, ended, went_on, differences;
	unsigned long long bytes;
};

/* one line, which says whose it is and what it is about */
static bool is_clear(const char *said)
{
	const char *end = strchr(said, '\n');

	return !strncmp(said, "daxtest: ", 9) && end && !end[1] &&
	       (strpbrk(said + 9, "/") || strstr(said, "region") || strstr(said, "namespace") ||
		strstr(said, "journal") || strstr(said, "mkfs"));
}

static void look(struct scenario *s, struct sweep *w, const char *step)
{
	struct snapshot after;
	char text[400];
	unsigned int nr;

	snapshot_take(&after, SERVER_DATA, "");
	nr = snapshot_difference(&w->before, &after, text, sizeof(text));
	w->bytes += after.bytes;
	w->differences += nr;
	if (nr)
		expect_result(s, step, text, 0, nr, "a fault leaves the machine as it was");
	snapshot_clear(&after);
}

static void judge(struct scenario *s, struct sweep *w, const struct killing *k, const char *step)
{
	char what[400];

	/* a call whose answer it can do without */
	if (!k->status && !w->refusing) {
		w->went_on++;
		return;
	}
	w->ended++;
	if (k->status != REFUSED)
		expect_result(s, step, "exit status", REFUSED, k->status,
			      "docs/man: 2 is an error");
	snprintf(what, sizeof(what), "one line that names it: %.300s", k->said);
	if (!is_clear(k->said))
		expect_result(s, step, what, 1, 0, "an error names the thing");
}

static void inject(struct scenario *s, struct sweep *w, const struct fault *fault,
		   unsigned int at)
{
	struct killing k = { .only = fault->call, .phase = w->phase, .at = at,
			     .error = fault->error };
	char step[64];

	if (kill_at(w->argv, &k))
		scenario_broken(s, "the program cannot be started");
	snprintf(step, sizeof(step), "%s %u fails with %s", fault->call, at,
		 strerrorname_np(fault->error));
	w->injected += k.killed;
	if (k.killed)
		judge(s, w, &k, step);
	look(s, w, step);
}

static void sweep(struct scenario *s, struct sweep *w, const struct fault *faults, size_t nr)
{
	struct killing whole = { .phase = w->phase };

	if (kill_at(w->argv, &whole) || whole.status != (w->refusing ? REFUSED : 0))
		scenario_broken(s, "the run that is not disturbed ended with status 0x%x: %s",
				(unsigned int)whole.status, whole.said);
	/* where journals go if they cannot be where they belong: directories of theirs stay */
	mkdir("/run/normalpage", 0755);
	mkdir("/run/normalpage/journal", 0700);
	snapshot_take(&w->before, SERVER_DATA, "");
	for (size_t f = 0; f < nr; f++) {
		unsigned int calls = kill_count(&whole, faults[f].call);
		unsigned int points = calls < w->each ? calls : w->each;

		for (unsigned int i = 0; i < points; i++)
			inject(s, w, &faults[f],
			       1 + (unsigned int)((2ull * i + 1) * calls / (2 * points)));
	}
	snapshot_clear(&w->before);
}

static void tell(struct scenario *s, const struct sweep *w)
{
	expect_result(s, "all points", "lines that differ", 0, w->differences,
		      "a fault leaves the machine as it was");
	expect_result(s, "all points", "some calls failed", 1, w->injected > 0,
		      "the sweep has points");
	expect_result(s, "all points", "some ended the run", 1, w->ended > 0, "errors are noticed");
	/* figures, not comparisons */
	expect_result(s, "all points", "calls that failed", w->injected, w->injected, "injected");
	expect_result(s, "all points", "runs that it ended", w->ended, w->ended, "exit status 2");
	expect_result(s, "all points", "runs that went on", w->went_on, w->went_on,
		      "what failed could be done without");
	expect_result(s, "all points", "MiB compared", (long)(w->bytes >> 20),
		      (long)(w->bytes >> 20), "sums of all devices and files, after each");
}

static void fault_region(struct scenario *s, const struct fault *faults, size_t nr,
			 unsigned int each)
{
	struct server server = { 0 };
	struct sweep w = { .phase = PHASE_MAKING, .each = each,
			   .argv = { "daxtest", "--region", server.region, "--size", "64M",
				     TEST } };

	server_set_up(s, &server);
	sweep(s, &w, faults, nr);
	tell(s, &w);
}

static void fault_mount(struct scenario *s, const struct fault *faults, size_t nr,
			unsigned int each)
{
	struct server server = { 0 };
	struct sweep w = { .phase = PHASE_MAKING, .each = each,
			   .argv = { "daxtest", "--mount", SERVER_DATA, "--size", "8M", TEST } };

	server_set_up(s, &server);
	sweep(s, &w, faults, nr);
	tell(s, &w);
}

static void attack_on(struct sweep *w, const char *name, const char *test)
{
	const char *const argv[] = { "daxtest", "--namespace", name, "--destroy-data", server_uuid(name), test };

	memcpy(w->argv, argv, sizeof(argv));
}

/* no guard may be open because it could not look */
static void fault_guard(struct scenario *s, const struct fault *faults, size_t nr,
			unsigned int each)
{
	struct server server = { 0 };
	struct sweep w = { .phase = PHASE_CHECKING, .refusing = true, .each = each };
	struct idle_namespace ns guarded(idle_namespace) = { 0 };
	guarded(fd) int fd = -1;
	char device[64];

	server_set_up(s, &server);
	attack_on(&w, server.scratch, TEST);
	scenario_need(s, idle_check_namespace("", server.scratch, &ns));
	snprintf(device, sizeof(device), "/dev/%s", ns.device);
	scenario_need(s, filesystem_make(device, "ext4"));
	sweep(s, &w, faults, nr);
	scenario_need(s, filesystem_wipe(device));
	fd = open(device, O_RDWR | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		scenario_broken(s, "%s: %s", device, strerror(errno));
	sweep(s, &w, faults, nr);
	tell(s, &w);
}

/* of device-dax, what holds it is found in /proc, not by open() */
static void fault_guard_devdax(struct scenario *s, const struct fault *faults, size_t nr,
			       unsigned int each)
{
	struct server server = { 0 };
	char name[64], device[64];
	struct sweep w = { .phase = PHASE_CHECKING, .refusing = true, .each = each };
	guarded(fd) int fd = -1;

	server_set_up(s, &server);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	attack_on(&w, name, "devdax.*.map.write");
	fd = open(device, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		scenario_broken(s, "%s: %s", device, strerror(errno));
	sweep(s, &w, faults, nr);
	tell(s, &w);
}

static const struct fault few_making[] = {
	{ "mkdirat", ENOSPC }, { "write", ENOSPC }, { "mount", EBUSY }, { "ioctl", EIO },
};

static const struct fault few_looking[] = { { "openat", EIO }, { "read", EIO } };

#define SERIES(ident, name_, text, few, few_each, all)				\
	static void ident##_some(struct scenario *s)				\
	{									\
		fault_##ident(s, few, ARRAY_SIZE(few), few_each);		\
	}									\
	SCENARIO(fault_##ident##_some, "fault", name_ ".some", text,		\
		 .timeout = LONG_TIMEOUT, .run = ident##_some);			\
	static void ident##_many(struct scenario *s)				\
	{									\
		fault_##ident(s, all, ARRAY_SIZE(all), 4);			\
	}									\
	SCENARIO(fault_##ident##_many, "fault", name_ ".many", text,		\
		 .timeout = LONG_TIMEOUT, .run = ident##_many)

SERIES(region, "region", "calls fail while a namespace with ext4 is made", few_making, 1, making);
SERIES(mount, "mount", "calls fail while a directory in a foreign file system is made",
       few_making, 1, making);
SERIES(guard, "guard", "calls fail while a namespace in use is looked at", few_looking, 1, looking);
SERIES(guard_devdax, "guard-devdax", "calls fail while a device-dax namespace in use is looked at",
       few_looking, 1, looking);
