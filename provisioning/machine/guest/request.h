/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the host asks of the guest: one JSON object a line (docs/records.md). */
#ifndef NORMALPAGE_MACHINE_GUEST_REQUEST_H
#define NORMALPAGE_MACHINE_GUEST_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

/** struct requests - where they come from, and the start of the next one; start with @fd alone */
struct requests {
	int fd;
	char *pending;
	size_t used;
};

/**
 * requests_read - read once, and cut what is there into requests
 * @handle: called for each request, with NULL for a line that is no JSON object
 *
 * Returns false when the host is gone.
 */
bool requests_read(struct requests *requests, void (*handle)(struct json_object *request));

/** requests_clear - free what is pending; @fd is the caller's */
void requests_clear(struct requests *requests);

/** request_type - its "record"; "" without one */
const char *request_type(struct json_object *request);

/**
 * request_argv - its "argv", with a NULL behind it; the caller frees the array, not the strings
 *
 * NULL unless that is an array of strings, and has one.
 */
const char **request_argv(struct json_object *request);

/** request_script - its "script", or NULL */
const char *request_script(struct json_object *request);

#endif
