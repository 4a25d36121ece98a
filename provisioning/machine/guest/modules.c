// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/guest/guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int load(const char *directory, const char *file)
{
	char path[PATH_MAX];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	/* no parameters; a module that is there already is as good as loaded */
	if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST)
		err = errno;
	close(fd);
	/* the file is in RAM: give the memory back to the tests */
	unlink(path);
	return err;
}

void modules_load(void)
{
	FILE *order = fopen(GUEST_MODULES "/order", "re");
	char line[NAME_MAX + 2];

	if (!order)
		return;
	while (fgets(line, sizeof(line), order)) {
		int err;

		line[strcspn(line, "\n")] = '\0';
		err = load(GUEST_MODULES, line);
		if (err)
			channel_failed(line, err);
	}
	fclose(order);
}

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

void mutants_load(void)
{
	struct dirent **entries = NULL;
	int n = scandir(GUEST_MUTANTS_PATH, &entries, is_file, alphasort);

	for (int i = 0; i < n; i++) {
		int err = load(GUEST_MUTANTS_PATH, entries[i]->d_name);

		if (err)
			channel_fatal("the mutant", err);
	}
}
