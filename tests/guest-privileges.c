// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A test program for 'normalpage run --suite server' and '--suite dom0': the programs with less than
 * root's privileges. Each says in one line what is taken away, and judges with what is left. The
 * tests are in the order of their names: a lockdown stays until the next boot.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/array.h"
#include "lib/base/full_write.h"
#include "lib/harness/program.h"
#include "lib/harness/scenario.h"
#include "tests/kill/server.h"
#include "tests/privileges/foreign_trace.h"
#include "tests/privileges/run_as.h"

#define TIMEOUT 300	/* seconds */
#define OPEN_DIR SERVER_DATA "/open"
#define SAID_MAX (1 << 20)

#define RULE "what cannot be had is reported, and the rest works"

static char said[SAID_MAX];

static const struct less all = { 0 };
static const struct less nobody = { .nobody = true };

static long lines_with(const char *word)
{
	char *rest = said, *line;
	guarded(free) char *copy = strdup(said);
	long nr = 0;

	if (!copy)
		abort();
	rest = copy;
	while ((line = strsep(&rest, "\n")))
		nr += strstr(line, word) != NULL;
	return nr;
}

/* what was said, as evidence: the line with the word, or the first one */
static const char *line_of(const char *word)
{
	static char line[160];
	const char *at = word ? strstr(said, word) : NULL;

	while (at && at > said && at[-1] != '\n')
		at--;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(at ? at : said, "\n"), at ? at : said);
	return line;
}

/**
 * struct expected - of a program
 * @status: its exit status
 * @says: in one line, and in no second one; NULL: nothing is taken away
 * @judges: it has verdicts, one of which is good
 */
struct expected {
	int status;
	const char *says;
	bool judges;
};

static void expect_program(struct scenario *s, const struct less *less, const char *const *argv,
			   const struct expected *e)
{
	const char *step = argv[0];
	int status = run_as(less, argv, said, sizeof(said));

	if (strstr(argv[0], "normalpage"))
		step = argv[1];
	expect_result(s, step, status == e->status ? "exit status" : line_of(": "), e->status, status,
		      RULE);
	if (e->says)
		expect_result(s, step, line_of(e->says), 1, lines_with(e->says), RULE);
	else
		expect_result(s, step, "lines of what is taken away", 0,
			      lines_with("without root:") + lines_with("without CAP_") +
			      lines_with("lockdown="), RULE);
	if (e->judges)
		expect_result(s, step, "has verdicts that are good", 1,
			      lines_with("\npass") + lines_with("pass  ") + lines_with("xfail  ") > 0, RULE);
}

static const char *const daxtest_open[] = { "daxtest", "--mount", OPEN_DIR, "--size", "8M",
					    "*.hole.read-pmd-shared", NULL };
static const char *const mmtest[] = { "mmtest", "anon.zero.*", NULL };
static const char *const mmtest_devmem[] = { "mmtest", "devmem.*", NULL };
static const char *const survey[] = { "normalpage", "survey", NULL };
static const char *const cleanup[] = { "normalpage", "cleanup", NULL };

/* a directory in the server's file system that all users may use */
static void set_up(struct scenario *s, struct server *server)
{
	server_set_up(s, server);
	if (mkdir(OPEN_DIR, 0777) && errno != EEXIST)
		scenario_broken(s, OPEN_DIR ": %s", strerror(errno));
	chmod(OPEN_DIR, 0777);
}

/* it looks at us: another user's process is none of nobody's business */
static void expect_inspect(struct scenario *s, const struct less *less, const char *says)
{
	char pid[16];
	const char *const argv[] = { "normalpage", "inspect", pid, NULL };

	snprintf(pid, sizeof(pid), "%d", getpid());
	expect_program(s, less, argv, &(struct expected){ .status = less->nobody ? 2 : 0, .says = says });
}

