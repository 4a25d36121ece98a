// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/survey_human.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/kernel/taint.h"
#include "lib/base/text.h"

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, name, &value);
	return value;
}

static unsigned long long number(struct json_object *object, const char *name)
{
	return json_object_get_uint64(member(object, name));
}

static bool is_true(struct json_object *object, const char *name)
{
	return json_object_get_boolean(member(object, name));
}

/* "1.5 GiB"; exact where it can be */
static const char *size_text(unsigned long long bytes)
{
	static char text[32];

	if (bytes >= 10ull << 30)
		snprintf(text, sizeof(text), "%llu GiB", bytes >> 30);
	else
		snprintf(text, sizeof(text), "%llu MiB", bytes >> 20);
	return text;
}

static void for_each(struct json_object *survey, const char *name,
		     void (*fn)(struct json_object *item))
{
	struct json_object *array = member(survey, name);

	for (size_t i = 0; i < json_object_array_length(array); i++)
		fn(json_object_array_get_idx(array, i));
}

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static void write_kernel(struct json_object *kernel)
{
	char taint[512];

	printf("kernel      %s, lockdown %s\n", survey_string(kernel, "release"),
	       or_dash(survey_string(kernel, "lockdown")));
	printf("            %s, %s, %s, %s, %s\n",
	       is_true(kernel, "tracefs") ? "tracefs" : "no tracefs",
	       is_true(kernel, "kprobe_events") ? "kprobe events" : "no kprobe events",
	       is_true(kernel, "btf") ? "BTF" : "no BTF",
	       is_true(kernel, "kcore") ? "/proc/kcore" : "no /proc/kcore",
	       is_true(kernel, "kpageflags") ? "/proc/kpageflags" : "no /proc/kpageflags");
	if (number(kernel, "tainted"))
		printf("            tainted: %s\n",
		       taint_format(number(kernel, "tainted"), taint, sizeof(taint)));
	if (*survey_string(kernel, "restricted"))
		printf("            %s\n", survey_string(kernel, "restricted"));
}

static void write_node(struct json_object *node)
{
	printf("%-11s %9s  CPUs %s\n", survey_string(node, "name"), size_text(number(node, "bytes")),
	       or_dash(survey_string(node, "cpus")));
}

static void write_dimm(struct json_object *dimm)
{
	printf("%-11s %s, flags %s, health %s, security %s\n", survey_string(dimm, "name"),
	       survey_string(dimm, "state"), or_dash(survey_string(dimm, "flags")),
	       or_dash(survey_string(dimm, "health")), or_dash(survey_string(dimm, "security")));
}

static void write_mounts(struct json_object *ns)
{
	struct json_object *mounts = member(ns, "mounts");

	for (size_t i = 0; mounts && i < json_object_array_length(mounts); i++)
		printf(", mounted on %s",
		       json_object_get_string(json_object_array_get_idx(mounts, i)));
}

static void write_namespace(struct json_object *ns)
{
	const char *use = survey_string(ns, "use"), *what = survey_string(ns, "signature");

	printf("  %-13s %5s  %-6s", survey_string(ns, "name"), size_text(number(ns, "bytes")),
	       survey_string(ns, "mode"));
	if (*survey_string(ns, "device"))
		printf("  %s", survey_string(ns, "device"));
	if (*what)
		printf(", %s", what);
	if (!strcmp(survey_string(ns, "contents"), "unknown"))
		printf(", data that is not recognised");
	else if (*survey_string(ns, "contents") && !*what)
		printf(", %s", !strcmp(survey_string(ns, "contents"), "ours") ? "left by a test" : "empty");
	if (*survey_string(ns, "signature_unknown"))
		printf(", signature not known: %s", survey_string(ns, "signature_unknown"));
	write_mounts(ns);
	if (*use && strncmp(use, "mounted", 7))
		printf(", %s", use);
	if (*survey_string(ns, "use_unknown"))
		printf(", use not known: %s", survey_string(ns, "use_unknown"));
	putchar('\n');
}

static void write_region(struct json_object *region)
{
	printf("%-11s %9s", survey_string(region, "name"), size_text(number(region, "bytes")));
	printf("  %s free, %llu DIMM%s, node %s, persistence %s%s%s\n",
	       size_text(number(region, "free_bytes")), number(region, "dimms"),
	       number(region, "dimms") == 1 ? "" : "s", or_dash(survey_string(region, "node")),
	       or_dash(survey_string(region, "persistence_domain")),
	       *survey_string(region, "bad_blocks") ? ", bad blocks " : "",
	       survey_string(region, "bad_blocks"));
	for_each(region, "namespaces", write_namespace);
}

static void write_dax(struct json_object *dax)
{
	printf("%-11s %9s  driver %s, aligned to %llu KiB, node %s\n", survey_string(dax, "name"),
	       size_text(number(dax, "bytes")), or_dash(survey_string(dax, "driver")),
	       number(dax, "align") >> 10, or_dash(survey_string(dax, "node")));
}

static void write_mount(struct json_object *mount)
{
	printf("%-11s %s on %s, %s\n", survey_string(mount, "directory"),
	       survey_string(mount, "type"), survey_string(mount, "device"),
	       survey_string(mount, "options"));
}

static void write_xen(struct json_object *xen)
{
	if (!xen)
		return;
	printf("Xen         %s.%s%s, this is a %s %s, domid %s; gntdev %s, limit %s\n",
	       survey_string(xen, "major"), survey_string(xen, "minor"), survey_string(xen, "extra"),
	       survey_string(xen, "guest_type"),
	       is_true(xen, "control_domain") ? "control domain" : "domain",
	       or_dash(survey_string(xen, "domid")),
	       is_true(xen, "gntdev") ? "is there" : "is missing",
	       or_dash(survey_string(xen, "gntdev_limit")));
	printf("            grants %s in use, room for %s, at most %s\n",
	       or_dash(survey_string(xen, "grants_used")),
	       or_dash(survey_string(xen, "grants_size")),
	       or_dash(survey_string(xen, "grants_most")));
}

static void write_test(struct json_object *test)
{
	if (*survey_string(test, "why_not")) {
		printf("%s\n  not: %s\n", survey_string(test, "what"), survey_string(test, "why_not"));
		return;
	}
	printf("%s\n  %s\n  risk: %s\n", survey_string(test, "what"), survey_string(test, "command"),
	       survey_string(test, "risk"));
}

/* names of mounts, devices and modules are whatever their makers wrote */
static void clean(struct json_object *object)
{
	if (json_object_is_type(object, json_type_string)) {
		guarded(free) char *text = text_clean(json_object_get_string(object), SIZE_MAX);

		json_object_set_string(object, text);
	} else if (json_object_is_type(object, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(object); i++)
			clean(json_object_array_get_idx(object, i));
	} else if (json_object_is_type(object, json_type_object)) {
		json_object_object_foreach(object, name, value) {
			(void)name;
			clean(value);
		}
	}
}

void survey_write_human(struct json_object *survey)
{
	clean(survey);
	write_kernel(member(survey, "kernel"));
	write_xen(member(survey, "xen"));
	for_each(survey, "nodes", write_node);
	for_each(survey, "dimms", write_dimm);
	for_each(survey, "regions", write_region);
	for_each(survey, "dax", write_dax);
	for_each(survey, "mounts", write_mount);
	puts("\nWhat could be tested here\n");
	for_each(survey, "tests", write_test);
}
