// SPDX-License-Identifier: GPL-2.0-or-later
/* Heads of mutants: those of a module's source and of a file that names a kernel. */
#include "provisioning/machine/run/mutant.h"
#include "tests/fuzz/scratch_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "/a.c", "/a.kernel" };
	struct error *err;

	for (size_t i = 0; i < 2; i++) {
		struct mutants mutants guarded(mutants) = { 0 };
		const struct mutant *m;

		scratch_file(names[i], data, size);
		err = mutants_read(&mutants, scratch_tree());
		if (!err)
			err = mutants_find(&mutants, "a", &m);
		if (!err && (!m->description || !m->tests.nr))
			abort();
		error_destroy(err);
		scratch_drop(names[i]);
	}
	return 0;
}
