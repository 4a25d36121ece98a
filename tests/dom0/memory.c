// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A control domain that has all memory but what Xen keeps, which is too little for a guest: xentest does not
 * take what is missing from it, as xl does by itself, and says what would help.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/harness/scenario.h"
#include "provisioning/xen/toolstack.h"
#include "provisioning/xen/xl.h"
#include "tests/kill/dom0.h"
#include "tests/privileges/run_as.h"

#define UNTESTABLE 4
#define SETTLE_SECONDS 20
#define XL_CONF "/etc/xen/xl.conf"
#define TARGET "/sys/devices/system/xen_memory/xen_memory0/target_kb"
/* less than a domain that never runs needs */
#define LEFT_MIB 3
#define RULE "docs/man/xentest.8.in"
#define KEPT "docs/safety.md: memory that dom0 has is not taken"

#define GUEST "xentest", "--domu", "--domu-kernel", "/domu/vmlinuz", "--domu-ramdisk", "/domu/initramfs"

static const char *const start[] = { GUEST, "gntdev.domu.map.one", NULL };
static const char *const dry_start[] = { GUEST, "--dry-run", "gntdev.domu.map.one", NULL };

static char said[65536];

static int run(const char *const *argv)
{
	return run_as(&(struct less){ 0 }, argv, said, sizeof(said));
}

static void expect_said(struct scenario *s, const char *step, const char *words)
{
	expect_result(s, step, words, 1, strstr(said, words) != NULL, RULE);
}

static void expect_same(struct scenario *s, const char *step, const struct snapshot *before)
{
	unsigned int nr = 1;
	char text[400];

	/* daemons notice the end of a domain a little later; memory that was taken does not come back */
	for (int i = 0; nr && i < SETTLE_SECONDS; i++) {
		struct snapshot after;

		if (i)
			sleep(1);
		dom0_snapshot(s, &after);
		nr = snapshot_difference(before, &after, text, sizeof(text));
		snapshot_clear(&after);
	}
	expect_result(s, step, nr ? text : "lines that differ", 0, nr, KEPT);
}

static void refused(struct scenario *s)
{
	static const char dry[] = "with --dry-run", really[] = "without it";
	struct snapshot before;

	scenario_need(s, toolstack_start());
	dom0_snapshot(s, &before);
	expect_result(s, dry, "exit status", UNTESTABLE, run(dry_start), RULE);
	expect_said(s, dry, " MiB free, and a guest needs ");
	expect_said(s, dry, "boot Xen with dom0_mem=");
	expect_same(s, dry, &before);
	expect_result(s, really, "exit status", UNTESTABLE, run(start), RULE);
	expect_said(s, really, " MiB free, and a guest needs ");
	expect_said(s, really, "boot Xen with dom0_mem=");
	expect_same(s, really, &before);
	snapshot_clear(&before);
}

SCENARIO(memory_refused, "memory", "refused",
	 "a guest for which Xen has no memory is refused, and dom0 keeps its own", .timeout = 300, .run = refused);

/* what the refusal says, done */
static void follow(struct scenario *s)
{
	static const char words[] = "'xl mem-set 0 ";
	const char *at = strstr(said, words);
	char size[32] = "";

	if (!at || sscanf(at + sizeof(words) - 1, "%31[0-9m]'", size) != 1)
		scenario_broken(s, "no way out: %s", said);
	scenario_need(s, xl_run(NULL, (const char *[]){ "xl", "mem-set", "0", size, NULL }));
	for (int i = 0; i < SETTLE_SECONDS && run(dry_start); i++)
		sleep(1);
}

static void set_back(struct scenario *s, unsigned long long kb)
{
	char size[32];

	snprintf(size, sizeof(size), "%lluk", kb);
	scenario_need(s, xl_run(NULL, (const char *[]){ "xl", "mem-set", "0", size, NULL }));
}

static unsigned long long target(struct scenario *s)
{
	guarded(file) FILE *f = fopen(TARGET, "re");
	unsigned long long kb;

	if (!f || fscanf(f, "%llu", &kb) != 1)
		scenario_broken(s, "%s: %s", TARGET, strerror(errno));
	return kb;
}

static void way_out(struct scenario *s)
{
	static const char step[] = "dom0 was asked to give it";
	unsigned long long before_kb;
	struct snapshot before;

	scenario_need(s, toolstack_start());
	before_kb = target(s);
	expect_result(s, "at first", "exit status", UNTESTABLE, run(dry_start), RULE);
	follow(s);
	dom0_snapshot(s, &before);
	expect_result(s, step, "exit status with --dry-run", 0, run(dry_start), RULE);
	expect_said(s, step, "a guest of 256 MiB, which Xen has free");
	expect_result(s, step, "exit status", 0, run(start), RULE);
	expect_same(s, step, &before);
	snapshot_clear(&before);
	set_back(s, before_kb);
}

