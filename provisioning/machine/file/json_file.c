// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/file/json_file.h"

#include <errno.h>

#include "lib/base/full_write.h"

struct error *json_file_write(const char *path, struct json_object *object)
{
	FILE *f = fopen(path, "we");
	struct error *err;

	if (!f) {
		err = error_errno(errno, "cannot write %s", path);
	} else {
		fputs(json_object_to_json_string(object), f);
		err = stream_close(f, path);
	}
	json_object_put(object);
	return err;
}
