// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices in use by file systems that no process has mounted where it could be seen, and by swap. */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>

#include "lib/base/owned_string.h"
#include "provisioning/pmem/filesystem.h"
#include "tests/kill/killer.h"
#include "tests/kill/uses.h"

#define DIR "/run/use"
#define NODE "/run/other-name"

static struct error *run(const char *const *argv)
{
	return run_untraced(argv) ? error_create(ERROR_SYSTEM, "%s failed", argv[0]) : NULL;
}

/* what is mounted there is seen by this process alone, and by those that it starts */
static struct error *make_file_system(const char *device)
{
	struct error *err = filesystem_make(device, "ext4");

	if (err)
		return err;
	mkdir(DIR, 0700);
	if (unshare(CLONE_NEWNS) || mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return error_errno(errno, "a mount namespace");
	return NULL;
}

/* read-only: what the file system writes some seconds later is no change that daxtest made */
static struct error *mount_there(const char *device)
{
	return mount(device, DIR, "ext4", MS_RDONLY, NULL) ? error_errno(errno, "mounting %s", device) : NULL;
}

/* its end is that of the last that has it, which may come later than that of the process */
static void wipe(const char *device)
{
	umount2(DIR, MNT_DETACH);
	for (int i = 0; i < 100; i++) {
		guarded(error) struct error *err = filesystem_wipe(device);

		if (!err)
			return;
		usleep(50000);
	}
}

static struct error *own_namespace(const char *device)
{
	struct error *err = make_file_system(device);

	return err ? err : mount_there(device);
}

WAY(own_namespace, "mount-namespace", "a mount that only another process sees", .make = own_namespace, .undo = wipe,
    .block = { "mounted on " DIR });

static struct error *failure;
static const char *device_of_thread;

static void *mount_in_thread(void *data)
{
	failure = own_namespace(device_of_thread);
	pthread_barrier_wait(data);
	/* it ends with the process */
	for (;;)
		pause();
	return NULL;
}

static struct error *of_thread(const char *device)
{
	static pthread_barrier_t barrier;
	pthread_t thread;

	device_of_thread = device;
	pthread_barrier_init(&barrier, NULL, 2);
	if (pthread_create(&thread, NULL, mount_in_thread, &barrier))
		return error_errno(errno, "pthread_create");
	pthread_barrier_wait(&barrier);
	return failure;
}

/* the process is gone, and with its thread the mount, before this can be wiped: the next test does */
WAY(of_thread, "mount-thread", "a mount that only a thread of another process sees", .make = of_thread,
    .block = { COUNT, CLAIM });

/* a descriptor of a mount namespace that no process is in */
static struct error *kept_namespace(const char *device)
{
	int here = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	struct error *err = own_namespace(device);

	if (err)
		return err;
	if (open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC) < 0 || setns(here, CLONE_NEWNS))
		return error_errno(errno, "going back to a mount namespace");
	return NULL;
}

WAY(kept_namespace, "mount-kept", "a mount in a namespace that is only kept by a descriptor", .make = kept_namespace,
    .block = { COUNT, CLAIM });

static struct error *below_root(const char *device)
{
	struct error *err = own_namespace(device);

	if (err)
		return err;
	mkdir("/run/empty", 0700);
	return chroot("/run/empty") ? error_errno(errno, "chroot") : NULL;
}

WAY(below_root, "mount-chroot", "a mount that lies outside the root directory of all who see it", .make = below_root,
    .block = { COUNT, CLAIM });

static struct error *lazily(const char *device)
{
	struct error *err = own_namespace(device);

	if (err)
		return err;
	if (open(DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0 || umount2(DIR, MNT_DETACH))
		return error_errno(errno, "unmounting " DIR);
	return NULL;
}

WAY(lazily, "mount-lazy", "a file system that was unmounted lazily (umount -l) and has an open file",
    .make = lazily, .block = { COUNT, CLAIM });

static struct error *detached(const char *device)
{
	struct error *err = own_namespace(device);

	if (err)
		return err;
	if (syscall(SYS_open_tree, AT_FDCWD, DIR, 1 /* OPEN_TREE_CLONE */) < 0 || umount2(DIR, 0))
		return error_errno(errno, "a detached mount");
	return NULL;
}

WAY(detached, "mount-detached", "a detached mount (open_tree)", .make = detached, .block = { COUNT, CLAIM });

/* include/uapi/linux/mount.h, which glibc's <sys/mount.h> does not go with */
static struct error *never_attached(const char *device)
{
	struct error *err = make_file_system(device);
	int fs;

