// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/issues/issue_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <json-c/json.h>

#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "lib/kernel/release.h"

#define FILE_MAX (4 << 20)

/** struct member - one that an object may have, and who takes it */
struct member {
	const char *name;
	struct error *(*read)(void *to, struct json_object *value);
};

static struct error *take_members(void *to, struct json_object *object, const struct member *members)
{
	struct error *err = NULL;

	if (!json_object_is_type(object, json_type_object))
		return error_create(ERROR_USAGE, "an object is wanted, {...}");
	json_object_object_foreach(object, name, value) {
		const struct member *m = members;

		while (m->name && strcmp(m->name, name))
			m++;
		if (!m->name)
			return error_create(ERROR_USAGE, "\"%s\" has no meaning here", name);
		err = error_context(m->read(to, value), "\"%s\"", name);
		if (err)
			return err;
	}
	return NULL;
}

static struct error *take_text(const char **text, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_string) || !json_object_get_string_len(value))
		return error_create(ERROR_USAGE, "a text is wanted");
	*text = string_copy(json_object_get_string(value));
	return NULL;
}

/* MEMBER(to, name): take_NAME(), which sets @name of struct @to to a text */
#define TEXT(of, name)									\
	static struct error *of##_##name(void *to, struct json_object *value)		\
	{										\
		return take_text(&((struct of *)to)->name, value);			\
	}

static struct error *take_version(unsigned int *number, struct json_object *value)
{
	const char *text = json_object_get_string(value);
	unsigned int rc;

	if (json_object_is_type(value, json_type_string))
		release_parse(text, "", number, &rc);
	if (!json_object_is_type(value, json_type_string) || !*number ||
	    strspn(text, "0123456789.") != strlen(text))
		return error_create(ERROR_USAGE, "a version such as \"6.12.41\" is wanted");
	return NULL;
}

static struct error *kernel_range_from(void *to, struct json_object *value)
{
	return take_version(&((struct kernel_range *)to)->from, value);
}

static struct error *kernel_range_fixed(void *to, struct json_object *value)
{
	return take_version(&((struct kernel_range *)to)->fixed, value);
}

TEXT(kernel_range, release)

static const struct member range_members[] = {
	{ "from", kernel_range_from }, { "fixed", kernel_range_fixed }, { "release", kernel_range_release },
	{ NULL, NULL },
};

static struct error *issue_commit_commit(void *to, struct json_object *value)
{
	return take_text(&((struct issue_commit *)to)->id, value);
}

TEXT(issue_commit, subject)

static const struct member commit_members[] = {
	{ "commit", issue_commit_commit }, { "subject", issue_commit_subject }, { NULL, NULL },
};

/* one of @names, of which there are @nr; @to is set to its number */
static struct error *take_word(unsigned int *to, struct json_object *value, const char *(*name)(unsigned int),
			       unsigned int nr)
{
	guarded(free) char *known = NULL;
	const char *text = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";

	for (unsigned int i = 0; i < nr; i++) {
		string_append(&known, ", ", name(i));
		*to = i;
		if (!strcmp(text, name(i)))
			return NULL;
	}
	return error_create(ERROR_USAGE, "one of these is wanted: %s", known);
}

static const char *witness_name(unsigned int witness)
{
	static const char *const names[] = {
		[ISSUE_ANSWER] = "answer", [ISSUE_MODEL] = "model", [ISSUE_CALL] = "call",
		[ISSUE_SIDE_EFFECT] = "side effect", [ISSUE_RESULT] = "result", [ISSUE_LEFT] = "left",
		[ISSUE_LOG] = "log",
	};

	return names[witness];
}

static struct error *issue_sign_witness(void *to, struct json_object *value)
{
	unsigned int number;
	struct error *err = take_word(&number, value, witness_name, ISSUE_LOG + 1);

	((struct issue_sign *)to)->witness = (enum issue_witness)number;
	return err;
}

static const char *sum_name(unsigned int wrong)
{
	static const char *const names[] = { "any", "more", "less" };

	return names[wrong];
}

