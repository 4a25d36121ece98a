// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/kill/dom0.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uuid/uuid.h>
#include <xenctrl.h>
#include <xenstore.h>

#include "lib/base/cleanup.h"
#include "lib/base/full_write.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/pmem/tree.h"
#include "provisioning/xen/hypervisor.h"
#include "provisioning/xen/live_domain.h"
#include "provisioning/xen/toolstack.h"
#include "provisioning/xen/xl.h"

#define DOMAINS_MAX 64

static const char config[] =
	"name=\"somebody\"\nuuid=\"" DOM0_GUEST "\"\ntype=\"pv\"\nkernel=\"/domu/vmlinuz\"\n"
	"ramdisk=\"/domu/initramfs\"\nmemory=128\nvcpus=1\nextra=\"console=hvc0 quiet\"\n";

void dom0_set_up(struct scenario *s)
{
	guarded(fd) int fd = memfd_create("xl.cfg", 0);
	struct live_domain guest;
	char path[32];
	uuid_t handle;

	scenario_need(s, toolstack_start());
	uuid_parse(DOM0_GUEST, handle);
	scenario_need(s, live_domain_find(handle, &guest));
	if (guest.there)
		return;
	if (!full_write(fd, config, sizeof(config) - 1))
		scenario_broken(s, "the guest's configuration: %s", strerror(errno));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	scenario_need(s, xl_run(NULL, (const char *[]){ "xl", "create", "-q", path, NULL }));
	/* let it come to rest: it grants pages and binds ports while it boots */
	sleep(10);
}

static void print_domains(struct scenario *s, FILE *out)
{
	static xc_domaininfo_t info[DOMAINS_MAX];
	xc_interface *control = xc_interface_open(NULL, NULL, 0);
	int nr = control ? xc_domain_getinfolist(control, 0, DOMAINS_MAX, info) : -1;
	char text[UUID_STR_LEN];

	if (nr < 0)
		scenario_broken(s, "domains cannot be listed: %s", strerror(errno));
	for (int i = 0; i < nr; i++) {
		uuid_unparse_lower(info[i].handle, text);
		fprintf(out, "domain %u: %s%s%s\n", info[i].domain, text,
			info[i].flags & XEN_DOMINF_dying ? " dying" : "",
			info[i].flags & XEN_DOMINF_shutdown ? " shut down" : "");
	}
	xc_interface_close(control);
}

static void print_store(FILE *out, struct xs_handle *xs, const char *path)
{
	unsigned int nr = 0;
	guarded(free) char **names = xs_directory(xs, XBT_NULL, path, &nr);

	for (unsigned int i = 0; names && i < nr; i++)
		fprintf(out, "xenstore %s/%s\n", path, names[i]);
}

/* what xl and the kernel want dom0 to have; what it has at the moment goes up and down with what is mapped */
static void print_memory(FILE *out, struct xs_handle *xs)
{
	guarded(free) char *kernel = tree_read(TREE_HERE, "%s",
					       "/sys/devices/system/xen_memory/xen_memory0/target_kb");
	guarded(free) char *store = NULL;
	unsigned int len;

	store = xs_read(xs, XBT_NULL, "/local/domain/0/memory/target", &len);
	fprintf(out, "memory of dom0: %s kB in xenstore\nmemory of dom0: %s kB in its kernel\n",
		store ? store : "no", kernel ? kernel : "no");
}

static void print_stores(struct scenario *s, FILE *out)
{
	struct xs_handle *xs = xs_open(0);

	if (!xs)
		scenario_broken(s, "xenstore cannot be reached");
	print_memory(out, xs);
	print_store(out, xs, "/local/domain");
	print_store(out, xs, "/vm");
	print_store(out, xs, "/libxl");
	xs_close(xs);
}

/* the entries in use of all tables, without what a table has room for */
static void print_grants(struct scenario *s, FILE *out)
{
	static struct hypervisor hypervisor;
	char *rest, *line;

	scenario_need(s, hypervisor_open(&hypervisor));
	rest = (char *)hypervisor_grants(&hypervisor);
	while ((line = strsep(&rest, "\n"))) {
		const char *entry = strchr(line, '[');

		if (strstr(line, "grant-table for remote") || (entry && entry[1] == '0'))
			fprintf(out, "grants %s\n", line);
	}
	hypervisor_close(&hypervisor);
}

/* ports that processes have bound; numbers of interrupts do not matter */
static void print_ports(FILE *out)
{
	guarded(file) FILE *f = fopen("/proc/interrupts", "re");
	char line[1024];

	while (f && fgets(line, sizeof(line), f)) {
		const char *name = strstr(line, "evtchn:");

		if (name)
			fprintf(out, "port of %s", name + strlen("evtchn:"));
	}
}

static void print_processes(FILE *out)
{
	struct string_list pids guarded(strings) = tree_entries(TREE_HERE, "/proc", "");

	for (char **pid = pids.item; pid && *pid; pid++) {
		guarded(free) char *name = tree_read(TREE_HERE, "/proc/%s/comm", *pid);

		if (name && (!strcmp(name, "xl") || !strcmp(name, "xentest")))
			fprintf(out, "process %s\n", name);
	}
}

static void print_directory(FILE *out, const char *dir)
{
	struct string_list names guarded(strings) = tree_entries(TREE_HERE, dir, "");

	for (char **name = names.item; name && *name; name++)
		fprintf(out, "file %s/%s\n", dir, *name);
}

static void print_probes(FILE *out)
{
	guarded(file) FILE *f = fopen("/sys/kernel/tracing/dynamic_events", "re");
	char line[1024];

	while (f && fgets(line, sizeof(line), f))
		fprintf(out, "probe %s", line);
}

void dom0_snapshot(struct scenario *s, struct snapshot *snapshot)
{
	FILE *out;

	*snapshot = (struct snapshot){ 0 };
	out = open_memstream(&snapshot->text, &snapshot->size);
	if (!out)
		abort();
	print_domains(s, out);
	print_stores(s, out);
	print_grants(s, out);
	print_ports(out);
	print_processes(out);
	print_probes(out);
	print_directory(out, "/sys/kernel/tracing/instances");
	print_directory(out, "/var/lib/normalpage/journal");
	print_directory(out, "/tmp");
	fclose(out);
	snapshot->bytes = snapshot->size;
}
