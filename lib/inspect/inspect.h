/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a process has mapped, without a statement about it: its page table entries are looked
 * up and classified by the model, and the kernel's other interfaces are compared with them.
 */
#ifndef NORMALPAGE_INSPECT_INSPECT_H
#define NORMALPAGE_INSPECT_INSPECT_H

#include "lib/base/error.h"
#include "lib/base/string_list.h"
#include "lib/kernel/entry_runs.h"
#include "lib/model/model.h"
#include "lib/observe/maps_text.h"

#define NR_CLASSES (CLASS_NORMAL + 1)
#define NR_LEVELS (LEVEL_PUD + 1)

/**
 * struct inspect_options - what to look at
 * @pid: the process, as the caller sees it
 * @start, @end: addresses, page aligned; 0, ~0 for all
 * @entries: give each present entry by itself to the sink
 * @quick: classify only; no samples, no sums of smaps and numa_maps, and no PAGEMAP_SCAN where entries and
 *	kpageflags say what it would
 * @without: observers that are not asked, borrowed; NULL for none
 */
struct inspect_options {
	pid_t pid;
	uint64_t start;
	uint64_t end;
	bool entries;
	bool quick;
	const struct string_list *without;
};

/** inspect_asks - is there an observer of this name that a process can be looked at with? */
bool inspect_asks(const char *name);

/**
 * struct inspect_counts - what there is in a vma, or in all
 * @class, @kind: entries by what vm_normal_page*() must make of them, and by what they map
 * @absent: pages (of 4 KiB) with nothing
 * @swapped: pages whose entry is not present, and holds something: swap, migration, a marker
 * @unknown: pages that no interface could be asked about
 */
struct inspect_counts {
	uint64_t class[NR_CLASSES][NR_LEVELS];
	uint64_t kind[NR_PAGE_KINDS][NR_LEVELS];
	uint64_t absent;
	uint64_t swapped;
	uint64_t unknown;
};

/**
 * struct inspect_vma - one vma
 * @start, @end: the part of it that was looked at
 * @vm_flags: smaps' VmFlags (smaps_vm_flag bits), if @vm_flags_known
 * @interfaces_left_out: it holds PUD entries, which some interfaces would zap: they were not asked
 * @samples_left_out: pages that no interface was asked about, as there were too many kinds of runs, or too many
 *	runs about which two interfaces disagree
 */
struct inspect_vma {
	const struct maps_line *maps;
	uint64_t start;
	uint64_t end;
	uint64_t vm_flags;
	bool vm_flags_known;
	bool interfaces_left_out;
	uint64_t samples_left_out;
	struct inspect_counts counts;
};

/**
 * struct inspect_run - neighbouring entries of one kind
 * @first: the first entry, if @raw; else only its level
 * @frame: what kind of memory the entry maps, if @raw
 * @categories: PAGEMAP_SCAN's (categories.h), if @asked
 * @known: it is known what is there, at all
 */
struct inspect_run {
	uint64_t start;
	uint64_t end;
	struct entry first;
	enum frame_kind frame;
	uint64_t categories;
	bool raw;
	bool asked;
	bool known;
	enum page_kind kind;
	enum page_class class;
};

/**
 * enum finding_kind - what became of a disagreement
 * @FINDING_DISAGREES: two interfaces, or an interface and the model, and nothing changed meanwhile
 * @FINDING_KNOWN: as a known issue of this kernel describes
 * @FINDING_CHANGED: seen once, and not again: the process goes on while we look
 */
enum finding_kind {
	FINDING_DISAGREES,
	FINDING_KNOWN,
	FINDING_CHANGED,
};

#define FINDING_TEXT 512	/* as FIELD_TEXT: any value */

/**
 * struct finding - a disagreement
 * @addr: the page, or the vma's start where it is about the whole vma (@whole_vma)
 * @entry: the page's entry as entry_format() writes it; empty if it could not be read
 * @rule: kernel file and function or documentation page that the expectation comes from
 * @issue: id of the known issue, or NULL
 */
struct finding {
	enum finding_kind kind;
	uint64_t addr;
	bool whole_vma;
	char entry[FINDING_TEXT];
	char interface[24];
	char field[40];
	char expected[FINDING_TEXT];
	char observed[FINDING_TEXT];
	const char *rule;
	const char *issue;
};

/**
 * struct inspect_sink - what is called; any function may be NULL
 * @start: first of all: the process can be looked at
 * @interface: before the vmas: an interface that is asked, or, with @why_not, that is not
 * @vma: a vma, then its findings, then its entries if those were asked for
 * @more: findings of this vma that are not reported one by one
 * @note: something that concerns the whole process
 */
struct inspect_sink {
	void *data;
	void (*start)(void *data);
	void (*interface)(void *data, const char *name, const char *why_not);
	void (*vma)(void *data, const struct inspect_vma *vma);
	void (*finding)(void *data, const struct finding *finding);
	void (*more)(void *data, uint64_t nr);
	void (*entry)(void *data, const struct inspect_run *run);
	void (*note)(void *data, const char *text);
};

/** struct inspect_summary - all vmas together; @findings by enum finding_kind */
struct inspect_summary {
	uint64_t nr_vmas;
	struct inspect_counts counts;
	uint64_t findings[FINDING_CHANGED + 1];
};

/**
 * inspect_process - look at a process
 *
 * Changes nothing in it. Needs what ptrace access to it needs (its user, or CAP_SYS_PTRACE); raw
 * entries need CAP_SYS_RAWIO. ERROR_USAGE: there is no such process, or one without an address
 * space; ERROR_UNTESTABLE: no interface can be asked; ERROR_SYSTEM: it ended meanwhile. Memory used
 * does not depend on the process.
 */
error_check struct error *inspect_process(struct kernel *kernel,
					  const struct inspect_options *options,
					  const struct inspect_sink *sink,
					  struct inspect_summary *summary);

#endif