static struct error *issue_sign_sum(void *to, struct json_object *value)
{
	unsigned int number;
	struct error *err = take_word(&number, value, sum_name, 3);

	((struct issue_sign *)to)->wrong = (enum issue_wrong)(ISSUE_ANY + number);
	return err;
}

static const char *kind_name(unsigned int kind)
{
	return page_kind_name((enum page_kind)kind);
}

static struct error *issue_sign_page(void *to, struct json_object *value)
{
	unsigned int number;
	struct error *err = take_word(&number, value, kind_name, NR_PAGE_KINDS);

	((struct issue_sign *)to)->page = (enum page_kind)number;
	return err;
}

static const char *level_word(unsigned int level)
{
	return level_name((enum level)level);
}

static struct error *issue_sign_level(void *to, struct json_object *value)
{
	unsigned int number;
	struct error *err = take_word(&number, value, level_word, LEVEL_PUD + 1);

	((struct issue_sign *)to)->level = (enum level)number;
	return err;
}

static struct error *issue_sign_value(void *to, struct json_object *value)
{
	struct issue_sign *sign = to;

	if (!json_object_is_type(value, json_type_int))
		return error_create(ERROR_USAGE, "a number is wanted, as the check observed it");
	sign->wrong = ISSUE_VALUE;
	sign->value = (uint64_t)json_object_get_int64(value);
	return NULL;
}

static struct error *issue_sign_from(void *to, struct json_object *value)
{
	return take_version(&((struct issue_sign *)to)->only.from, value);
}

static struct error *issue_sign_fixed(void *to, struct json_object *value)
{
	return take_version(&((struct issue_sign *)to)->only.fixed, value);
}

static struct error *issue_sign_pv(void *to, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_boolean))
		return error_create(ERROR_USAGE, "true or false is wanted");
	((struct issue_sign *)to)->pv = json_object_get_boolean(value);
	return NULL;
}

TEXT(issue_sign, observer)
TEXT(issue_sign, field)
TEXT(issue_sign, bits)
TEXT(issue_sign, test)
TEXT(issue_sign, log)
TEXT(issue_sign, shown_by)

static const struct member sign_members[] = {
	{ "witness", issue_sign_witness }, { "observer", issue_sign_observer }, { "field", issue_sign_field },
	{ "page", issue_sign_page }, { "level", issue_sign_level }, { "bits", issue_sign_bits },
	{ "value", issue_sign_value }, { "sum", issue_sign_sum }, { "test", issue_sign_test },
	{ "log", issue_sign_log }, { "shown_by", issue_sign_shown_by }, { "pv", issue_sign_pv }, { "from", issue_sign_from },
	{ "fixed", issue_sign_fixed }, { NULL, NULL },
};

/* an array of @size bytes each; @list and @nr are set */
static struct error *take_list(void **list, size_t *nr, size_t size, struct json_object *value,
			       const struct member *members)
{
	struct error *err = NULL;
	size_t length;

	if (!json_object_is_type(value, json_type_array))
		return error_create(ERROR_USAGE, "a list is wanted, [...]");
	length = json_object_array_length(value);
	*list = calloc(length + 1, size);
	if (!*list)
		abort();
	for (size_t i = 0; !err && i < length; i++)
		err = error_context(take_members((char *)*list + i * size, json_object_array_get_idx(value, i),
						 members), "entry %zu", i + 1);
	*nr = length;
	return err;
}

