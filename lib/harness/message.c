// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/message.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#define NUMBERS 4
#define TEXTS 8

/**
 * struct head - the beginning of a message; TEXTS strings follow
 * @size: bytes of the whole message
 * @kind: enum message_kind
 * @what: of a check its enum check_kind, of an outcome enum outcome
 */
struct head {
	uint32_t size;
	uint8_t kind, what, ok, numbered;
	uint64_t numbers[NUMBERS];
};

/** struct body - a message before it is bytes */
struct body {
	struct head head;
	const char *texts[TEXTS];
};

static void check_to_body(const struct check *check, struct body *b)
{
	b->head.what = (uint8_t)check->kind;
	b->head.ok = check->ok;
	b->head.numbered = check->numbered;
	b->head.numbers[0] = check->numbers.mask;
	b->head.numbers[1] = check->numbers.expected;
	b->head.numbers[2] = check->numbers.observed;
	memcpy(b->texts, (const char *[]){ check->step, check->observer, check->field, check->where, check->expected,
					   check->observed, check->rule, check->issue }, sizeof(b->texts));
}

static bool check_from_body(const struct body *b, struct check *check)
{
	const char *const *text = b->texts;

	*check = (struct check){
		.step = text[0], .observer = text[1], .field = text[2], .where = text[3], .expected = text[4],
		.observed = text[5], .rule = text[6], .issue = text[7], .kind = b->head.what, .ok = b->head.ok,
		.numbered = b->head.numbered,
		.numbers = { b->head.numbers[0], b->head.numbers[1], b->head.numbers[2] } };
	return b->head.what < NR_CHECK_KINDS && check->observer && check->expected && check->observed;
}

static void stated_to_body(const struct stated_run *run, struct body *b)
{
	b->head.numbers[0] = run->start;
	b->head.numbers[1] = run->end;
	memcpy(b->texts, (const char *[]){ run->step, run->kind, run->level, run->class }, 4 * sizeof(*b->texts));
}

static bool stated_from_body(const struct body *b, struct stated_run *run)
{
	const char *const *text = b->texts;

	*run = (struct stated_run){ .step = text[0], .kind = text[1], .level = text[2], .class = text[3],
				    .start = b->head.numbers[0], .end = b->head.numbers[1] };
	return run->step && run->kind && run->level && run->class && run->start < run->end;
}

static void make_body(const struct message *m, struct body *b)
{
	*b = (struct body){ .head.kind = (uint8_t)m->kind };
	switch (m->kind) {
	case MESSAGE_CHECK:
		check_to_body(&m->check, b);
		break;
	case MESSAGE_STATED:
		stated_to_body(&m->stated, b);
		break;
	case MESSAGE_TIME:
		b->head.numbers[0] = m->times;
		memcpy(&b->head.numbers[1], &m->seconds, sizeof(m->seconds));
		b->texts[0] = m->text;
		break;
	default:
		b->head.what = (uint8_t)m->outcome;
		b->texts[0] = m->text;
		b->texts[1] = m->list;
	}
}

static bool read_body(const struct body *b, struct message *m)
{
	m->kind = b->head.kind;
	switch (m->kind) {
	case MESSAGE_CHECK:
		return check_from_body(b, &m->check);
	case MESSAGE_STATED:
		return stated_from_body(b, &m->stated);
	case MESSAGE_LINE:
		m->list = b->texts[1];
		m->text = b->texts[0];
		return m->list && m->text;
	case MESSAGE_OUTCOME:
		m->outcome = b->head.what;
		m->text = b->texts[0];
		return b->head.what < NR_OUTCOMES && m->text;
	case MESSAGE_TIME:
		m->times = (unsigned int)b->head.numbers[0];
		memcpy(&m->seconds, &b->head.numbers[1], sizeof(m->seconds));
		m->text = b->texts[0];
		return m->seconds >= 0 && m->text;
	default:
		return false;
	}
}

/* one that is there has a byte before it: "" is not NULL */
size_t message_write(const struct message *m, char *to, size_t room)
{
	size_t lengths[TEXTS], size = sizeof(struct head);
	struct body b;

	make_body(m, &b);
	for (size_t i = 0; i < TEXTS; i++) {
		lengths[i] = b.texts[i] ? strlen(b.texts[i]) + 1 : 0;
		size += lengths[i] + 1;
	}
	if (size > room)
		return size;
	b.head.size = (uint32_t)size;
	to = mempcpy(to, &b.head, sizeof(b.head));
	for (size_t i = 0; i < TEXTS; i++) {
		if (lengths[i]) {
			*to++ = '=';
			to = mempcpy(to, b.texts[i], lengths[i] - 1);
		}
		*to++ = '\0';
	}
	return size;
}

static bool read_texts(const char *from, const char *end, const char **texts)
{
	for (size_t i = 0; i < TEXTS; i++) {
		const char *null = memchr(from, '\0', (size_t)(end - from));

		if (!null || (null > from && *from != '='))
			return false;
		texts[i] = null > from ? from + 1 : NULL;
		from = null + 1;
	}
	return from == end;
}

ssize_t message_read(const char *from, size_t len, struct message *m)
{
	struct body b;

	if (len < sizeof(b.head))
		return 0;
	memcpy(&b.head, from, sizeof(b.head));
	if (b.head.size < sizeof(b.head) || b.head.size > MESSAGE_SIZE)
		return -EBADMSG;
	if (len < b.head.size)
		return 0;
	if (!read_texts(from + sizeof(b.head), from + b.head.size, b.texts) || !read_body(&b, m))
		return -EBADMSG;
	return b.head.size;
}
