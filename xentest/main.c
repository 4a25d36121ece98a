// SPDX-License-Identifier: GPL-2.0-or-later
/* xentest: map Xen grants on this machine and say what the kernel made of each. */
#include <getopt.h>
#include <stdio.h>

#include "lib/harness/program.h"
#include "provisioning/xen/domain.h"

static void usage(FILE *out)
{
	fputs("Usage: xentest [OPTION]... [GLOB]...\n"
	      "Map Xen grants and hold every interface of the kernel against what they are.\n"
	      "\n"
	      "  -f, --format FORMAT  human (default), ktap or json\n"
	      "  -l, --list           list the tests and what they show\n"
	      "      --hazardous      also do what is known to bring some kernels down\n"
	      "  -h, --help           show this\n"
	      "\n"
	      "A test runs if one of the GLOBs matches its name; without any, all run.\n"
	      "Exit status: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing to test.\n",
	      out);
}

static struct error *parse(int argc, char **argv, struct program *program)
{
	static const struct option longs[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'l' },
		{ "hazardous", no_argument, NULL, 'H' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":f:lh", longs, NULL)) != -1) {
		switch (c) {
		case 'f':
			program->format = optarg;
			break;
		case 'l':
			program->list = true;
			break;
		case 'H':
			program->hazardous = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		case ':':
			return error_create(ERROR_USAGE, "option '%s' needs a value",
					    argv[optind - 1]);
		default:
			return error_create(ERROR_USAGE, "unknown option '%s' (see --help)",
					    argv[optind - 1]);
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct program program = { .name = "xentest", .format = "human" };
	struct error *err = parse(argc, argv, &program);
	struct domain domain;
	int status = 0;

	program.globs = argv + optind;
	program.nr_globs = (size_t)(argc - optind);
	if (!err && !program.list)
		err = domain_detect(&domain);
	if (!err)
		err = program_run(&program, &status);
	return program_end(&program, err, status);
}
