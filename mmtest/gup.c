// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Others reaching for anonymous memory through get_user_pages(): what is written to is made the
 * process's own first, what is only read is faulted in. mm/gup.c faultin_page().
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/full_write.h"
#include "lib/observe/ring.h"
#include "lib/observe/scratch_disk.h"
#include "mmtest/anon.h"
#include "mmtest/child.h"

#define FAULT "mm/gup.c faultin_page()"

#define ANON_PAGE PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .writable = true, .dirty = true)
#define ANON_FOLIO PAGES(0, PMD_SIZE, PAGE_ANON, LEVEL_PMD, .writable = true, .dirty = true)

static struct mapping map_zero(struct scenario *s)
{
	struct mapping m = anon_map(s);

	touch_read(&m, 0);
	return m;
}

/* before 6.13 a write split the PMD: the folio that takes its place is do_huge_zero_wp_pmd()'s */
static struct mapping map_huge_zero(struct scenario *s)
{
	struct mapping m = anon_map(s, .huge = true);

	if (kernel_features(scenario_kernel(s))->version < KERNEL(6, 13, 0))
		scenario_skip(s, "before 6.13 a write to the huge zero folio splits it");
	touch_read(&m, 0);
	return m;
}

static void disk_into(struct scenario *s, const struct mapping *m)
{
	struct scratch_disk disk;

	scenario_need(s, scratch_disk_open(&disk));
	if (!full_pwrite(disk.memory, "disk", 4, 0))
		scenario_broken(s, "pwrite: %s", strerror(errno));
	expect_result(s, "read by O_DIRECT", "result", PTE_SIZE,
		      pread(disk.disk, m->addr, PTE_SIZE, 0), FAULT);
	expect_result(s, "read by O_DIRECT", "first byte", 'd', touch_read(m, 0), "read(2)");
	scratch_disk_close(&disk);
}

static void disk_into_zero(struct scenario *s)
{
	struct mapping m = map_zero(s);

	disk_into(s, &m);
	expect_mapping(s, "read by O_DIRECT", &m, ANON_PAGE);
}

SCENARIO(gup_direct_zero, "anon", "gup.direct-io-zero",
	 "a disk read into a zero page puts an anonymous page there", .run = disk_into_zero);

static void disk_into_huge_zero(struct scenario *s)
{
	struct mapping m = map_huge_zero(s);

	disk_into(s, &m);
	expect_mapping(s, "read by O_DIRECT", &m, ANON_FOLIO);
}

SCENARIO(gup_direct_huge_zero, "anon", "gup.direct-io-huge-zero",
	 "a disk read into the huge zero folio puts a large folio there", .run = disk_into_huge_zero);

static void register_buffer(struct scenario *s, const struct mapping *m)
{
	struct ring ring;

	scenario_need(s, ring_open(&ring));
	expect_result(s, "a fixed buffer", "errno of IORING_REGISTER_BUFFERS", 0,
		      -ring_register(&ring, m->addr, PTE_SIZE), FAULT);
	ring_close(&ring);
}

static void buffer_zero(struct scenario *s)
{
	struct mapping m = map_zero(s);

	register_buffer(s, &m);
	expect_mapping(s, "a fixed buffer", &m, ANON_PAGE);
}

SCENARIO(gup_buffer_zero, "anon", "gup.fixed-buffer-zero",
	 "a zero page that becomes a fixed buffer of an io_uring is replaced by an anonymous page",
	 .run = buffer_zero);

static void buffer_huge_zero(struct scenario *s)
{
	struct mapping m = map_huge_zero(s);

	register_buffer(s, &m);
	expect_mapping(s, "a fixed buffer", &m, ANON_FOLIO);
}

SCENARIO(gup_buffer_huge_zero, "anon", "gup.fixed-buffer-huge-zero",
	 "the huge zero folio that becomes a fixed buffer is replaced by a large folio",
	 .run = buffer_huge_zero);

static void buffer_forked(struct scenario *s)
{
	struct mapping m = anon_map(s);
	struct child child;

	touch_write(&m, 0, 'p');
	child = child_start(s);
	register_buffer(s, &m);
	expect_mapping(s, "a fixed buffer", &m, ANON_PAGE);
	child_end(s, &child);
}

SCENARIO(gup_buffer_forked, "anon", "gup.fixed-buffer-fork",
	 "a page shared with a child that becomes a fixed buffer is copied", .run = buffer_forked);

/* mm/memory.c copy_present_ptes(): what may be pinned is copied at once, not shared */
static void fork_after_release(struct scenario *s)
{
	struct mapping m = anon_map(s);
	struct child child;
	struct ring ring;

	touch_write(&m, 0, 'p');
	scenario_need(s, ring_open(&ring));
	expect_result(s, "a fixed buffer", "errno of IORING_REGISTER_BUFFERS", 0,
		      -ring_register(&ring, m.addr, PTE_SIZE), FAULT);
	expect_result(s, "released", "errno of IORING_UNREGISTER_BUFFERS", 0,
		      -ring_unregister(&ring), "io_uring_register(2)");
	ring_close(&ring);
	child = child_start(s);
	expect_mapping(s, "forked", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .mapcount = 2));
	child_end(s, &child);
}