static void expect_all(struct scenario *s, const struct less *less, const char *says)
{
	struct server server = { 0 };

	set_up(s, &server);
	expect_program(s, less, daxtest_open, &(struct expected){ .says = says, .judges = true });
	expect_program(s, less, survey, &(struct expected){ .says = says });
	expect_inspect(s, less, less->nobody ? "run as root" : says);
	expect_program(s, less, cleanup,
		       &(struct expected){ .says = less->nobody ? "not root: only runs of this user"
								 : "nothing to clean up" });
}

static void root(struct scenario *s)
{
	expect_all(s, &all, NULL);
	expect_program(s, &all, mmtest, &(struct expected){ .judges = true });
}

static void no_sys_rawio(struct scenario *s)
{
	expect_all(s, &(struct less){ .capability = CAP_SYS_RAWIO },
		   "without CAP_SYS_RAWIO: no raw entries (/proc/kcore)");
}

static void no_sys_admin(struct scenario *s)
{
	expect_all(s, &(struct less){ .capability = CAP_SYS_ADMIN },
		   "without CAP_SYS_ADMIN: no page frame numbers (pagemap)");
}

static void user(struct scenario *s)
{
	expect_all(s, &nobody, "without root: no tracing");
	expect_program(s, &nobody, mmtest,
		       &(struct expected){ .says = "without root: no tracing", .judges = true });
}

/* refused before anything is made */
static void region(struct scenario *s)
{
	const struct less no_admin = { .capability = CAP_SYS_ADMIN };
	struct server server = { 0 };
	const char *argv[] = { "daxtest", "--region", NULL, "--size", "64M", NULL };

	set_up(s, &server);
	argv[2] = server.region;
	expect_program(s, &nobody, argv,
		       &(struct expected){ .status = 2, .says = "--region needs root" });
	expect_program(s, &no_admin, argv,
		       &(struct expected){ .status = 2, .says = "--region needs CAP_SYS_ADMIN" });
	expect_program(s, &all, cleanup, &(struct expected){ .says = "nothing to clean up" });
}

static void foreign_tracing(struct scenario *s)
{
	struct server server = { 0 };
	guarded(free) char *before = NULL, *after = NULL;
	const char *lacks;
	long calls;

	set_up(s, &server);
	lacks = foreign_trace_start();
	if (lacks)
		scenario_broken(s, "%s: %s", lacks, strerror(errno));
	before = foreign_trace_settings();
	calls = foreign_trace_calls();
	expect_program(s, &all, daxtest_open, &(struct expected){ .judges = true });
	after = foreign_trace_settings();
	expect_result(s, "a run later", "its settings are as they were", 1, !strcmp(before, after),
		      "an instance and a group of probes of our own");
	expect_result(s, "a run later", "it has recorded calls meanwhile", 1,
		      calls >= 0 && foreign_trace_calls() > calls, "it goes on");
	expect_result(s, "a run later", "lines of other probes in its recordings", 0,
		      foreign_trace_strange(), "our probes are enabled in our instance alone");
	foreign_trace_end();
}

#define NAMESAKE "/sys/kernel/tracing/instances/normalpage"

/* without a journal that knows of it, an instance is foreign, whatever its name */
static void namesake(struct scenario *s)
{
	struct server server = { 0 };

	set_up(s, &server);
	if (mkdir(NAMESAKE, 0700))
		scenario_broken(s, NAMESAKE ": %s", strerror(errno));
	expect_program(s, &all, mmtest, &(struct expected){ .status = 2, .says = "or foreign" });
	expect_program(s, &all, daxtest_open,
		       &(struct expected){ .status = 2, .says = "or foreign" });
	expect_program(s, &all, cleanup, &(struct expected){ .says = "nothing to clean up" });
	expect_result(s, "afterwards", "it is there", 0, access(NAMESAKE, F_OK),
		      "what is not provably ours is left");
	rmdir(NAMESAKE);
	expect_program(s, &all, mmtest, &(struct expected){ .judges = true });
}

