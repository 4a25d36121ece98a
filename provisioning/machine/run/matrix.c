// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/run/matrix.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "lib/base/array.h"
#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "provisioning/machine/kernel/debian_series.h"
#include "provisioning/machine/kernel/kernel_spec.h"

static bool has_name(const struct matrix *matrix, const char *name)
{
	for (size_t i = 0; i < matrix->nr; i++)
		if (!strcmp(matrix->entry[i].name, name))
			return true;
	return false;
}

/* "7.3.4-rt" of debian:trixie-backports/7.3.4-rt, "linux" of ~/linux/: fit for a directory */
static char *make_name(const struct matrix *matrix, const char *spec)
{
	struct string_list list guarded(strings) = { 0 };
	char *words, *name, *slash, *unique;
	unsigned int nr = 1;

	/* the first package stands for the kernel */
	kernel_spec_split(&list, spec);
	if (!list.nr)
		string_list_add(&list, "%s", spec);
	words = list.item[0];
	while ((slash = strrchr(words, '/')) && !slash[1] && slash > words)
		*slash = '\0';
	name = slash && slash[1] ? slash + 1 : words;
	for (char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("+-._~", *p))
			*p = '_';
	if (name[0] == '.')
		name[0] = '_';
	unique = string_copy(name);
	while (has_name(matrix, unique)) {
		free(unique);
		unique = string_format("%s-%u", name, ++nr);
	}
	return unique;
}

static void add_one(struct matrix *matrix, const char *spec, const struct string_list *options)
{
	struct matrix_entry entry = { .name = make_name(matrix, spec) };

	string_list_add(&entry.options, "--kernel=%s", spec);
	for (size_t i = 0; options && i < options->nr; i++)
		string_list_add(&entry.options, "%s", options->item[i]);
	matrix->entry = array_grow(matrix->entry, matrix->nr, sizeof(*matrix->entry));
	matrix->entry[matrix->nr++] = entry;
}

struct error *matrix_add(struct matrix *matrix, const char *spec, const struct string_list *options)
{
	struct string_list specs guarded(strings) = { 0 };
	struct error *err = NULL;

	if (debian_series_is_pattern(spec))
		err = debian_series_expand(&specs, spec);
	else
		string_list_add(&specs, "%s", spec);
	for (size_t i = 0; !err && i < specs.nr; i++)
		add_one(matrix, specs.item[i], options);
	return err;
}

static struct error *read_line(struct matrix *matrix, char *line)
{
	struct string_list words guarded(strings) = { 0 }, options guarded(strings) = { 0 };

	line[strcspn(line, "#\n")] = '\0';
	string_list_split(&words, line, " \t\r");
	if (!words.nr)
		return NULL;
	if (words.item[0][0] == '-')
		return error_create(ERROR_USAGE, "'%s': a line starts with a kernel, as --kernel takes it",
				    words.item[0]);
	for (size_t i = 1; i < words.nr; i++)
		string_list_add(&options, "%s", words.item[i]);
	return matrix_add(matrix, words.item[0], &options);
}

struct error *matrix_read(struct matrix *matrix, const char *path)
{
	guarded(file) FILE *f = regular_file_stream(path);
	guarded(free) char *line = NULL;
	struct error *err = NULL;
	unsigned int number = 0;
	size_t size = 0;

	if (!f)
		return error_context(regular_file_error(errno, path), "matrix");
	while (!err && getline(&line, &size, f) > 0) {
		number++;
		err = read_line(matrix, line);
	}
	if (err)
		return error_context(err, "%s:%u", path, number);
	return matrix->nr ? NULL : error_create(ERROR_USAGE, "%s names no kernel", path);
}

struct error *matrix_shipped(char **path)
{
	static const char *const places[] = { "../matrix/debian",
					      "../share/normalpage/matrix/debian" };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	if (strrchr(self, '/'))
		strrchr(self, '/')[1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		*path = string_format("%s%s", self, places[i]);
		if (!access(*path, R_OK))
			return NULL;
		free(take(*path));
	}
	return error_create(ERROR_MISSING, "the matrix of Debian's kernels is not installed: name one with "
			    "--matrix FILE");
}

void matrix_clear(struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->nr; i++) {
		free(matrix->entry[i].name);
		string_list_clear(&matrix->entry[i].options);
	}
	free(matrix->entry);
	*matrix = (struct matrix){ 0 };
}
