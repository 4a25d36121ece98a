// SPDX-License-Identifier: GPL-2.0-or-later
/* What took how long in a run: a lane for each boot of each machine, a part for what it did, then tables. */
#include <string.h>

#include "lib/base/array.h"
#include "lib/html/html.h"

#define WIDTH 1200.0	/* of the picture, in its own units */
#define MARGIN 150.0	/* for the names of machines */
#define LANE 26.0
#define BAR 18.0
#define TOP 24.0	/* for the scale */
#define SLOWEST 20

/** struct part - a phase of a boot, as it is drawn: what ends with @event */
static const struct part {
	enum boot_event event;
	const char *class, *name;
} parts[] = {
	{ BOOT_HELLO, "kernel", "firmware and kernel" },
	{ BOOT_READY, "modules", "modules" },
	{ BOOT_WAITING, "prepare", "preparation" },
	{ BOOT_RUNNING, "choose", "choice of tests" },
	{ BOOT_EXITED, "tests", "tests" },
	{ BOOT_ENDED, "shutdown", "shutdown" },
};

#define NR_PARTS ARRAY_SIZE(parts)

static double x_of(const struct timeline *t, double at)
{
	return MARGIN + (t->seconds > 0 ? at / t->seconds : 0) * (WIDTH - MARGIN);
}

static void put_style(FILE *out)
{
	fputs("<style>\n"
	      "body { font: 15px/1.45 system-ui, \"DejaVu Sans\", sans-serif; color: #222; margin: 0 auto;\n"
	      "\tmax-width: 1280px; padding: 0 1.5rem 4rem; }\n"
	      "h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }\n"
	      "table { border-collapse: collapse; } th { text-align: left; }\n"
	      "td, th { padding: .15rem .9rem .15rem 0; border-bottom: 1px solid #e4e4e4; font-size: .9rem; }\n"
	      "td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }\n"
	      "svg text { font: 11px system-ui, sans-serif; } .scale { stroke: #ddd; }\n"
	      ".kernel { fill: #7a8fa6; } .modules { fill: #a9bccf; } .prepare { fill: #d9b86c; }\n"
	      ".choose { fill: #eee2c4; } .tests { fill: #dfe9e2; } .shutdown { fill: #b8a3c6; }\n"
	      ".pass { fill: #4c9a6a; } .xfail { fill: #e0b040; } .skip { fill: #c8c8c8; }\n"
	      ".fail, .abort, .timeout { fill: #a4262c; } .error { fill: #5c2d91; }\n"
	      ".key { display: inline-block; margin-right: 1.2rem; font-size: .88rem; }\n"
	      "</style>\n", out);
}

/* five to ten lines: 1, 2 or 5 times a power of ten seconds apart */
static double scale_step(double seconds)
{
	static const double steps[] = { 2, 2.5, 2 };
	double step = 0.001;

	for (unsigned int i = 0; seconds / step > 10; i++)
		step *= steps[i % 3];
	return step;
}

static void put_scale(FILE *out, const struct timeline *t, double height)
{
	double step = scale_step(t->seconds);

	for (double at = 0; at <= t->seconds; at += step) {
		fprintf(out, "<line class=\"scale\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.0f\" y2=\"%.0f\"/>", x_of(t, at),
			x_of(t, at), TOP - 4, height);
		fprintf(out, "<text x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%g s</text>\n", x_of(t, at), at);
	}
}

static void put_bar(FILE *out, const struct timeline *t, double y, double height, const char *class, double from,
		    double to)
{
	fprintf(out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\"><title>", class,
		x_of(t, from), y, x_of(t, to) - x_of(t, from), height);
}

static void put_lane(FILE *out, const struct timeline *t, const struct timeline_boot *boot, double y)
{
	fprintf(out, "<text x=\"0\" y=\"%.1f\">", y + BAR * 0.7);
	html_text(out, boot->machine);
	fprintf(out, " (");
	html_text(out, boot->accel);
	fputs(")</text>\n", out);
	for (size_t i = 0; i < NR_PARTS; i++) {
		double seconds = timeline_phase(boot, parts[i].event);

		if (seconds <= 0)
			continue;
		put_bar(out, t, y, BAR, parts[i].class, boot->at[parts[i].event] - seconds, boot->at[parts[i].event]);
		fprintf(out, "%s: %.2f s</title></rect>\n", parts[i].name, seconds);
	}
	for (size_t i = 0; i < boot->nr_tests; i++) {
		const struct timeline_test *test = &boot->tests[i];

		put_bar(out, t, y + 3, BAR - 6, outcome_name(test->outcome), test->begin, test->begin + test->seconds);
		html_text(out, test->name);
		fprintf(out, ": %.3f s, %s</title></rect>\n", test->seconds, outcome_name(test->outcome));
	}
}

static void put_picture(FILE *out, const struct timeline *t)
{
	double height = TOP + LANE * (double)t->nr_boots;

	fprintf(out, "<svg viewBox=\"0 0 %.0f %.0f\" width=\"100%%\" role=\"img\">\n", WIDTH + 20, height + 4);
	put_scale(out, t, height);
	for (size_t i = 0; i < t->nr_boots; i++)
		put_lane(out, t, &t->boots[i], TOP + LANE * (double)i);
	fputs("</svg>\n<p>", out);
	for (size_t i = 0; i < NR_PARTS; i++)
		fprintf(out, "<span class=\"key\"><svg width=\"12\" height=\"12\"><rect class=\"%s\" width=\"12\" "
			"height=\"12\"/></svg> %s</span>\n", parts[i].class, parts[i].name);
	fputs("</p>\n<p>Each test is a bar in its lane; point at one to see its name.</p>\n", out);
}

