// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --suite server' (DAX) and '--suite dom0' (Xen): the same run of
 * a test program, again and again in one boot. Nothing that the machine has in use may become more.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/clock.h"
#include "lib/harness/program.h"
#include "lib/harness/scenario.h"
#include "tests/kill/server.h"
#include "tests/soak/gauges.h"
#include "tests/soak/growth.h"
#include "tests/soak/watched.h"

#define LONG_TIMEOUT 10800	/* seconds */
#define LAST_ROUND 10200	/* seconds: none begins later, and there are figures of those that were */
#define MANY 500
#define SOME 5
#define EVERY 5			/* rounds from one look at memory to the next */
#define TELL_EVERY 25		/* rounds from one word on the console to the next */
#define FAST 10			/* seconds: MANY runs of so many are not too long */
#define REGION_EVERY 20		/* rounds from one namespace that comes and goes to the next */

/* an object, or a page, in so many rounds is growth */
#define ROUNDS_PER_OBJECT 4.0
#define KB_PER_PAGE 4.0

#define RULE "what a run made is gone when it has ended"

/** struct soak - the numbers after each round; the first are those after the first round */
struct soak {
	struct scenario *s;
	struct gauges gauges;
	struct series series[GAUGES_MAX];
	char name[GAUGES_MAX][64];
	enum gauge_kind kind[GAUGES_MAX];
	unsigned int nr;
	long runs, verdicts, failed;
	/* of a program in its first run, test by test */
	struct series descriptors, anonymous;
};

static struct soak soak;

static unsigned int find(struct soak *k, const struct gauge *gauge)
{
	for (unsigned int i = 0; i < k->nr; i++)
		if (!strcmp(k->name[i], gauge->name))
			return i;
	snprintf(k->name[k->nr], sizeof(k->name[0]), "%s", gauge->name);
	k->kind[k->nr] = gauge->kind;
	return k->nr++;
}

static void look(struct soak *k, unsigned int round, bool deep)
{
	struct gauges *g = &k->gauges;

	gauges_read(g, scenario_kernel(k->s), deep);
	for (unsigned int i = 0; i < g->nr; i++) {
		unsigned int at = find(k, &g->gauge[i]);
		struct series *series = &k->series[at];

		if (series->nr && g->gauge[i].kind == GAUGE_EXACT &&
		    (long)series->value[0] != g->gauge[i].value) {
			char step[32];

			snprintf(step, sizeof(step), "after round %u", round);
			expect_result(k->s, step, g->gauge[i].name, (long)series->value[0],
				      g->gauge[i].value, RULE);
		}
		series_add(series, round, (double)g->gauge[i].value);
	}
}

static void run(struct soak *k, const char *const *argv)
{
	struct watched w = { .descriptors = k->runs ? NULL : &k->descriptors,
			     .anonymous = &k->anonymous };
	char step[32];

	if (!watched_run(argv, &w))
		scenario_broken(k->s, "%s cannot be started", argv[0]);
	k->runs++;
	k->verdicts += w.verdicts;
	k->failed += w.failed;
	if (!w.good)
		scenario_broken(k->s, "run %ld of %s: status 0x%x, %ld verdicts, none of them good", k->runs,
				argv[0], (unsigned int)w.status, w.verdicts);
	if (!w.status && !w.failed)
		return;
	snprintf(step, sizeof(step), "run %ld", k->runs);
	expect_result(k->s, step, "status", 0, w.status, "each run ends well");
	expect_result(k->s, step, "tests that failed", 0, w.failed, "each run ends well");
}

static double largest(const struct series *series)
{
	double value = series->value[0];

	for (unsigned int i = 1; i < series->nr; i++)
		if (series->value[i] > value)
			value = series->value[i];
	return value;
}

/* for the console's log: whether it rises for good, or has not come to rest yet */
static void show(const char *name, const struct series *series)
{
	fprintf(stderr, "guest-soak: %s:", name);
	for (unsigned int i = 0; i < series->nr; i++)
		fprintf(stderr, " %.0f", series->value[i]);
	fputc('\n', stderr);
}

/* figures, not comparisons */
static void figure(struct scenario *s, const char *step, const char *what, double value)
{
	expect_result(s, step, what, (long)value, (long)value, "figure");
}

static void judge(struct scenario *s, const char *name, const struct series *series, double allowed,
		  const char *per)
{
	const struct growth growth = growth_of(series);
	const bool grows = growth_is(&growth, allowed);

	figure(s, name, "at the start", series->value[0]);
	figure(s, name, "at the end", series->value[series->nr - 1]);
	figure(s, name, "at most", largest(series));
	/* in hundredths, as results are whole numbers */
	figure(s, name, per, growth.slope * 100);
	if (grows)
		show(name, series);
	expect_result(s, name, "grows", 0, grows, RULE);
}

static void tell(struct soak *k)
{
	figure(k->s, "all", "runs", (double)k->runs);
	figure(k->s, "all", "verdicts", (double)k->verdicts);
	figure(k->s, "all", "failed", (double)k->failed);
	judge(k->s, "descriptors of the program", &k->descriptors, 1 / 20.0, "in 100 tests");
	judge(k->s, "memory of the program", &k->anonymous, KB_PER_PAGE / 4, "in 100 tests");
	for (unsigned int i = 0; i < k->nr; i++) {
		double allowed = 1 / ROUNDS_PER_OBJECT;

		if (k->kind[i] == GAUGE_KB)
			allowed *= KB_PER_PAGE;
		/* each difference has been reported */
		if (k->kind[i] == GAUGE_EXACT)
			allowed = 0;
		judge(k->s, k->name[i], &k->series[i], allowed, "in 100 rounds");
	}
}

