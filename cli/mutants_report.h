/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which mutants were noticed, and by whom: a document. */
#ifndef NORMALPAGE_CLI_MUTANTS_REPORT_H
#define NORMALPAGE_CLI_MUTANTS_REPORT_H

#include "lib/results/witness.h"
#include "provisioning/machine/run/mutant.h"

/** enum fate - what became of a mutant */
enum fate {
	FATE_CAUGHT,	/* two witnesses, or a crash; of a harmless one: nobody said anything */
	FATE_ONE,	/* one witness */
	FATE_SURVIVED,	/* nobody noticed */
	FATE_ALARM,	/* harmless, and a witness complained */
	FATE_UNRUN,	/* it could not be run */
	NR_FATES,
};

/**
 * struct mutant_run - a mutant and what its run showed
 * @ran: "Linux 7.3.4 (...)", owned; NULL if it could not be run
 * @failure: why not, owned, or NULL
 */
struct mutant_run {
	const struct mutant *mutant;
	struct witnesses witnesses;
	char *ran;
	char *failure;
};

/** mutant_fate - judge one */
enum fate mutant_fate(const struct mutant_run *run);

/** mutant_run_says - "caught: pagemap, smaps, trace"; the caller frees */
char *mutant_run_says(const struct mutant_run *run);

/** mutants_report - write the document (Markdown) */
void mutants_report(FILE *out, const struct mutant_run *runs, size_t nr);

#endif
