// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/mutants_report.h"

#include <string.h>

#include "lib/base/owned_string.h"

enum fate mutant_fate(const struct mutant_run *run)
{
	const struct witnesses *w = &run->witnesses;
	bool unrun = run->failure || w->unrun || !w->passed;

	if (run->mutant->harmless)
		return w->tests.nr ? FATE_ALARM : unrun ? FATE_UNRUN : FATE_CAUGHT;
	if (witnesses_agree(w))
		return FATE_CAUGHT;
	if (w->tests.nr)
		return FATE_ONE;
	return unrun ? FATE_UNRUN : FATE_SURVIVED;
}

static char *witness_names(const struct witnesses *w)
{
	char *names = string_copy("");

	for (size_t i = 0; i < w->observers.nr; i++)
		string_append(&names, ", ", w->observers.item[i]);
	if (w->trace)
		string_append(&names, ", ", "trace");
	if (w->hung)
		string_append(&names, ", ", "a test hangs");
	if (w->crashed)
		string_append(&names, ", ", "the kernel dies");
	return names;
}

char *mutant_run_says(const struct mutant_run *run)
{
	static const char *const words[NR_FATES] = {
		[FATE_CAUGHT] = "caught", [FATE_ONE] = "one witness", [FATE_SURVIVED] = "survived",
		[FATE_ALARM] = "false alarm", [FATE_UNRUN] = "not run",
	};
	enum fate fate = mutant_fate(run);
	guarded(free) char *names = witness_names(&run->witnesses);

	if (fate == FATE_UNRUN)
		return string_format("not run: %s", run->failure ? run->failure :
				     run->witnesses.why ? run->witnesses.why : "no test has a verdict");
	if (fate == FATE_CAUGHT && run->mutant->harmless)
		return string_copy("nobody complains");
	return string_format("%s%s%s", words[fate], *names ? ": " : "", names);
}

static size_t count(const struct mutant_run *runs, size_t nr, enum fate fate, bool harmless,
		    bool natural)
{
	size_t found = 0;

	for (size_t i = 0; i < nr; i++)
		found += mutant_fate(&runs[i]) == fate && runs[i].mutant->harmless == harmless &&
			 !!runs[i].mutant->kernel == natural;
	return found;
}

/* the first ones by name, the rest by number */
static void write_tests(FILE *out, const struct string_list *tests)
{
	for (size_t i = 0; i < tests->nr && i < 2; i++)
		fprintf(out, "%s%s", i ? ", " : "", tests->item[i]);
	if (tests->nr > 2)
		fprintf(out, " and %zu more", tests->nr - 2);
}

static void write_row(FILE *out, const struct mutant_run *run)
{
	guarded(free) char *says = mutant_run_says(run);

	fprintf(out, "| %s | %s | %s | ", run->mutant->name, run->mutant->description, says);
	write_tests(out, &run->witnesses.tests);
	fputs(" |\n", out);
}

static void write_table(FILE *out, const struct mutant_run *runs, size_t nr, bool harmless,
			bool natural)
{
	fputs("\n| mutant | what is wrong | who noticed | in |\n|---|---|---|---|\n", out);
	for (size_t i = 0; i < nr; i++)
		if (runs[i].mutant->harmless == harmless && !!runs[i].mutant->kernel == natural)
			write_row(out, &runs[i]);
}

static void write_reasons(FILE *out, const struct mutant_run *runs, size_t nr, enum fate fate,
			  const char *title)
{
	if (!count(runs, nr, fate, false, false))
		return;
	fprintf(out, "\n## %s\n\n", title);
	for (size_t i = 0; i < nr; i++) {
		const struct mutant *m = runs[i].mutant;
		const char *why = fate == FATE_ONE ? m->alone : m->survives;

		if (mutant_fate(&runs[i]) == fate)
			fprintf(out, "- %s: %s\n", m->name, why ? why : "not looked into");
	}
}

static const char *first_kernel(const struct mutant_run *runs, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (runs[i].ran && !runs[i].mutant->kernel)
			return runs[i].ran;
	return "no kernel";
}

void mutants_report(FILE *out, const struct mutant_run *runs, size_t nr)
{
	size_t caught = count(runs, nr, FATE_CAUGHT, false, false);
	size_t one = count(runs, nr, FATE_ONE, false, false);
	size_t survived = count(runs, nr, FATE_SURVIVED, false, false);
	size_t total = caught + one + survived + count(runs, nr, FATE_UNRUN, false, false);

	/* REUSE-IgnoreStart */
	fprintf(out, "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n\n# Mutants\n\n"
		/* REUSE-IgnoreEnd */
		"Made by `normalpage mutants`; do not edit. Each mutant makes a kernel wrong in one way;\n"
		"the tests have to notice. Caught is what two independent witnesses saw: two observers,\n"
		"or one and the trace of the kernel's functions, or what the kernel died of.\n\n"
		"%s: **%zu of %zu caught**, %zu by one witness only, %zu survived.\n",
		first_kernel(runs, nr), caught, total, one, survived);
	write_table(out, runs, nr, false, false);
	write_reasons(out, runs, nr, FATE_ONE, "One witness only");
	write_reasons(out, runs, nr, FATE_SURVIVED, "Survivors");
	fputs("\n## No false alarms\n", out);
	write_table(out, runs, nr, true, false);
	fputs("\n## Kernels that were wrong by themselves\n", out);
	write_table(out, runs, nr, false, true);
}
