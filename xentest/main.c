// SPDX-License-Identifier: GPL-2.0-or-later
/* xentest: map Xen grants on this machine and say what the kernel made of each. */
#include <getopt.h>
#include <stdio.h>

#include "lib/harness/program.h"
#include "provisioning/xen/domain.h"
#include "provisioning/xen/toolstack.h"
#include "xentest/domu.h"

static void usage(FILE *out)
{
	fputs("Usage: xentest [OPTION]... [GLOB]...\n"
	      "Map Xen grants and hold every interface of the kernel against what they are.\n"
	      "\n"
	      "  -f, --format FORMAT  human (default), ktap or json\n"
	      "  -l, --list           list the tests and what they show\n"
	      "      --domu           also start a guest of our own that grants pages, and end it\n"
	      "      --domu-kernel FILE, --domu-ramdisk FILE\n"
	      "                       its kernel, and an initramfs with domu-agent as init\n"
	      "      --domu-pvh       make it PVH, not PV\n"
	      "      --hazardous      also do what is known to bring some kernels down\n"
	      "  -h, --help           show this\n"
	      "\n"
	      "A test runs if one of the GLOBs matches its name; without any, all run.\n"
	      "Exit status: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing to test.\n",
	      out);
}

/**
 * struct options - what is not for the harness
 * @domu: start a guest
 * @guest: what to boot in it
 */
struct options {
	bool domu;
	struct guest_config guest;
};

static struct error *parse(int argc, char **argv, struct program *program, struct options *o)
{
	static const struct option longs[] = {
		{ "domu", no_argument, NULL, 'd' },
		{ "domu-kernel", required_argument, NULL, 'k' },
		{ "domu-ramdisk", required_argument, NULL, 'r' },
		{ "domu-pvh", no_argument, NULL, 'p' },
		{ "format", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'l' },
		{ "hazardous", no_argument, NULL, 'H' },
		{ "help", no_argument, NULL, 'h' },
		{ "wait", no_argument, NULL, 'W' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":f:lh", longs, NULL)) != -1) {
		switch (c) {
		case 'f':
			program->format = optarg;
			break;
		case 'W':
			program->wait = true;
			break;
		case 'l':
			program->list = true;
			break;
		case 'd':
			o->domu = true;
			break;
		case 'k':
			o->guest.kernel = optarg;
			break;
		case 'r':
			o->guest.ramdisk = optarg;
			break;
		case 'p':
			o->guest.pvh = true;
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
	if (o->domu && (!o->guest.kernel || !o->guest.ramdisk))
		return error_create(ERROR_USAGE, "--domu needs --domu-kernel and --domu-ramdisk");
	return NULL;
}

static struct error *xentest(const struct program *program, const struct options *o, int *status)
{
	struct error *err = NULL;
	struct domain domain;

	if (program->list && o->domu)
		domu_promise();
	if (!program->list)
		err = domain_detect(&domain);
	if (!err && o->domu && !program->list) {
		err = toolstack_start();
		if (!err)
			err = domu_start(&o->guest);
	}
	if (!err)
		err = program_run(program, status);
	domu_stop();
	return err;
}

int main(int argc, char **argv)
{
	struct program program = { .name = "xentest", .format = "human" };
	struct options o = { 0 };
	struct error *err = parse(argc, argv, &program, &o);
	int status = 0;

	program.globs = argv + optind;
	program.nr_globs = (size_t)(argc - optind);
	if (!err)
		err = xentest(&program, &o, &status);
	return program_end(&program, err, status);
}
