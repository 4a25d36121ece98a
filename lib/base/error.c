// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/error.h"

#include <stdarg.h>
#include <string.h>

#include "lib/base/owned_string.h"

static struct error *error_new(enum error_kind kind, int errnum, char *message)
{
	struct error *err = malloc(sizeof(*err));

	if (!err)
		abort();
	err->kind = kind;
	err->errnum = errnum;
	err->message = message;
	return err;
}

struct error *error_create(enum error_kind kind, const char *fmt, ...)
{
	va_list ap;
	char *message;

	va_start(ap, fmt);
	message = string_vformat(fmt, ap);
	va_end(ap);
	return error_new(kind, 0, message);
}

struct error *error_errno(int errnum, const char *fmt, ...)
{
	guarded(free) char *what = NULL;
	va_list ap;

	va_start(ap, fmt);
	what = string_vformat(fmt, ap);
	va_end(ap);
	return error_new(ERROR_SYSTEM, errnum, string_format("%s: %s", what, strerror(errnum)));
}

struct error *error_context(struct error *err, const char *fmt, ...)
{
	guarded(free) char *context = NULL;
	char *message;
	va_list ap;

	if (!err)
		return NULL;
	va_start(ap, fmt);
	context = string_vformat(fmt, ap);
	va_end(ap);
	message = string_format("%s: %s", context, err->message);
	free(err->message);
	err->message = message;
	return err;
}

void error_destroy(struct error *err)
{
	if (!err)
		return;
	free(err->message);
	free(err);
}

int error_exit_status(const struct error *err)
{
	if (!err)
		return 0;
	return err->kind == ERROR_UNTESTABLE ? 4 : 2;
}
