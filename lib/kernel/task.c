// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/kernel/private.h"

#include <errno.h>
#include <unistd.h>

/* include/linux/threads.h PID_MAX_LIMIT: there are no more thread groups, so a longer list is none */
#define TASK_LIST_MAX (4u << 20)

bool task_offsets_init(struct task_offsets *offsets, const struct types *types)
{
	offsets->tasks = types_member_offset(types, STRUCT_TASK, "tasks");
	offsets->tgid = types_member_offset(types, STRUCT_TASK, "tgid");
	offsets->group_leader = types_member_offset(types, STRUCT_TASK, "group_leader");
	offsets->mm = types_member_offset(types, STRUCT_TASK, "mm");
	offsets->pgd = types_member_offset(types, STRUCT_MM, "pgd");
	return offsets->tasks >= 0 && offsets->tgid >= 0 && offsets->group_leader >= 0 &&
	       offsets->mm >= 0 && offsets->pgd >= 0;
}

static int read_pointer(struct kernel *kernel, uint64_t addr, long offset, uint64_t *value)
{
	return kcore_read(kernel->kcore, addr + (uint64_t)offset, value, sizeof(*value));
}

static int read_tgid(struct kernel *kernel, uint64_t task, pid_t *tgid)
{
	return kcore_read(kernel->kcore, task + (uint64_t)kernel->offsets.tgid, tgid,
			  sizeof(*tgid));
}

/*
 * A task_struct found earlier may be free or another process's by now. It is still the process if
 * it has its tgid and its neighbour in the task list points back to it: list_del_rcu() in
 * kernel/exit.c:__unhash_process() poisons the way back, and de_thread() relinks at exec.
 */
static bool task_is(struct kernel *kernel, uint64_t task, pid_t pid)
{
	uint64_t prev, back;
	pid_t tgid;

	return !read_tgid(kernel, task, &tgid) && tgid == pid &&
	       !read_pointer(kernel, task, kernel->offsets.tasks + 8, &prev) &&
	       !read_pointer(kernel, prev, 0, &back) &&
	       back == task + (uint64_t)kernel->offsets.tasks;
}

/* From our own thread group's leader round the circular list of all leaders. */
static int search_tasks(struct kernel *kernel, pid_t pid, uint64_t *found)
{
	uint64_t start, task, next;
	pid_t tgid;
	int ret;

	ret = kcore_read_current(kernel->kcore, (size_t)kernel->offsets.group_leader, &start,
				 sizeof(start));
	task = start;
	for (unsigned int i = 0; !ret; i++) {
		if (i > TASK_LIST_MAX)
			return -ELOOP;
		ret = read_tgid(kernel, task, &tgid);
		if (!ret && tgid == pid) {
			*found = task;
			return 0;
		}
		if (!ret)
			ret = read_pointer(kernel, task, kernel->offsets.tasks, &next);
		if (ret)
			break;
		task = next - (uint64_t)kernel->offsets.tasks;
		if (task == start)
			break;
	}
	return ret ? ret : -ESRCH;
}

static int find_task(struct kernel *kernel, pid_t pid, uint64_t *task)
{
	struct task *slot;
	int ret;

	for (unsigned int i = 0; i < TASKS_MAX; i++) {
		slot = &kernel->tasks[i];
		if (slot->addr && slot->pid == pid && task_is(kernel, slot->addr, pid)) {
			*task = slot->addr;
			return 0;
		}
	}
	ret = search_tasks(kernel, pid, task);
	if (ret)
		return ret;
	slot = &kernel->tasks[kernel->next_task++ % TASKS_MAX];
	slot->pid = pid;
	slot->addr = *task;
	return 0;
}

int task_pgd(struct kernel *kernel, pid_t pid, uint64_t *pgd)
{
	uint64_t task, mm;
	int ret;

	if (pid == getpid()) {
		ret = kcore_read_current(kernel->kcore, (size_t)kernel->offsets.mm, &mm,
					 sizeof(mm));
	} else {
		ret = find_task(kernel, pid, &task);
		if (!ret)
			ret = read_pointer(kernel, task, kernel->offsets.mm, &mm);
	}
	if (ret)
		return ret;
	if (!mm)
		return -ESRCH;
	return read_pointer(kernel, mm, kernel->offsets.pgd, pgd);
}
