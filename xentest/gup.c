// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Others reaching for granted pages through get_user_pages(): vm_normal_page() must give the page.
 * Each looks at the data on both sides, and at the mapping afterwards.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/observe/scratch_disk.h"
#include "xentest/gntdev.h"
#include "xentest/hold.h"

#define GUP "mm/gup.c follow_page_pte(): a normal page can be had"
#define SAME "a grant maps the granter's page"

static struct grant_mapping map(struct scenario *s, uint32_t count)
{
	struct grant_mapping g = grants_map(s, .count = count);

	for (uint32_t i = 0; i < count; i++)
		poke(&g.shared, i * PTE_SIZE, (char)('0' + i));
	return g;
}

static void still_mapped(struct scenario *s, const struct grant_mapping *g)
{
	expect_mapping(s, "afterwards", &g->m, GRANTS(0, g->shared.count, .writable = true));
}

static void through_process_vm(struct scenario *s, void *arg)
{
	const struct grant_mapping *g = arg;
	struct iovec remote = { g->m.addr, 1 };
	char byte = 0;
	struct iovec local = { &byte, 1 };

	expect_result(s, "another process reads", "process_vm_readv", 1,
		      process_vm_readv(getppid(), &local, 1, &remote, 1, 0), GUP);
	expect_result(s, "another process reads", "byte", '0', byte, SAME);
	byte = 'p';
	remote.iov_base = g->m.addr + 1;
	expect_result(s, "another process writes", "process_vm_writev", 1,
		      process_vm_writev(getppid(), &local, 1, &remote, 1, 0), GUP);
}

static void process_vm(struct scenario *s)
{
	struct grant_mapping g = map(s, 1);

	in_other_process(s, through_process_vm, &g);
	expect_result(s, "another process writes", "byte of the granter", 'p',
		      peek(&g.shared, 1), SAME);
	expect_called(s, "vm_normal_page", ARG("addr", (uintptr_t)g.m.addr));
	still_mapped(s, &g);
}

SCENARIO(gup_process_vm, "gntdev", "gup.process-vm",
	 "another process reads and writes a granted page with process_vm_readv() and writev()",
	 .needs = &need_grants, .run = process_vm);

/* the child traces its parent, who alone has the mapping (VM_DONTCOPY) */
static void through_ptrace(struct scenario *s, void *arg)
{
	const struct grant_mapping *g = arg;
	pid_t pid = getppid();
	long word;

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) || ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) ||
	    waitpid(pid, NULL, __WALL) != pid)
		scenario_skip(s, "ptrace: %s (kernel.yama.ptrace_scope)", strerror(errno));
	errno = 0;
	word = ptrace(PTRACE_PEEKDATA, pid, g->m.addr, NULL);
	expect_result(s, "PTRACE_PEEKDATA", "errno", 0, errno, GUP);
	expect_result(s, "PTRACE_PEEKDATA", "first byte", '0', word & 0xff, SAME);
	word = 'q';
	expect_result(s, "PTRACE_POKEDATA", "result", 0,
		      ptrace(PTRACE_POKEDATA, pid, g->m.addr, word), GUP);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
}

static void by_ptrace(struct scenario *s)
{
	struct grant_mapping g = map(s, 1);

	in_other_process(s, through_ptrace, &g);
	expect_result(s, "PTRACE_POKEDATA", "byte of the granter", 'q', peek(&g.shared, 0), SAME);
	still_mapped(s, &g);
}

SCENARIO(gup_ptrace, "gntdev", "gup.ptrace", "a tracer peeks and pokes a granted page",
	 .needs = &need_grants, .run = by_ptrace);

static void proc_mem(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	off_t at = (off_t)(uintptr_t)g.m.addr;
	char byte = 0;

	if (fd < 0)
		scenario_skip(s, "/proc/self/mem: %s", strerror(errno));
	expect_result(s, "read", "result", 1, pread(fd, &byte, 1, at + (off_t)PTE_SIZE), GUP);
	expect_result(s, "read", "byte", '1', byte, SAME);
	expect_result(s, "write", "result", 1, pwrite(fd, "m", 1, at), GUP);
	expect_result(s, "write", "byte of the granter", 'm', peek(&g.shared, 0), SAME);
	close(fd);
	still_mapped(s, &g);
}

SCENARIO(gup_proc_mem, "gntdev", "gup.proc-mem", "granted pages through /proc/self/mem",
	 .needs = &need_grants, .run = proc_mem);