#define LIST(name, type, members)							\
	static struct error *known_issue_##name(void *to, struct json_object *value)	\
	{										\
		struct known_issue *issue = to;						\
											\
		return take_list((void **)&issue->name, &issue->nr_##name, sizeof(struct type), value, members);	\
	}

LIST(affected, kernel_range, range_members)
LIST(not_affected, kernel_range, range_members)
LIST(broken_by, issue_commit, commit_members)
LIST(fixed_by, issue_commit, commit_members)
LIST(signs, issue_sign, sign_members)
TEXT(known_issue, id)
TEXT(known_issue, what)
TEXT(known_issue, cause)
TEXT(known_issue, seen)
TEXT(known_issue, about)

static const struct member issue_members[] = {
	{ "id", known_issue_id }, { "what", known_issue_what }, { "cause", known_issue_cause },
	{ "seen", known_issue_seen }, { "affected", known_issue_affected },
	{ "not_affected", known_issue_not_affected }, { "broken_by", known_issue_broken_by },
	{ "fixed_by", known_issue_fixed_by }, { "about", known_issue_about }, { "signs", known_issue_signs },
	{ NULL, NULL },
};

/** struct issue_file - what a file says, and the one that was read before it */
struct issue_file {
	struct issue_file *next;
	int version;
	struct known_issue *issues;
	size_t nr_issues;
};

static struct error *issue_file_version(void *to, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_int) || json_object_get_int(value) != 1)
		return error_create(ERROR_USAGE, "this program reads version 1");
	((struct issue_file *)to)->version = 1;
	return NULL;
}

static struct error *issue_file_issues(void *to, struct json_object *value)
{
	struct issue_file *file = to;

	return take_list((void **)&file->issues, &file->nr_issues, sizeof(*file->issues), value, issue_members);
}

static const struct member file_members[] = {
	{ "version", issue_file_version }, { "issues", issue_file_issues }, { NULL, NULL },
};

static struct error *read_text(char **text, const char *path)
{
	guarded(file) FILE *f = regular_file_stream(path);
	struct stat st;
	size_t room = 0;

	if (!f || fstat(fileno(f), &st))
		return regular_file_error(errno, path);
	if (st.st_size > FILE_MAX)
		return error_create(ERROR_USAGE, "%s: larger than %d MiB", path, FILE_MAX >> 20);
	if (getdelim(text, &room, '\0', f) >= 0)
		return NULL;
	if (ferror(f))
		return error_errno(errno, "cannot read %s", path);
	/* an empty file leaves nothing in the buffer */
	free(*text);
	*text = string_copy("");
	return NULL;
}

/* the number of the line that @offset is in */
static unsigned int line_of(const char *text, size_t offset)
{
	unsigned int line = 1;

	for (size_t i = 0; i < offset && text[i]; i++)
		line += text[i] == '\n';
	return line;
}

static struct error *parse(struct json_object **object, const char *text)
{
	struct json_tokener *tokener = json_tokener_new();
	struct error *err = NULL;
	enum json_tokener_error code;

	if (!tokener)
		abort();
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	*object = json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1);
	code = json_tokener_get_error(tokener);
	if (code != json_tokener_success)
		err = error_create(ERROR_USAGE, "line %u: %s",
				   line_of(text, (size_t)json_tokener_get_parse_end(tokener)),
				   json_tokener_error_desc(code));
	json_tokener_free(tokener);
	return err;
}

static struct error *check_all(const struct issue_file *file)
{
	struct error *err = NULL;

	if (!file->version)
		return error_create(ERROR_USAGE, "\"version\": 1 is missing");
	if (!file->nr_issues)
		return error_create(ERROR_USAGE, "\"issues\" has none");
	for (size_t i = 0; !err && i < file->nr_issues; i++) {
		err = known_issue_check(&file->issues[i]);
		for (size_t j = 0; !err && j < i; j++)
			if (!strcmp(file->issues[i].id, file->issues[j].id))
				err = error_create(ERROR_USAGE, "known issue %s: it is there twice",
						   file->issues[i].id);
	}
	return err;
}

/* what is read stays until the program ends, as what is built in does */
struct error *known_issues_read(const char *path)
{
	static struct issue_file *files;
	struct issue_file *file = calloc(1, sizeof(*file));
	struct json_object *object = NULL;
	guarded(free) char *text = NULL;
	struct error *err = read_text(&text, path);

	if (!file)
		abort();
	file->next = files;
	files = file;
	if (!err)
		err = parse(&object, text);
	if (!err)
		err = take_members(file, object, file_members);
	json_object_put(object);
	if (!err)
		err = check_all(file);
	for (size_t i = 0; !err && i < file->nr_issues; i++)
		err = known_issues_add(&file->issues[i]);
	return error_context(err, "--known-issues %s", path);
}
