/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's init, in pieces: mounts, modules, the channel to the host, programs. */
#ifndef NORMALPAGE_MACHINE_GUEST_H
#define NORMALPAGE_MACHINE_GUEST_H

#include <stdbool.h>
#include <sys/types.h>

#include <json-c/json.h>

/* where the initramfs has the modules: decompressed, with their load order in "order" */
#define GUEST_MODULES "/modules"

/* modules that make the kernel wrong, by the order of their names (provisioning/machine/image/initramfs.h) */
#define GUEST_MUTANTS_PATH "/mutants"

/** guest_mount_devices - proc, sysfs and devtmpfs: what the channel needs */
void guest_mount_devices(void);

/** guest_mount_rest - everything else a test may want; what is not there is left out */
void guest_mount_rest(void);

/** guest_mount_modular - file systems that a module brings, if it is there */
void guest_mount_modular(void);

/** guest_write_file - write @text to a file of /proc or /sys; false if the kernel refuses */
bool guest_write_file(const char *path, const char *text);

/** channel_open - open the virtio or serial port to the host; returns -1 if there is none */
int channel_open(void);

/** channel_fd - what channel_open() opened */
int channel_fd(void);

/** channel_send - send one record as one line; @record is put */
void channel_send(struct json_object *record);

/** channel_record - a record of a type, with "version" and "uptime" left to the caller */
struct json_object *channel_record(const char *type);

/** channel_failed - tell the host what could not be done, with the errno of it */
void channel_failed(const char *what, int errnum);

/** channel_fatal - as channel_failed(), but no test may be run after it */
void channel_fatal(const char *what, int errnum);

/** modules_load - load every module in the order of the list */
void modules_load(void);

/** mutants_load - load the mutants; without one of them the kernel is not what was asked for */
void mutants_load(void);

/**
 * program_start - run a request's "argv", standard output on the channel, the rest on the console
 */
void program_start(struct json_object *request);

/** program_tell - pass a request on to the standard input of the program that runs */
void program_tell(struct json_object *request);

/** program_shell - a shell with job control on the console, or one that runs the "script" of @request */
void program_shell(struct json_object *request);

/** program_reap - collect dead children; reports the end of the program that was asked for */
void program_reap(void);

#endif
