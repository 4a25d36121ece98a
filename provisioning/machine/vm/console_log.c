// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/console_log.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/base/owned_string.h"

/* of a line; the kernel's own are shorter (kernel/printk/printk.c PRINTKRB_RECORD_MAX). What is longer is
 * taken for several lines: nothing gets lost */
#define LENGTH_MAX 4096

/* firmware moves the cursor: escape sequences go as a whole */
static void clean(char *line)
{
	char *out = line;

	for (const char *p = line; *p; p++) {
		if (*p == '\033' && p[1] == '[') {
			for (p += 2; *p && (*p < '@' || *p > '~'); p++)
				;
			if (!*p)
				break;
		} else if (*p == '\t' || (unsigned char)*p >= ' ') {
			*out++ = *p;
		}
	}
	*out = '\0';
}

/** struct log_reader - who gets the lines, and the one that is being read */
struct log_reader {
	void (*line_ready)(void *data, const char *line);
	void *data;
	char line[LENGTH_MAX + 1];
	size_t length;
};

static void end_line(struct log_reader *r)
{
	r->line[r->length] = '\0';
	clean(r->line);
	if (*r->line)
		r->line_ready(r->data, r->line);
	r->length = 0;
}

static void add_byte(struct log_reader *r, char byte)
{
	if (byte != '\n')
		r->line[r->length++] = byte ? byte : ' ';
	if (byte == '\n' || r->length == LENGTH_MAX)
		end_line(r);
}

/* a guest may write as much as it likes: one line at a time is in memory */
static void read_lines(const char *path, off_t from, void (*line_ready)(void *data, const char *line),
		       void *data)
{
	guarded(free) struct log_reader *r = calloc(1, sizeof(*r));
	guarded(file) FILE *f = fopen(path, "re");
	char chunk[16384];
	size_t n;

	if (!r)
		abort();
	r->line_ready = line_ready;
	r->data = data;
	if (f && from)
		fseeko(f, from, SEEK_SET);
	while (f && (n = fread(chunk, 1, sizeof(chunk), f)))
		for (size_t i = 0; i < n; i++)
			add_byte(r, chunk[i]);
	if (r->length)
		end_line(r);
}

/** struct tail - the last @most lines */
struct tail {
	struct string_list *lines;
	size_t before, most;
};

static void take_tail(void *data, const char *line)
{
	struct tail *tail = data;
	struct string_list *lines = tail->lines;

	if (tail->most && lines->nr - tail->before == tail->most) {
		char **first = &lines->item[tail->before];

		free(*first);
		memmove(first, first + 1, (tail->most - 1) * sizeof(*first));
		lines->item[--lines->nr] = NULL;
	}
	if (tail->most)
		string_list_add(lines, "%s", line);
}

void console_log_tail(struct string_list *lines, const char *path, off_t from, size_t nr)
{
	read_lines(path, from, take_tail, &(struct tail){ lines, lines->nr, nr });
}

off_t console_log_size(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_size;
}

/** struct search - for a line with @text; @found: the last one, from there on, or the one after it */
struct search {
	const char *text;
	bool after, next;
	char *found;
};

static void take_match(void *data, const char *line)
{
	struct search *s = data;
	const char *at = strstr(line, s->text);

	if (s->after ? s->next : !!at) {
		free(s->found);
		s->found = string_copy(s->after ? line : at);
	}
	s->next = at;
}

char *console_log_find(const char *path, const char *text)
{
	struct search search = { .text = text };

	read_lines(path, 0, take_match, &search);
	return search.found;
}

char *console_log_find_after(const char *path, const char *text)
{
	struct search search = { .text = text, .after = true };

	read_lines(path, 0, take_match, &search);
	return search.found;
}
