/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The QEMU command line of a machine. */
#ifndef NORMALPAGE_MACHINE_VM_QEMU_H
#define NORMALPAGE_MACHINE_VM_QEMU_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "provisioning/machine/kernel/boot_image.h"
#include "lib/base/string_list.h"

/** enum accel - how QEMU runs the guest's code */
enum accel {
	ACCEL_AUTO,	/* KVM if it proves itself, else TCG */
	ACCEL_KVM,
	ACCEL_TCG,
};

const char *accel_name(enum accel accel);
int accel_from_name(const char *name);	/* -1 if unknown */

/**
 * struct nvdimm - an emulated NVDIMM; the region that the guest sees is @size
 * @size: bytes, a multiple of 16 MiB (the region's alignment)
 * @label_size: bytes for namespace labels, 0 for none
 * @node: NUMA node that the firmware says it belongs to; with one other than 0, all other memory is
 *	in node 0
 * @virtio: not an NVDIMM but a virtio-pmem device, which has no labels and no node
 */
struct nvdimm {
	uint64_t size;
	uint64_t label_size;
	unsigned int node;
	bool virtio;
};

/**
 * struct xen_config - Xen under the kernel, which becomes its first domain
 * @hypervisor: the multiboot file
 * @arguments: of the hypervisor, such as "dom0_mem=1G,max:1G"
 * @cpu: QEMU's CPU model
 * @no_dma: devices cannot reach the domain's memory: the channel is the serial port
 * @log: file for the hypervisor's own console; NULL if the machine's console is the terminal
 */
struct xen_config {
	const char *hypervisor;
	const char *arguments;
	const char *cpu;
	bool no_dma;
	const char *log;
};

/**
 * struct qemu_sockets - one end of each connection between QEMU and us
 * @serial: the guest's second serial port, which every kernel has
 * @virtio: a virtio port, some 20 times as fast, for kernels with the driver built in
 * @qmp: QEMU's monitor
 * @state: a file to read the state from, or -1
 * @console: the first serial port, if both of Xen's consoles are on it and go to files; else -1
 * @hypervisor, @kernel, @initramfs: these files, where QEMU or Xen would cut their path; else -1
 */
struct qemu_sockets {
	int serial;
	int virtio;
	int qmp;
	int console;
	int state;
	int hypervisor;
	int kernel;
	int initramfs;
};

#define QEMU_NO_SOCKETS { -1, -1, -1, -1, -1, -1, -1, -1 }

/**
 * qemu_cuts_path - would QEMU's multiboot loader cut @path, or Xen, to which it passes the path? Both end
 *	it at its first blank
 */
bool qemu_cuts_path(const char *path);

/** enum port - which of its ports the guest chose to talk on */
enum port {
	PORT_SERIAL,
	PORT_VIRTIO,
};

/**
 * struct machine_config - what a machine is made of; all is borrowed
 * @name: for messages and file names
 * @memory: bytes
 * @nvdimms: ended by one of size 0, or NULL
 * @nvdimm_files: what is in them is kept in files of this name, with the NVDIMM's number behind it, so
 *	that it outlives the machine; NULL: it does not
 * @devices: further words for QEMU, separated by blanks, or NULL
 * @xen: NULL for a kernel on its own
 * @accel: ACCEL_KVM or ACCEL_TCG
 * @command_line: more words for the kernel, or NULL
 * @state: what machine_save() wrote: the guest goes on from there in place of booting; or NULL
 * @state_port: the port that the guest in @state uses
 * @console_log: file for the console, or NULL: the terminal
 * @boot_timeout: seconds until the guest must have said hello
 * @silence_timeout: seconds without any record until it counts as hung; 0 for never
 */
struct machine_config {
	const char *name;
	const char *qemu;
	const struct boot_image *boot;
	const char *initramfs;
	uint64_t memory;
	const struct nvdimm *nvdimms;
	const char *nvdimm_files;
	const char *devices;
	const struct xen_config *xen;
	enum accel accel;
	const char *command_line;
	const char *state;
	enum port state_port;
	const char *console_log;
	double boot_timeout;
	double silence_timeout;
};

/**
 * qemu_command_line - append the words of the command line
 * @fds: connected sockets that QEMU inherits
 */
void qemu_command_line(struct string_list *argv, const struct machine_config *config,
		       const struct qemu_sockets *fds);

/** qemu_find - path of QEMU; ERROR_MISSING names the package */
error_check struct error *qemu_find(char **path);

#endif
