// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/guest/request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/full_lines.h"

#define REQUEST_MAX (1 << 20)

/** struct taker - who gets the requests */
struct taker {
	void (*handle)(struct json_object *request);
};

static bool take_line(void *data, char *line)
{
	const struct taker *taker = data;
	struct json_object *request;

	if (!*line)
		return true;
	request = json_tokener_parse(line);
	taker->handle(json_object_is_type(request, json_type_object) ? request : NULL);
	json_object_put(request);
	return true;
}

bool requests_read(struct requests *r, void (*handle)(struct json_object *request))
{
	ssize_t n;

	if (!r->pending)
		r->pending = malloc(REQUEST_MAX);
	if (!r->pending)
		return false;
	if (r->used == REQUEST_MAX)
		r->used = 0; /* longer than any request: not ours */
	n = read(r->fd, r->pending + r->used, REQUEST_MAX - r->used);
	if (n <= 0)
		return n < 0 && (errno == EINTR || errno == EAGAIN);
	r->used += n;
	full_lines(r->pending, &r->used, take_line, &(struct taker){ .handle = handle });
	return true;
}

void requests_clear(struct requests *r)
{
	free(r->pending);
	r->pending = NULL;
	r->used = 0;
}

static const char *member(struct json_object *request, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(request, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

const char *request_type(struct json_object *request)
{
	const char *type = member(request, "record");

	return type ? type : "";
}

const char **request_argv(struct json_object *request)
{
	struct json_object *array;
	const char **argv;
	size_t nr;

	if (!json_object_object_get_ex(request, "argv", &array) ||
	    !json_object_is_type(array, json_type_array))
		return NULL;
	nr = json_object_array_length(array);
	argv = nr ? calloc(nr + 1, sizeof(*argv)) : NULL;
	for (size_t i = 0; argv && i < nr; i++) {
		struct json_object *word = json_object_array_get_idx(array, i);

		if (!json_object_is_type(word, json_type_string)) {
			free(argv);
			return NULL;
		}
		argv[i] = json_object_get_string(word);
	}
	return argv;
}

const char *request_script(struct json_object *request)
{
	return member(request, "script");
}
