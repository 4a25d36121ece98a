// SPDX-License-Identifier: GPL-2.0-or-later
#include "provisioning/machine/package/apt.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/base/array.h"
#include "lib/base/full_write.h"
#include "lib/base/owned_string.h"
#include "provisioning/machine/cache/cache.h"
#include "lib/base/command.h"
#include "provisioning/machine/cache/digest.h"
#include "lib/base/interrupt.h"
#include "lib/base/path_part.h"

#define INDEX_AGE (24 * 3600)
#define FAILURE_AGE (10 * 60)

static struct error *find_keyring(const char **keyring)
{
	static const char *const keyrings[] = {
		"/usr/share/keyrings/debian-archive-keyring.gpg",
		"/usr/share/keyrings/debian-archive-keyring.pgp",
	};

	for (size_t i = 0; i < ARRAY_SIZE(keyrings); i++) {
		*keyring = keyrings[i];
		if (!access(*keyring, R_OK))
			return NULL;
	}
	return error_create(ERROR_MISSING, "the keys of Debian's archive are missing: install the "
			    "package debian-archive-keyring");
}

static bool is_mirror(const char *site, const char *release)
{
	size_t length = strlen(site);

	while (length && site[length - 1] == '/')
		length--;
	return length > 7 && !strncmp(site + length - 7, "/debian", 7) &&
	       !strstr(release, "security");
}

/* the mirror that this machine is configured for */
static struct error *find_mirror(char **mirror)
{
	const char *const argv[] = { "apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)",
				     "Created-By: Packages", NULL };
	struct command_output output guarded(command_output) = { 0 };
	struct string_list words guarded(strings) = { 0 };
	struct error *err = command_run(NULL, (char *const *)argv, &output);

	if (err)
		return err;
	if (output.status == 127)
		return error_create(ERROR_MISSING, "apt-get is missing: give --kernel a file");
	string_list_split(&words, output.out, " \n");
	for (size_t i = 0; i + 1 < words.nr; i += 2) {
		if (!is_mirror(words.item[i], words.item[i + 1]))
			continue;
		*mirror = string_copy(words.item[i]);
		return NULL;
	}
	return error_create(ERROR_SYSTEM,
			    "apt on this machine knows no Debian mirror: give --kernel a file");
}

/* whole or not at all: the apt of another run may be reading it, and would go by the machine's own files */
static struct error *write_file(const char *path, const char *text)
{
	char *staged guarded(staged) = cache_stage(path);
	FILE *f = fopen(staged, "we");
	struct error *err;

	if (!f)
		return error_errno(errno, "cannot write %s", staged);
	fputs(text, f);
	err = stream_close(f, staged);
	return err ? err : cache_commit(staged, path);
}

static char *config_text(const struct apt *apt)
{
	const char *d = apt->directory;

	/* hooks of the machine's configuration are for its own state */
	return string_format("#clear APT::Update;\n"
			     "Dir::Etc::sourcelist \"%s/sources.list\";\n"
			     "Dir::Etc::sourceparts \"/dev/null\";\n"
			     "Dir::Etc::preferences \"/dev/null\";\n"
			     "Dir::Etc::preferencesparts \"/dev/null\";\n"
			     "Dir::State \"%s\";\n"
			     "Dir::State::lists \"%s/lists\";\n"
			     "Dir::State::status \"/dev/null\";\n"
			     "Dir::Cache \"%s/cache\";\n"
			     "Dir::Log \"%s\";\n"
			     "APT::Update::Error-Mode \"any\";\n"
			     "APT::Sandbox::User \"\";\n"
			     "APT::Architecture \"amd64\";\n"
			     "#clear APT::Architectures;\n"
			     "APT::Architectures { \"amd64\"; };\n"
			     "Acquire::Languages \"none\";\n"
			     "Acquire::Retries \"1\";\n"
			     "Acquire::http::Timeout \"15\";\n"
			     "Acquire::https::Timeout \"15\";\n", d, d, d, d, d);
}

/* a stamp is as old as its time of change; returns a large number if there is none */
static double stamp_age(const struct apt *apt, const char *name)
{
	guarded(free) char *path = string_format("%s/%s", apt->directory, name);
	struct stat st;

	return stat(path, &st) ? 1e9 : difftime(time(NULL), st.st_mtime);
}

