// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/harness/judge.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/base/owned_string.h"
#include "lib/base/text.h"
#include "lib/issues/decide.h"
#include "lib/harness/message.h"
#include "lib/issues/known_issue.h"

static __attribute__((format(printf, 3, 4))) void decide(struct judgement *j, enum outcome outcome,
							 const char *fmt, ...)
{
	va_list ap;

	j->verdict.outcome = outcome;
	free(j->verdict.reason);
	va_start(ap, fmt);
	j->verdict.reason = string_vformat(fmt, ap);
	va_end(ap);
}

void judgement_init(struct judgement *j, const struct test *test, const struct features *kernel)
{
	memset(j, 0, offsetof(struct judgement, bytes));
	j->kernel = kernel;
	j->verdict.test = string_copy(test->name);
	j->verdict.description = string_copy(test->type->description);
}

/* from state to state; a step that changed nothing is not worth a word */
static void add_summary(struct judgement *j, const char *text)
{
	const char *old = j->verdict.summary;
	size_t len = old ? strlen(old) : 0, new = strlen(text);

	if (!new || (len >= new && old && !strcmp(old + len - new, text)))
		return;
	string_append(&j->verdict.summary, " -> ", text);
}

static void set_text(char **member, const char *text)
{
	free(*member);
	*member = string_copy(text);
}

static void take_text(struct judgement *j, const char *list, const char *text)
{
	struct verdict *v = &j->verdict;

	if (!strcmp(list, "entries"))
		text_list_add(&v->entries, text);
	else if (!strcmp(list, "callers"))
		text_list_add_once(&v->callers, text);
	else if (!strcmp(list, "trace"))
		text_list_add(&v->trace, text);
	else if (!strcmp(list, "summary"))
		add_summary(j, text);
	else if (!strcmp(list, "hazard"))
		set_text(&v->hazard, text);
	else if (!strcmp(list, "unshown"))
		text_list_add_once(&v->unshown, text);
	else
		j->unreadable++;
}

static void take_message(struct judgement *j, const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_CHECK:
		verdict_add_check(&j->verdict, &m->check);
		break;
	case MESSAGE_STATED:
		verdict_add_stated(&j->verdict, &m->stated);
		break;
	case MESSAGE_LINE:
		take_text(j, m->list, m->text);
		break;
	case MESSAGE_TIME:
		times_add(&j->times, m->text, m->seconds, m->times);
		break;
	default:
		j->declared = true;
		decide(j, m->outcome, "%s", m->text);
	}
}

static void take_messages(struct judgement *j)
{
	struct message message;
	size_t taken = 0;
	ssize_t size;

	while ((size = message_read(j->bytes + taken, j->len - taken, &message)) > 0) {
		take_message(j, &message);
		taken += (size_t)size;
	}
	/* where the next one begins is not known */
	if (size < 0) {
		j->unreadable++;
		j->garbled = true;
	}
	j->len -= taken;
	memmove(j->bytes, j->bytes + taken, j->len);
}

bool judgement_read(struct judgement *j, int fd)
{
	ssize_t n;

	if (j->garbled)
		j->len = 0;
	n = read(fd, j->bytes + j->len, sizeof(j->bytes) - j->len);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (!n)
		return false;
	j->len += (size_t)n;
	if (!j->garbled)
		take_messages(j);
	return true;
}

