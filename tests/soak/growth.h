/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a number grow? The rule: over the second half of the rounds a line is laid through its values (least
 * squares). It grows if the line rises by more than the kind allows, and by more than four times the
 * standard error of its slope, which is the noise, and if so do the lines through the third and the last
 * quarter, half as steep at least. What settles in the first half is not growth, nor is what goes up once
 * and stays.
 */
#ifndef NORMALPAGE_SOAK_GROWTH_H
#define NORMALPAGE_SOAK_GROWTH_H

#include <stdbool.h>

#define SAMPLES_MAX 512

/** struct series - a number after some of the rounds */
struct series {
	unsigned int nr;
	double round[SAMPLES_MAX];
	double value[SAMPLES_MAX];
};

/** series_add - one that does not fit is left out */
void series_add(struct series *series, double round, double value);

/**
 * struct growth - the line through the second half
 * @slope: per round; @error: its standard error
 * @least: the smaller slope of those through its two halves
 */
struct growth {
	double slope;
	double error;
	double least;
};

/** growth_of - that of a series; all 0 for one of fewer than 16 values */
struct growth growth_of(const struct series *series);

/** growth_is - more than @allowed a round, and more than noise */
bool growth_is(const struct growth *growth, double allowed);

#endif