SCENARIO(memory_way_out, "memory", "way-out", "what the refusal of a guest advises is enough for one",
	 .timeout = 300, .run = way_out);

static const char never_runs[] = "gntdev.foreign.map.one";

static void enough(struct scenario *s)
{
	static const char step[] = "a domain that never runs";
	struct snapshot before;

	scenario_need(s, toolstack_start());
	dom0_snapshot(s, &before);
	expect_result(s, step, "exit status with --dry-run", 0,
		      run((const char *const[]){ "xentest", "--dry-run", never_runs, NULL }), RULE);
	expect_said(s, step, "make      a domain that never runs");
	expect_result(s, step, "exit status", 0, run((const char *const[]){ "xentest", never_runs, NULL }), RULE);
	expect_same(s, step, &before);
	snapshot_clear(&before);
}

SCENARIO(memory_enough, "memory", "enough", "a domain that never runs takes of what Xen has, not of dom0's",
	 .timeout = 300, .run = enough);

static void write_xl_conf(struct scenario *s, const char *text)
{
	guarded(fd) int fd = open(XL_CONF, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		scenario_broken(s, "%s: %s", XL_CONF, strerror(errno));
}

static bool xl_conf_is(const char *text)
{
	guarded(fd) int fd = open(XL_CONF, O_RDONLY | O_CLOEXEC);
	char now[256] = "";

	return fd >= 0 && read(fd, now, sizeof(now) - 1) >= 0 && !strcmp(now, text);
}

/* a foreign guest that does not run */
static struct error *create(struct scenario *s, unsigned int mib)
{
	guarded(fd) int fd = memfd_create("xl.cfg", 0);
	char path[32];

	if (dprintf(fd, "name=\"somebody\"\ntype=\"pv\"\nkernel=\"/domu/vmlinuz\"\n"
			"ramdisk=\"/domu/initramfs\"\nmemory=%u\n", mib) < 0)
		scenario_broken(s, "the guest's configuration: %s", strerror(errno));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return xl_run(NULL, (const char *[]){ "xl", "create", "-q", "-p", path, NULL });
}

static void create_beyond(struct scenario *s, const char *step, const char *conf, const char *words)
{
	struct error *err guarded(error) = NULL;
	struct snapshot before;

	write_xl_conf(s, conf);
	dom0_snapshot(s, &before);
	err = create(s, 256);
	expect_result(s, step, words, 1, err && strstr(err->message, words), "xl.conf(5)");
	expect_same(s, step, &before);
	expect_result(s, step, XL_CONF " is what it was", 1, xl_conf_is(conf), "nobody else sees ours");
	snapshot_clear(&before);
	write_xl_conf(s, "");
}

/* as if memory had gone between the look and the start; and the administrator wants xl to take it from dom0 */
static void taken_meanwhile(struct scenario *s)
{
	scenario_need(s, toolstack_start());
	create_beyond(s, "xl is to start it all the same", "autoballoon=\"on\"", "Out of memory");
	/* without an end of line; the first of xl's lines shows that it has read this */
	create_beyond(s, "other settings are there", "autoballoon=\"on\"\nvifscript=\"x\"",
		      "vifscript is deprecated");
}

SCENARIO(memory_taken_meanwhile, "memory", "taken-meanwhile",
	 "xl does not take dom0's memory for a guest that Xen has none for", .timeout = 300,
	 .run = taken_meanwhile);

static unsigned int xen_has(struct scenario *s)
{
	unsigned int mib;
	const char *at;

	run(dry_start);
	at = strstr(said, "Xen has ");
	if (!at || sscanf(at, "Xen has %u MiB free", &mib) != 1)
		scenario_broken(s, "it does not say what Xen has: %s", said);
	return mib;
}

/* foreign guests take what Xen has */
static void nothing_left(struct scenario *s)
{
	static const char step[] = "next to nothing is left";
	struct snapshot before;

	scenario_need(s, toolstack_start());
	scenario_need(s, create(s, xen_has(s) - LEFT_MIB));
	if (xen_has(s) > LEFT_MIB)
		scenario_broken(s, "Xen still has %u MiB", xen_has(s));
	dom0_snapshot(s, &before);
	expect_result(s, step, "exit status with --dry-run", 0,
		      run((const char *const[]){ "xentest", "--dry-run", never_runs, NULL }), RULE);
	expect_said(s, step, "leave out what needs a domain that never runs: Xen has ");
	expect_result(s, step, "exit status", UNTESTABLE,
		      run((const char *const[]){ "xentest", "source.foreign.works", NULL }), RULE);
	expect_said(s, step, " MiB free, and a domain that never runs needs ");
	expect_same(s, step, &before);
	snapshot_clear(&before);
	scenario_need(s, xl_run(NULL, (const char *[]){ "xl", "destroy", "somebody", NULL }));
}

SCENARIO(memory_nothing_left, "memory", "nothing-left",
	 "without memory of Xen's no domain is made, and dom0 keeps its own", .timeout = 300,
	 .run = nothing_left);