void judgement_error(struct judgement *j, const char *fmt, ...)
{
	guarded(free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = string_vformat(fmt, ap);
	va_end(ap);
	decide(j, OUTCOME_ERROR, "%s", text);
}

static const struct check *first_wrong(const struct verdict *v, bool with_issue)
{
	for (size_t i = 0; i < v->nr_checks; i++)
		if (!v->checks[i].ok && !!v->checks[i].issue == with_issue)
			return &v->checks[i];
	return NULL;
}

static size_t count_wrong(const struct verdict *v)
{
	size_t nr = 0;

	for (size_t i = 0; i < v->nr_checks; i++)
		nr += !v->checks[i].ok && !v->checks[i].issue;
	return nr;
}

static void decide_by_checks(struct judgement *j)
{
	const struct check *wrong = first_wrong(&j->verdict, false);
	const struct check *known = first_wrong(&j->verdict, true);
	size_t nr = count_wrong(&j->verdict);
	char more[40] = "";

	if (wrong) {
		known_issues_note(&j->verdict);
		if (nr > 1)
			snprintf(more, sizeof(more), " (and %zu more)", nr - 1);
		decide(j, OUTCOME_FAIL, "%s: %s%s%s: expected %s, observed %s%s", wrong->step,
		       wrong->observer, wrong->field ? " " : "", wrong->field ? wrong->field : "",
		       wrong->expected, wrong->observed, more);
	} else if (known) {
		known_issues_decide(&j->verdict);
	} else if (!j->verdict.nr_checks) {
		decide(j, OUTCOME_ERROR, "the scenario checked nothing");
	} else {
		j->verdict.outcome = OUTCOME_PASS;
	}
}

/* a process that the kernel killed could not do what the scenario says is possible */
static void decide_by_end(struct judgement *j, enum ending ending, int status,
			  unsigned int seconds)
{
	size_t steps = j->verdict.nr_checks;
	const char *step = steps ? j->verdict.checks[steps - 1].step : "the start";

	if (ending == OUT_OF_TIME || ending == STUCK)
		decide(j, OUTCOME_TIMEOUT, "no end after %u s%s", seconds,
		       ending == STUCK ? ", and the process cannot be killed" : "");
	else if (ending == LINGERING)
		decide(j, OUTCOME_TIMEOUT, "no end for %u s after %s, which was the last step",
		       seconds, step);
	/* what was found wrong before counts, whatever the scenario could not do after it */
	else if (j->declared && first_wrong(&j->verdict, false))
		decide_by_checks(j);
	else if (j->declared)
		return;
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		decide(j, OUTCOME_FAIL, "killed by %s after %s", strsignal(WTERMSIG(status)),
		       step);
	else if (WIFSIGNALED(status))
		decide(j, OUTCOME_ERROR, "killed after %s", step);
	else if (WEXITSTATUS(status))
		decide(j, OUTCOME_ERROR, "ended with status %d after %s", WEXITSTATUS(status),
		       step);
	else
		decide_by_checks(j);
}

/** struct log_finding - the worst that the kernel said, and the known issue that explains it */
struct log_finding {
	struct judgement *j;
	enum kmsg_severity severity;
	const char *line;	/* the first one of that severity; owned by the verdict */
	const struct known_issue *issue;
};

static void take_log_line(void *data, const char *line, enum kmsg_severity severity)
{
	struct log_finding *found = data;
	struct verdict *v = &found->j->verdict;

	text_list_add(&v->log, line);
	if (severity > found->severity) {
		found->severity = severity;
		found->line = v->log.item[v->log.nr - 1];
	}
	if (!found->issue)
		found->issue = known_issue_match_log(found->j->kernel, v->test, line);
}

/* the damage that the log reports is known: what was seen after it proves nothing more */
static void explain_checks(struct verdict *v, const struct known_issue *issue)
{
	for (size_t i = 0; i < v->nr_checks; i++) {
		struct check *check = &v->checks[i];

		if (!check->ok && !check->issue)
			check->issue = string_copy(issue->id);
	}
}

/* what the kernel says outweighs that all checks held, and explains how the process ended */
static void decide_by_log(const struct log_finding *found)
{
	struct judgement *j = found->j;
	enum outcome outcome = j->verdict.outcome;
	bool damage = found->severity == KMSG_DAMAGE;

	j->untrusted |= damage;
	if (found->severity < KMSG_COMPLAINT)
		return;
	if (found->issue) {
		explain_checks(&j->verdict, found->issue);
		known_issue_decide_by_log(&j->verdict, found->issue);
	} else if (damage) {
		decide(j, OUTCOME_ABORT, "the kernel is damaged: %s", found->line);
	} else if (outcome == OUTCOME_PASS || outcome == OUTCOME_XFAIL) {
		decide(j, OUTCOME_FAIL, "the kernel complains: %s", found->line);
	}
}

/* one check of many that came out right says nothing if another one showed the issue */
static void forget_shown(struct verdict *v)
{
	struct string_list unshown = v->unshown;

	v->unshown = (struct string_list){ 0 };
	for (size_t i = 0; i < unshown.nr; i++) {
		bool shown = false;

		for (size_t j = 0; j < v->nr_checks; j++)
			shown |= v->checks[j].issue && !strcmp(v->checks[j].issue, unshown.item[i]);
		if (!shown)
			text_list_add(&v->unshown, unshown.item[i]);
	}
	string_list_clear(&unshown);
}

/* what was not read may have been what did not hold */
static void decide_by_unreadable(struct judgement *j)
{
	enum outcome outcome = j->verdict.outcome;

	if (j->unreadable && (outcome == OUTCOME_PASS || outcome == OUTCOME_XFAIL ||
			      outcome == OUTCOME_SKIP))
		decide(j, OUTCOME_ERROR, "%zu message%s of the test could not be read", j->unreadable,
		       j->unreadable > 1 ? "s" : "");
}

void judgement_end(struct judgement *j, enum ending ending, int status, unsigned int seconds,
		   struct kmsg *log)
{
	struct log_finding found = { .j = j };

	forget_shown(&j->verdict);
	decide_by_end(j, ending, status, seconds);
	decide_by_unreadable(j);
	if (log)
		kmsg_read(log, take_log_line, &found);
	decide_by_log(&found);
	if (ending == STUCK)
		j->untrusted = true;
}

void judgement_clear(struct judgement *j)
{
	verdict_clear(&j->verdict);
	times_clear(&j->times);
}
