// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/vm/machine.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/owned_string.h"
#include "lib/verdict/packed.h"
#include "lib/verdict/record.h"
#include "provisioning/machine/vm/line_reader.h"
#include "provisioning/machine/vm/migration.h"
#include "provisioning/machine/vm/qemu_process.h"
#include "provisioning/machine/vm/qmp.h"
#include "provisioning/machine/vm/xen_console.h"

/* QEMU's own words: lines of this length, and so many of them, the last one in any case */
#define ERROR_LENGTH 4096
#define ERRORS_MAX 200

/* from a death notice on Xen's console to the end: the rest of the message is to come out */
#define LAST_WORDS 0.5

struct machine {
	struct machine_config config;
	char *name;
	char *console_log;
	char *xen_log;
	struct xen_console *console;
	struct loop *loop;
	const struct machine_handler *handler;
	void *data;
	struct string_list argv;
	struct qemu_process qemu;
	struct line_reader serial, virtio, qmp, errors;
	struct string_list stderr_lines;
	size_t errors_left_out;
	struct loop_timer boot_timer, silence_timer, death_timer;
	struct migration migration;
	void (*saved)(void *data, struct error *err);
	bool waking;		/* it does not run yet: its state is being read */
	struct string_list held;	/* requests for when it does */
	int channel;		/* the socket that the guest chose to say hello on, or -1 */
	char *shutdown;		/* the reason in QMP's SHUTDOWN event */
	bool dying;		/* Xen reported a death, and we did not wait for the reset */
	bool ending;		/* we killed it, because of @end */
	bool stopped;		/* another process had stopped it before */
	enum machine_end end;
};

static void kill_because(struct machine *m, enum machine_end end)
{
	if (m->ending)
		return;
	m->ending = true;
	m->end = end;
	qemu_process_kill(&m->qemu);
}

/* what is packed in a packed record is no record: a guest could have it go on for ever */
static struct json_object *unpack(struct json_object *record)
{
	guarded(free) char *line = packed_line(record, LINE_READER_MAX);
	struct json_object *unpacked = line ? json_tokener_parse(line) : NULL;

	json_object_put(record);
	return unpacked;
}

static bool is_of_type(struct json_object *record, const char *type)
{
	const char *found = json_object_is_type(record, json_type_object) ? record_string(record, "record") : NULL;

	return found && !strcmp(found, type);
}

static void record_line(struct machine *m, char *text, int channel)
{
	struct json_object *record = *text ? json_tokener_parse(text) : NULL;

	if (is_of_type(record, "packed"))
		record = unpack(record);
	/* firmware or a dying kernel may write to the port: what is no record is not for us */
	if (!json_object_is_type(record, json_type_object)) {
		json_object_put(record);
		return;
	}
	if (is_of_type(record, "hello"))
		m->channel = channel;
	if (m->channel >= 0)
		loop_disarm(m->loop, &m->boot_timer);
	if (m->config.silence_timeout && m->channel >= 0)
		loop_arm(m->loop, &m->silence_timer, m->config.silence_timeout);
	m->handler->record(m->data, record);
	json_object_put(record);
}

static void serial_line(void *data, char *text)
{
	struct machine *m = data;

	record_line(m, text, m->qemu.sockets.serial);
}

static void virtio_line(void *data, char *text)
{
	struct machine *m = data;

	record_line(m, text, m->qemu.sockets.virtio);
}

static bool is_unproved_kvm(const struct machine *m)
{
	return m->config.accel == ACCEL_KVM && m->channel < 0;
}

static void send_text(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = send(fd, text, left, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return; /* it is gone: the loop is woken by that */
		if (n > 0) {
			text += n;
			left -= n;
		}
	}
}

static void send_held(struct machine *m)
{
	m->waking = false;
	for (size_t i = 0; i < m->held.nr; i++)
		send_text(m->channel, m->held.item[i]);
	string_list_clear(&m->held);
}

static void qmp_event(struct machine *m, const struct qmp_message *message)
{
	if (!strcmp(message->event, "SHUTDOWN") && message->reason) {
		free(m->shutdown);
		m->shutdown = string_copy(message->reason);
	}
	if (!strcmp(message->event, "RESUME"))
		send_held(m);
	/* unless its state is saved nobody of us stops it: QEMU does, after an internal error of KVM */
	if (!strcmp(message->event, "STOP") && !m->shutdown && !m->migration.active)
		kill_because(m, is_unproved_kvm(m) ? MACHINE_KVM_UNUSABLE : MACHINE_QEMU_DIED);
}

static void qmp_line(void *data, char *text)
{
	struct qmp_message message guarded(qmp_message) = { 0 };
	struct machine *m = data;
	struct error *err = NULL;
	bool saved = false;

	qmp_read(&message, text);
	if (message.event)
		qmp_event(m, &message);
	/* the answer to what machine_start() asked: a RESUME event may have come before it */
	if (m->waking && message.status && !strcmp(message.status, "running"))
		send_held(m);
	if (m->migration.active)
		err = migration_message(&m->migration, &message, &saved);
	if (saved)
		m->saved(m->data, err);
}

