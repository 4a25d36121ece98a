/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a mutant is made with: a kernel module that puts functions of its own in the place of
 * functions of the running kernel, for good.
 *
 * ftrace calls redirect() where the replaced function begins, and goes on in the mutant's function
 * with the same arguments and the same caller. A probe of the replaced function sees the call and
 * what the mutant returns. What @original points at begins behind that place: a mutant can ask the
 * right answer without being seen.
 */
#ifndef NORMALPAGE_MUTANT_H
#define NORMALPAGE_MUTANT_H

#include <linux/ftrace.h>
#include <linux/huge_mm.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>

/**
 * struct mutation - one replaced function
 * @function: its name in /proc/kallsyms
 * @mutant: what runs in its place
 * @original: a function pointer of the mutant's, set to the replaced function
 */
struct mutation {
	const char *function;
	void *mutant;
	void *original;
	struct ftrace_ops ops;
};

/** MUTATE - replace @name by @by; the pointer @was is set to what it was */
#define MUTATE(name, by, was) { .function = #name, .mutant = (by), .original = &(was) }

static unsigned long (*kernel_lookup)(const char *name);

/* not exported, but a kprobe finds it */
static int __init find_lookup(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	int err = register_kprobe(&probe);

	if (err)
		return err;
	/* functions are aligned; the probe may stand behind an ENDBR64 */
	kernel_lookup = (void *)((unsigned long)probe.addr & ~15UL);
	unregister_kprobe(&probe);
	return 0;
}

/** kernel_symbol - address of a function or variable of the kernel, or of a module; 0: none */
static inline unsigned long __init kernel_symbol(const char *name)
{
	unsigned long address = kernel_lookup(name);

	if (!address)
		pr_err("mutant: this kernel has no %s\n", name);
	return address;
}

static void notrace redirect(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
			     struct ftrace_regs *regs)
{
	ftrace_get_regs(regs)->ip = (unsigned long)container_of(ops, struct mutation, ops)->mutant;
}

static inline int __init mutate(struct mutation *m)
{
	unsigned long site, address = kernel_symbol(m->function);
	int err;

	if (!address)
		return -ENOENT;
	site = ((unsigned long (*)(unsigned long))kernel_symbol("ftrace_location"))(address);
	if (!site) {
		pr_err("mutant: %s cannot be replaced: ftrace does not reach it\n", m->function);
		return -EOPNOTSUPP;
	}
	*(unsigned long *)m->original = site + MCOUNT_INSN_SIZE;
	m->ops.func = redirect;
	m->ops.flags = FTRACE_OPS_FL_SAVE_REGS | FTRACE_OPS_FL_IPMODIFY;
	err = ftrace_set_filter_ip(&m->ops, site, 0, 0);
	return err ? err : register_ftrace_function(&m->ops);
}

static inline int __init mutate_all(struct mutation *mutations, size_t nr)
{
	int err = 0;

	for (size_t i = 0; !err && i < nr; i++)
		err = mutate(&mutations[i]);
	return err;
}

/**
 * MUTANT - the mutations of this module
 * @prepare: called first; looks for what else it needs with kernel_symbol(): 0 or an errno
 */
#define MUTANT_PREPARED(prepare, ...)						\
	static struct mutation mutations[] = { __VA_ARGS__ };			\
	static int __init mutant_init(void)					\
	{									\
		int err = find_lookup();					\
										\
		if (!err)							\
			err = prepare();					\
		return err ? err : mutate_all(mutations, ARRAY_SIZE(mutations));	\
	}									\
	module_init(mutant_init);						\
	MODULE_DESCRIPTION("a kernel that is wrong on purpose");		\
	MODULE_LICENSE("GPL")

#define MUTANT(...) MUTANT_PREPARED(prepare_nothing, __VA_ARGS__)

static inline int __init prepare_nothing(void)
{
	return 0;
}

static unsigned long *zero_folio_pfn __maybe_unused;

/** prepare_huge_zero - for mutants that use is_huge_zero() */
static inline int __init prepare_huge_zero(void)
{
	zero_folio_pfn = (unsigned long *)kernel_symbol("huge_zero_pfn");
	return zero_folio_pfn ? 0 : -ENOENT;
}

/** is_huge_zero - does @pmd map the huge zero folio? The kernel's own test is not for modules */
static inline bool is_huge_zero(pmd_t pmd)
{
	return pmd_present(pmd) && pmd_pfn(pmd) == READ_ONCE(*zero_folio_pfn);
}

#endif
