// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/soak/watched.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "provisioning/pmem/tree.h"

static pid_t start(const char *const *argv, FILE **records)
{
	int pipes[2], null;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		null = open("/dev/null", O_RDWR);
		dup2(null, STDIN_FILENO);
		dup2(pipes[1], STDOUT_FILENO);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(pipes[1]);
	*records = fdopen(pipes[0], "r");
	return pid;
}

static void look(struct watched *run, pid_t pid)
{
	char path[64], line[128];
	struct string_list names guarded(strings) = { 0 };
	long kb;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	names = tree_entries(TREE_HERE, path, "");
	series_add(run->descriptors, run->descriptors->nr, (double)names.nr);
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "RssAnon: %ld", &kb) == 1)
			series_add(run->anonymous, run->anonymous->nr, (double)kb);
	if (f)
		fclose(f);
}

static void take_line(struct watched *run, pid_t pid, const char *line)
{
	if (run->descriptors && strstr(line, "\"record\":\"begin\""))
		look(run, pid);
	if (!strstr(line, "\"record\":\"verdict\""))
		return;
	run->verdicts++;
	run->good += strstr(line, "\"outcome\":\"pass\"") || strstr(line, "\"outcome\":\"xfail\"");
	/* its evidence is for the console's log */
	if (strstr(line, "\"outcome\":\"fail\"") || strstr(line, "\"outcome\":\"error\"")) {
		run->failed++;
		fputs(line, stderr);
	}
}

bool watched_run(const char *const *argv, struct watched *run)
{
	guarded(file) FILE *records = NULL;
	guarded(free) char *line = NULL;
	pid_t pid = start(argv, &records);
	size_t size = 0;

	run->verdicts = run->good = run->failed = 0;
	if (pid < 0 || !records)
		return false;
	while (getline(&line, &size, records) > 0)
		take_line(run, pid, line);
	while (waitpid(pid, &run->status, 0) < 0)
		if (errno != EINTR)
			return false;
	return true;
}
