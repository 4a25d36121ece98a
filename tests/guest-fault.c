// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --program' that does what must not happen: its tests panic the
 * kernel, hang, die, or write nonsense. Each name says what it does.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "lib/base/array.h"

static const char *fs = "none";
static bool hazardous;

static void say(const char *fmt, const char *test)
{
	printf(fmt, fs, test);
	fflush(stdout);
}

static void pass(const char *test)
{
	say("{\"record\":\"verdict\",\"test\":\"fault.%s.%s\",\"outcome\":\"pass\","
	    "\"description\":\"\",\"seconds\":0,\"checks\":[]}\n", test);
}

static void panic(const char *test)
{
	int fd = open("/proc/sysrq-trigger", O_WRONLY);

	(void)test;
	if (fd < 0 || write(fd, "c", 1) != 1)
		fprintf(stderr, "guest-fault: no sysrq: %s\n", strerror(errno));
	pause();
}

static void hang(const char *test)
{
	(void)test;
	pause();
}

/* long enough for the test script to act */
static void slow(const char *test)
{
	sleep(4);
	pass(test);
}

/* what an oops does to the process that caused it */
static void killed(const char *test)
{
	(void)test;
	raise(SIGKILL);
}

static void quit(const char *test)
{
	(void)test;
	fprintf(stderr, "guest-fault: giving up\n");
	exit(2);
}

/* Xen's word for it (SCHEDOP_shutdown, reason "crash"): the kernel itself says nothing */
static void dom0_crash(const char *test)
{
	static uint32_t reason = 3;
	struct {
		uint64_t operation, argument[5];
	} hypercall = { 29, { 2, (uint64_t)(uintptr_t)&reason } };
	int fd = open("/dev/xen/privcmd", O_RDWR);

	(void)test;
	/* the hypervisor reads it: it has to be there */
	mlock(&reason, sizeof(reason));
	if (fd < 0 || ioctl(fd, _IOC(_IOC_NONE, 'P', 0, sizeof(hypercall)), &hypercall))
		fprintf(stderr, "guest-fault: no hypercalls: %s\n", strerror(errno));
	pause();
}

static void power_off(const char *test)
{
	(void)test;
	reboot(RB_POWER_OFF);
}

/* the harness says that the kernel is no longer to be trusted */
static void untrusted(const char *test)
{
	say("{\"record\":\"verdict\",\"test\":\"fault.%s.%s\",\"outcome\":\"abort\","
	    "\"reason\":\"Oops\",\"seconds\":0,\"checks\":[]}\n", test);
	printf("{\"record\":\"end\",\"complete\":false}\n");
	exit(1);
}

static void garbage(const char *test)
{
	printf("\001\002 no record\n{\"half\": \n[1,2]\n{\"record\":\"unknown\",\"x\":1}\n");
	pass(test);
}

static void malformed(const char *test)
{
	(void)test;
	printf("{\"record\":\"verdict\",\"outcome\":\"maybe\"}\n");
	fflush(stdout);
	pause();
}

static void flood(const char *test)
{
	for (int i = 0; i < 20000; i++)
		printf("{\"record\":\"padding\",\"text\":\"%0200d\"}\n", i);
	pass(test);
}

/* left out in the company of others, it says why; alone and allowed, it brings the kernel down */
static void hazard(const char *test)
{
	if (hazardous)
		panic(test);
	say("{\"record\":\"verdict\",\"test\":\"fault.%s.%s\",\"outcome\":\"skip\","
	    "\"reason\":\"hazardous\",\"hazard\":\"panics\",\"seconds\":0,\"checks\":[]}\n", test);
}

/* in the order of their names, as a test program lists its tests */
static const struct {
	const char *name;
	void (*run)(const char *test);
} tests[] = {
	{ "a-pass", pass },	  { "dom0-crash", dom0_crash }, { "flood", flood },
	{ "garbage", garbage },
	{ "hang", hang },	  { "hazard", hazard }, { "killed", killed }, { "malformed", malformed },
	{ "panic", panic },	  { "poweroff", power_off }, { "quit", quit }, { "slow", slow },
	{ "untrusted", untrusted }, { "z-pass", pass },
};

#define NR_TESTS ARRAY_SIZE(tests)

/* the host's answer to "waiting" has the names of the tests in it */
static void run(void)
{
	static char line[65536];

	printf("{\"record\":\"waiting\",\"version\":1,\"tests\":[");
	for (size_t i = 0; i < NR_TESTS; i++)
		printf("%s\"fault.%s.%s\"", i ? "," : "", fs, tests[i].name);
	printf("]}\n");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		exit(2);
	hazardous = strstr(line, "\"hazardous\":true");
	printf("{\"record\":\"start\",\"version\":1,\"program\":\"guest-fault\",\"tests\":[]}\n");
	for (size_t i = 0; i < NR_TESTS; i++) {
		char name[64];

		snprintf(name, sizeof(name), "\"fault.%s.%s\"", fs, tests[i].name);
		if (!strstr(line, name))
			continue;
		say("{\"record\":\"begin\",\"test\":\"fault.%s.%s\"}\n", tests[i].name);
		tests[i].run(tests[i].name);
	}
	printf("{\"record\":\"end\",\"complete\":true}\n");
}

int main(int argc, char **argv)
{
	static const struct option longs[] = { { "fs", required_argument, NULL, 't' },
					       { "list", no_argument, NULL, 'l' },
					       { 0 } };
	bool list = false;
	int c;

	/* the other options of the programs in whose place it runs change nothing here */
	opterr = 0;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 't')
			fs = optarg;
		else if (c == 'l')
			list = true;
	}
	for (size_t i = 0; list && i < NR_TESTS; i++)
		printf("fault.%s.%s\tdoes what its name says\n", fs, tests[i].name);
	if (!list)
		run();
	return 0;
}
