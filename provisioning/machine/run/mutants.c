// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/mutants.h"

#include <string.h>

#include "provisioning/machine/run/suite.h"

struct error *mutants_all(struct mutants *mutants)
{
	guarded(free) char *header = NULL;
	struct error *err = program_find(&header, "mutants/mutant.h");

	if (err)
		return err;
	*strrchr(header, '/') = '\0';
	return mutants_read(mutants, header);
}

struct error *mutants_named(struct mutants *mutants, const struct string_list *names)
{
	struct error *err = names->nr ? mutants_all(mutants) : NULL;

	for (size_t i = 0; !err && i < names->nr; i++) {
		const struct mutant *mutant;

		err = mutants_find(mutants, names->item[i], &mutant);
		if (!err && mutant->kernel)
			err = error_create(ERROR_USAGE, "--mutant %s: it is a kernel of its own: give "
					   "--kernel %s --strict", mutant->name, mutant->kernel);
	}
	return err;
}

struct error *mutants_list(void)
{
	struct mutants mutants guarded(mutants) = { 0 };
	struct error *err = mutants_all(&mutants);
	int width = 0;

	for (size_t i = 0; i < mutants.nr; i++)
		if ((int)strlen(mutants.mutant[i].name) > width)
			width = (int)strlen(mutants.mutant[i].name);
	for (size_t i = 0; i < mutants.nr; i++)
		printf("%-*s  %s\n", width, mutants.mutant[i].name, mutants.mutant[i].description);
	return err;
}