SCENARIO(gup_buffer_released, "anon", "gup.fixed-buffer-released",
	 "a page that is no fixed buffer any more is shared with a child",
	 .run = fork_after_release);

static void write_remote(struct scenario *s)
{
	char byte = 'r';
	struct mapping m = map_zero(s);
	struct iovec local = { &byte, 1 }, remote = { m.addr, 1 };

	expect_result(s, "process_vm_writev", "result", 1,
		      process_vm_writev(getpid(), &local, 1, &remote, 1, 0), FAULT);
	expect_result(s, "process_vm_writev", "byte", 'r', touch_read(&m, 0), "process_vm_writev(2)");
	expect_mapping(s, "process_vm_writev", &m, ANON_PAGE);
}

SCENARIO(gup_writev_zero, "anon", "gup.process-vm-writev-zero",
	 "process_vm_writev() to a zero page puts an anonymous page there", .run = write_remote);

static struct mapping map_forked(struct scenario *s, struct child *child)
{
	struct mapping m = anon_map(s);

	touch_write(&m, 0, 'p');
	*child = child_start(s);
	return m;
}

/* FOLL_PIN alone takes anonymous pages from others, for reading, too: gup_must_unshare() */
static void read_forked(struct scenario *s)
{
	struct child child;
	struct mapping m = map_forked(s, &child);
	char byte = 0;
	struct iovec local = { &byte, 1 }, remote = { m.addr, 1 };

	expect_result(s, "process_vm_readv", "result", 1,
		      process_vm_readv(getpid(), &local, 1, &remote, 1, 0), FAULT);
	expect_result(s, "process_vm_readv", "byte", 'p', byte, "process_vm_readv(2)");
	expect_mapping(s, "process_vm_readv", &m, PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE));
	child_end(s, &child);
}

SCENARIO(gup_readv_forked, "anon", "gup.process-vm-readv-fork",
	 "process_vm_readv() of a page shared with a child copies it: read-only and exclusive",
	 .run = read_forked);

/* without FOLL_PIN it stays shared: what is in the pipe is what was there */
static void splice_forked(struct scenario *s)
{
	struct child child;
	struct mapping m = map_forked(s, &child);
	struct iovec iov = { m.addr, 1 };
	char byte = 0;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	expect_result(s, "vmsplice", "result", 1, vmsplice(ends[1], &iov, 1, 0), FAULT);
	expect_mapping(s, "vmsplice", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true, .mapcount = 2));
	touch_write(&m, 0, 'w');
	expect_mapping(s, "written later", &m, ANON_PAGE);
	expect_result(s, "written later", "bytes from the pipe", 1, read(ends[0], &byte, 1),
		      "pipe(7)");
	expect_result(s, "written later", "byte from the pipe", 'p', byte,
		      "mm/memory.c wp_page_copy(): the pipe keeps the page that was shared");
	child_end(s, &child);
}

SCENARIO(gup_splice_forked, "anon", "gup.vmsplice-fork",
	 "a page shared with a child goes into a pipe as it is; a write leaves it there",
	 .run = splice_forked);

static void splice_absent(struct scenario *s)
{
	struct mapping m = anon_map(s);
	struct iovec iov = { m.addr + PTE_SIZE, 1 };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		scenario_broken(s, "pipe: %s", strerror(errno));
	expect_result(s, "vmsplice", "result", 1, vmsplice(ends[1], &iov, 1, 0), FAULT);
	expect_mapping(s, "vmsplice", &m, PAGES(PTE_SIZE, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
}

SCENARIO(gup_splice_absent, "anon", "gup.vmsplice-absent",
	 "what is not there yet is faulted in for reading: the zero page", .run = splice_absent);

/* FOLL_FORCE: mm/gup.c can_follow_write_common(); the entry never becomes writable */
static void poke(struct scenario *s, void *arg)
{
	const struct mapping *m = arg;
	pid_t pid = getppid();

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) || ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) ||
	    waitpid(pid, NULL, __WALL) != pid)
		scenario_skip(s, "ptrace: %s (kernel.yama.ptrace_scope)", strerror(errno));
	expect_result(s, "PTRACE_POKEDATA", "result", 0,
		      ptrace(PTRACE_POKEDATA, pid, m->addr, (long)'k'),
		      "mm/gup.c check_vma_flags(): FOLL_FORCE and a private mapping");
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
}

static void forced(struct scenario *s)
{
	struct mapping m = anon_map(s, .prot = PROT_READ);

	touch_read(&m, 0);
	expect_mapping(s, "read", &m, PAGES(0, PTE_SIZE, PAGE_ZERO, LEVEL_PTE));
	in_other_process(s, poke, &m);
	expect_result(s, "PTRACE_POKEDATA", "byte", 'k', touch_read(&m, 0), "ptrace(2)");
	expect_mapping(s, "PTRACE_POKEDATA", &m,
		       PAGES(0, PTE_SIZE, PAGE_ANON, LEVEL_PTE, .dirty = true));
}

SCENARIO(gup_forced, "anon", "gup.forced-write",
	 "a tracer writes to a read-only mapping: an anonymous page, still read-only",
	 .run = forced);