static void put_seconds(FILE *out, double seconds)
{
	if (seconds > 0)
		fprintf(out, "<td class=\"n\">%.2f</td>", seconds);
	else
		fputs("<td class=\"n\">-</td>", out);
}

static void put_boots(FILE *out, const struct timeline *t)
{
	fputs("<h2>Boots, in seconds</h2>\n<table><tr><th>machine</th><th class=\"n\">firmware</th>"
	      "<th class=\"n\">kernel</th>", out);
	for (size_t i = 1; i < NR_PARTS; i++)
		fprintf(out, "<th class=\"n\">%s</th>", parts[i].name);
	fputs("<th class=\"n\">each test</th><th>ended as</th></tr>\n", out);
	for (size_t i = 0; i < t->nr_boots; i++) {
		const struct timeline_boot *boot = &t->boots[i];
		double hello = timeline_phase(boot, BOOT_HELLO), tests = timeline_phase(boot, BOOT_EXITED);
		double kernel = hello < boot->uptime ? hello : boot->uptime;

		fputs("<tr><td>", out);
		html_text(out, boot->machine);
		fputs("</td>", out);
		put_seconds(out, hello - kernel);
		put_seconds(out, kernel);
		for (size_t j = 1; j < NR_PARTS; j++)
			put_seconds(out, timeline_phase(boot, parts[j].event));
		fprintf(out, "<td class=\"n\">%.3f</td><td>", boot->nr_tests ? tests / (double)boot->nr_tests : 0);
		html_text(out, boot->end ? boot->end : "");
		fputs("</td></tr>\n", out);
	}
	fputs("</table>\n", out);
}

/* the longest first */
static int longest(double a, double b)
{
	return (b > a) - (b < a);
}

static int by_seconds_of_piece(const void *a, const void *b)
{
	return longest(((const struct time_taken *)a)->seconds, ((const struct time_taken *)b)->seconds);
}

static double all_tests(const struct timeline *t)
{
	double seconds = 0;

	for (size_t i = 0; i < t->nr_boots; i++)
		for (size_t j = 0; j < t->boots[i].nr_tests; j++)
			seconds += t->boots[i].tests[j].seconds;
	return seconds;
}

static void put_piece(FILE *out, const char *what, double seconds, double all, unsigned int times)
{
	fputs("<tr><td>", out);
	html_text(out, what);
	fprintf(out, "</td><td class=\"n\">%.2f</td><td class=\"n\">%.1f %%</td>", seconds,
		all > 0 ? 100 * seconds / all : 0);
	if (times)
		fprintf(out, "<td class=\"n\">%u</td><td class=\"n\">%.2f</td></tr>\n", times,
			1000 * seconds / times);
	else
		fputs("<td></td><td></td></tr>\n", out);
}

static void put_inside(FILE *out, const struct timeline *t)
{
	double all = all_tests(t), rest = all;

	if (!t->inside.nr)
		return;
	qsort(t->inside.item, t->inside.nr, sizeof(*t->inside.item), by_seconds_of_piece);
	fputs("<h2>What tests took their time for</h2>\n<table><tr><th>what</th><th class=\"n\">seconds</th>"
	      "<th class=\"n\">of all</th><th class=\"n\">times</th><th class=\"n\">ms each</th></tr>\n", out);
	for (size_t i = 0; i < t->inside.nr; i++) {
		const struct time_taken *taken = &t->inside.item[i];

		put_piece(out, taken->what, taken->seconds, all, taken->times);
		rest -= taken->seconds;
	}
	put_piece(out, "the scenarios themselves, and the rest", rest > 0 ? rest : 0, all, 0);
	put_piece(out, "all tests", all, all, 0);
	fputs("</table>\n", out);
}

static int by_seconds_of_test(const void *a, const void *b)
{
	return longest((*(const struct timeline_test *const *)a)->seconds,
		       (*(const struct timeline_test *const *)b)->seconds);
}

static void put_slowest(FILE *out, const struct timeline *t)
{
	guarded(free) const struct timeline_test **tests = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < t->nr_boots; i++) {
		for (size_t j = 0; j < t->boots[i].nr_tests; j++) {
			tests = array_grow(tests, nr, sizeof(*tests));
			tests[nr++] = &t->boots[i].tests[j];
		}
	}
	if (!nr)
		return;
	qsort(tests, nr, sizeof(*tests), by_seconds_of_test);
	fputs("<h2>Slowest tests</h2>\n<table>\n", out);
	for (size_t i = 0; i < nr && i < SLOWEST; i++) {
		fputs("<tr><td>", out);
		html_text(out, tests[i]->name);
		fprintf(out, "</td><td class=\"n\">%.2f</td></tr>\n", tests[i]->seconds);
	}
	fputs("</table>\n", out);
}

void html_timeline(FILE *out, const struct timeline *t)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>normalpage: what took how long"
	      "</title>\n", out);
	put_style(out);
	fputs("</head>\n<body>\n<h1>normalpage: what took how long</h1>\n<p>Linux ", out);
	html_text(out, t->kernel ? t->kernel : "");
	fprintf(out, ", %.1f s in all</p>\n", t->seconds);
	put_picture(out, t);
	put_boots(out, t);
	put_inside(out, t);
	put_slowest(out, t);
	fputs("</body></html>\n", out);
}
