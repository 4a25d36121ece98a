// SPDX-License-Identifier: GPL-2.0-or-later
/* A real guest as the granting domain: its agent grants pages of its own and is asked for bytes. */
#include "xentest/domu.h"

#include <stdlib.h>
#include <string.h>

#include "provisioning/xen/answer.h"
#include "xentest/source.h"

#define BOOT_SECONDS 90

static struct guest *guest;
static struct guest_config started;
static bool promised;

struct error *domu_start(const struct guest_config *config)
{
	started = *config;
	return error_context(guest_start(config, BOOT_SECONDS, &guest), "starting a guest");
}

void domu_promise(void)
{
	promised = true;
}

const struct guest_config *domu_config(void)
{
	return guest || promised ? &started : NULL;
}

void domu_stop(void)
{
	guest_destroy(guest);
	guest = NULL;
}

static struct error *available(void)
{
	if (!guest && !promised)
		return error_create(ERROR_UNTESTABLE, "no guest was started (use --domu)");
	return NULL;
}

static struct error *share_domu(uint32_t count, bool writable, struct shared *shared)
{
	char answer[GUEST_ANSWER];
	struct error *err;

	/* whatever a test that was killed left behind */
	err = guest_call(guest, answer, sizeof(answer), "revoke");
	if (!err)
		err = guest_call(guest, answer, sizeof(answer), "share %u %d", count, writable);
	if (err)
		return err;
	shared->domid = guest_domid(guest);
	if (answer_references(answer, shared->refs, count))
		return NULL;
	return error_create(ERROR_SYSTEM, "the guest granted %u pages as '%s'", count, answer);
}

static char peek_domu(const struct shared *shared, size_t offset)
{
	char answer[64] = "0";

	(void)shared;
	error_destroy(guest_call(guest, answer, sizeof(answer), "peek %zu", offset));
	return (char)strtol(answer, NULL, 10);
}

static void poke_domu(const struct shared *shared, size_t offset, char value)
{
	char answer[64];

	(void)shared;
	error_destroy(guest_call(guest, answer, sizeof(answer), "poke %zu %d", offset, value));
}

static void revoke_domu(struct shared *shared)
{
	char answer[64];

	(void)shared;
	error_destroy(guest_call(guest, answer, sizeof(answer), "revoke"));
}

SOURCE(domu) = {
	.name = "domu",
	.available = available,
	.share = share_domu,
	.peek = peek_domu,
	.poke = poke_domu,
	.revoke = revoke_domu,
};
