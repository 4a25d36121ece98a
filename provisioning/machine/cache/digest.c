// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/cache/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/regular_file.h"

#define PRIME UINT64_C(0x100000001b3)

uint64_t digest_add(uint64_t digest, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++)
		digest = (digest ^ p[i]) * PRIME;
	return digest;
}

uint64_t digest_add_string(uint64_t digest, const char *text)
{
	return digest_add(digest, text, strlen(text) + 1);
}

/* eight bytes at a time; multiplying carries upwards only, so the upper half is brought down */
static uint64_t add_words(uint64_t digest, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i += sizeof(uint64_t)) {
		size_t left = size - i;
		uint64_t word = 0;

		memcpy(&word, data + i, left < sizeof(word) ? left : sizeof(word));
		digest = (digest ^ word) * PRIME;
		digest ^= digest >> 32;
	}
	return digest;
}

/* a block at a time, whole but for the last one: read(2) may give less of a file than there is */
static ssize_t read_block(int fd, char *block, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while (used < size && (n = read(fd, block + used, size - used))) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

struct error *digest_add_contents(uint64_t *digest, const char *path)
{
	guarded(fd) int fd = regular_file_open(path);
	char block[1 << 16];
	uint64_t size = 0;
	ssize_t n;

	if (fd < 0)
		return regular_file_error(errno, path);
	while ((n = read_block(fd, block, sizeof(block))) > 0) {
		*digest = add_words(*digest, block, (size_t)n);
		size += (uint64_t)n;
	}
	*digest = digest_add(*digest, &size, sizeof(size));
	return n < 0 ? error_errno(errno, "cannot read %s", path) : NULL;
}

uint64_t digest_add_file(uint64_t digest, const char *path)
{
	int64_t facts[3] = { -1 };
	struct stat st;

	if (!stat(path, &st)) {
		facts[0] = st.st_size;
		facts[1] = st.st_mtim.tv_sec;
		facts[2] = st.st_mtim.tv_nsec;
	}
	return digest_add(digest_add_string(digest, path), facts, sizeof(facts));
}
