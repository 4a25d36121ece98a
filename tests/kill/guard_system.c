// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What all of the machine share: two programs at once, and zram devices that a run has left at each of the points
 * at which it could have died.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/kernel/system_file.h"
#include "lib/harness/scenario.h"
#include "provisioning/journal/machine_lock.h"
#include "provisioning/journal/own_setting.h"
#include "provisioning/journal/own_zram.h"
#include "tests/privileges/run_as.h"

#define PATIENCE 600	/* tenths of a second */
#define KSM_SLEEP "/sys/kernel/mm/ksm/sleep_millisecs"

static char said[4096];

static int run(const char *const *argv)
{
	return run_as(&(struct less){ 0 }, argv, said, sizeof(said));
}

static int clean_up(void)
{
	return run((const char *const[]){ "normalpage", "cleanup", NULL });
}

static void expect_said(struct scenario *s, const char *step, const char *words)
{
	expect_result(s, step, strstr(said, words) ? words : said, 1, strstr(said, words) != NULL,
		      "who is in the way, and the way out, are said");
}

/* stopped as soon as it has the lock */
static pid_t start_first(struct scenario *s)
{
	pid_t pid = fork();
	char who[64], line[64];

	if (!pid) {
		/* the other one's journal is elsewhere: what they share is the machine */
		setenv("NORMALPAGE_JOURNAL", "/tmp/other-journal", 1);
		execlp("mmtest", "mmtest", "--system", "anon.ksm.merged", NULL);
		_exit(127);
	}
	snprintf(who, sizeof(who), "mmtest (process %d)", pid);
	for (int i = 0; i < PATIENCE; i++) {
		if (system_file_line(MACHINE_LOCK, "", line, sizeof(line)) && !strcmp(line, who)) {
			kill(pid, SIGSTOP);
			return pid;
		}
		usleep(100000);
	}
	kill(pid, SIGKILL);
	scenario_broken(s, "mmtest took no lock: '%s'", line);
}

/* a setting as a run that died has left it */
static void leave_setting(struct scenario *s, unsigned long value)
{
	struct journal *journal = NULL;

	scenario_need(s, journal_open(&journal));
	scenario_need(s, own_setting_write(journal, KSM_SLEEP, &value, 1));
	if (!system_file_set_number(KSM_SLEEP, value))
		scenario_broken(s, KSM_SLEEP ": %s", strerror(errno));
	journal_close(journal);
}

static unsigned long sleep_now(void)
{
	unsigned long value = 0;

	system_file_number(KSM_SLEEP, &value);
	return value;
}

static void two_at_once(struct scenario *s)
{
	const unsigned long before = sleep_now();
	char words[128];
	long meanwhile;
	pid_t first;
	int status;

	if (!before)
		scenario_skip(s, "no %s: kernel without CONFIG_KSM", KSM_SLEEP);
	/* what a dead run has left is not restored while another one may have its value there */
	leave_setting(s, before + 7);
	first = start_first(s);
	snprintf(words, sizeof(words), "mmtest: mmtest (process %d) is running, and two at once would undo", first);
	expect_result(s, "mmtest --system", "exit status", 2,
		      run((const char *const[]){ "mmtest", "--system", "anon.ksm.merged", NULL }), "one at a time");
	expect_said(s, "mmtest --system", words);
	expect_result(s, "daxtest", "exit status", 2,
		      run((const char *const[]){ "daxtest", "--mount", "/tmp", NULL }), "one at a time");
	expect_said(s, "daxtest", "daxtest: mmtest (process ");
	meanwhile = (long)sleep_now();
	expect_result(s, "cleanup meanwhile", "exit status", 1, clean_up(), "it is left");
	expect_said(s, "cleanup meanwhile", "is running, and two at once");
	expect_result(s, "cleanup meanwhile", "the setting", meanwhile, (long)sleep_now(), "untouched");
	kill(first, SIGCONT);
	if (waitpid(first, &status, 0) != first)
		status = -1;
	expect_result(s, "the first one", "exit status", 0, status, "it goes on");
	expect_result(s, "cleanup", "exit status", 0, clean_up(), "nobody is in the way");
	expect_result(s, "cleanup", "the setting", (long)before, (long)sleep_now(), "as it was");
	/* what was killed is in nobody's way */
	first = start_first(s);
	kill(first, SIGKILL);
	waitpid(first, NULL, 0);
	/* where it had got to is chance: what it has left is in its journal, and foreign to another one's */
	setenv("NORMALPAGE_JOURNAL", "/tmp/other-journal", 1);
	expect_result(s, "after a kill", "exit status of cleanup", 0, clean_up(), "the lock is gone with its holder");
	expect_result(s, "after a kill", "exit status", 0,
		      run((const char *const[]){ "mmtest", "--system", "anon.zero.read-pmd", NULL }),
		      "nothing is left");
	unsetenv("NORMALPAGE_JOURNAL");
	expect_result(s, "after a kill", "the setting", (long)before, (long)sleep_now(), "as it was");
}

