// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/run_options.h"

void run_options_clear(struct run_options *o)
{
	string_list_clear(&o->kernel);
	string_list_clear(&o->kernels);
	string_list_clear(&o->common);
	string_list_clear(&o->globs);
	string_list_clear(&o->machines);
	string_list_clear(&o->mutants);
	string_list_clear(&o->command);
}