/* FOLL_FORCE (/proc/self/mem) makes no difference: the mapping is shared */
static void readonly(struct scenario *s)
{
	struct grant_mapping g = grants_map(s, .count = 1, .prot = PROT_READ);
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	char byte = 'x';
	struct iovec local = { &byte, 1 }, remote = { g.m.addr, 1 };

	if (fd < 0)
		scenario_skip(s, "/proc/self/mem: %s", strerror(errno));
	poke(&g.shared, 0, 'r');
	expect_result(s, "process_vm_writev", "errno", EFAULT,
		      process_vm_writev(getpid(), &local, 1, &remote, 1, 0) < 0 ? errno : 0,
		      "mm/gup.c check_vma_flags(): not writable");
	expect_result(s, "/proc/self/mem", "errno", EIO,
		      pwrite(fd, "x", 1, (off_t)(uintptr_t)g.m.addr) < 0 ? errno : 0,
		      "mm/gup.c check_vma_flags(): forced writes need a private mapping");
	expect_result(s, "afterwards", "byte of the granter", 'r', peek(&g.shared, 0),
		      "nothing was written");
	expect_mapping(s, "afterwards", &g.m, GRANTS(0, 1));
	close(fd);
}

SCENARIO(gup_readonly, "gntdev", "gup.read-only",
	 "nobody writes through a read-only mapping of a grant, not even by force",
	 .needs = &need_grants, .run = readonly);

static void into_pipe(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct pipe_hold hold = hold_in_pipe(s, &g.m, PTE_SIZE);

	expect_slow_gup(s, &g, PTE_SIZE);
	poke(&g.shared, PTE_SIZE, 'v');
	expect_mapping(s, "while in the pipe", &g.m, GRANTS(0, 2, .writable = true));
	expect_result(s, "read from the pipe", "byte", 'v', hold_take(&hold),
		      "vmsplice(2): the page itself is in the pipe");
	still_mapped(s, &g);
}

SCENARIO(gup_vmsplice, "gntdev", "gup.vmsplice",
	 "a granted page goes into a pipe by reference: what the granter writes then comes out",
	 .needs = &need_grants, .run = into_pipe);

static void direct_io(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct scratch_disk disk;

	scenario_need(s, scratch_disk_open(&disk));
	expect_result(s, "O_DIRECT write from page 1", "result", PTE_SIZE,
		      pwrite(disk.disk, g.m.addr + PTE_SIZE, PTE_SIZE, 0), GUP);
	expect_result(s, "O_DIRECT read into page 0", "result", PTE_SIZE,
		      pread(disk.disk, g.m.addr, PTE_SIZE, 0), GUP);
	expect_result(s, "O_DIRECT read into page 0", "byte of the granter", '1',
		      peek(&g.shared, 0), SAME);
	scratch_disk_close(&disk);
	still_mapped(s, &g);
}

SCENARIO(gup_direct_io, "gntdev", "gup.direct-io",
	 "a disk is written from one granted page and read into another without copying",
	 .needs = &need_grants, .run = direct_io);

static void fixed_buffer(struct scenario *s)
{
	struct grant_mapping g = map(s, 2);
	struct ring ring = hold_in_ring(s, &g.m, 0, 2 * PTE_SIZE);
	int ends[2];
	char byte = 0;

	expect_mapping(s, "while registered", &g.m, GRANTS(0, 2, .writable = true));
	if (pipe2(ends, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	poke(&g.shared, 0, 'f');
	expect_result(s, "IORING_OP_WRITE_FIXED", "result", 1, ring_write(&ring, ends[1], 1), GUP);
	expect_result(s, "IORING_OP_WRITE_FIXED", "bytes that arrived", 1,
		      read(ends[0], &byte, 1), GUP);
	expect_result(s, "IORING_OP_WRITE_FIXED", "byte", 'f', byte, SAME);
	if (write(ends[1], "g", 1) != 1)
		scenario_broken(s, "write: %s", strerror(errno));
	expect_result(s, "IORING_OP_READ_FIXED", "result", 1, ring_read(&ring, ends[0], 1), GUP);
	expect_result(s, "IORING_OP_READ_FIXED", "byte of the granter", 'g', peek(&g.shared, 0),
		      SAME);
	expect_result(s, "IORING_UNREGISTER_BUFFERS", "result", 0, ring_release(&ring),
		      "io_uring_register(2)");
	still_mapped(s, &g);
}

SCENARIO(gup_fixed_buffer, "gntdev", "gup.io-uring",
	 "granted pages as a fixed buffer of an io_uring (FOLL_LONGTERM), read and written",
	 .needs = &need_grants, .run = fixed_buffer);
