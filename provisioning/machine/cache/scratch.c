// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache/scratch.h"

#include <stdlib.h>
#include <unistd.h>

#include "provisioning/machine/cache/cache.h"
#include "provisioning/machine/cache/temporary.h"

struct error *scratch_make(struct scratch *scratch)
{
	const char *tmp = getenv("TMPDIR");

	/* nothing else is made on this machine: a run goes on where no journal can be written */
	error_destroy(journal_open(&scratch->journal));
	return temporary_make(scratch->journal, tmp && *tmp ? tmp : "/tmp", &scratch->path,
			      &scratch->thing);
}

static void delete_entry(struct scratch *scratch)
{
	if (scratch->journal)
		error_destroy(journal_delete(scratch->journal, scratch->thing));
}

void scratch_keep(struct scratch *scratch)
{
	if (!scratch->path || scratch->kept)
		return;
	delete_entry(scratch);
	scratch->kept = true;
}

void scratch_clear(struct scratch *scratch)
{
	if (scratch->path && !scratch->kept) {
		cache_discard(scratch->path);
		if (access(scratch->path, F_OK))
			delete_entry(scratch);
	}
	journal_close(scratch->journal);
	free(scratch->path);
	*scratch = (struct scratch){ 0 };
}
