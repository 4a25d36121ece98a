// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/process_use.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/owned_string.h"
#include "lib/regular_file.h"

#define ATTEMPTS 20	/* to count threads while none begins or ends */

/** struct seek - what is looked for, and in which process */
struct seek {
	struct tree *tree;
	const struct node *node;
	struct doubt *doubt;
	const char *pid;
};

/* a list that could only be read in part says nothing about the rest */
static void check_whole(struct tree *tree, FILE *f, const char *path)
{
	if (f && ferror(f))
		tree_failed(tree, path, errno);
}

static FILE *open_fdinfo(const struct seek *seek, const char *task, const char *fd, char **path)
{
	FILE *f;

	*path = string_format("%s%s/fdinfo/%s", seek->tree->root, task, fd);
	f = regular_file_stream(*path);
	if (!f)
		tree_failed(seek->tree, *path, errno);
	return f;
}

/* net/unix/af_unix.c unix_show_fdinfo(): of files that are sent and not yet received there is only a count */
static void look_into_socket(const struct seek *seek, const char *task, const char *fd)
{
	guarded(free) char *path = NULL, *line = NULL;
	guarded(file) FILE *f = open_fdinfo(seek, task, fd, &path);
	unsigned int nr;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0)
		if (sscanf(line, "scm_fds: %u", &nr) == 1 && nr)
			doubt_raise(seek->doubt, "a socket of process %s holds %u files that are on their way",
				    seek->pid, nr);
	check_whole(seek->tree, f, path);
}

/* "    0: /dev/pmem0"; before 6.10 only the last part of the name, and "<none>" for an empty slot */
static bool is_in_slot(const struct seek *seek, char *line, unsigned int *seen)
{
	unsigned int slot;
	int at = 0;

	if (sscanf(line, " %u: %n", &slot, &at) != 1 || !at)
		return false;
	++*seen;
	line[strcspn(line, "\n")] = '\0';
	if (!strcmp(line + at, "<none>"))
		return false;
	switch (node_match_path(seek->node, line + at)) {
	case NODE_IS:
		return true;
	case NODE_UNKNOWN:
		doubt_raise(seek->doubt, "a ring of process %s has a file registered, %s, that cannot be found "
			    "from here", seek->pid, line + at);
		break;
	case NODE_IS_NOT:
		break;
	}
	return false;
}

/* io_uring/fdinfo.c: the files that are registered, unless somebody has the ring's lock just now */
static bool is_in_ring(const struct seek *seek, const char *task, const char *fd)
{
	guarded(free) char *path = NULL, *line = NULL;
	guarded(file) FILE *f = open_fdinfo(seek, task, fd, &path);
	unsigned int nr = 0, seen = 0;
	bool files = false, found = false;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0 && !found) {
		if (sscanf(line, "UserFiles: %u", &nr) == 1)
			files = true;
		else if (!strncmp(line, "UserBufs:", 9))
			break;
		else if (files)
			found = is_in_slot(seek, line, &seen);
	}
	check_whole(seek->tree, f, path);
	if (f && !found && (!files || (nr && !seen)))
		doubt_raise(seek->doubt, "a ring of process %s does not show the files that are registered "
			    "with it", seek->pid);
	return found;
}

static bool is_ring(DIR *d, const char *fd)
{
	static const char ring[] = "anon_inode:[io_uring]";
	char target[64] = "";

	return readlinkat(dirfd(d), fd, target, sizeof(target) - 1) > 0 && !strcmp(target, ring);
}

static bool is_own(const struct seek *seek, const char *fd)
{
	return !tree_is_recorded(seek->tree) && atoi(seek->pid) == getpid() && atoi(fd) == seek->node->own_fd;
}

static bool descriptor_has(const struct seek *seek, DIR *d, const char *task, const char *fd)
{
	guarded(free) char *path = NULL;
	struct stat st;

	if (fstatat(dirfd(d), fd, &st, 0)) {
		path = string_format("%s%s/fd/%s", seek->tree->root, task, fd);
		tree_failed(seek->tree, path, errno);
		st.st_mode = 0;
	} else if (node_is(&st, seek->node)) {
		return !is_own(seek, fd);
	}
	if (S_ISSOCK(st.st_mode))
		look_into_socket(seek, task, fd);
	/* what has no inode of its own has no type either; a recorded one is a link that leads nowhere */
	return !(st.st_mode & S_IFMT) && is_ring(d, fd) && is_in_ring(seek, task, fd);
}

/* /proc/PID/fd and /proc/PID/map_files: links that lead to the files themselves */
static DIR *open_links(const struct seek *seek, const char *task, const char *what)
{
	guarded(free) char *path = string_format("%s%s/%s", seek->tree->root, task, what);
	DIR *d = opendir(path);

	if (!d)
		tree_failed(seek->tree, path, errno);
	return d;
}

