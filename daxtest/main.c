// SPDX-License-Identifier: GPL-2.0-or-later
/* daxtest: run DAX scenarios on this machine and say what the kernel made of each. */
#include <getopt.h>
#include <stdio.h>

#include "daxtest/emulated.h"
#include "daxtest/fsdax.h"
#include "lib/harness/program.h"
#include "provisioning/pmem/filesystem.h"

#define DIRS_MAX 8

/**
 * struct options - the command line
 * @dirs: mounted DAX file systems to test
 * @types: file systems to be made on emulated memory
 */
struct options {
	const char *dirs[DIRS_MAX];
	size_t nr_dirs;
	const char *types[DIRS_MAX];
	size_t nr_types;
	bool emulated;
};

static void usage(FILE *out)
{
	fputs("Usage: daxtest [OPTION]... [GLOB]...\n"
	      "Make DAX mappings and hold every interface of the kernel against what they are.\n"
	      "\n"
	      "  -m, --mount DIR      test in DIR, a mounted DAX file system (more than once: all)\n"
	      "      --emulated       make namespaces and file systems on emulated pmem (only in a\n"
	      "                       guest of 'normalpage run')\n"
	      "      --fs TYPE        with --emulated: ext4 or xfs (more than once: all)\n"
	      "  -f, --format FORMAT  human (default), ktap or json\n"
	      "  -l, --list           list the tests and what they show\n"
	      "  -h, --help           show this\n"
	      "\n"
	      "A test runs if one of the GLOBs matches its name; without any, all run.\n"
	      "Exit status: 0 all passed, 1 a verdict failed, 2 could not run, 4 nothing to test.\n",
	      out);
}

static struct error *add(const char **list, size_t *nr, const char *value)
{
	if (*nr == DIRS_MAX)
		return error_create(ERROR_USAGE, "more than %d of one option", DIRS_MAX);
	list[(*nr)++] = value;
	return NULL;
}

static struct error *parse(int argc, char **argv, struct options *o, struct program *program)
{
	static const struct option longs[] = {
		{ "mount", required_argument, NULL, 'm' }, { "emulated", no_argument, NULL, 'e' },
		{ "fs", required_argument, NULL, 't' },	   { "format", required_argument, NULL, 'f' },
		{ "list", no_argument, NULL, 'l' },	   { "help", no_argument, NULL, 'h' },
		{ "wait", no_argument, NULL, 'W' },
		{ NULL, 0, NULL, 0 },
	};
	struct error *err = NULL;
	int c;

	opterr = 0;
	while (!err && (c = getopt_long(argc, argv, ":m:f:lh", longs, NULL)) != -1) {
		switch (c) {
		case 'm':
			err = add(o->dirs, &o->nr_dirs, optarg);
			break;
		case 't':
			err = add(o->types, &o->nr_types, optarg);
			break;
		case 'e':
			o->emulated = true;
			break;
		case 'f':
			program->format = optarg;
			break;
		case 'W':
			program->wait = true;
			break;
		case 'l':
			program->list = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		case ':':
			err = error_create(ERROR_USAGE, "option '%s' needs a value", argv[optind - 1]);
			break;
		default:
			err = error_create(ERROR_USAGE, "unknown option '%s' (see --help)",
					   argv[optind - 1]);
		}
	}
	if (!err && o->nr_types && !o->emulated)
		err = error_create(ERROR_USAGE, "--fs goes with --emulated");
	return err;
}

static struct error *use_mounts(const struct options *o)
{
	for (size_t i = 0; i < o->nr_dirs; i++) {
		const char *type = NULL;
		struct error *err = filesystem_check_dax(o->dirs[i], &type);

		if (!err)
			err = fsdax_use(o->dirs[i], type);
		if (err)
			return err;
	}
	return NULL;
}

/* what would run in a guest, where there is a directory for each type */
static struct error *use_names(const struct options *o)
{
	for (size_t i = 0; i < o->nr_types; i++) {
		struct error *err = fsdax_use(NULL, o->types[i]);

		if (err)
			return err;
	}
	return NULL;
}

static struct error *daxtest(const struct options *o, const struct program *program, int *status)
{
	guarded(error) struct error *undo = NULL;
	struct emulated *emulated = NULL;
	struct error *err;

	err = use_mounts(o);
	if (!err && program->list)
		err = use_names(o);
	else if (!err && o->emulated)
		err = emulated_make(o->types, o->nr_types, &emulated);
	if (!err)
		err = program_run(program, status);
	undo = emulated_destroy(emulated);
	if (undo && !err)
		return take(undo);
	return err;
}

int main(int argc, char **argv)
{
	struct program program = { .name = "daxtest", .format = "human" };
	struct options o = { 0 };
	struct error *err = parse(argc, argv, &o, &program);
	int status = 0;

	program.globs = argv + optind;
	program.nr_globs = (size_t)(argc - optind);
	if (!err)
		err = daxtest(&o, &program, &status);
	return program_end(&program, err, status);
}