static void stderr_line(void *data, char *text)
{
	struct machine *m = data;

	if (!*text)
		return;
	if (m->stderr_lines.nr == ERRORS_MAX) {
		free(m->stderr_lines.item[--m->stderr_lines.nr]);
		m->errors_left_out++;
	}
	string_list_add(&m->stderr_lines, "%s", text);
}

/* as a record, so that it is reported wherever notes are */
static __attribute__((format(printf, 2, 3))) void note(struct machine *m, const char *fmt, ...)
{
	struct json_object *record = record_new("note");
	guarded(free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = string_vformat(fmt, ap);
	va_end(ap);
	record_add_string(record, "text", text);
	m->handler->record(m->data, record);
	json_object_put(record);
}

/* returns false at the end of the stream */
static bool feed(struct machine *m, struct line_reader *reader, int fd,
		 void (*line)(void *data, char *text), const char *what)
{
	size_t before = reader->cut;
	bool more = line_reader_feed(reader, fd, line, m);

	if (reader->cut > before)
		note(m, "%s: a line of more than %zu bytes on %s is cut there", m->name, reader->max, what);
	return more;
}

static bool feed_serial(struct machine *m)
{
	return feed(m, &m->serial, m->qemu.sockets.serial, serial_line, "the serial port for records");
}

static bool feed_virtio(struct machine *m)
{
	return feed(m, &m->virtio, m->qemu.sockets.virtio, virtio_line, "the virtio port for records");
}

static bool feed_qmp(struct machine *m)
{
	return feed(m, &m->qmp, m->qemu.sockets.qmp, qmp_line, "QEMU's monitor");
}

static bool feed_errors(struct machine *m)
{
	return feed(m, &m->errors, m->qemu.errors, stderr_line, "QEMU's standard error");
}

static void serial_ready(void *data)
{
	struct machine *m = data;

	if (!feed_serial(m))
		loop_unwatch(m->loop, m->qemu.sockets.serial);
}

static void virtio_ready(void *data)
{
	struct machine *m = data;

	if (!feed_virtio(m))
		loop_unwatch(m->loop, m->qemu.sockets.virtio);
}

static void qmp_ready(void *data)
{
	struct machine *m = data;

	if (!feed_qmp(m))
		loop_unwatch(m->loop, m->qemu.sockets.qmp);
}

static void console_ready(void *data)
{
	struct machine *m = data;

	if (!xen_console_read(m->console, m->qemu.sockets.console))
		loop_unwatch(m->loop, m->qemu.sockets.console);
	/* Xen would wait for five seconds before it resets, or without end */
	if (xen_console_death(m->console) && !m->death_timer.armed)
		loop_arm(m->loop, &m->death_timer, LAST_WORDS);
}

static void stderr_ready(void *data)
{
	struct machine *m = data;

	if (!feed_errors(m))
		loop_unwatch(m->loop, m->qemu.errors);
}

static void unwatch_all(struct machine *m)
{
	loop_unwatch(m->loop, m->qemu.sockets.serial);
	loop_unwatch(m->loop, m->qemu.sockets.virtio);
	loop_unwatch(m->loop, m->qemu.sockets.qmp);
	loop_unwatch(m->loop, m->qemu.errors);
	loop_unwatch(m->loop, m->qemu.pidfd);
	if (m->console)
		loop_unwatch(m->loop, m->qemu.sockets.console);
	loop_disarm(m->loop, &m->death_timer);
	loop_disarm(m->loop, &m->boot_timer);
	loop_disarm(m->loop, &m->silence_timer);
}

static struct machine_clues clues(const struct machine *m, int status)
{
	return (struct machine_clues){
		.console_log = m->console_log, .xen_log = m->xen_log, .errors = &m->stderr_lines,
		.shutdown = m->shutdown, .unproved_kvm = is_unproved_kvm(m),
		.death = m->console ? xen_console_death(m->console) : XEN_ALIVE,
		.said_hello = m->channel >= 0, .dying = m->dying, .killed = m->ending,
		.stopped = m->stopped,
		.why = m->end, .status = status, .boot_timeout = m->config.boot_timeout,
		.silence_timeout = m->config.silence_timeout,
	};
}

static void finish_console(struct machine *m)
{
	guarded(error) struct error *err = xen_console_finish(m->console);

	if (err)
		note(m, "%s: the log is not complete: %s", m->name, err->message);
}

/* QEMU is gone: what it wrote before is still in the sockets */
static void exited(void *data)
{
	struct machine *m = data;
	guarded(free) char *reason = NULL;
	struct machine_clues found;
	enum machine_end end;

	while (feed_serial(m))
		;
	while (feed_virtio(m))
		;
	while (feed_qmp(m))
		;
	while (feed_errors(m))
		;
	while (m->console && xen_console_read(m->console, m->qemu.sockets.console))
		;
	if (m->console)
		finish_console(m);
	if (m->errors_left_out)
		note(m, "%s: %zu lines of QEMU's standard error are left out", m->name,
		     m->errors_left_out);
	found = clues(m, qemu_process_wait(&m->qemu));
	unwatch_all(m);
	end = machine_judge(&found);
	reason = machine_describe(&found, end);
	m->handler->ended(m->data, end, reason);
}

/* a guest that cannot run does not hang */
static bool kill_if_stopped(struct machine *m)
{
	if (!qemu_process_is_stopped(&m->qemu))
		return false;
	m->stopped = true;
	kill_because(m, MACHINE_QEMU_KILLED);
	return true;
}

static void boot_timed_out(void *data)
{
	struct machine *m = data;

	if (kill_if_stopped(m))
		return;
	if (m->config.state)
		kill_because(m, MACHINE_HUNG);
	else
		kill_because(m, m->config.accel == ACCEL_KVM ? MACHINE_KVM_UNUSABLE :
							       MACHINE_NO_HELLO);
}

static void silence_timed_out(void *data)
{
	if (!kill_if_stopped(data))
		kill_because(data, MACHINE_HUNG);
}

/* the message is out: what Xen would do next is to wait */
static void death_timed_out(void *data)
{
	struct machine *m = data;

	if (m->ending)
		return;
	m->dying = true;
	qemu_process_kill(&m->qemu);
}

static struct error *start_process(struct machine *m)
{
	const struct machine_config *config = &m->config;
	struct error *err = NULL;

	if (config->xen && config->console_log)
		err = xen_console_create(&m->console, config->xen->log, config->console_log);
	return err ? err : qemu_process_start(&m->qemu, &m->argv, config);
}

struct error *machine_start(struct machine **machine, struct loop *loop,
			    const struct machine_config *config,
			    const struct machine_handler *handler, void *data)
{
	struct machine *m = calloc(1, sizeof(*m));
	struct error *err;

	if (!m)
		abort();
	m->config = *config;
	m->name = string_copy(config->name);
	m->console_log = string_copy(config->console_log);
	m->xen_log = config->xen ? string_copy(config->xen->log) : NULL;
	m->loop = loop;
	m->errors.max = ERROR_LENGTH;
	m->channel = -1;
	m->handler = handler;
	m->data = data;
	m->boot_timer = (struct loop_timer){ .fire = boot_timed_out, .data = m };
	m->silence_timer = (struct loop_timer){ .fire = silence_timed_out, .data = m };
	m->death_timer = (struct loop_timer){ .fire = death_timed_out, .data = m };
	m->qemu = (struct qemu_process){ -1, QEMU_NO_SOCKETS, -1, -1 };
	err = start_process(m);
	if (err) {
		machine_destroy(m);
		return err;
	}
	/* the guest in the state has said hello before */
	m->waking = config->state;
	if (config->state) {
		m->channel = config->state_port == PORT_VIRTIO ? m->qemu.sockets.virtio :
								 m->qemu.sockets.serial;
		/* it may run before the monitor sends events to us */
		send_text(m->qemu.sockets.qmp, "{\"execute\":\"query-status\"}\n");
	}
	loop_watch(loop, m->qemu.sockets.serial, serial_ready, m);
	loop_watch(loop, m->qemu.sockets.virtio, virtio_ready, m);
	loop_watch(loop, m->qemu.sockets.qmp, qmp_ready, m);
	if (m->console)
		loop_watch(loop, m->qemu.sockets.console, console_ready, m);
	loop_watch(loop, m->qemu.errors, stderr_ready, m);
	loop_watch(loop, m->qemu.pidfd, exited, m);
	loop_arm(loop, &m->boot_timer, config->boot_timeout);
	*machine = m;
	return NULL;
}

struct error *machine_save(struct machine *machine, const char *path,
			   void (*saved)(void *data, struct error *err))
{
	machine->saved = saved;
	return migration_start(&machine->migration, machine->qemu.sockets.qmp, path);
}

enum port machine_port(const struct machine *machine)
{
	return machine->channel == machine->qemu.sockets.virtio ? PORT_VIRTIO : PORT_SERIAL;
}

void machine_send(struct machine *machine, struct json_object *request)
{
	const char *text = json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN);

	/* a port whose state is not there yet would lose it */
	if (machine->waking) {
		string_list_add(&machine->held, "%s\n", text);
	} else {
		send_text(machine->channel, text);
		send_text(machine->channel, "\n");
	}
	json_object_put(request);
}

void machine_stop(struct machine *machine)
{
	kill_because(machine, MACHINE_STOPPED);
}

void machine_expect_silence(struct machine *machine)
{
	machine->config.silence_timeout = 0;
	loop_disarm(machine->loop, &machine->silence_timer);
}

const struct string_list *machine_command_line(const struct machine *machine)
{
	return &machine->argv;
}

void machine_destroy(struct machine *machine)
{
	if (!machine)
		return;
	unwatch_all(machine);
	qemu_process_end(&machine->qemu);
	line_reader_clear(&machine->serial);
	line_reader_clear(&machine->virtio);
	line_reader_clear(&machine->qmp);
	line_reader_clear(&machine->errors);
	string_list_clear(&machine->stderr_lines);
	string_list_clear(&machine->argv);
	string_list_clear(&machine->held);
	free(machine->shutdown);
	xen_console_destroy(machine->console);
	free(machine->console_log);
	free(machine->xen_log);
	free(machine->name);
	free(machine);
}