/* each twentieth round, by turns, one that serves device-dax and one that has a file system */
static void region_round(struct soak *k, const struct server *server, unsigned int round)
{
	const bool devdax = round / REGION_EVERY % 2;

	if (round % REGION_EVERY)
		return;
	run(k, (const char *const[]){
		"daxtest", "--format", "json", "--region", server->region, "--size", "64M",
		devdax ? "--devdax" : "--fs", devdax ? "2m" : "ext4",
		devdax ? "devdax.*.map.write" : "*.hole.read-pmd-shared", NULL });
}

static void dax_suite(struct soak *k, const struct server *server, unsigned int round)
{
	run(k, (const char *const[]){ "daxtest", "--format", "json", "--mount", SERVER_DATA, NULL });
	region_round(k, server, round);
}

static void dax_few(struct soak *k, const struct server *server, unsigned int round)
{
	run(k, (const char *const[]){
		"daxtest", "--format", "json", "--mount", SERVER_DATA, "--size", "16M",
		"*.hole.read-pmd-shared", "*.cow.over-data", "*.write.same-process", NULL });
	region_round(k, server, round);
}

static void xen_suite(struct soak *k, const struct server *server, unsigned int round)
{
	(void)server;
	(void)round;
	run(k, (const char *const[]){ "xentest", "--format", "json", NULL });
}

/* where a run of all takes long: each does a part, and all of them are done by EVERY */
static void xen_part(struct soak *k, const struct server *server, unsigned int round)
{
	static const char *const parts[EVERY][3] = {
		{ "gntdev.self.[a-e]*", "gntdev.self.map.*" },
		{ "gntdev.self.[g-l]*", "gntalloc*" },
		{ "gntdev.self.[n-z]*", "privcmd*" },
		{ "gntdev.foreign.[a-l]*", "xenbus*" },
		{ "gntdev.foreign.[m-z]*", "source*", "guest*" },
	};
	const char *argv[3 + 3 + 1] = { "xentest", "--format", "json" };

	(void)server;
	memcpy(argv + 3, parts[round % EVERY], sizeof(parts[0]));
	run(k, argv);
}

static void xen_few(struct soak *k, const struct server *server, unsigned int round)
{
	(void)server;
	(void)round;
	run(k, (const char *const[]){ "xentest", "--format", "json", "gntdev.self.map.one",
				      "gntdev.self.vma.munmap-middle", NULL });
}

static void rounds(struct scenario *s, unsigned int nr,
		   void (*round)(struct soak *k, const struct server *server, unsigned int round),
		   const struct server *server)
{
	const double start = clock_now();

	soak = (struct soak){ .s = s };
	for (unsigned int i = 1; i <= nr && clock_now() - start < LAST_ROUND; i++) {
		if (!(i % TELL_EVERY))
			fprintf(stderr, "guest-soak: run %u of %u\n", i, nr);
		round(&soak, server, i);
		if (!soak.descriptors.nr || !soak.anonymous.nr)
			scenario_broken(s, "the program could not be looked at");
		look(&soak, i, i == 1 || !(i % EVERY));
	}
	tell(&soak);
}

static void dax_some(struct scenario *s)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	rounds(s, SOME, dax_few, &server);
}

static void dax_many(struct scenario *s)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	rounds(s, MANY, dax_suite, &server);
}

static void need_xen(struct scenario *s)
{
	if (access("/dev/xen/gntdev", F_OK))
		scenario_skip(s, "no gntdev: not under Xen");
}

static void xen_some(struct scenario *s)
{
	need_xen(s);
	rounds(s, SOME, xen_few, NULL);
}

/* the second of two runs: what is loaded, translated or read in for the first is there */
static bool is_fast(struct scenario *s)
{
	double start = 0;

	soak = (struct soak){ .s = s };
	for (int i = 0; i < 2; i++) {
		start = clock_now();
		xen_suite(&soak, NULL, 0);
	}
	return clock_now() - start <= FAST;
}

/* it is with KVM; without, all of MANY runs take hours, which xen.whole is for */
static void xen_many(struct scenario *s)
{
	need_xen(s);
	rounds(s, MANY, is_fast(s) ? xen_suite : xen_part, NULL);
}

static void xen_whole(struct scenario *s)
{
	need_xen(s);
	rounds(s, MANY, xen_suite, NULL);
}

SCENARIO(dax_some, "soak", "dax.some", "a few runs of daxtest, and what they made is gone",
	 .timeout = LONG_TIMEOUT, .run = dax_some);
SCENARIO(dax_many, "soak", "dax.many", "hundreds of runs of daxtest in one boot: nothing grows",
	 .timeout = LONG_TIMEOUT, .run = dax_many);
SCENARIO(xen_some, "soak", "xen.some", "a few runs of xentest, and what they made is gone",
	 .timeout = LONG_TIMEOUT, .run = xen_some);
SCENARIO(xen_many, "soak", "xen.many",
	 "hundreds of runs of xentest in one dom0, each with as much as there is time for: nothing grows",
	 .timeout = LONG_TIMEOUT, .run = xen_many);
SCENARIO(xen_whole, "soak", "xen.whole",
	 "hundreds of runs of all of xentest in one dom0: nothing grows",
	 .timeout = LONG_TIMEOUT, .run = xen_whole);

int main(int argc, char **argv)
{
	struct program program = {
		.name = "guest-soak",
		.summary = "Run a test program again and again, and see what grows.",
		.untraced = true,
	};

	return program_main(&program, argc, argv);
}
