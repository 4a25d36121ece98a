// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The machine is reset while daxtest runs. What is needed to go on in the next boot is in a file on the
 * server's persistent memory, where /var/lib is.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/full_write.h"
#include "lib/harness/scenario.h"
#include "tests/kill/killer.h"
#include "tests/kill/server.h"
#include "tests/kill/snapshot.h"

#define DIRECTORY "/var/lib/resets"
#define COURSES 5
#define TEST "*.hole.read-pmd-shared"
#define LONG_TIMEOUT 7200

/**
 * struct progress - over all boots
 * @calls: of a whole run of each course
 * @next: the point at which the machine is reset next, or was
 * @bytes: compared
 */
struct progress {
	unsigned int calls[COURSES];
	unsigned int next;
	long differences, refused;
	unsigned long long bytes;
};

/** struct course - a run, and at how many points the machine is reset in it */
struct course {
	unsigned int points;
	const char *argv[12];
};

/* always of the same size, so that it takes the same room in the file system that is compared */
static void save(struct scenario *s, const char *path, const void *data, size_t size)
{
	static char buf[1 << 18];
	guarded(fd) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (size > sizeof(buf))
		scenario_broken(s, "%s: too much to be saved", path);
	memset(buf, 0, sizeof(buf));
	if (data)
		memcpy(buf, data, size);
	if (fd < 0 || !full_write(fd, buf, sizeof(buf)) || fsync(fd))
		scenario_broken(s, "%s: %s", path, strerror(errno));
}

