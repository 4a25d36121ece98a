// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/pmem/process_use.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/owned_string.h"
#include "lib/base/regular_file.h"
#include "provisioning/pmem/mountinfo.h"

#define ANCESTORS 8		/* of a process, that are looked at: what udev's rules run has two or three */
#define RING_ATTEMPTS 10	/* to see the files of a ring that is busy */
#define RING_USEC 2000
#define RINGS_MAX 256		/* of one process: a ring for each processor is usual */

/** struct rings - inodes of rings: each has its own (io_uring/io_uring.c io_uring_get_file()) */
struct rings {
	ino_t inodes[RINGS_MAX];
	size_t nr;
};

/**
 * struct seek - what is looked for, and in which process
 * @open, @mapped: rings that its threads have, by a descriptor, and by a mapping
 */
struct seek {
	struct tree *tree;
	const struct node *node;
	struct doubt *doubt;
	const char *pid;
	struct rings open, mapped;
};

static bool rings_have(const struct rings *rings, ino_t inode)
{
	for (size_t i = 0; i < rings->nr; i++)
		if (rings->inodes[i] == inode)
			return true;
	return false;
}

static void rings_add(struct rings *rings, ino_t inode)
{
	if (rings->nr < RINGS_MAX && !rings_have(rings, inode))
		rings->inodes[rings->nr++] = inode;
}

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
			doubt_raise(seek->doubt, "a socket of process %s holds descriptors that nobody has received (%u)",
				    seek->pid, nr);
	check_whole(seek->tree, f, path);
}

/** enum shown - what a ring shows of the files that are registered with it */
enum shown {
	SHOWN_NO,
	SHOWN_YES,
	SHOWN_NOTHING,	/* though there may be some */
};

/* "[eventfd]", "anon_inode:[eventpoll]", "pipe:[123]": no device, and it holds none */
static bool is_nameless(const char *name)
{
	return *name == '[' || !strncmp(name, "anon_inode:", 11) || !strncmp(name, "pipe:[", 6);
}

/* "    0: /dev/pmem0"; before 6.14 only the last part of the name, and "<none>" for an empty slot */
static bool is_in_slot(const struct seek *seek, char *line, unsigned int *seen)
{
	unsigned int slot;
	int at = 0;

	if (sscanf(line, " %u: %n", &slot, &at) != 1 || !at)
		return false;
	++*seen;
	line[strcspn(line, "\n")] = '\0';
	mountinfo_decode(line + at);
	if (!strcmp(line + at, "<none>") || is_nameless(line + at))
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

/* io_uring/fdinfo.c: the files that are registered, unless another thread has the ring's lock just now */
static enum shown look_into_ring(const struct seek *seek, const char *task, const char *fd)
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
		return SHOWN_NOTHING;
	return found ? SHOWN_YES : SHOWN_NO;
}

static bool is_in_ring(const struct seek *seek, const char *task, const char *fd)
{
	enum shown shown = look_into_ring(seek, task, fd);

	for (int i = 1; shown == SHOWN_NOTHING && i < RING_ATTEMPTS && !tree_is_recorded(seek->tree); i++) {
		usleep(RING_USEC);
		shown = look_into_ring(seek, task, fd);
	}
	if (shown == SHOWN_NOTHING)
		doubt_raise(seek->doubt, "a ring of process %s does not show the files that are registered "
			    "with it", seek->pid);
	return shown == SHOWN_YES;
}

/* its inode has no type (libfs.c anon_inode_getattr()); a recorded one is a link that leads nowhere */
static bool is_ring(DIR *d, const char *fd, mode_t mode)
{
	static const char ring[] = "anon_inode:[io_uring]";
	char target[64] = "";

	return (!(mode & S_IFMT) || S_ISREG(mode)) && readlinkat(dirfd(d), fd, target, sizeof(target) - 1) > 0 && !strcmp(target, ring);
}

static bool is_own(const struct seek *seek, const char *fd)
{
	return !tree_is_recorded(seek->tree) && atoi(seek->pid) == getpid() && atoi(fd) == seek->node->own_fd;
}

