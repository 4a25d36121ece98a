// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --suite server' (DAX) and '--suite dom0' (Xen): the same run of
 * a test program, again and again in one boot. Nothing that the machine has in use may become more.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/harness/program.h"
#include "lib/harness/scenario.h"
#include "tests/kill/server.h"
#include "tests/soak/gauges.h"
#include "tests/soak/growth.h"
#include "tests/soak/watched.h"

#define LONG_TIMEOUT 7200	/* seconds */
#define MANY 500
#define SOME 5
#define WHOLE 4
#define EVERY 5			/* rounds from one look at memory to the next */
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
	long runs, verdicts;
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

static void run(struct soak *k, const char *const *argv, struct series *descriptors,
		struct series *anonymous)
{
	struct watched w = { .descriptors = descriptors, .anonymous = anonymous };

	if (!watched_run(argv, &w))
		scenario_broken(k->s, "%s cannot be started", argv[0]);
	k->runs++;
	k->verdicts += w.verdicts;
	if (w.status || !w.good)
		scenario_broken(k->s, "run %ld of %s: status 0x%x, %ld of %ld verdicts are good", k->runs,
				argv[0], (unsigned int)w.status, w.good, w.verdicts);
}

static double largest(const struct series *series)
{
	double value = series->value[0];

	for (unsigned int i = 1; i < series->nr; i++)
		if (series->value[i] > value)
			value = series->value[i];
	return value;
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

	figure(s, name, "at the start", series->value[0]);
	figure(s, name, "at the end", series->value[series->nr - 1]);
	figure(s, name, "at most", largest(series));
	/* in hundredths, as results are whole numbers */
	figure(s, name, per, growth.slope * 100);
	expect_result(s, name, "grows", 0, growth_is(&growth, allowed), RULE);
}

static void tell(struct soak *k)
{
	figure(k->s, "all", "runs", (double)k->runs);
	figure(k->s, "all", "verdicts", (double)k->verdicts);
	for (unsigned int i = 0; i < k->nr; i++) {
		double allowed = 1 / ROUNDS_PER_OBJECT;

		if (k->kind[i] == GAUGE_KB)
			allowed *= KB_PER_PAGE;
		/* each difference has been told */
		if (k->kind[i] == GAUGE_EXACT)
			allowed = 0;
		judge(k->s, k->name[i], &k->series[i], allowed, "in 100 rounds");
	}
}

/* DAX: holes, files, copies, pins; then a namespace that is made, used and destroyed */
static void dax_round(struct soak *k, const struct server *server, unsigned int round)
{
	static const char *const mount[] = {
		"daxtest", "--format", "json", "--mount", SERVER_DATA, "--size", "16M",
		"*.hole.read-pmd-shared", "*.cow.over-data", "*.write.same-process", NULL
	};
	const char *const region[] = {
		"daxtest", "--format", "json", "--region", server->region, "--size", "64M",
		round / REGION_EVERY % 2 ? "--devdax" : "--fs", round / REGION_EVERY % 2 ? "2m" : "ext4",
		round / REGION_EVERY % 2 ? "devdax.*.map.write" : "*.hole.read-pmd-shared", NULL
	};

	run(k, mount, NULL, NULL);
	if (!(round % REGION_EVERY))
		run(k, region, NULL, NULL);
}

static void xen_round(struct soak *k, const struct server *server, unsigned int round)
{
	static const char *const argv[] = {
		"xentest", "--format", "json", "gntdev.self.map.one", "gntdev.self.vma.munmap-middle",
		NULL
	};

	(void)server;
	(void)round;
	run(k, argv, NULL, NULL);
}

static void rounds(struct scenario *s, unsigned int nr,
		   void (*round)(struct soak *k, const struct server *server, unsigned int round),
		   const struct server *server)
{
	soak = (struct soak){ .s = s };
	for (unsigned int i = 1; i <= nr; i++) {
		round(&soak, server, i);
		look(&soak, i, i == 1 || !(i % EVERY));
	}
	tell(&soak);
}

/* whole suites: the program's own descriptors and memory, test by test */
static void whole(struct scenario *s, const char *const *argv)
{
	soak = (struct soak){ .s = s };
	for (unsigned int i = 1; i <= WHOLE; i++) {
		static struct series descriptors, anonymous;

		descriptors.nr = anonymous.nr = 0;
		run(&soak, argv, &descriptors, &anonymous);
		if (!descriptors.nr || !anonymous.nr)
			scenario_broken(s, "%s could not be looked at", argv[0]);
		if (i == WHOLE) {
			judge(s, "descriptors of the program", &descriptors, 1 / 20.0, "in 100 tests");
			judge(s, "memory of the program", &anonymous, KB_PER_PAGE / 4, "in 100 tests");
		}
		look(&soak, i, true);
	}
	tell(&soak);
}

static void dax(struct scenario *s, unsigned int nr)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	rounds(s, nr, dax_round, &server);
}

static void dax_some(struct scenario *s)
{
	dax(s, SOME);
}

static void dax_many(struct scenario *s)
{
	dax(s, MANY);
}

static void dax_whole(struct scenario *s)
{
	struct server server = { 0 };

	server_set_up(s, &server);
	whole(s, (const char *const[]){ "daxtest", "--format", "json", "--mount", SERVER_DATA, NULL });
}

static void need_xen(struct scenario *s)
{
	if (access("/dev/xen/gntdev", F_OK))
		scenario_skip(s, "no gntdev: not under Xen");
}

static void xen_some(struct scenario *s)
{
	need_xen(s);
	rounds(s, SOME, xen_round, NULL);
}

static void xen_many(struct scenario *s)
{
	need_xen(s);
	rounds(s, MANY, xen_round, NULL);
}

static void xen_whole(struct scenario *s)
{
	need_xen(s);
	whole(s, (const char *const[]){ "xentest", "--format", "json", NULL });
}

SCENARIO(dax_some, "soak", "dax.some", "a few runs of daxtest, and what they made is gone",
	 .timeout = LONG_TIMEOUT, .run = dax_some);
SCENARIO(dax_many, "soak", "dax.many", "hundreds of runs of daxtest in one boot: nothing grows",
	 .timeout = LONG_TIMEOUT, .run = dax_many);
SCENARIO(dax_whole, "soak", "dax.whole", "all tests of daxtest, again and again: nothing grows",
	 .timeout = LONG_TIMEOUT, .run = dax_whole);
SCENARIO(xen_some, "soak", "xen.some", "a few runs of xentest, and what they made is gone",
	 .timeout = LONG_TIMEOUT, .run = xen_some);
SCENARIO(xen_many, "soak", "xen.many", "hundreds of runs of xentest in one dom0: nothing grows",
	 .timeout = LONG_TIMEOUT, .run = xen_many);
SCENARIO(xen_whole, "soak", "xen.whole", "all tests of xentest, again and again: nothing grows",
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
