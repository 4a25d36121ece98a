// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/inspect/runs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define RUNS_MAX 512
#define REGIONS_MAX 512
#define WORDS_MAX 4096

bool runs_join_next(struct runs_join *join, struct entry_run *run, struct inspect_run *part)
{
	const struct region *region;
	uint64_t end = run->end;

	if (run->start >= run->end)
		return false;
	while (join->next < join->nr && join->regions[join->next].end <= run->start)
		join->next++;
	region = join->next < join->nr ? &join->regions[join->next] : NULL;
	*part = (struct inspect_run){ .start = run->start, .first = run->first, .frame = run->frame };
	if (region && region->start <= run->start) {
		part->categories = region->categories;
		end = region->end < end ? region->end : end;
	} else if (region) {
		end = region->start < end ? region->start : end;
	}
	part->end = end;
	run->start = end;
	return true;
}

/**
 * struct collector - runs of entries that wait for their regions
 * @ret: what went wrong, as negative errno
 */
struct collector {
	const struct runs_reader *reader;
	struct entry_run runs[RUNS_MAX];
	unsigned int nr;
	struct region regions[REGIONS_MAX];
	bool stopped;
	int ret;
};

/* Regions from pagemap's words, for kernels without PAGEMAP_SCAN. */
static int scan_words(int fd, uint64_t start, uint64_t *end, struct region *regions)
{
	static uint64_t words[WORDS_MAX];
	uint64_t wanted = (*end - start) / PTE_SIZE;
	size_t size = sizeof(*words) * (wanted < WORDS_MAX ? wanted : WORDS_MAX);
	ssize_t n = pread(fd, words, size, (off_t)(start / PTE_SIZE * sizeof(*words)));
	int nr = 0;

	if (n < 0)
		return -errno;
	if (!n)
		return 0;	/* the process has ended */
	for (size_t i = 0; i < (size_t)n / sizeof(*words); i++, start += PTE_SIZE) {
		uint64_t categories = categories_of_word(words[i]);

		if (nr && regions[nr - 1].end == start && regions[nr - 1].categories == categories) {
			regions[nr - 1].end += PTE_SIZE;
		} else if (categories && nr == REGIONS_MAX) {
			break;
		} else if (categories) {
			regions[nr++] = (struct region){ start, start + PTE_SIZE, categories };
		}
	}
	*end = start;
	return nr;
}

static void give(struct collector *c, struct inspect_run *part)
{
	part->raw = c->reader->kernel;
	part->asked = c->reader->pagemap >= 0;
	if (!part->raw) {
		part->first.addr = part->start;
		if (part->categories & CATEGORY_PRESENT)
			part->first.level = part->categories & CATEGORY_HUGE ? LEVEL_PMD : LEVEL_PTE;
	}
	c->stopped = !c->reader->each(c->reader->data, part);
}

/* Hands out all runs up to @end, which the regions cover. */
static void join_until(struct collector *c, unsigned int nr_regions, uint64_t end,
		       unsigned int *next_run)
{
	struct runs_join join = { c->regions, nr_regions, 0 };
	struct inspect_run part;

	while (*next_run < c->nr && !c->stopped) {
		struct entry_run *run = &c->runs[*next_run];
		struct entry_run now = *run;

		now.end = run->end < end ? run->end : end;
		while (!c->stopped && runs_join_next(&join, &now, &part))
			give(c, &part);
		if (run->end > end) {
			run->start = end;
			return;
		}
		++*next_run;
	}
}

static void flush(struct collector *c)
{
	uint64_t start, end, last;
	unsigned int next_run = 0;
	int nr = 0;

	if (!c->nr || c->stopped || c->ret)
		return;
	last = c->runs[c->nr - 1].end;
	for (start = c->runs[0].start; start < last && !c->stopped; start = end) {
		end = last;
		if (c->reader->pagemap >= 0 && c->reader->words)
			nr = scan_words(c->reader->pagemap, start, &end, c->regions);
		else if (c->reader->pagemap >= 0)
			nr = categories_scan(c->reader->pagemap, start, &end, c->regions,
					     REGIONS_MAX);
		if (nr < 0 || end <= start) {
			c->ret = nr < 0 ? nr : -ESRCH;
			return;
		}
		join_until(c, (unsigned int)nr, end, &next_run);
	}
	c->nr = 0;
}

static bool collect(void *data, const struct entry_run *run)
{
	struct collector *c = data;

	if (c->nr == RUNS_MAX)
		flush(c);
	if (!c->ret)
		c->runs[c->nr++] = *run;
	return !c->ret && !c->stopped;
}

int runs_read(const struct runs_reader *reader, uint64_t start, uint64_t end)
{
	static struct collector c;
	struct entry_walk walk = {
		.root = reader->root, .start = start, .end = end, .lowest = LEVEL_PTE,
		.single = reader->single, .each = collect, .data = &c,
	};
	int ret = 0;

	c.reader = reader;
	c.nr = 0;
	c.stopped = false;
	c.ret = 0;
	if (reader->kernel)
		ret = entry_runs(reader->kernel, &walk);
	else
		collect(&c, &(struct entry_run){ .start = start, .end = end });
	if (!ret)
		flush(&c);
	return ret ? ret : c.ret;
}
