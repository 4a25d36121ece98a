// SPDX-License-Identifier: GPL-2.0-or-later
/* xentest: map Xen grants on this machine and say what the kernel made of each. */
#include "lib/harness/run.h"
#include "lib/harness/shared_system.h"
#include "lib/base/size.h"
#include "lib/kernel/own_guest.h"
#include "lib/base/text.h"
#include "lib/base/tool_path.h"
#include "provisioning/journal/machine_lock.h"
#include "provisioning/journal/thing.h"
#include "provisioning/program/traced.h"
#include "provisioning/xen/domain.h"
#include "provisioning/xen/foreign.h"
#include "provisioning/xen/own_domain.h"
#include "provisioning/xen/toolstack.h"
#include "provisioning/xen/xl.h"
#include "xentest/domu.h"
#include "xentest/grant_limit.h"

/**
 * struct options - what is not for the harness
 * @domu: start a guest
 * @guest: what to boot in it
 * @system: take all grants for a moment
 */
struct options {
	bool domu;
	bool system;
	struct guest_config guest;
};

static struct error *set_domu(void *data, const char *value)
{
	(void)value;
	((struct options *)data)->domu = true;
	return NULL;
}

static struct error *set_kernel(void *data, const char *value)
{
	((struct options *)data)->guest.kernel = value;
	return error_context(guest_check_path(value), "--domu-kernel");
}

static struct error *set_ramdisk(void *data, const char *value)
{
	((struct options *)data)->guest.ramdisk = value;
	return error_context(guest_check_path(value), "--domu-ramdisk");
}

static struct error *set_pvh(void *data, const char *value)
{
	(void)value;
	((struct options *)data)->guest.pvh = true;
	return NULL;
}

static struct error *set_system(void *data, const char *value)
{
	(void)value;
	((struct options *)data)->system = true;
	return NULL;
}

static struct error *set_max_grants(void *data, const char *value)
{
	unsigned long long pages;
	struct error *err = number_parse("max-grants", value, "pages", &pages);

	(void)data;
	if (!err)
		grant_limit_set(pages);
	return err;
}

static const struct option_spec options[] = {
	OPTION("domu", 0, NULL, "also start a guest of our own that grants pages, and end it", .set = set_domu),
	OPTION("domu-kernel", 0, "FILE", "its kernel", .set = set_kernel),
	OPTION("domu-ramdisk", 0, "FILE", "its initramfs, with domu-agent as init", .set = set_ramdisk),
	OPTION("domu-pvh", 0, NULL, "make it PVH, not PV", .set = set_pvh),
	OPTION("max-grants", 0, "N", "pages that a test may have granted; one that needs more is skipped", .set = set_max_grants),
	OPTION("system", 0, NULL, "also take for a moment all grants that gntalloc has (in a guest of\n"
	  "'normalpage run' always)", .set = set_system),
	{ .name = NULL },
};

/* from here on a signal that ends the run finds it ready to remove what it made */
static struct error *prepare(const struct options *o, struct journal **journal)
{
	struct error *err = machine_lock_take();

	if (!err)
		err = things_refuse_left();
	run_hold_signals();
	if (!err)
		err = journal_open(journal);
	if (err)
		return err;
	own_domain_use(*journal);
	if (!o->domu)
		return NULL;
	err = toolstack_start();
	return err ? err : domu_start(&o->guest);
}

static struct error *print_changes(const struct options *o)
{
	guarded(error) struct error *no_domains = foreign_available();
	struct domain domain;
	struct error *err = domain_detect(&domain);

	if (!err && o->domu)
		err = guest_check_memory();
	if (err)
		return err;
	printf("grant     pages, not more than %llu for a test\n", grant_limit());
	if (no_domains)
		text_put_line(stdout, "leave out what needs a domain that never runs: %s", no_domains->message);
	else
		puts("make      a domain that never runs for each test that needs one, with these pages");
	if (o->domu)
		text_put_line(stdout, "start     Xen's daemons where they do not run, and a guest of %d MiB, "
			      "which Xen has free, from %s and %s", GUEST_MIB, o->guest.kernel,
			      o->guest.ramdisk);
	if (o->system)
		puts("take      for a moment all grants that gntalloc has");
	return NULL;
}

static struct error *run(const struct program *program, int *status)
{
	const struct options *o = program->data;
	struct journal *journal guarded(journal) = NULL;
	struct error *err = NULL;
	struct domain domain;

	if (o->domu && (!o->guest.kernel || !o->guest.ramdisk))
		return error_create(ERROR_USAGE, "--domu needs --domu-kernel and --domu-ramdisk");
	if (o->domu && !program->list)
		err = tool_find(NULL, "xl", XL_PACKAGE);
	if (err)
		return err;
	if (program->dry_run) {
		err = print_changes(o);
		return err ? err : program_run(program, status);
	}
	if (o->system || own_guest())
		shared_system_allow();
	if (program->list && o->domu)
		domu_promise();
	if (program->list)
		return program_run(program, status);
	err = domain_detect(&domain);
	/* others can neither make domains nor trace */
	if (!err && (!geteuid() || o->domu))
		err = prepare(o, &journal);
	if (!err)
		err = journal ? traced_run(journal, program, status) : program_run(program, status);
	domu_stop();
	own_domain_use(NULL);
	return err;
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	struct program program = {
		.name = "xentest",
		.summary = "Map Xen grants and compare every interface of the kernel with what they "
			   "are.",
		.options = options,
		.data = &o,
		.run = run,
	};

	return program_main(&program, argc, argv);
}
