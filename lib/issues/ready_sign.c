// SPDX-License-Identifier: GPL-2.0-or-later
/* From the words of a sign to what a check has: patterns, and bits. */
#include <fnmatch.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/string_list.h"
#include "lib/issues/registry.h"
#include "lib/observe/observer.h"

static const struct bit_name class_names[] = {
	{ CLASS_NONE, "none" }, { CLASS_SPECIAL, "special" }, { CLASS_NORMAL, "normal" }, { 0, NULL },
};

static const struct field class_field = { "class", FIELD_BITS, class_names };

static bool fits(const char *pattern, const char *name)
{
	return !fnmatch(pattern, name, FNM_EXTMATCH);
}

static const struct field *find_field(const struct observer *o, const char *pattern)
{
	for (unsigned int i = 0; i < o->nr_fields; i++)
		if (fits(pattern, o->fields[i].name))
			return &o->fields[i];
	return NULL;
}

/* the first one of all that the patterns name; @any: an observer fits at least */
static const struct field *find_answer(const char *observer, const char *pattern, bool *any)
{
	const struct field *field = NULL;

	*any = false;
	for (const struct observer *const *o = observers_sorted(); !field && *o; o++) {
		if (!fits(observer, (*o)->name))
			continue;
		*any = true;
		field = find_field(*o, pattern);
	}
	return field;
}

static struct error *find_meant(const struct issue_sign *sign, const struct field **field)
{
	const char *observer = sign->observer ? sign->observer : "*";
	bool any = true;

	*field = NULL;
	switch (sign->witness) {
	case ISSUE_ANSWER:
		if (!sign->observer || !sign->field)
			return error_create(ERROR_USAGE, "an answer's sign needs \"observer\" and \"field\"");
		*field = find_answer(observer, sign->field, &any);
		break;
	case ISSUE_MODEL:
		*field = &class_field;
		break;
	case ISSUE_SIDE_EFFECT:
		find_answer(observer, "*", &any);
		*field = find_answer("entry", "value", &(bool){ false });
		break;
	case ISSUE_CALL:
		find_answer(observer, "*", &any);
		break;
	default:
		break;
	}
	if (!any)
		return error_create(ERROR_USAGE, "no observer fits \"%s\"", observer);
	if (sign->witness == ISSUE_ANSWER && !*field)
		return error_create(ERROR_USAGE, "no field of %s fits \"%s\"", observer, sign->field);
	return NULL;
}

static struct error *find_bit(const struct field *field, const char *word, uint64_t *mask)
{
	guarded(free) char *known = NULL;

	if (!strcmp(word, "*")) {
		*mask = ~0ull;
		return NULL;
	}
	for (const struct bit_name *b = field ? field->bits : NULL; b && b->name; b++) {
		string_append(&known, " ", b->name);
		*mask = 1ull << b->bit;
		if (!strcmp(b->name, word))
			return NULL;
	}
	return error_create(ERROR_USAGE, "no bit is called \"%s\" (known: %s)", word, known ? known : "*");
}

static struct error *find_bits(struct ready_sign *ready, const struct field *field)
{
	struct string_list words guarded(strings) = { 0 };
	struct error *err = NULL;

	if (!ready->sign->bits || !*ready->sign->bits)
		return error_create(ERROR_USAGE, "which \"bits\" are wrong, or what \"value\" is?");
	string_list_split(&words, ready->sign->bits, " ");
	for (size_t i = 0; !err && i < words.nr; i++) {
		const char *word = words.item[i];
		uint64_t mask = 0;

		err = find_bit(field, word + (*word == '!'), &mask);
		ready->mask |= mask;
		if (*word != '!')
			ready->value |= mask;
	}
	return err;
}

static void set_patterns(struct ready_sign *ready)
{
	const struct issue_sign *sign = ready->sign;

	ready->observer = sign->observer ? sign->observer : "*";
	ready->field = sign->field ? sign->field : "*";
	if (sign->witness == ISSUE_MODEL) {
		ready->observer = "model";
		ready->field = "class";
	} else if (sign->witness == ISSUE_SIDE_EFFECT) {
		ready->field = "side effect";
	} else if (sign->witness == ISSUE_RESULT) {
		ready->observer = "result";
	}
}

struct error *ready_sign_init(struct ready_sign *ready, const struct issue_sign *sign)
{
	const struct field *field;
	struct error *err = find_meant(sign, &field);

	ready->sign = sign;
	set_patterns(ready);
	if (err)
		return err;
	if (sign->witness == ISSUE_CALL) {
		/* a call is right or wrong */
		ready->mask = 1;
		return NULL;
	}
	return sign->wrong == ISSUE_BITS ? find_bits(ready, field) : NULL;
}
