// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/contents.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/base/owned_string.h"
#include "provisioning/pmem/contents_walk.h"
#include "provisioning/pmem/known_header.h"
#include "provisioning/pmem/signature.h"

#define OWNER_MAX 100

/* libblkid reads: what can only be mapped is copied for it */
static struct error *find_signature(const struct device_bytes *bytes, struct contents *c)
{
	guarded(fd) int copy = -1;
	struct error *err = NULL;

	if (!bytes->map)
		return signature_find(bytes->fd, &c->what, &c->uuid);
	copy = memfd_create("normalpage", MFD_CLOEXEC);
	if (copy < 0)
		return error_errno(errno, "memfd");
	err = contents_copy_ends(bytes, copy);
	return err ? err : signature_find(copy, &c->what, &c->uuid);
}

static struct error *find_name(const struct device_bytes *bytes, struct contents *c)
{
	struct error *err = find_signature(bytes, c);
	const char *what = NULL;

	if (!err && !c->what)
		err = known_header_find(bytes, &what);
	if (what)
		c->what = string_copy(what);
	return err;
}

/* text, so that people who find it can read what it is */
static void compose(unsigned char block[CONTENTS_MARK_SIZE], const char *owner, uint64_t rest)
{
	memset(block, 0, CONTENTS_MARK_SIZE);
	snprintf((char *)block, CONTENTS_MARK_SIZE,
		 "normalpage: a namespace that was given away, version 1\n%s\n%016llx\n", owner,
		 (unsigned long long)rest);
}

static bool is_marked(const struct contents_walk *walk, const char *owner)
{
	unsigned char block[CONTENTS_MARK_SIZE];

	if (!owner || !*owner)
		return false;
	compose(block, owner, walk->rest);
	return !memcmp(block, walk->mark, sizeof(block));
}

static struct error *look(const struct device_bytes *bytes, const char *owner, struct contents_walk *walk,
			  struct contents *c)
{
	struct error *err = contents_walk(bytes, walk);

	if (err)
		return err;
	c->sum = walk->all;
	c->first_at = walk->first_at;
	memcpy(c->first, walk->first, sizeof(c->first));
	if (walk->empty)
		return NULL;
	err = find_name(bytes, c);
	/* what is known is refused, whatever was marked before */
	if (c->what)
		c->kind = CONTENTS_KNOWN;
	else
		c->kind = is_marked(walk, owner) ? CONTENTS_OURS : CONTENTS_UNKNOWN;
	return err;
}

static struct error *look_once(const struct device_bytes *bytes, const char *name, const char *owner,
			       struct contents *c)
{
	struct contents_walk walk;

	return error_context(look(bytes, owner, &walk, c), "%s is not touched", name);
}

struct error *contents_look(int fd, const char *name, const char *owner, struct contents *c)
{
	struct device_bytes bytes guarded(device_bytes) = NO_DEVICE_BYTES;
	struct error *err = device_bytes_open(fd, name, &bytes);

	*c = (struct contents){ .kind = CONTENTS_EMPTY };
	return err ? err : look_once(&bytes, name, owner, c);
}

struct error *contents_look_mapped(int fd, size_t size, const char *name, const char *owner,
				   struct contents *c)
{
	struct device_bytes bytes guarded(device_bytes) = NO_DEVICE_BYTES;
	struct error *err = device_bytes_map(fd, size, false, name, &bytes);

	*c = (struct contents){ .kind = CONTENTS_EMPTY };
	return err ? err : look_once(&bytes, name, owner, c);
}

static struct error *refuse_unknown(const struct contents *c, const char *name, const char *given_up)
{
	char sum[17], first[3 * sizeof(c->first) + 1];

	snprintf(sum, sizeof(sum), "%016llx", (unsigned long long)c->sum);
	if (given_up && !strcasecmp(given_up, sum))
		return NULL;
	for (size_t i = 0; i < sizeof(c->first); i++)
		snprintf(first + 3 * i, 4, "%02x ", c->first[i]);
	return error_create(ERROR_SYSTEM, "%s holds data that is not recognised (first bytes %sat %#llx, checksum "
			    "%s%s%s): it is not touched; to give it up: --give-up %s", name, first,
			    (unsigned long long)c->first_at, sum, given_up ? " and not " : "",
			    given_up ? given_up : "", sum);
}

struct error *contents_refuse(const struct contents *c, const char *name, const char *given_up)
{
	switch (c->kind) {
	case CONTENTS_EMPTY:
	case CONTENTS_OURS:
		return NULL;
	case CONTENTS_KNOWN:
		return error_create(ERROR_SYSTEM, "%s carries a signature (%s): it is not touched", name, c->what);
	case CONTENTS_UNKNOWN:
		break;
	}
	return refuse_unknown(c, name, given_up);
}

static struct error *check_owner(const char *owner)
{
	if (!owner || !*owner || strlen(owner) > OWNER_MAX || strchr(owner, '\n'))
		return error_create(ERROR_SYSTEM, "it belongs to no namespace with a uuid");
	return NULL;
}

static struct error *mark(const struct device_bytes *bytes, const char *owner)
{
	unsigned char block[CONTENTS_MARK_SIZE];
	struct contents c guarded(contents) = { .kind = CONTENTS_EMPTY };
	struct contents_walk walk;
	struct error *err = check_owner(owner);

	if (!err)
		err = look(bytes, owner, &walk, &c);
	if (err || c.kind == CONTENTS_EMPTY || c.kind == CONTENTS_OURS)
		return err;
	if (c.kind == CONTENTS_KNOWN)
		return error_create(ERROR_SYSTEM, "it carries a signature (%s)", c.what);
	if (bytes->size < CONTENTS_MARK_AT + CONTENTS_MARK_SIZE)
		return error_create(ERROR_SYSTEM, "it is smaller than 1 MiB");
	compose(block, owner, walk.rest);
	return device_bytes_write(bytes, CONTENTS_MARK_AT, block, sizeof(block));
}

struct error *contents_mark(int fd, const char *name, const char *owner)
{
	struct device_bytes bytes guarded(device_bytes) = NO_DEVICE_BYTES;
	struct error *err = device_bytes_open(fd, name, &bytes);

	if (!err)
		err = mark(&bytes, owner);
	return error_context(err, "%s is not marked as free to use", name);
}

struct error *contents_mark_mapped(int fd, size_t size, const char *name, const char *owner)
{
	struct device_bytes bytes guarded(device_bytes) = NO_DEVICE_BYTES;
	struct error *err = device_bytes_map(fd, size, true, name, &bytes);

	if (!err)
		err = mark(&bytes, owner);
	return error_context(err, "%s is not marked as free to use", name);
}

void contents_clear(struct contents *c)
{
	free(c->what);
	free(c->uuid);
	c->what = c->uuid = NULL;
}