static bool descriptor_has(struct seek *seek, DIR *d, const char *task, const char *fd)
{
	guarded(free) char *path = NULL;
	struct stat st;

	if (fstatat(dirfd(d), fd, &st, 0)) {
		path = string_format("%s%s/fd/%s", seek->tree->root, task, fd);
		tree_failed(seek->tree, path, errno);
		st = (struct stat){ 0 };
	} else if (node_is(&st, seek->node)) {
		return !is_own(seek, fd);
	}
	if (S_ISSOCK(st.st_mode))
		look_into_socket(seek, task, fd);
	if (!is_ring(d, fd, st.st_mode))
		return false;
	rings_add(&seek->open, st.st_ino);
	return is_in_ring(seek, task, fd);
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

static bool task_opens(struct seek *seek, const char *task)
{
	guarded(dir) DIR *d = open_links(seek, task, "fd");
	const char *fd;

	while (d && (fd = next_link(seek, d, task)))
		if (descriptor_has(seek, d, task, fd))
			return true;
	return false;
}

/* a mapping lives on when the descriptor is closed */
static bool task_maps(struct seek *seek, const char *task)
{
	guarded(dir) DIR *d = open_links(seek, task, "map_files");
	const char *map;
	struct stat st;

	while (d && (map = next_link(seek, d, task))) {
		if (fstatat(dirfd(d), map, &st, 0)) {
			tree_failed(seek->tree, task, errno);
			st = (struct stat){ 0 };
		} else if (node_is(&st, seek->node)) {
			return true;
		}
		if (is_ring(d, map, st.st_mode))
			rings_add(&seek->mapped, st.st_ino);
	}
	return false;
}

/*
 * A thread can have a file table of its own (unshare(2), CLONE_FILES), and of a first thread that has ended
 * nothing is shown. kcmp(2) says whether two threads share; where it cannot, both are examined.
 */
static bool shares(const struct seek *seek, const char *tid, int what)
{
	return !tree_is_recorded(seek->tree) &&
	       !syscall(SYS_kcmp, atoi(seek->pid), atoi(tid), what, 0, 0);
}

static bool thread_has(struct seek *seek, const char *tid)
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

static bool process_has(struct seek *seek)
{
	guarded(free) char *process = string_format("/proc/%s", seek->pid);
	guarded(free) char *dir = string_format("/proc/%s/task", seek->pid);
	bool found = task_opens(seek, process) || task_maps(seek, process);
	struct string_list tids guarded(strings) = { 0 };

	if (!found)
		tids = tree_entries(seek->tree, dir, "");
	for (char **tid = tids.item; tid && *tid && !found; tid++)
		found = thread_has(seek, *tid);
	return found;
}

/* IORING_REGISTER_RING_FDS: a ring without a descriptor, which is known to its thread alone */
static void note_hidden_ring(const struct seek *seek)
{
	for (size_t i = 0; i < seek->mapped.nr; i++)
		if (seek->mapped.nr == RINGS_MAX || !rings_have(&seek->open, seek->mapped.inodes[i]))
			doubt_raise(seek->doubt, "process %s has a ring mapped that it has no descriptor of: the "
				    "files that are registered with it are not shown", seek->pid);
}

static char *name_of(struct tree *tree, const char *pid)
{
	guarded(free) char *name = tree_read(tree, "/proc/%s/comm", pid);

	return name ? string_format("open in process %s (%s)", pid, name) : string_format("open in process %s", pid);
}

/* udev opens a device when it is made, and whenever it is closed after writing; so do its rules */
static bool is_udevs(struct tree *tree, const char *pid)
{
	unsigned int parent = (unsigned int)atoi(pid);

	for (int i = 0; parent > 1 && i < ANCESTORS; i++) {
		guarded(free) char *stat = tree_read(tree, "/proc/%u/stat", parent);
		char *end = stat ? strrchr(stat, ')') : NULL;

		if (!end || sscanf(end, ") %*c %u", &parent) != 1)
			return false;
		*end = '\0';
		if (strstr(stat, "udev") || strstr(stat, "(mdev"))
			return true;
	}
	return false;
}

char *process_use(struct tree *tree, const struct node *node, struct doubt *doubt, bool *passing)
{
	struct string_list pids guarded(strings) = tree_entries(tree, "/proc", "");
	char *use = NULL;

	for (char **pid = pids.item; pid && *pid && !use; pid++) {
		struct seek seek = { .tree = tree, .node = node, .doubt = doubt, .pid = *pid };

		if (!isdigit((unsigned char)**pid))
			continue;
		if (process_has(&seek)) {
			use = name_of(tree, *pid);
			*passing = is_udevs(tree, *pid);
		}
		note_hidden_ring(&seek);
	}
	return use;
}
