// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/soak/growth.h"

#include <math.h>

#define LEAST 16
#define ERRORS 4

void series_add(struct series *series, double round, double value)
{
	if (series->nr == SAMPLES_MAX)
		return;
	series->round[series->nr] = round;
	series->value[series->nr++] = value;
}

/* through the values from @first to before @end */
static struct growth line(const struct series *series, unsigned int first, unsigned int end)
{
	double mean_x = 0, mean_y = 0, xx = 0, xy = 0, rest = 0;
	unsigned int n = end - first;
	struct growth growth = { 0 };

	for (unsigned int i = first; i < end; i++) {
		mean_x += series->round[i] / n;
		mean_y += series->value[i] / n;
	}
	for (unsigned int i = first; i < end; i++) {
		double x = series->round[i] - mean_x;

		xx += x * x;
		xy += x * (series->value[i] - mean_y);
	}
	growth.slope = xy / xx;
	for (unsigned int i = first; i < end; i++) {
		double off = series->value[i] - mean_y - growth.slope * (series->round[i] - mean_x);

		rest += off * off;
	}
	growth.error = sqrt(rest / (n - 2) / xx);
	return growth;
}

struct growth growth_of(const struct series *series)
{
	unsigned int half = series->nr / 2, quarter = half + (series->nr - half) / 2;
	struct growth growth = { 0 };

	if (series->nr < LEAST)
		return growth;
	growth = line(series, half, series->nr);
	growth.least = fmin(line(series, half, quarter).slope,
			    line(series, quarter, series->nr).slope);
	return growth;
}

bool growth_is(const struct growth *growth, double allowed)
{
	return growth->slope > allowed && growth->slope > ERRORS * growth->error &&
	       growth->least > allowed / 2;
}
