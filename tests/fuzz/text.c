// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines of the kernel: smaps, numa_maps, maps, kallsyms, /dev/kmsg, the trace, its release. Each is parsed
 * as all of them, and as words of the command line; the whole as a file of /proc/PID that inspect reads.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/full_lines.h"
#include "lib/base/size.h"
#include "lib/inspect/lines.h"
#include "lib/inspect/process.h"
#include "lib/inspect/range.h"
#include "lib/kernel/kallsyms.h"
#include "lib/kernel/kmsg.h"
#include "lib/kernel/release.h"
#include "lib/observe/maps_text.h"
#include "lib/observe/numa_text.h"
#include "lib/observe/smaps_text.h"
#include "lib/trace/parse.h"
#include "tests/fuzz/memory_file.h"

static const struct probe probe = {
	.function = "vm_normal_page",
	.args = { "addr=$arg2:x64", "entry=$arg3:x64" },
};
static const struct probe *const probes[] = { &probe };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void parse_line(struct trace_parser *parser, struct trace_log *log, char *line)
{
	uint64_t start, end, value, values[NUMA_NR_FIELDS];
	unsigned int number, candidate;
	enum smaps_field field;
	unsigned long long bytes;
	struct maps_line vma;
	pid_t pid;

	smaps_header(line, &start, &end);
	smaps_value(line, &field, &value);
	numa_parse(line, &start, values);
	maps_parse(line, &vma);
	kmsg_classify(line);
	release_parse(line, line, &number, &candidate);
	error_destroy(range_parse(line, &start, &end));
	error_destroy(pid_parse(line, &pid));
	error_destroy(size_parse("size", line, NULL, &bytes));
	trace_parse_line(parser, log, line);
	kmsg_record_text(line);
	/* the last: it cuts the line */
	kallsyms_line(line, &value);
}

/* each line whole, or cut where it is longer than there is room */
static void read_lines(const uint8_t *data, size_t size)
{
	static struct line_stream lines;
	char path[64];
	const char *line;
	size_t taken = 0;

	lines.fd = memory_file(data, size, path);
	lseek(lines.fd, 0, SEEK_SET);
	lines.chunk = size ? 1 + data[0] : 1;
	lines.ended = false;
	lines.start = lines.len = 0;
	while ((line = lines_next(&lines)))
		taken += strlen(line);
	if (taken > size)
		abort();
	lines_close(&lines);
}

static bool count(void *data, char *line)
{
	*(size_t *)data += strlen(line) + 1;
	return true;
}

/* in pieces, as a pipe gives them, into a buffer that a line may be too long for */
static void read_pieces(const uint8_t *data, size_t size)
{
	const size_t piece = size ? 1 + data[0] : 1;
	size_t len = 0, taken = 0;
	char buf[512];

	for (size_t at = 0; at < size; at += piece) {
		size_t n = size - at < piece ? size - at : piece;

		memcpy(buf + len, data + at, n);
		len += n;
		if (!full_lines(buf, &len, count, &taken) || taken > at + n)
			abort();
		if (sizeof(buf) - len < piece)
			len = 0;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct trace_parser parser = { .probes = probes, .nr_probes = 1 };
	char *text = malloc(size + 1), *rest = text, *line;
	struct trace_log log = { 0 };

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	error_destroy(process_status_check(1, text));
	while ((line = strsep(&rest, "\n")))
		parse_line(&parser, &log, line);
	trace_log_clear(&log);
	free(text);
	read_lines(data, size);
	read_pieces(data, size);
	return 0;
}