SCENARIO(two_at_once, "guard", "two-at-once", "the second program that changes the machine is refused",
	 .timeout = 600, .run = two_at_once);

/** struct device - a zram device that a run which is over has made */
struct device {
	struct own_zram common;
	unsigned long number;
	char sys[64];
};

static struct device make_device(struct scenario *s)
{
	struct journal *journal = NULL;
	struct device d;

	scenario_need(s, journal_open(&journal));
	scenario_need(s, own_zram_choose(&d.common));
	scenario_need(s, own_zram_add(journal, &d.common, &d.number));
	journal_close(journal);
	snprintf(d.sys, sizeof(d.sys), "/sys/block/zram%lu", d.number);
	return d;
}

static void set_size(struct scenario *s, const struct device *d, unsigned long size)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/disksize", d->sys);
	if (!system_file_set_number(path, size))
		scenario_broken(s, "%s: %s", path, strerror(errno));
}

static void expect_cleaned(struct scenario *s, const char *step, const struct device *d)
{
	expect_result(s, step, "exit status of cleanup", 0, clean_up(), "it is provably the run's");
	expect_result(s, step, "the device is there", 0, !access(d->sys, F_OK), "nobody can have used it");
}

/* the next program that looks for a free device has found this one */
static void taken_over(struct scenario *s)
{
	struct device d = make_device(s);
	char *option, name[64] = "";

	set_size(s, &d, 64ul << 20);
	expect_result(s, "taken over", "exit status of cleanup", 1, clean_up(), "it may have foreign data");
	expect_said(s, "taken over", "is used by another process now");
	expect_result(s, "taken over", "the device is there", 1, !access(d.sys, F_OK), "it is left");
	option = strstr(said, "--forget ");
	if (option)
		sscanf(option, "--forget %63[^']", name);
	expect_result(s, "forgotten", "exit status", 0,
		      run((const char *const[]){ "normalpage", "cleanup", "--forget", name, NULL }), "as it was said");
	expect_result(s, "forgotten", "exit status of cleanup", 0, clean_up(), "there is nothing left to do");
	expect_result(s, "forgotten", "the device is there", 1, !access(d.sys, F_OK), "it is left");
	system_file_set_number("/sys/class/zram-control/hot_remove", d.number);
}

static void zram(struct scenario *s)
{
	struct device d;

	if (access("/sys/class/zram-control/hot_add", F_OK))
		scenario_skip(s, "no zram (CONFIG_ZRAM)");
	if (access("/sys/block/zram0/diskseq", F_OK))
		scenario_skip(s, "no diskseq: a kernel before 5.15");
	d = make_device(s);
	expect_cleaned(s, "killed before the size was set", &d);
	d = make_device(s);
	set_size(s, &d, d.common.size);
	expect_cleaned(s, "killed before the header was written", &d);
	taken_over(s);
	expect_result(s, "all", "zram0 is there", 1, !access("/sys/block/zram0", F_OK), "it is foreign");
}

SCENARIO(zram, "guard", "zram", "zram devices of dead runs go, and those of others stay", .timeout = 600,
	 .run = zram);
