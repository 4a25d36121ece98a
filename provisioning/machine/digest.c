// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/digest.h"

#include <string.h>
#include <sys/stat.h>

uint64_t digest_add(uint64_t digest, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++)
		digest = (digest ^ p[i]) * UINT64_C(0x100000001b3);
	return digest;
}

uint64_t digest_add_string(uint64_t digest, const char *text)
{
	return digest_add(digest, text, strlen(text) + 1);
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
