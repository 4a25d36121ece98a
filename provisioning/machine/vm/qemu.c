// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/qemu.h"

#include <string.h>

#include "lib/base/owned_string.h"
#include "lib/base/size.h"
#include "lib/base/tool_path.h"


static const char *const accel_names[] = {
	[ACCEL_AUTO] = "auto",
	[ACCEL_KVM] = "kvm",
	[ACCEL_TCG] = "tcg",
};

const char *accel_name(enum accel accel)
{
	return accel_names[accel];
}

int accel_from_name(const char *name)
{
	for (int i = ACCEL_AUTO; i <= ACCEL_TCG; i++)
		if (!strcmp(accel_names[i], name))
			return i;
	return -1;
}

/* in QEMU's options a comma inside a value is doubled */
static char *escape(const char *text)
{
	char *escaped = malloc(2 * strlen(text) + 1), *p = escaped;

	if (!escaped)
		abort();
	do {
		if (*text == ',')
			*p++ = ',';
		*p++ = *text;
	} while (*text++);
	return escaped;
}

/* the labels are at the end of the backend */
static void add_nvdimm_memory(struct string_list *argv, const struct nvdimm *n, unsigned int i,
			      const char *files)
{
	unsigned long long size = n->size + n->label_size;
	guarded(free) char *path = files ? escape(files) : NULL;

	if (path)
		string_list_add(argv, "memory-backend-file,id=nvdimm%u-memory,share=on,size=%llu,"
				"mem-path=%s%u", i, size, path, i);
	else
		string_list_add(argv, "memory-backend-ram,id=nvdimm%u-memory,size=%llu", i, size);
}

static void add_nvdimm(struct string_list *argv, const struct nvdimm *n, unsigned int i,
		       const char *files)
{
	guarded(free) char *labels = NULL;

	string_list_add(argv, "-object");
	if (n->virtio) {
		/* the guest's flushes are fsync(2) of the backend, which memory does not have */
		string_list_add(argv, "memory-backend-memfd,id=nvdimm%u-memory,share=on,size=%llu", i,
				(unsigned long long)n->size);
		string_list_add(argv, "-device");
		string_list_add(argv, "virtio-pmem-pci,id=nvdimm%u,memdev=nvdimm%u-memory", i, i);
		return;
	}
	add_nvdimm_memory(argv, n, i, files);
	if (n->label_size)
		labels = string_format(",label-size=%llu", (unsigned long long)n->label_size);
	string_list_add(argv, "-device");
	string_list_add(argv, "nvdimm,id=nvdimm%u,memdev=nvdimm%u-memory%s,node=%u", i, i,
			labels ? labels : "", n->node);
}

static void add_nodes(struct string_list *argv, const struct machine_config *config,
		      unsigned int last)
{
	string_list_add(argv, "-object");
	string_list_add(argv, "memory-backend-ram,id=memory,size=%lluM",
			(unsigned long long)(config->memory / MIB));
	string_list_split(argv, "-numa node,nodeid=0,memdev=memory", " ");
	for (unsigned int node = 1; node <= last; node++) {
		string_list_add(argv, "-numa");
		string_list_add(argv, "node,nodeid=%u", node);
	}
}

static void add_memory(struct string_list *argv, const struct machine_config *config)
{
	unsigned int nr = 0, last_node = 0;
	uint64_t most = config->memory;

	for (const struct nvdimm *n = config->nvdimms; n && n->size; n++) {
		/* every DIMM is placed at a multiple of 1 GiB */
		most += n->size + n->label_size + 1024 * MIB;
		nr++;
		if (n->node > last_node)
			last_node = n->node;
	}
	string_list_add(argv, "-m");
	if (!nr) {
		string_list_add(argv, "%lluM", (unsigned long long)(config->memory / MIB));
		return;
	}
	string_list_add(argv, "%lluM,slots=%u,maxmem=%lluM",
			(unsigned long long)(config->memory / MIB), nr,
			(unsigned long long)(most / MIB));
	if (last_node)
		add_nodes(argv, config, last_node);
	for (unsigned int i = 0; i < nr; i++)
		add_nvdimm(argv, &config->nvdimms[i], i, config->nvdimm_files);
}

/*
 * panic=-1: a panic resets at once, which -no-reboot makes the end of QEMU.
 * no_timer_check: on a busy host TCG loses ticks while the kernel counts them, which then panics
 * (arch/x86/kernel/apic/io_apic.c timer_irq_works()).
 * cryptomgr.notests=1: the self-tests of ciphers cost 0.9 s under TCG.
 * normalpage.guest: programs in it may do what they would refuse to on a real machine.
 */
#define KERNEL_WORDS "quiet panic=-1 no_timer_check cryptomgr.notests=1 normalpage.guest"

static void add_kernel(struct string_list *argv, const struct machine_config *config)
{
	static const char qboot[] = "qboot.rom";

	/* qboot does nothing but start the kernel; it can only do PVH well */
	if (config->boot->pvh && !access("/usr/share/qemu/qboot.rom", R_OK)) {
		string_list_add(argv, "-bios");
		string_list_add(argv, "%s", qboot);
	}
	string_list_add(argv, "-kernel");
	string_list_add(argv, "%s", config->boot->path);
	string_list_add(argv, "-initrd");
	string_list_add(argv, "%s", config->initramfs);
	string_list_add(argv, "-append");
	string_list_add(argv, "console=ttyS0 " KERNEL_WORDS " %s",
			config->command_line ? config->command_line : "");
}