	if (err)
		return err;
	fs = (int)syscall(SYS_fsopen, "ext4", 0);
	if (fs < 0 || syscall(SYS_fsconfig, fs, 1 /* FSCONFIG_SET_STRING */, "source", device, 0) ||
	    syscall(SYS_fsconfig, fs, 0 /* FSCONFIG_SET_FLAG */, "ro", NULL, 0) ||
	    syscall(SYS_fsconfig, fs, 6 /* FSCONFIG_CMD_CREATE */, NULL, NULL, 0) ||
	    syscall(SYS_fsmount, fs, 0, 0) < 0)
		return error_errno(errno, "fsmount");
	return NULL;
}

WAY(never_attached, "mount-unattached", "a mount that was never attached (fsmount)", .make = never_attached,
    .block = { COUNT, CLAIM });

#define IMAGE "/run/image"

static struct error *attach_image(char *path, size_t size)
{
	guarded(fd) int image = open(IMAGE, O_RDWR | O_CLOEXEC), control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	struct loop_config config = { .fd = (unsigned int)image, .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	int loop;

	snprintf(path, size, "/dev/loop%d", ioctl(control, LOOP_CTL_GET_FREE));
	/* open until the process ends, or the loop device would */
	loop = open(path, O_RDWR | O_CLOEXEC);
	if (loop < 0 || image < 0 || ioctl(loop, LOOP_CONFIGURE, &config))
		return error_errno(errno, "%s over " IMAGE, path);
	return NULL;
}

static struct error *journal(const char *device)
{
	guarded(free) char *where = string_format("device=%s", device);
	char loop[32];
	int fd = open(IMAGE, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct error *err;

	mkdir(DIR, 0700);
	if (fd < 0 || ftruncate(fd, 16 << 20))
		return error_errno(errno, IMAGE);
	close(fd);
	err = run((const char *const[]){ "mkfs.ext4", "-q", "-b", "4096", "-O", "journal_dev", device, NULL });
	if (!err)
		err = run((const char *const[]){ "mkfs.ext4", "-q", "-b", "4096", "-J", where, IMAGE, NULL });
	if (!err)
		err = attach_image(loop, sizeof(loop));
	return err ? err : mount_there(loop);
}

static void drop_journal(const char *device)
{
	umount2(DIR, 0);
	unlink(IMAGE);
	wipe(device);
}

WAY(journal, "journal", "the journal of a file system on another device (ext4)", .make = journal,
    .undo = drop_journal, .block = { COUNT, CLAIM });

static struct error *swap_to(const char *device, const char *node)
{
	struct error *err = run((const char *const[]){ "mkswap", device, NULL });

	return err || !swapon(node, 0) ? err : error_errno(errno, "swapon %s", node);
}

static struct error *swap(const char *device)
{
	return swap_to(device, device);
}

static void end_swap(const char *device)
{
	swapoff(device);
	swapoff(NODE);
	unlink(NODE);
	wipe(device);
}

WAY(swap, "swap", "swap space", .make = swap, .undo = end_swap, .block = { "used as swap" });

static struct error *make_node(const char *device)
{
	struct stat st;

	unlink(NODE);
	if (stat(device, &st) || mknod(NODE, st.st_mode, st.st_rdev))
		return error_errno(errno, NODE);
	return NULL;
}

static struct error *swap_other_name(const char *device)
{
	struct error *err = make_node(device);

	return err ? err : swap_to(device, NODE);
}

WAY(swap_other_name, "swap-other-name", "swap space, by a node of another name", .make = swap_other_name,
    .undo = end_swap, .block = { "used as swap" });

static struct error *swap_removed(const char *device)
{
	struct error *err = swap_other_name(device);

	if (!err && rename(NODE, NODE ".removed"))
		err = error_errno(errno, NODE);
	return err;
}

static void end_swap_removed(const char *device)
{
	rename(NODE ".removed", NODE);
	end_swap(device);
}

/* the kernel goes by the file, and its path goes with it */
WAY(swap_removed, "swap-renamed", "swap space, by a node that was renamed since", .make = swap_removed,
    .undo = end_swap_removed, .block = { "used as swap" });
