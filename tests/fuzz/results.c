// SPDX-License-Identifier: GPL-2.0-or-later
/* Records of a run, and what every format makes of them. */
#include "lib/base/array.h"
#include "lib/results/compare.h"
#include "lib/results/results.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_report(const struct results_set *set, const char *format)
{
	guarded(file) FILE *out = fopen("/dev/null", "we");
	struct report *report;
	struct error *err = report_open(&report, format, out);

	if (err) {
		error_destroy(err);
		return;
	}
	report_start(report, "fuzz", 0);
	results_report(set, report);
	report_end(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = { "human", "ktap", "junit", "json", "lava", "html" };
	struct results_set set guarded(results_set) = { 0 };
	struct comparison_result comparison guarded(comparison_result) = { 0 };
	char path[64];
	int fd = memory_file(data, size, path);
	struct error *err = results_read(&set, path);

	close(fd);
	if (err) {
		error_destroy(err);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		write_report(&set, formats[i]);
	if (set.nr)
		results_compare(&comparison, &set.results[0], &set.results[set.nr - 1], false);
	return 0;
}