static void stamp_set(const struct apt *apt, const char *name)
{
	guarded(free) char *path = string_format("%s/%s", apt->directory, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd >= 0)
		close(fd);
}

static struct error *make_directories(const struct apt *apt)
{
	static const char *const directories[] = { "lists/partial", "cache/archives/partial" };
	struct error *err = NULL;

	for (size_t i = 0; !err && i < 2; i++) {
		guarded(free) char *path = string_format("%s/%s", apt->directory, directories[i]);

		err = directory_make(path);
	}
	return err;
}

static struct error *write_sources(const struct apt *apt)
{
	guarded(free) char *sources = string_format("%s/sources.list", apt->directory);
	guarded(free) char *mirror = NULL;
	guarded(free) char *text = string_copy("");
	struct string_list suites guarded(strings) = { 0 };
	const char *keyring;
	struct error *err = find_keyring(&keyring);

	if (!err)
		err = find_mirror(&mirror);
	if (err)
		return err;
	string_list_split(&suites, apt->suite, "+");
	for (size_t i = 0; i < suites.nr; i++) {
		guarded(free) char *line = string_format("deb [signed-by=%s] %s %s main\n", keyring, mirror,
							 suites.item[i]);

		string_append(&text, "", line);
	}
	return write_file(sources, text);
}

static bool are_suites(const char *words)
{
	struct string_list suites guarded(strings) = { 0 };
	bool good = true;

	string_list_split(&suites, words, "+");
	for (size_t i = 0; i < suites.nr; i++)
		good &= suite_name_is_good(suites.item[i]);
	return good && suites.nr;
}

struct error *apt_open(struct apt *apt, const char *suite)
{
	guarded(free) char *below = string_format("apt/%s", suite);
	guarded(free) char *text = NULL;
	struct error *err;

	*apt = (struct apt){ .suite = string_copy(suite) };
	/* it becomes a directory and a line of sources.list */
	if (!are_suites(suite))
		err = error_create(ERROR_USAGE, "'%s' is no suite of Debian's, such as trixie-backports",
				   suite);
	else
		err = cache_directory(&apt->directory, below);
	/* its configuration has no way to write them */
	if (!err && strpbrk(apt->directory, "\"\n"))
		err = error_create(ERROR_SYSTEM, "apt cannot use the cache %s: it has a quote or a line end in "
				   "its path; set XDG_CACHE_HOME to another directory", apt->directory);
	if (!err && !cache_use(apt->directory))
		err = error_create(ERROR_SYSTEM, "%s vanished from the cache", apt->directory);
	if (!err)
		err = make_directories(apt);
	if (!err) {
		apt->config = string_format("%s/apt.conf", apt->directory);
		text = config_text(apt);
		err = write_file(apt->config, text);
	}
	if (err)
		apt_close(apt);
	return err;
}

void apt_close(struct apt *apt)
{
	free(apt->suite);
	free(apt->directory);
	free(apt->config);
	*apt = (struct apt){ 0 };
}

/* apt's first error says what is wrong, its last one only that something is */
static const char *first_error(char *text)
{
	char *line = strstr(text, "E: ");

	if (!line)
		return command_last_line(text);
	line += 3;
	line[strcspn(line, "\n")] = '\0';
	return line;
}

/* apt refuses to work beside another one, and does not wait: the second process does */
static struct error *lock_index(const struct apt *apt, int *fd)
{
	guarded(free) char *path = string_format("%s/lock", apt->directory);
	struct error *err = NULL;

	*fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (*fd < 0)
		return error_errno(errno, "cannot write %s", path);
	while (!err && flock(*fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK)
			return error_errno(errno, "cannot lock %s", path);
		poll(NULL, 0, 100);
		err = interrupt_check();
	}
	return err;
}

struct error *apt_update(struct apt *apt, bool force)
{
	const char *const argv[] = { "apt-get", "-c", apt->config, "-q", "update", NULL };
	struct command_output output guarded(command_output) = { 0 };
	guarded(fd) int lock = -1;
	struct error *err = lock_index(apt, &lock);

