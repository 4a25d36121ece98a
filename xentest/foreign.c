// SPDX-License-Identifier: GPL-2.0-or-later
/* A domain that never runs as the granting one: its grant table is written from here. */
#include "provisioning/xen/foreign.h"

#include "provisioning/xen/domain.h"
#include "xentest/source.h"

static struct error *available(void)
{
	return foreign_available();
}

static struct error *share_foreign(uint32_t count, bool writable, struct shared *shared)
{
	struct foreign *foreign = calloc(1, sizeof(*foreign));
	struct domain domain;
	struct error *err = domain_detect(&domain);

	if (!foreign)
		abort();
	if (!err)
		err = foreign_create(count, foreign);
	if (!err)
		err = foreign_grant(foreign, domain.id, writable);
	if (err) {
		free(foreign);
		return err;
	}
	shared->domid = foreign->domid;
	for (uint32_t i = 0; i < count; i++)
		shared->refs[i] = foreign->refs[i];
	shared->data = foreign;
	return NULL;
}

static char peek_foreign(const struct shared *shared, size_t offset)
{
	const struct foreign *foreign = shared->data;

	return *(volatile char *)(foreign->pages + offset);
}

static void poke_foreign(const struct shared *shared, size_t offset, char value)
{
	const struct foreign *foreign = shared->data;

	*(volatile char *)(foreign->pages + offset) = value;
}

static void revoke_foreign(struct shared *shared)
{
	foreign_destroy(shared->data);
	free(shared->data);
	shared->data = NULL;
}

SOURCE(foreign) = {
	.name = "foreign",
	.available = available,
	.share = share_foreign,
	.peek = peek_foreign,
	.poke = poke_foreign,
	.revoke = revoke_foreign,
};