/* hw/i386/multiboot.c load_multiboot(): what follows a blank are the module's arguments */
bool qemu_cuts_path(const char *path)
{
	return strchr(path, ' ');
}

/* by its number, if it has one */
static char *multiboot_file(int fd, const char *path)
{
	return fd < 0 ? string_copy(path) : string_format("/proc/self/fd/%d", fd);
}

/* multiboot: the hypervisor is the kernel, the kernel and the initramfs are its modules */
static void add_xen(struct string_list *argv, const struct machine_config *config,
		    const struct qemu_sockets *fds)
{
	guarded(free) char *hypervisor = multiboot_file(fds->hypervisor, config->xen->hypervisor);
	guarded(free) char *kernel_file = multiboot_file(fds->kernel, config->boot->path);
	guarded(free) char *initramfs_file = multiboot_file(fds->initramfs, config->initramfs);
	guarded(free) char *kernel = escape(kernel_file);
	guarded(free) char *initramfs = escape(initramfs_file);
	const char *words = config->command_line ? config->command_line : "";
	guarded(free) char *escaped = escape(words);

	string_list_add(argv, "-kernel");
	string_list_add(argv, "%s", hypervisor);
	string_list_add(argv, "-append");
	/* loglvl=all: why Xen crashed a domain is in its debugging lines, too */
	string_list_add(argv, "console=com1 com1=115200 loglvl=all guest_loglvl=all %s",
			config->xen->arguments);
	string_list_add(argv, "-initrd");
	string_list_add(argv, "%s console=hvc0 earlyprintk=xen " KERNEL_WORDS " %s,%s", kernel,
			escaped, initramfs);
}

static void add_ports(struct string_list *argv, const struct machine_config *config,
		      const struct qemu_sockets *fds)
{
	string_list_add(argv, "-chardev");
	if (fds->console >= 0) {
		string_list_add(argv, "socket,id=console,fd=%d", fds->console);
	} else if (config->console_log) {
		guarded(free) char *path = escape(config->console_log);

		string_list_add(argv, "file,id=console,path=%s", path);
	} else {
		string_list_add(argv, "stdio,id=console,signal=off");
	}
	string_list_add(argv, "-serial");
	string_list_add(argv, "chardev:console");
	string_list_add(argv, "-chardev");
	string_list_add(argv, "socket,id=serial,fd=%d", fds->serial);
	string_list_add(argv, "-chardev");
	string_list_add(argv, "socket,id=qmp,fd=%d", fds->qmp);
	string_list_split(argv, "-serial chardev:serial -mon chardev=qmp,mode=control", " ");
	if (config->xen && config->xen->no_dma)
		return;
	string_list_add(argv, "-chardev");
	string_list_add(argv, "socket,id=virtio,fd=%d", fds->virtio);
	/*
	 * Without ioeventfd QEMU takes what the guest writes before the guest goes on: a verdict
	 * that was written is not lost when the next instruction panics.
	 */
	string_list_split(argv, "-device virtio-serial-pci,max_ports=2,ioeventfd=off "
			  "-device virtserialport,chardev=virtio,name=normalpage", " ");
}

/*
 * QEMU 7.2's TCG loses the flags at a CMPXCHG16B now and then, most often in Debian's cloud kernels: they
 * crash where memory is allocated (mm/slub.c) or the flags are used next. Without it SLUB takes a lock.
 */
#define NO_CX16 ",-cx16"

/* TCG does REP MOVSB and STOSB byte by byte. Without these two, kernel and libc move words: a third less time */
#define NO_FAST_STRINGS ",-erms,-fsrm"

static void add_cpu(struct string_list *argv, const struct machine_config *config)
{
	bool tcg = config->accel == ACCEL_TCG;

	string_list_add(argv, "%s%s%s", config->xen ? config->xen->cpu : "max", tcg && !config->xen ? NO_CX16 : "",
			tcg ? NO_FAST_STRINGS : "");
}

void qemu_command_line(struct string_list *argv, const struct machine_config *config,
		       const struct qemu_sockets *fds)
{
	bool nvdimm = config->nvdimms && config->nvdimms->size;

	string_list_add(argv, "%s", config->qemu);
	string_list_add(argv, "-name");
	string_list_add(argv, "normalpage-%s", config->name);
	string_list_split(argv, "-no-user-config -nodefaults -display none -no-reboot", " ");
	string_list_add(argv, "-machine");
	string_list_add(argv, "q35%s", nvdimm ? ",nvdimm=on" : "");
	string_list_add(argv, "-accel");
	string_list_add(argv, "%s", accel_name(config->accel));
	/* one CPU: QEMU 7.2's TCG crashed guests with two now and then */
	string_list_split(argv, "-smp 1 -cpu", " ");
	add_cpu(argv, config);
	add_memory(argv, config);
	if (config->devices)
		string_list_split(argv, config->devices, " ");
	if (config->xen)
		add_xen(argv, config, fds);
	else
		add_kernel(argv, config);
	add_ports(argv, config, fds);
	/* a guest that was stopped while its state was written runs when QEMU has read it */
	string_list_split(argv, "-global migration.store-global-state=off", " ");
	if (fds->state >= 0) {
		string_list_add(argv, "-incoming");
		string_list_add(argv, "fd:%d", fds->state);
	}
}

struct error *qemu_find(char **path)
{
	return tool_find(path, "qemu-system-x86_64", "qemu-system-x86");
}
