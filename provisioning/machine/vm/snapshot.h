/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guests that wait for their tests, kept as files: a machine that goes on from one needs no boot and
 * no provisioning.
 */
#ifndef NORMALPAGE_MACHINE_VM_SNAPSHOT_H
#define NORMALPAGE_MACHINE_VM_SNAPSHOT_H

#include "provisioning/machine/vm/qemu.h"

/**
 * struct snapshot - a directory with QEMU's state and what the guest said of itself
 * @directory: owned; NULL: none
 * @state: the file in it that machine_save() writes
 * @port: that the guest talks on
 * @tests: full names, as the test program said that it has them
 */
struct snapshot {
	char *directory;
	char *state;
	enum port port;
	struct string_list tests;
};

/** snapshot_name - set @directory and @state; nothing is made */
void snapshot_name(struct snapshot *snapshot, const char *directory);

/**
 * snapshot_path - where the cache has the snapshot of such a machine and program
 *
 * Another QEMU, kernel, initramfs or hypervisor, and any other word in the command line, is another
 * machine.
 */
error_check struct error *snapshot_path(char **directory, const struct machine_config *config,
					const struct string_list *program);

/** snapshot_load - fill in @snapshot from @directory; false if there is none, or a stale one */
bool snapshot_load(struct snapshot *snapshot, const char *directory);

/** snapshot_note - write down @port and @tests beside the state */
error_check struct error *snapshot_note(const struct snapshot *snapshot);

/**
 * snapshot_keep - move a complete snapshot into the cache, at the path from snapshot_path(); the
 *	least used of those there go
 */
error_check struct error *snapshot_keep(const struct snapshot *snapshot, const char *directory,
					const struct machine_config *config);

/**
 * snapshot_refuse - an error if QEMU cannot save such a machine
 *
 * It saves neither the memory of a virtio-pmem nor its queue, and says nothing: hw/virtio/virtio-pmem.c has no
 * vmstate_register_ram(), as hw/mem/pc-dimm.c has, and no vmsd. A guest that goes on finds zeroes below its file
 * system (seen with QEMU 7.2), and flushes that are never answered.
 */
error_check struct error *snapshot_refuse(const struct machine_config *config);

/** snapshot_discard - remove its files and free what it holds */
void snapshot_discard(struct snapshot *snapshot);
void snapshot_clear(struct snapshot *snapshot);

#endif
