// SPDX-License-Identifier: GPL-2.0-or-later
/* Our own domain as the granting one: pages of gntalloc, granted to ourselves. */
#include "provisioning/xen/domain.h"
#include "xentest/source.h"

/*
 * In an auto-translated domain Xen removes the granted frame from its old place when the grant is
 * mapped elsewhere in the same domain (xen/arch/x86/mm/p2m.c): the page is lost. Never done there.
 */
static struct error *available(void)
{
	struct domain domain;
	struct error *err = domain_detect(&domain);

	if (!err && domain.mode != DOMAIN_PV)
		err = error_create(ERROR_UNTESTABLE, "an auto-translated domain loses a page "
				   "that it grants to itself");
	return err;
}

static struct error *share_self(uint32_t count, bool writable, struct shared *shared)
{
	struct granted *granted = calloc(1, sizeof(*granted));
	struct domain domain;
	struct error *err = domain_detect(&domain);

	if (!granted)
		abort();
	if (!err)
		err = grant_pages(domain.id, count, writable, granted);
	if (err) {
		free(granted);
		return err;
	}
	shared->domid = domain.id;
	for (uint32_t i = 0; i < count; i++)
		shared->refs[i] = granted->refs[i];
	shared->data = granted;
	return NULL;
}

static char peek_self(const struct shared *shared, size_t offset)
{
	const struct granted *granted = shared->data;

	return *(volatile char *)(granted->pages + offset);
}

static void poke_self(const struct shared *shared, size_t offset, char value)
{
	const struct granted *granted = shared->data;

	*(volatile char *)(granted->pages + offset) = value;
}

static void revoke_self(struct shared *shared)
{
	grant_revoke(shared->data);
	free(shared->data);
	shared->data = NULL;
}

SOURCE(self) = {
	.name = "self",
	.available = available,
	.share = share_self,
	.peek = peek_self,
	.poke = poke_self,
	.revoke = revoke_self,
};
