// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/mutant.h"

#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"

static const struct {
	const char *key;
	size_t offset;
} texts[] = {
	{ "mutant", offsetof(struct mutant, description) },
	{ "kernel", offsetof(struct mutant, kernel) },
	{ "suite", offsetof(struct mutant, suite) },
	{ "alone", offsetof(struct mutant, alone) },
	{ "survives", offsetof(struct mutant, survives) },
};

static struct error *take_value(struct mutant *m, const char *key, const char *value, char ***open)
{
	*open = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(key, texts[i].key))
			*open = (char **)((char *)m + texts[i].offset);
	if (*open) {
		string_append(*open, " ", value);
		return NULL;
	}
	if (!strcmp(key, "test")) {
		string_list_add(&m->tests, "%s", value);
		return NULL;
	}
	if (!strcmp(key, "expect") && !strcmp(value, "pass")) {
		m->harmless = true;
		return NULL;
	}
	return error_create(ERROR_USAGE, "%s: '%s: %s' is not known", m->path, key, value);
}

/* " * key: value", "# key: value", or " *	more of the value above" */
static struct error *take_line(struct mutant *m, char *line, char ***open)
{
	char *text = line + strspn(line, " *#");
	char *colon = strstr(text, ": ");

	text[strcspn(text, "\n")] = '\0';
	if (!strncmp(line, "//", 2) || !*text || *text == '/' || !strncmp(text, "SPDX", 4))
		return NULL;
	if (*text == '\t' && *open) {
		string_append(*open, " ", text + strspn(text, "\t "));
		return NULL;
	}
	if (!colon)
		return error_create(ERROR_USAGE, "%s: '%s' is no 'KEY: VALUE'", m->path, text);
	*colon = '\0';
	return take_value(m, text, colon + 2, open);
}

static struct error *check(const struct mutant *m)
{
	const char *end = strrchr(m->path, '.');
	const char *lacks = NULL;

	if (!m->description)
		lacks = "mutant";
	else if (!m->tests.nr)
		lacks = "test";
	else if (!strcmp(end, ".kernel") && !m->kernel)
		lacks = "kernel";
	if (lacks)
		return error_create(ERROR_USAGE, "%s: the comment at its start has no '%s:'", m->path,
				    lacks);
	return NULL;
}

struct error *mutant_read(struct mutant *m, const char *path)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	guarded(file) FILE *f = fopen(path, "re");
	guarded(free) char *line = NULL;
	struct error *err = NULL;
	char **open = NULL;
	size_t size = 0;

	*m = (struct mutant){ 0 };
	if (!f)
		return error_errno(errno, "cannot read %s", path);
	m->path = string_copy(path);
	m->name = string_copy_n(base, (size_t)(strrchr(base, '.') - base));
	while (!err && getline(&line, &size, f) > 0 && !strstr(line, "*/"))
		err = take_line(m, line, &open);
	if (!err)
		err = check(m);
	if (err)
		mutant_clear(m);
	return err;
}

void mutant_clear(struct mutant *m)
{
	free(m->name);
	free(m->path);
	free(m->description);
	free(m->kernel);
	free(m->suite);
	free(m->alone);
	free(m->survives);
	string_list_clear(&m->tests);
	*m = (struct mutant){ 0 };
}

static int is_mutant(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && end && (!strcmp(end, ".c") || !strcmp(end, ".kernel"));
}

struct error *mutants_read(struct mutants *mutants, const char *directory)
{
	struct dirent **entries = NULL;
	int n = scandir(directory, &entries, is_mutant, alphasort);
	struct error *err = NULL;

	*mutants = (struct mutants){ 0 };
	if (n < 0)
		return error_errno(errno, "cannot read %s", directory);
	mutants->mutant = calloc((size_t)n + 1, sizeof(*mutants->mutant));
	if (!mutants->mutant)
		abort();
	for (int i = 0; i < n; i++) {
		guarded(free) char *path = string_format("%s/%s", directory, entries[i]->d_name);

		if (!err)
			err = mutant_read(&mutants->mutant[mutants->nr], path);
		mutants->nr += !err;
		free(entries[i]);
	}
	free(entries);
	if (err)
		mutants_clear(mutants);
	return err;
}

void mutants_clear(struct mutants *mutants)
{
	for (size_t i = 0; i < mutants->nr; i++)
		mutant_clear(&mutants->mutant[i]);
	free(mutants->mutant);
	*mutants = (struct mutants){ 0 };
}

struct error *mutants_find(const struct mutants *mutants, const char *name,
			   const struct mutant **mutant)
{
	for (size_t i = 0; i < mutants->nr; i++) {
		*mutant = &mutants->mutant[i];
		if (!strcmp((*mutant)->name, name))
			return NULL;
	}
	return error_create(ERROR_USAGE, "unknown mutant '%s' (see 'normalpage list --mutants')", name);
}
