/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An observer asks one interface of the kernel about an address and knows, from the interface's
 * documentation, what the answer must be for a stated page. The two halves never meet here:
 * @ask sees no statement, @expect sees no answer; the harness compares.
 */
#ifndef NORMALPAGE_OBSERVE_OBSERVER_H
#define NORMALPAGE_OBSERVE_OBSERVER_H

#include <sys/types.h>

#include "lib/kernel/kernel.h"
#include "lib/model/model.h"

#define OBSERVER_FIELDS_MAX 32

/** enum observer_scope - what one answer is about: a page, a whole vma, or the whole process */
enum observer_scope {
	OBSERVE_PAGE,
	OBSERVE_VMA,
	OBSERVE_PROCESS,
};

/** enum field_type - how a field's value is written for people */
enum field_type {
	FIELD_NUMBER,
	FIELD_KB,	/* kilobytes */
	FIELD_HEX,
	FIELD_BOOL,
	FIELD_BITS,	/* a set of named bits */
	FIELD_STATUS,	/* >= 0 a node, < 0 a negative errno (as two's complement) */
	FIELD_LEVEL,	/* enum level */
	FIELD_ERRNO,	/* 0, or a negative errno (as two's complement) */
};

/** struct bit_name - a bit's number and its standard name; the list ends with a NULL name */
struct bit_name {
	unsigned int bit;
	const char *name;
};

struct field {
	const char *name;
	enum field_type type;
	const struct bit_name *bits;
};

/**
 * struct question - whom and what to ask
 * @kernel: the running kernel
 * @pid: the process; getpid() for the caller
 * @addr: the address, page aligned (OBSERVE_PAGE), or any address of the vma
 * @writable: the page may be written to, if what was there is restored: page_memory_writable()
 * @entry: the raw entry that maps the address, where it has just been read; or NULL
 */
struct question {
	struct kernel *kernel;
	pid_t pid;
	uint64_t addr;
	bool writable;
	const struct entry *entry;
};

/**
 * struct answer - one field's value
 * @given: the interface said something; false where it has no such field or had nothing to say
 */
struct answer {
	bool given;
	uint64_t value;
};

/**
 * struct expectation - what one field must be
 * @mask: the bits that matter; 0: nothing is expected of this field
 * @value: what they must be
 * @absent_ok: no answer is right as well
 * @rule: kernel file and function (or documentation page) that the expectation comes from
 */
struct expectation {
	uint64_t mask;
	uint64_t value;
	bool absent_ok;
	const char *rule;
};

/**
 * enum observer_part - what a look at a live process (lib/inspect) takes from an observer, beside asking it
 * @PART_NONE: nothing; one that is not about single pages is not asked either
 * @PART_ENTRY: the look begins with it: it is not asked once more
 * @PART_SCAN: its categories are known of each run, before any page of it is asked about
 * @PART_PAGEMAP, @PART_KPAGEFLAGS, @PART_KPAGECOUNT: the first fields of these are compared with each other
 * @PART_SMAPS, @PART_NUMA_MAPS: the file is read beside maps
 */
enum observer_part {
	PART_NONE,
	PART_ENTRY,
	PART_SCAN,
	PART_PAGEMAP,
	PART_KPAGEFLAGS,
	PART_KPAGECOUNT,
	PART_SMAPS,
	PART_NUMA_MAPS,
};

/**
 * struct foreign_vma - a vma of a live process, of which less is known than of a scenario's
 * @state: flags as far as known
 * @flags_known: @state has all flags, not only those in maps
 * @raw: raw entries can be read
 * @driver: a driver's pages are in it
 */
struct foreign_vma {
	const struct vma_state *state;
	bool flags_known;
	bool raw;
	bool driver;
};

/** foreign_vma_pfnmap - it is a PFN map, or may be one: without flags, any that a driver has made */
static inline bool foreign_vma_pfnmap(const struct foreign_vma *vma)
{
	return vma->flags_known ? vma->state->flags & VMA_PFNMAP : vma->driver;
}