static bool load(const char *path, void *data, size_t size)
{
	guarded(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && read(fd, data, size) == (ssize_t)size;
}

static void save_progress(struct scenario *s, const struct progress *p)
{
	save(s, DIRECTORY "/progress", p, sizeof(*p));
}

static void load_before(struct scenario *s, struct snapshot *before)
{
	*before = (struct snapshot){ .size = 1 << 18, .text = calloc(1, 1 << 18) };
	if (!before->text || !load(DIRECTORY "/before", before->text, before->size))
		scenario_broken(s, "what was before the reset cannot be read");
}

/* which course the point belongs to; @at is set to its place in it */
static const struct course *find_point(const struct course *courses, unsigned int point,
				       unsigned int *at)
{
	for (const struct course *c = courses; c->points; c++) {
		if (point < c->points) {
			*at = point;
			return c;
		}
		point -= c->points;
	}
	return NULL;
}

static unsigned int compare(const struct snapshot *before, const char *scratch, char *text,
			    size_t size, unsigned long long *bytes)
{
	struct snapshot now;
	unsigned int nr;

	snapshot_take_lasting(&now, SERVER_DATA, scratch);
	nr = snapshot_difference(before, &now, text, size);
	*bytes += now.bytes;
	snapshot_clear(&now);
	return nr;
}

/* whole runs first: they tell how many calls there are, and leave the directories of the journal */
static void begin(struct scenario *s, const struct course *courses, const struct server *server,
		  struct progress *p)
{
	struct snapshot before;

	mkdir(DIRECTORY, 0700);
	save_progress(s, p);
	save(s, DIRECTORY "/before", NULL, 0);
	for (unsigned int i = 0; courses[i].points; i++) {
		struct killing k = { 0 };

		if (kill_at(courses[i].argv, &k) || k.status)
			scenario_broken(s, "the run that is not killed ended with status 0x%x",
					(unsigned int)k.status);
		p->calls[i] = k.calls;
	}
	snapshot_take_lasting(&before, SERVER_DATA, server->scratch);
	save(s, DIRECTORY "/before", before.text, before.size);
	snapshot_clear(&before);
}

/* the machine is back; false: what is wrong would be forgotten by another reset */
static bool judge(struct scenario *s, const struct course *courses, const struct server *server,
		  struct progress *p)
{
	static const char *const cleanup[] = { "normalpage", "cleanup", NULL };
	char step[64], text[400];
	struct snapshot before;
	unsigned int at, nr, seen = 1;
	const struct course *c = find_point(courses, p->next, &at);
	int status;

	if (!c)
		scenario_broken(s, "there is no point %u", p->next);
	snprintf(step, sizeof(step), "reset at point %u (%s)", p->next, c->argv[1]);
	load_before(s, &before);
	/* without it, a comparison that sees nothing would be taken for a machine that has nothing */
	if (c == courses && at == c->points / 2) {
		seen = !!compare(&before, server->scratch, text, sizeof(text), &p->bytes);
		expect_result(s, step, "before cleanup, the machine differs", 1, seen,
			      "the run was in the middle of it");
	}
	status = run_untraced(cleanup);
	p->refused += !!status;
	expect_result(s, step, "exit status of cleanup", 0, status,
		      "all that is left is provably ours");
	nr = compare(&before, server->scratch, text, sizeof(text), &p->bytes);
	p->differences += nr;
	expect_result(s, step, nr ? text : "lines that differ", 0, nr,
		      "cleanup leaves the machine as it was");
	snapshot_clear(&before);
	p->next++;
	return seen && !status && !nr;
}

static void tell(struct scenario *s, const struct progress *p, const struct course *courses)
{
	unsigned int calls = 0;

	for (unsigned int i = 0; courses[i].points; i++)
		calls += p->calls[i];
	expect_result(s, "all points", "lines that differ", 0, p->differences,
		      "cleanup leaves the machine as it was");
	expect_result(s, "all points", "cleanups that left something", 0, p->refused,
		      "all that is left is provably ours");
	/* figures, not comparisons */
	expect_result(s, "all points", "runs killed", p->next, p->next, "each by a reset");
	expect_result(s, "all points", "MiB compared", (long)(p->bytes >> 20),
		      (long)(p->bytes >> 20), "sums of all devices and files, after each reset");
	expect_result(s, "all points", "calls of the whole run", calls, calls,
		      "those that change something");
}

static void forget(void)
{
	unlink(DIRECTORY "/progress");
	unlink(DIRECTORY "/before");
	rmdir(DIRECTORY);
}

static void reset_at(struct scenario *s, const struct course *courses, const struct progress *p)
{
	struct killing k = { .reset = true };
	unsigned int at;
	const struct course *c = find_point(courses, p->next, &at);
	unsigned int calls = p->calls[c - courses];

	k.at = 1 + (unsigned int)((2ull * at + 1) * calls / (2 * c->points));
	k.after = p->next & 1;
	kill_at(c->argv, &k);
	scenario_broken(s, "the machine was not reset at call %u of %u", k.at, calls);
}

static void resets(struct scenario *s, const struct course *courses, const struct server *server)
{
	struct progress p = { 0 };
	bool ok = true;
	unsigned int at;

	if (load(DIRECTORY "/progress", &p, sizeof(p)))
		ok = judge(s, courses, server, &p);
	else
		begin(s, courses, server, &p);
	if (!ok || !find_point(courses, p.next, &at)) {
		tell(s, &p, courses);
		forget();
		return;
	}
	save_progress(s, &p);
	reset_at(s, courses, &p);
}

static void some(struct scenario *s)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	resets(s, (const struct course[]){
		{ 2, { "daxtest", "--region", server.region, "--size", "64M", TEST } },
		{ 0 } }, &server);
}

SCENARIO(resets_some, "kill", "reset.some", "the machine is reset in the middle of runs, cleaned up",
	 .timeout = LONG_TIMEOUT, .run = some);

static void many(struct scenario *s)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	resets(s, (const struct course[]){
		{ 10, { "daxtest", "--region", server.region, "--size", "64M", TEST } },
		{ 4, { "daxtest", "--region", server.region, "--size", "64M", "--devdax", "2m",
		       "devdax.*.map.write" } },
		{ 4, { "daxtest", "--mount", SERVER_DATA, "--size", "8M", TEST } },
		{ 6, { "daxtest", "--namespace", server.scratch, "--destroy-data",
		       server_uuid(server.scratch),
		       TEST } },
		{ 0 } }, &server);
}

SCENARIO(resets_many, "kill", "reset.many", "the machine is reset in the middle of runs, cleaned up",
	 .timeout = LONG_TIMEOUT, .run = many);
