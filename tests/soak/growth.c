// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/soak/growth.h"

#include <math.h>

#define LEAST 8
#define ERRORS 4

void series_add(struct series *series, double round, double value)
{
	if (series->nr == SAMPLES_MAX)
		return;
	series->round[series->nr] = round;
	series->value[series->nr++] = value;
}

struct growth growth_of(const struct series *series)
{
	unsigned int first = series->nr / 2, n = series->nr - first;
	double mean_x = 0, mean_y = 0, xx = 0, xy = 0, rest = 0;
	struct growth growth = { 0 };

	if (series->nr < LEAST)
		return growth;
	for (unsigned int i = first; i < series->nr; i++) {
		mean_x += series->round[i] / n;
		mean_y += series->value[i] / n;
	}
	for (unsigned int i = first; i < series->nr; i++) {
		double x = series->round[i] - mean_x;

		xx += x * x;
		xy += x * (series->value[i] - mean_y);
	}
	growth.slope = xy / xx;
	for (unsigned int i = first; i < series->nr; i++) {
		double off = series->value[i] - mean_y - growth.slope * (series->round[i] - mean_x);

		rest += off * off;
	}
	growth.error = sqrt(rest / (n - 2) / xx);
	return growth;
}

bool growth_is(const struct growth *growth, double allowed)
{
	return growth->slope > allowed && growth->slope > ERRORS * growth->error;
}
