// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/error.h"

#include <stdarg.h>
#include <string.h>

static struct error *error_new(enum error_kind kind, int errnum, char *message)
{
	struct error *err = malloc(sizeof(*err));

	if (!err || !message)
		abort();
	err->kind = kind;
	err->errnum = errnum;
	err->message = message;
	return err;
}

static char *format(const char *fmt, va_list ap)
{
	char *text;

	return vasprintf(&text, fmt, ap) < 0 ? NULL : text;
}

struct error *error_create(enum error_kind kind, const char *fmt, ...)
{
	va_list ap;
	char *message;

	va_start(ap, fmt);
	message = format(fmt, ap);
	va_end(ap);
	return error_new(kind, 0, message);
}

struct error *error_errno(int errnum, const char *fmt, ...)
{
	char *what, *message;
	va_list ap;

	va_start(ap, fmt);
	what = format(fmt, ap);
	va_end(ap);
	if (!what || asprintf(&message, "%s: %s", what, strerror(errnum)) < 0)
		abort();
	free(what);
	return error_new(ERROR_SYSTEM, errnum, message);
}

struct error *error_context(struct error *err, const char *fmt, ...)
{
	char *context, *message;
	va_list ap;

	if (!err)
		return NULL;
	va_start(ap, fmt);
	context = format(fmt, ap);
	va_end(ap);
	if (!context || asprintf(&message, "%s: %s", context, err->message) < 0)
		abort();
	free(context);
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