/**
 * struct observer - one interface of the kernel
 * @name: standard, short, unique: "smaps", "PAGEMAP_SCAN"
 * @scope: what one answer is about
 * @order: observers are asked in ascending order. Those whose reading can change what they look
 *	at come last
 * @remote: can be asked about a process that is not the caller, and changes nothing there
 * @zaps_pud: except that its page walk splits, and so zaps, PUD entries (not those of hugetlb):
 *	mm/pagewalk.c:walk_pud_range()
 * @touches: bits of an entry that asking sets, as any access does: ENTRY_ACCESSED, or 0
 * @harmless: NULL, or whether asking about a page in this state leaves it in this state. It is not
 *	asked about others: for OBSERVE_PAGE only
 * @fields: names and types of the answers, up to OBSERVER_FIELDS_MAX
 * @nr_fields: how many
 * @walkers: NULL-terminated names of kernel functions that call vm_normal_page*() on behalf of
 *	this interface (prefixes: compiler suffixes and inlining vary), NULL if it never does
 * @consults: whether, on this kernel, asking about a present entry in this state must reach
 *	vm_normal_page*() through one of @walkers; NULL: never demanded
 * @available: NULL, or a check that the interface can be asked here; an error (ERROR_UNTESTABLE)
 *	says why not. Called once
 * @ask: fill @answers[nr_fields] (zeroed by the caller). Returns 0 or a negative errno when the
 *	interface could not be asked
 * @part: see enum observer_part
 * @quick: a quick look asks it, too
 * @weaken: NULL, or take back what @expect expects and a live process need not show
 * @expect_swapped: NULL, or fill @expectations for an entry of a live process that is neither empty nor present
 * @sums: of OBSERVE_VMA: fields that depend on the entries alone, not on how often a page is mapped, nor on what was
 *	written when; @nr_sums of them
 * @sums_comparable: NULL, or whether they can be compared with the entries of such a vma
 * @makes: NULL, or what it makes on the machine in order to ask, for people
 * @expect: fill @expectations[nr_fields] (zeroed by the caller). @run is the run that holds the
 *	address asked about, a PAGE_NONE one where nothing is stated; NULL for OBSERVE_VMA and
 *	OBSERVE_PROCESS
 */
struct observer {
	const char *name;
	enum observer_scope scope;
	int order;
	bool remote;
	bool zaps_pud;
	uint64_t touches;
	bool (*harmless)(const struct features *kernel, const struct stated *stated,
			 const struct page_state *page);
	const struct field *fields;
	unsigned int nr_fields;
	const char *const *walkers;
	bool (*consults)(const struct features *kernel, const struct vma_state *vma,
			 const struct page_state *page);
	enum observer_part part;
	bool quick;
	void (*weaken)(const struct foreign_vma *vma, struct expectation *expectations);
	void (*expect_swapped)(struct expectation *expectations);
	const unsigned int *sums;
	unsigned int nr_sums;
	bool (*sums_comparable)(const struct foreign_vma *vma);
	const char *makes;
	struct error *(*available)(struct kernel *kernel);
	int (*ask)(const struct question *q, struct answer *answers);
	void (*expect)(const struct features *kernel, const struct stated *stated,
		       const struct run *run, uint64_t addr, struct expectation *expectations);
};

/**
 * OBSERVER - register an observer; the only thing a new one needs to do
 *
 * Usage: OBSERVER(smaps) = { .name = "smaps", ... };
 */
#define OBSERVER(ident)								\
	static const struct observer observer_##ident;				\
	static const struct observer *const observer_entry_##ident		\
		__attribute__((used, section("observers"))) = &observer_##ident;\
	static const struct observer observer_##ident

/** observers_sorted - all registered observers by @order, then name; NULL-terminated, static */
const struct observer *const *observers_sorted(void);

/** observers_count - how many there are */
size_t observers_count(void);

/** observer_find - by name; NULL if there is none */
const struct observer *observer_find(const char *name);

/** FIELD_TEXT - bytes that hold any value: the names of all of /proc/kpageflags have some 300 */
#define FIELD_TEXT 512

/**
 * field_format - write a value for people ("2048 kB", "PRESENT|FILE", "-EFAULT", "PMD")
 *
 * Returns @buf.
 */
const char *field_format(const struct field *field, uint64_t value, char *buf, size_t size);

#endif
