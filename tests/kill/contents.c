// SPDX-License-Identifier: GPL-2.0-or-later
/* Guards against daxtest on what libblkid does not know, on what nobody knows, and on what a run of ours has left. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/base/device.h"
#include "lib/base/size.h"
#include "tests/kill/attack.h"

/* an inactive cache of dm-writecache: its magic and version, and rows behind them */
static const unsigned char writecache[] = { 0x21, 0x93, 0x48, 0x23, 1, 0, 0, 0 };
static const char pool[] = "PMEMOBJ";
static const char row[] = "a row that was fsync'ed";

static void write_at(struct scenario *s, const char *device, off_t at, const void *data, size_t size)
{
	guarded(fd) int fd = -1;

	scenario_need(s, device_open(device_name(device), O_WRONLY, &fd));
	if (pwrite(fd, data, size, at) != (ssize_t)size || fsync(fd))
		scenario_broken(s, "writing to %s: %s", device, strerror(errno));
}

static void known(struct scenario *s)
{
	const struct victim v = victim_set_up(s);

	write_at(s, v.device, 0, writecache, sizeof(writecache));
	write_at(s, v.device, MIB, row, sizeof(row));
	expect_refused(s, "a cache of dm-writecache", v.server.scratch, "carries a signature (dm-writecache)");
	server_clear(s, v.server.scratch);
	write_at(s, v.device, 0, pool, sizeof(pool));
	expect_refused(s, "a pool of PMDK", v.server.scratch, "carries a signature (PMDK pool (PMEMOBJ))");
	server_clear(s, v.server.scratch);
}

SCENARIO(guard_known, "guard", "contents-known", "a namespace with something that libblkid does not know is refused",
	 .timeout = 120, .run = known);

/* the checksum that the refusal names */
static bool find_sum(const char *said, char sum[17])
{
	const char *at = strstr(said, "--give-up ");

	return at && sscanf(at, "--give-up %16[0-9a-f]", sum) == 1 && strlen(sum) == 16;
}

static const char *given_up;	/* for attack_giving_up() */

static void attack_giving_up(struct attempt *attempt)
{
	attempt->status = run_as(&attempt->less,
				 (const char *const[]){ "daxtest", "--namespace", attempt->name, "--destroy-data",
							server_uuid(attempt->name), "--give-up", given_up,
							"*.hole.read-pmd-shared", "devdax.*map.write", NULL },
				 attempt->said, sizeof(attempt->said));
}

static void expect_accepted(struct scenario *s, const char *step, const char *name, void (*how)(struct attempt *))
{
	struct attempt attempt = { .name = name };

	how(&attempt);
	expect_result(s, step, attempt.status ? attempt.said : "exit status", 0, attempt.status,
		      "what is empty, ours or given up may be overwritten");
}

/* refused as it is, and with another checksum; @sum is set to the one that it wants */
static void expect_unknown(struct scenario *s, const char *step, const char *name, char sum[17])
{
	static const char words[] = "holds data that is not recognised";
	struct attempt attempt = { .name = name };

	expect_refusal(s, step, &attempt, words, attack);
	if (!find_sum(attempt.said, sum))
		scenario_broken(s, "the refusal names no checksum: %s", attempt.said);
	given_up = "0123456789abcdef";
	expect_refusal(s, "with the checksum of something else", &attempt, words, attack_giving_up);
	given_up = sum;
}

static void unknown(struct scenario *s)
{
	const struct victim v = victim_set_up(s);
	char sum[17];

	expect_accepted(s, "zeroes", v.server.scratch, attack);
	expect_accepted(s, "what the run before has left", v.server.scratch, attack);
	write_at(s, v.device, 20 * MIB, row, sizeof(row));
	expect_unknown(s, "a row, written after it", v.server.scratch, sum);
	expect_accepted(s, "given up by its checksum", v.server.scratch, attack_giving_up);
	expect_accepted(s, "and what that run has left", v.server.scratch, attack);
	server_clear(s, v.server.scratch);
	write_at(s, v.device, 0, pool, sizeof(pool));
	expect_refusal(s, "a pool of PMDK, given up", &(struct attempt){ .name = v.server.scratch },
		       "carries a signature", attack_giving_up);
	server_clear(s, v.server.scratch);
}

SCENARIO(guard_unknown, "guard", "contents-unknown",
	 "data that is not recognised is refused, unless its checksum is given; what a run of ours left is not",
	 .timeout = 240, .run = unknown);

static char *map_start(struct scenario *s, const char *device)
{
	guarded(fd) int fd = -1;
	char *data;

	scenario_need(s, device_open(device_name(device), O_RDWR, &fd));
	data = mmap(NULL, PMD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		scenario_broken(s, "%s: %s", device, strerror(errno));
	return data;
}

/* the main use of device-dax is a pool of PMDK; the server's device holds bare data */
static void devdax(struct scenario *s)
{
	char name[64], device[64], was[sizeof(pool)], sum[17], *data;
	struct server server = { 0 };

	server_set_up(s, &server);
	if (!server_find_devdax(name, sizeof(name), device, sizeof(device)))
		scenario_broken(s, "the server's device-dax device cannot be found");
	expect_unknown(s, "bare data", name, sum);
	data = map_start(s, device);
	memcpy(was, data, sizeof(was));
	memcpy(data, pool, sizeof(pool));
	munmap(data, PMD_SIZE);
	expect_refused(s, "a pool of PMDK", name, "carries a signature (PMDK pool (PMEMOBJ))");
	data = map_start(s, device);
	memcpy(data, was, sizeof(was));
	munmap(data, PMD_SIZE);
	expect_accepted(s, "bare data, given up", name, attack_giving_up);
	expect_accepted(s, "what that run has left", name, attack);
}

SCENARIO(guard_devdax_contents, "guard", "contents-devdax",
	 "what is on a device-dax device is refused: a pool of PMDK, and data that is not recognised",
	 .timeout = 240, .run = devdax);