static void lock_down(struct scenario *s, const char *mode)
{
	guarded(fd) int fd = open("/sys/kernel/security/lockdown", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		scenario_skip(s, "kernel without CONFIG_SECURITY_LOCKDOWN_LSM");
	if (!full_write(fd, mode, strlen(mode)))
		scenario_broken(s, "lockdown: %s", strerror(errno));
}

static void integrity(struct scenario *s)
{
	struct server server = { 0 };

	set_up(s, &server);
	lock_down(s, "integrity");
	expect_all(s, &all, "lockdown=integrity: no /dev/mem");
	expect_program(s, &all, mmtest_devmem,
		       &(struct expected){ .status = 4, .says = "lockdown=integrity: no /dev/mem" });
}

static void confidentiality(struct scenario *s)
{
	struct server server = { 0 };
	const char *argv[] = { "daxtest", "--namespace", NULL, "--destroy-data", NULL, "--dry-run",
			       "*.hole.read-pmd-shared", NULL };

	set_up(s, &server);
	lock_down(s, "confidentiality");
	expect_all(s, &all, "lockdown=confidentiality: no raw entries");
	argv[2] = server.scratch;
	argv[4] = server_uuid(server.scratch);
	expect_program(s, &all, argv, &(struct expected){ .says = "may be in use without being seen" });
}

/* in a dom0 */
static void xen(struct scenario *s)
{
	static const char *const argv[] = { "xentest", "gntdev.self.map.one", NULL };
	static const struct {
		struct less less;
		const char *says;
	} cases[] = {
		{ { 0 }, NULL },
		{ { .capability = CAP_SYS_RAWIO }, "without CAP_SYS_RAWIO: no raw entries" },
		{ { .capability = CAP_SYS_ADMIN }, "without CAP_SYS_ADMIN: no page frame numbers" },
	};

	if (access("/dev/xen/gntdev", F_OK))
		scenario_skip(s, "no gntdev: not under Xen");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		expect_program(s, &cases[i].less, argv,
			       &(struct expected){ .says = cases[i].says, .judges = true });
	expect_program(s, &nobody, argv, &(struct expected){ .status = 4, .says = "/dev/xen/gntdev" });
	lock_down(s, "integrity");
	expect_program(s, &all, argv, &(struct expected){ .says = "lockdown=integrity", .judges = true });
	lock_down(s, "confidentiality");
	expect_program(s, &all, argv,
		       &(struct expected){ .says = "lockdown=confidentiality: no raw entries",
					   .judges = true });
}

#define PRIVILEGE(ident, name_, text)						\
	SCENARIO(ident, "privileges", name_, text, .timeout = TIMEOUT, .run = ident)

PRIVILEGE(root, "a-root", "root: nothing is taken away");
PRIVILEGE(no_sys_rawio, "b-no-sys-rawio", "root without CAP_SYS_RAWIO");
PRIVILEGE(no_sys_admin, "b-no-sys-admin", "root without CAP_SYS_ADMIN");
PRIVILEGE(user, "c-user", "a user that is not root");
PRIVILEGE(region, "d-region", "a namespace is refused before anything is made");
PRIVILEGE(foreign_tracing, "e-foreign-tracing", "a foreign tracing session goes on undisturbed");
PRIVILEGE(namesake, "e-namesake", "a tracing instance with our name that no journal knows is left");
PRIVILEGE(xen, "f-xen", "xentest with less and less");
PRIVILEGE(integrity, "y-integrity", "a kernel locked down for its integrity");
PRIVILEGE(confidentiality, "z-confidentiality", "a kernel locked down for confidentiality");

int main(int argc, char **argv)
{
	struct program program = {
		.name = "guest-privileges",
		.summary = "Run the programs with less than root's privileges.",
		.untraced = true,
	};

	return program_main(&program, argc, argv);
}