static const char *next_link(const struct seek *seek, DIR *d, const char *task)
{
	struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(d);
	} while (entry && *entry->d_name == '.');
	if (!entry && errno)
		tree_failed(seek->tree, task, errno);
	return entry ? entry->d_name : NULL;
}

static bool task_opens(const struct seek *seek, const char *task)
{
	guarded(dir) DIR *d = open_links(seek, task, "fd");
	const char *fd;

	while (d && (fd = next_link(seek, d, task)))
		if (descriptor_has(seek, d, task, fd))
			return true;
	return false;
}

/* a mapping lives on when the descriptor is closed */
static bool task_maps(const struct seek *seek, const char *task)
{
	guarded(dir) DIR *d = open_links(seek, task, "map_files");
	const char *map;
	struct stat st;

	while (d && (map = next_link(seek, d, task))) {
		if (fstatat(dirfd(d), map, &st, 0))
			tree_failed(seek->tree, task, errno);
		else if (node_is(&st, seek->node))
			return true;
	}
	return false;
}

/*
 * A thread can have a file table of its own (unshare(2), CLONE_FILES), and of a first thread that has ended
 * nothing is shown. kcmp(2) tells whether two threads share; where it cannot, both are looked at.
 */
static bool shares(const struct seek *seek, const char *tid, int what)
{
	return !tree_is_recorded(seek->tree) &&
	       !syscall(SYS_kcmp, atoi(seek->pid), atoi(tid), what, 0, 0);
}

static bool thread_has(const struct seek *seek, const char *tid)
{
	guarded(free) char *task = string_format("/proc/%s/task/%s", seek->pid, tid);
	guarded(free) char *maps = string_format("/proc/%s", tid);

	if (!strcmp(tid, seek->pid))
		return false;
	if (!shares(seek, tid, KCMP_FILES) && task_opens(seek, task))
		return true;
	/* only the directory of a process has map_files, but /proc has each thread by number as well */
	return !shares(seek, tid, KCMP_VM) && task_maps(seek, maps);
}

static bool process_has(const struct seek *seek)
{
	guarded(free) char *process = string_format("/proc/%s", seek->pid);
	guarded(free) char *dir = string_format("/proc/%s/task", seek->pid);
	bool found = task_opens(seek, process) || task_maps(seek, process);
	char **tids = found ? NULL : tree_entries(seek->tree, dir, "");

	for (char **tid = tids; tid && *tid && !found; tid++)
		found = thread_has(seek, *tid);
	tree_entries_free(tids);
	return found;
}

static bool is_number(const char *name)
{
	return isdigit((unsigned char)*name);
}

char *process_use(struct tree *tree, const struct node *node, struct doubt *doubt)
{
	char **pids = tree_entries(tree, "/proc", "");
	struct seek seek = { .tree = tree, .node = node, .doubt = doubt };
	char *use = NULL;

	for (char **pid = pids; *pid && !use; pid++) {
		seek.pid = *pid;
		if (is_number(*pid) && process_has(&seek))
			use = string_format("open in process %s", *pid);
	}
	tree_entries_free(pids);
	return use;
}

/* "0.00 0.01 0.05 1/123 4567": of these, 123 */
static unsigned long count_all(struct tree *tree)
{
	guarded(free) char *load = tree_read(tree, "/proc/loadavg");
	unsigned long nr;

	return load && sscanf(load, "%*s %*s %*s %*u/%lu", &nr) == 1 ? nr : 0;
}

static unsigned long count_seen(struct tree *tree)
{
	char **pids = tree_entries(tree, "/proc", "");
	unsigned long nr = 0;

	for (char **pid = pids; *pid; pid++) {
		guarded(free) char *dir = string_format("/proc/%s/task", *pid);
		char **tids = is_number(*pid) ? tree_entries(tree, dir, "") : NULL;

		for (char **tid = tids; tid && *tid; tid++)
			nr++;
		tree_entries_free(tids);
	}
	tree_entries_free(pids);
	return nr;
}

struct error *process_list_check(void)
{
	struct tree tree = { .root = "" };
	unsigned long before, seen, after;
	struct error *err;

	for (int i = 0; i < ATTEMPTS; i++) {
		before = count_all(&tree);
		seen = count_seen(&tree);
		after = count_all(&tree);
		err = tree_finish(&tree);
		if (err || (before && after && (seen >= before || seen >= after)))
			return err;
	}
	return error_create(ERROR_SYSTEM, "only %lu of %lu threads can be seen in /proc: run it as root, outside a "
			    "container, where /proc is mounted without hidepid=", seen, after);
}
