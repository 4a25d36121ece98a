/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NORMALPAGE_MACHINE_FILE_JSON_FILE_H
#define NORMALPAGE_MACHINE_FILE_JSON_FILE_H

#include <json-c/json.h>

#include "lib/base/error.h"

/** json_file_write - write @object to @path, which is made or replaced; @object is put */
error_check struct error *json_file_write(const char *path, struct json_object *object);

#endif