	if (err)
		return err;
	if (!force && stamp_age(apt, "updated") < INDEX_AGE)
		return NULL;
	if (!force && stamp_age(apt, "failed") < FAILURE_AGE)
		return error_create(ERROR_SYSTEM,
				    "the index of %s could not be fetched a short while ago",
				    apt->suite);
	err = write_sources(apt);
	if (!err)
		err = command_run(NULL, (char *const *)argv, &output);
	if (err)
		return err;
	if (!output.status) {
		stamp_set(apt, "updated");
		return NULL;
	}
	stamp_set(apt, "failed");
	return error_create(ERROR_SYSTEM, "cannot fetch the index of %s: %s", apt->suite,
			    first_error(output.err));
}

/* apt-cache goes through all packages of a suite: its answer is kept until the next update */
static struct error *keep_answer(const struct apt *apt, const char *pattern, const char *path)
{
	const char *const argv[] = { "apt-cache", "-c", apt->config, "search", "--full", "--names-only",
				     pattern, NULL };
	struct command_output output guarded(command_output) = { 0 };
	struct error *err = command_run(NULL, (char *const *)argv, &output);

	if (!err && output.status)
		err = error_create(ERROR_SYSTEM, "cannot search %s: %s", apt->suite,
				   first_error(output.err));
	return err ? err : write_file(path, output.out);
}

static bool answer_is_fresh(const struct apt *apt, const char *path)
{
	guarded(free) char *updated = string_format("%s/updated", apt->directory);
	struct stat answer, update;

	return !stat(path, &answer) && !stat(updated, &update) &&
	       (answer.st_mtim.tv_sec > update.st_mtim.tv_sec ||
		(answer.st_mtim.tv_sec == update.st_mtim.tv_sec &&
		 answer.st_mtim.tv_nsec > update.st_mtim.tv_nsec));
}

struct error *apt_search(const struct apt *apt, const char *pattern,
			 struct apt_packages *packages)
{
	uint64_t key = digest_add_string(DIGEST_START, pattern);
	guarded(free) char *path = string_format("%s/search-%016" PRIx64, apt->directory, key);

	if (!answer_is_fresh(apt, path)) {
		struct error *err = keep_answer(apt, pattern, path);

		if (err)
			return err;
	}
	return apt_packages_read(packages, path);
}

struct error *apt_download(const struct apt *apt, const struct apt_package *const *wanted,
			   size_t nr, const char *directory, bool *not_found)
{
	struct command_output output guarded(command_output) = { 0 };
	struct string_list argv guarded(strings) = { 0 };
	struct error *err;

	string_list_split(&argv, "apt-get -q -c", " ");
	string_list_add(&argv, "%s", apt->config);
	string_list_add(&argv, "download");
	for (size_t i = 0; i < nr; i++)
		string_list_add(&argv, "%s=%s", wanted[i]->name, wanted[i]->version);
	err = command_run(directory, argv.item, &output);
	if (err)
		return err;
	/* "E: Failed to fetch URL  404  Not Found [IP: ..]": the words are the server's, the blanks are apt's */
	if (not_found)
		*not_found = strstr(output.err, "  404  ") != NULL;
	if (!output.status)
		return NULL;
	return error_create(ERROR_SYSTEM, "cannot download %s %s: %s", wanted[0]->name,
			    wanted[0]->version, first_error(output.err));
}

void apt_downloaded(struct string_list *debs, const char *directory)
{
	guarded(dir) DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (string_ends_in(entry->d_name, ".deb"))
			string_list_add(debs, "%s/%s", directory, entry->d_name);
}

/* with an empty state nothing is installed, and all that the packages depend on is fetched, too */
struct error *apt_fetch(const struct apt *apt, const struct string_list *packages,
			const char *directory)
{
	guarded(free) char *partial = string_format("%s/partial", directory);
	struct command_output output guarded(command_output) = { 0 };
	struct string_list argv guarded(strings) = { 0 };
	struct error *err = directory_make(partial);

	string_list_split(&argv, "apt-get -q -y --no-install-recommends --download-only -o "
				 "Debug::NoLocking=true -o", " ");
	string_list_add(&argv, "Dir::Cache::archives=%s", directory);
	string_list_add(&argv, "-c");
	string_list_add(&argv, "%s", apt->config);
	string_list_add(&argv, "install");
	for (size_t i = 0; i < packages->nr; i++)
		string_list_add(&argv, "%s", packages->item[i]);
	if (!err)
		err = command_run(NULL, argv.item, &output);
	if (err || !output.status)
		return err;
	return error_create(ERROR_SYSTEM, "cannot download %s: %s", packages->item[0],
			    first_error(output.err));
}
