// SPDX-License-Identifier: GPL-2.0-or-later
/* mmtest: make mappings that need no device and say what the kernel made of each. */
#include "provisioning/journal/traced.h"

int main(int argc, char **argv)
{
	struct program program = {
		.name = "mmtest",
		.summary = "Make ordinary mappings and hold every interface of the kernel against "
			   "what they are.",
		.run = traced_program,
	};

	return program_main(&program, argc, argv);
}
