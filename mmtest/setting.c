// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmtest/setting.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/harness/guard.h"
#include "lib/harness/shared_system.h"
#include "lib/kernel/system_file.h"
#include "provisioning/journal/own_setting.h"

#define KSM "/sys/kernel/mm/ksm/"
#define POOL "/sys/kernel/mm/hugepages/hugepages-2048kB/"

static const char *const paths[SETTING_NR] = {
	[SETTING_KSM_RUN] = KSM "run",
	[SETTING_KSM_PAGES_TO_SCAN] = KSM "pages_to_scan",
	[SETTING_KSM_SLEEP] = KSM "sleep_millisecs",
	[SETTING_KSM_ZERO_PAGES] = KSM "use_zero_pages",
	[SETTING_HUGE_PAGES] = POOL "nr_hugepages",
};

/* what the test has changed: on a page that its process shares with the one that restores it */
static struct changed_setting {
	bool made;
	unsigned long before, value;
} *changes;

/* mm/hugetlb.c set_max_huge_pages() makes them stay for good: nr_hugepages counts them, and sets all */
static void refuse_surplus(struct scenario *s)
{
	unsigned long surplus;

	if (system_file_number(POOL "surplus_hugepages", &surplus) && surplus)
		scenario_skip(s, "the pool has %lu surplus pages, which a change of it would make permanent",
			      surplus);
}

void setting_change(struct scenario *s, enum setting setting, unsigned long value,
		    const char *missing)
{
	unsigned long old;

	if (!system_file_number(paths[setting], &old))
		scenario_skip(s, "no %s: %s", paths[setting], missing);
	if (old == value)
		return;
	shared_system_need(s, setting == SETTING_HUGE_PAGES ? "makes the pool of huge pages larger" :
							      "lets KSM merge pages");
	if (setting == SETTING_HUGE_PAGES)
		refuse_surplus(s);
	if (!changes[setting].made)
		changes[setting].before = old;
	changes[setting].value = value;
	changes[setting].made = true;
	if (!system_file_set_number(paths[setting], value))
		scenario_broken(s, "writing %lu to %s: %s", value, paths[setting],
				strerror(errno));
	/* of the pool there may be less than was asked for */
	system_file_number(paths[setting], &changes[setting].value);
}

unsigned long setting_of_pool(unsigned long nr)
{
	unsigned long all = 0, free = 0, reserved = 0;

	if (!system_file_number(paths[SETTING_HUGE_PAGES], &all) || !system_file_number(POOL "free_hugepages", &free) ||
	    !system_file_number(POOL "resv_hugepages", &reserved) || free >= reserved + nr)
		return all;
	return all + nr;
}

struct error *settings_write_down(struct journal *journal)
{
	unsigned long ours[SETTING_NR][HUGE_PAGES_NEEDED] = {
		[SETTING_KSM_RUN] = { 0, 1 },
		[SETTING_KSM_PAGES_TO_SCAN] = { 1000 },
		[SETTING_KSM_SLEEP] = { 1 },
		[SETTING_KSM_ZERO_PAGES] = { 0, 1 },
	};
	static const size_t nr[SETTING_NR] = {
		[SETTING_KSM_RUN] = 2, [SETTING_KSM_PAGES_TO_SCAN] = 1, [SETTING_KSM_SLEEP] = 1,
		[SETTING_KSM_ZERO_PAGES] = 2, [SETTING_HUGE_PAGES] = HUGE_PAGES_NEEDED,
	};
	unsigned long pool = 0;
	struct error *err = NULL;

	/* how many are free then is not known yet, and the kernel may find fewer than are asked for */
	system_file_number(paths[SETTING_HUGE_PAGES], &pool);
	for (unsigned long i = 0; i < HUGE_PAGES_NEEDED; i++)
		ours[SETTING_HUGE_PAGES][i] = pool + 1 + i;
	for (int i = 0; !err && i < SETTING_NR; i++)
		err = own_setting_write(journal, paths[i], ours[i], nr[i]);
	return err;
}

static void remember(struct kernel *kernel)
{
	(void)kernel;
	if (!changes)
		changes = mmap(NULL, SETTING_NR * sizeof(*changes), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (changes == MAP_FAILED)
		abort();
	memset(changes, 0, SETTING_NR * sizeof(*changes));
}

static void put_back(struct kernel *kernel, struct judgement *j)
{
	unsigned long value;

	(void)kernel;
	/* backwards: what is to be scanned next is settled before scanning goes on */
	for (int i = SETTING_NR - 1; i >= 0; i--) {
		if (!changes[i].made)
			continue;
		if (!system_file_number(paths[i], &value)) {
			guard_log(j, "a setting below /sys/kernel/mm that was changed cannot be looked at");
			continue;
		}
		/* another value by now was set by another process */
		if (value != changes[i].value)
			continue;
		if (!system_file_set_number(paths[i], changes[i].before))
			guard_log(j, "a setting below /sys/kernel/mm could not be restored");
	}
}

GUARD(settings) = { .name = "settings", .before = remember, .after = put_back };
