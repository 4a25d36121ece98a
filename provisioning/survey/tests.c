// SPDX-License-Identifier: GPL-2.0-or-later
/* What can be tested here: each with its risk and its command, or why not. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/shell_word.h"
#include "lib/base/size.h"
#include "provisioning/pmem/idle.h"
#include "provisioning/pmem/mountinfo.h"
#include "provisioning/survey/survey.h"

#define LEAST (64 * MIB)

static struct json_object *add(struct json_object *tests, const char *what)
{
	struct json_object *test = json_object_new_object();

	json_object_object_add(test, "what", json_object_new_string(what));
	json_object_array_add(tests, test);
	return test;
}

__attribute__((format(printf, 3, 4))) static void set(struct json_object *test, const char *name,
						      const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = string_vformat(fmt, ap);
	va_end(ap);
	survey_add(test, name, text);
}

static void take_error(struct json_object *test, struct error *err)
{
	set(test, "why_not", "%s", err->message);
	error_destroy(err);
}

static void add_mount(struct json_object *tests, struct json_object *mount)
{
	const char *dir = survey_string(mount, "directory");
	guarded(free) char *word = shell_word(dir);
	struct json_object *test = add(tests, dir);

	const char *options = survey_string(mount, "options");

	if (!mountinfo_has(options, "dax=always") && !mountinfo_has(options, "dax")) {
		set(test, "why_not", "mounted with %s: new files are DAX only with dax=always", options);
		return;
	}
	if (survey_flag(mount, "read_only")) {
		set(test, "why_not", "%s", "mounted read-only: no file can be made in it");
		return;
	}
	set(test, "risk", "%s", "a directory and unnamed files in it, up to 64 MiB, for the time of "
	    "the run");
	set(test, "command", "daxtest --mount %s", word);
}

static void add_region(struct tree *tree, struct json_object *tests, struct json_object *region)
{
	const char *name = survey_string(region, "name");
	struct error *err = idle_check_region(tree->root, name, LEAST);
	struct json_object *test = add(tests, name);

	if (err) {
		take_error(test, err);
		return;
	}
	set(test, "risk", "%s", "a label is written, and free capacity; namespaces that exist are not "
	    "touched");
	set(test, "command", "daxtest --region %s --size 64M", name);
}

static void add_namespace(struct tree *tree, struct json_object *tests, struct json_object *ns)
{
	struct idle_namespace idle guarded(idle_namespace) = { 0 };
	const char *name = survey_string(ns, "name"), *what = survey_string(ns, "signature");
	struct error *err = idle_check_namespace(tree->root, name, &idle);
	struct json_object *test = add(tests, name);

	if (err) {
		take_error(test, err);
		return;
	}
	if (*what || *survey_string(ns, "signature_unknown")) {
		set(test, "why_not", "it carries a signature (%s)", *what ? what : "unknown");
		return;
	}
	if (!strcmp(survey_string(ns, "contents"), "unknown")) {
		set(test, "why_not", "it holds data that is not recognised ('daxtest --dry-run --namespace %s "
		    "--destroy-data %s' prints how to give it up)", name, idle_namespace_id(&idle));
		return;
	}
	if (!*idle_namespace_id(&idle)) {
		set(test, "why_not", "%s", "it has no uuid to know it by after a crash");
		return;
	}
	set(test, "risk", "%s", "ALL THAT IS IN IT IS OVERWRITTEN");
	set(test, "command", "daxtest --namespace %s --destroy-data %s", name, idle_namespace_id(&idle));
}

static void for_each(struct json_object *survey, const char *name, struct json_object *tests,
		     void (*fn)(struct json_object *tests, struct json_object *item))
{
	struct json_object *array;

	if (!json_object_object_get_ex(survey, name, &array))
		return;
	for (size_t i = 0; i < json_object_array_length(array); i++)
		fn(tests, json_object_array_get_idx(array, i));
}

static void add_pmem(struct tree *tree, struct json_object *tests, struct json_object *survey)
{
	struct json_object *regions, *namespaces;

	if (!json_object_object_get_ex(survey, "regions", &regions))
		return;
	for (size_t i = 0; i < json_object_array_length(regions); i++) {
		struct json_object *region = json_object_array_get_idx(regions, i);

		add_region(tree, tests, region);
		json_object_object_get_ex(region, "namespaces", &namespaces);
		for (size_t j = 0; j < json_object_array_length(namespaces); j++)
			add_namespace(tree, tests, json_object_array_get_idx(namespaces, j));
	}
}

static void add_xen(struct json_object *tests, struct json_object *survey)
{
	struct json_object *xen, *test;

	if (!json_object_object_get_ex(survey, "xen", &xen))
		return;
	test = add(tests, "Xen grants");
	if (!survey_flag(xen, "gntdev")) {
		set(test, "why_not", "%s", "no /dev/xen/gntdev (modprobe xen_gntdev)");
		return;
	}
	set(test, "risk", "%s", "grants of this domain to itself, and of a domain that never runs");
	set(test, "command", "%s", "xentest");
}

struct json_object *survey_tests(struct tree *tree, struct json_object *survey)
{
	struct json_object *tests = json_object_new_array();
	struct json_object *test = add(tests, "this kernel, without a device");

	set(test, "risk", "%s", "none beside that of the kernel's own mistakes: memory of its own");
	set(test, "command", "%s", "mmtest");
	for_each(survey, "mounts", tests, add_mount);
	add_pmem(tree, tests, survey);
	add_xen(tests, survey);
	test = add(tests, "any kernel, in a virtual machine");
	set(test, "risk", "%s", "none");
	set(test, "command", "%s", "normalpage run");
	return tests;
}
