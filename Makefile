# SPDX-License-Identifier: GPL-2.0-or-later
# build: make; see README.md for run and check

BUILD ?= build

# SAN=1 builds with AddressSanitizer and UndefinedBehaviorSanitizer into a directory of its own
ifdef SAN
BUILD := build-san
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif

# what is installed is what was built: as it was built, unless something else is asked for
GOALS := $(or $(MAKECMDGOALS),all)
ifeq ($(filter-out install man,$(GOALS)),)
-include $(BUILD)/settings.mk
endif

ifeq ($(origin CC),default)
CC := gcc
endif
# -Werror where the sources are checked: a newer compiler warns of more
WERROR ?=
CFLAGS ?= -O2 -g

# XEN=no leaves out xentest and what else needs Xen's libraries, PMEM=no daxtest and what else needs those of
# persistent memory: nothing is left out because a library happens to be missing
XEN ?= yes
PMEM ?= yes
$(foreach choice,XEN PMEM,$(if $(filter yes no,$($(choice))),,$(error $(choice)=$($(choice)): yes or no)))

.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# libraries by pkg-config's names; scripts/needs has the packages
PKGS := json-c libarchive libkmod libelf libbpf libtracefs uuid zlib
PKGS += $(if $(filter yes,$(XEN)),xengnttab xenevtchn xenforeignmemory xencontrol xenstore)
PKGS += $(if $(filter yes,$(PMEM)),libndctl libdaxctl mount blkid)

# goals that compile nothing, or leave it to a make of their own; and those that need cmocka as well
COMPILING := $(filter-out clean uninstall deps run fuzz lint safety-figures \
	compile_commands.json,$(GOALS))
PKGS += $(if $(filter check check-unit unit-tests fuzzers $(BUILD)/tests/% $(BUILD)/fuzz/%,$(GOALS)),cmocka)

PKG_CONFIG ?= pkg-config
ifneq ($(COMPILING),)
PKG_FLAGS := $(shell $(PKG_CONFIG) --cflags --libs $(PKGS) 2>/dev/null)
ifneq ($(.SHELLSTATUS),0)
$(shell PKG_CONFIG="$(PKG_CONFIG)" scripts/needs libraries $(PKGS))
$(error nothing was built)
endif
endif
comma := ,
PKG_CFLAGS := $(filter-out -l% -L% -Wl$(comma)%,$(PKG_FLAGS))
# of all of them each program gets those that it uses
LIBS := -Wl,--as-needed $(filter-out $(PKG_CFLAGS) -lcmocka,$(PKG_FLAGS)) -lm

WARNINGS := -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wshadow -Wwrite-strings $(WERROR)
BASE_CFLAGS := -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -I. $(CPPFLAGS) $(CFLAGS) $(PKG_CFLAGS)
ALL_CFLAGS := $(BASE_CFLAGS) $(SANITIZE)

RESULTS_SRCS := $(foreach dir,results html,$(wildcard lib/$(dir)/*.c))
LIB_SRCS := $(filter-out $(RESULTS_SRCS),$(wildcard lib/*/*.c))
REPORT_SRCS := $(foreach dir,base verdict format,$(wildcard lib/$(dir)/*.c))
PMEM_SRCS := $(wildcard provisioning/pmem/*.c)
# what only reads needs no library
PMEM_LOOK_SRCS := $(addprefix provisioning/pmem/,\
	tree.c mountinfo.c use.c idle.c node.c process_list.c process_use.c kernel_use.c)
JOURNAL_SRCS := $(wildcard provisioning/journal/*.c)
PROGRAM_SRCS := $(LIB_SRCS) $(JOURNAL_SRCS) $(wildcard provisioning/program/*.c)
DAXTEST_SRCS := $(wildcard daxtest/*.c) $(PROGRAM_SRCS) $(PMEM_SRCS)
MMTEST_SRCS := $(wildcard mmtest/*.c) $(PROGRAM_SRCS)
XENTEST_SRCS := $(wildcard xentest/*.c provisioning/xen/*.c) $(PROGRAM_SRCS)
# what is known of kernels, and looks at them
INSPECT_SRCS := $(foreach dir,kernel model observe issues inspect,$(wildcard lib/$(dir)/*.c))
# what removes what the programs have made
CLEANUP_SRCS := $(JOURNAL_SRCS) lib/trace/left.c lib/trace/event.c \
	$(if $(filter yes,$(PMEM)),$(PMEM_SRCS)) \
	$(if $(filter yes,$(XEN)),$(addprefix provisioning/xen/,thing_domain.c live_domain.c xl.c xl_conf.c))
SURVEY_SRCS := $(wildcard provisioning/survey/*.c) \
	$(if $(filter yes,$(XEN)),provisioning/xen/this_domain.c) \
	$(if $(filter yes,$(PMEM)),,$(PMEM_LOOK_SRCS))
MACHINE_SRCS := $(filter-out provisioning/machine/guest/%,$(wildcard provisioning/machine/*/*.c))
NORMALPAGE_SRCS := $(wildcard cli/*.c) $(MACHINE_SRCS) $(REPORT_SRCS) $(RESULTS_SRCS) \
	$(INSPECT_SRCS) $(CLEANUP_SRCS) $(SURVEY_SRCS)
# what cleans up the cache, without what fills it
CACHE_SRCS := $(addprefix provisioning/machine/cache/,cache.c cache_entries.c cache_use.c digest.c)
# in a guest, where most of the command and its libraries have no business
GUEST_NORMALPAGE_SRCS := cli/main.c cli/exit_style.c $(wildcard cli/inspect*.c cli/cleanup*.c cli/survey*.c) \
	$(REPORT_SRCS) $(INSPECT_SRCS) $(CLEANUP_SRCS) $(CACHE_SRCS) $(SURVEY_SRCS)
GUEST_INIT_SRCS := $(wildcard provisioning/machine/guest/*.c) \
	$(addprefix lib/base/,error.c full_lines.c full_write.c owned_string.c)

AGENT_SRCS := $(wildcard provisioning/xen/agent/*.c) provisioning/xen/grant.c \
	$(addprefix lib/base/,error.c full_write.c owned_string.c)

# those of make check run in guests
ALL_PROGRAMS := normalpage guest/normalpage daxtest mmtest xentest domu-agent guest-init
ALL_GUEST_PROGRAMS := guest-fault guest-pmem guest-inspect guest-kill guest-soak guest-privileges guest-dom0
LEFT_OUT := $(sort $(if $(filter no,$(XEN)),xentest domu-agent guest-dom0) $(if $(filter no,$(PMEM)),\
	daxtest guest-pmem guest-inspect guest-kill guest-soak guest-privileges guest-dom0))
PROGRAMS := $(addprefix $(BUILD)/,$(filter-out $(LEFT_OUT),$(ALL_PROGRAMS)))
GUEST_PROGRAMS := $(addprefix $(BUILD)/,$(filter-out $(LEFT_OUT),$(ALL_GUEST_PROGRAMS)))

.PHONY: all
all: $(PROGRAMS) $(BUILD)/mutants $(BUILD)/left-out $(BUILD)/settings.mk
	@$(if $(LEFT_OUT),echo "  XEN=$(XEN) PMEM=$(PMEM) leaves out $(LEFT_OUT)")

$(foreach program,$(filter $(addprefix $(BUILD)/,$(LEFT_OUT)),$(GOALS)),\
	$(error $(program) is left out by XEN=$(XEN) PMEM=$(PMEM)))

# the newcomer's command: install what is missing, build, boot a kernel, judge
.PHONY: run deps
run: deps
	@$(MAKE) --no-print-directory all
	@$(BUILD)/normalpage run $(RUN_ARGS)

deps:
	@scripts/install-deps

# what a file was made with is a prerequisite: a file of words that is written when they change
same = $(and $(findstring <$(1)>,<$(2)>),$(findstring <$(2)>,<$(1)>))
define word_file
$(BUILD)/$(1): $(if $(call same,$(strip $(file <$(BUILD)/$(1))),$(strip $($(2)))),,FORCE)
	@mkdir -p $$(@D)
	@$(3)
	@printf '%s\n' '$$(subst ','\'',$$($(2)))' >$$@
endef
.PHONY: FORCE

COMPILED_WITH := $(CC) $(ALL_CFLAGS)
LINKED_WITH := $(CC) $(ALL_CFLAGS) $(LDFLAGS) $(LIBS)
SOURCES := $(sort $(wildcard $(addsuffix /*.c,\
	cli daxtest mmtest xentest lib/* provisioning/* provisioning/*/* tests tests/*)))
# one that is gone leaves no trace among the objects
LINKED_SOURCES := $(filter-out tests/unit/% tests/fuzz/%,$(SOURCES))
$(eval $(call word_file,compiled-with,COMPILED_WITH))
$(eval $(call word_file,linked-with,LINKED_WITH))
$(eval $(call word_file,linked-sources,LINKED_SOURCES))
# for tests; what an earlier build has made of it is not to be taken for this one's
$(eval $(call word_file,left-out,LEFT_OUT,$(if $(LEFT_OUT),rm -f $(addprefix $(BUILD)/,$(LEFT_OUT)))))


# for make install
SETTINGS := CC CPPFLAGS CFLAGS LDFLAGS WERROR SANITIZE XEN PMEM
setting = $(subst $$,$$$$,$($(1)))
$(BUILD)/settings.mk: $(if $(call same,$(strip $(file <$(BUILD)/settings.mk)),$(strip \
		$(foreach name,$(SETTINGS),$(name) := $(call setting,$(name))))),,FORCE)
	@mkdir -p $(@D)
	@printf '%s := %s\n' $(foreach name,$(SETTINGS),$(name) '$(subst ','\'',$(call setting,$(name)))') >$@

LINK_WORDS := $(BUILD)/linked-with $(BUILD)/linked-sources

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
static_objects = $(patsubst %.c,$(BUILD)/static/%.o,$(1))

# one version for all programs
$(BUILD)/obj/lib/base/version.o: private DEFINES := -DVERSION='"$(shell cat VERSION)"'
$(BUILD)/obj/lib/base/version.o: VERSION

$(BUILD)/obj/lib/html/html.o: lib/html/html.css

$(BUILD)/obj/%.o: %.c $(BUILD)/compiled-with
	@mkdir -p $(@D)
	@echo "  CC      $<"
	@$(CC) $(ALL_CFLAGS) $(DEFINES) -MMD -MP -c -o $@ $<

# for what needs nothing in a guest, no sanitizer either
$(BUILD)/static/%.o: %.c $(BUILD)/compiled-with
	@mkdir -p $(@D)
	@echo "  CC      $< (static)"
	@$(CC) $(BASE_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/normalpage: $(call objects,$(NORMALPAGE_SRCS))
$(BUILD)/guest/normalpage: $(call objects,$(GUEST_NORMALPAGE_SRCS))
$(BUILD)/daxtest: $(call objects,$(DAXTEST_SRCS))
$(BUILD)/mmtest: $(call objects,$(MMTEST_SRCS))
$(BUILD)/xentest: $(call objects,$(XENTEST_SRCS))

# each test is a process of its own: what is not bound before them is bound again in each
$(BUILD)/daxtest $(BUILD)/mmtest $(BUILD)/xentest: private BIND := -Wl,-z,now

GUEST_SRCS := $(LIB_SRCS) $(PMEM_SRCS) $(JOURNAL_SRCS)
# provisioning judged by the harness
$(BUILD)/guest-pmem: $(call objects,tests/guest-pmem.c $(GUEST_SRCS))
# runs of daxtest that are killed
$(BUILD)/guest-kill: $(call objects,tests/guest-kill.c tests/privileges/run_as.c \
	$(filter-out %/dom0.c,$(wildcard tests/kill/*.c)) $(GUEST_SRCS))
# the same run again and again
$(BUILD)/guest-soak: $(call objects,tests/guest-soak.c $(wildcard tests/soak/*.c) tests/kill/server.c $(GUEST_SRCS))
# the programs with less than root's privileges
$(BUILD)/guest-privileges: $(call objects,tests/guest-privileges.c $(wildcard tests/privileges/*.c) \
	tests/kill/server.c $(GUEST_SRCS))
# runs of xentest that are killed, in a control domain
$(BUILD)/guest-dom0: $(call objects,tests/guest-dom0.c $(addprefix tests/dom0/,survey.c limits.c memory.c) \
	tests/privileges/run_as.c $(addprefix tests/kill/,dom0.c killer.c labels.c reset.c snapshot.c) \
	$(addprefix provisioning/xen/,grant.c hypervisor.c live_domain.c toolstack.c xl.c xl_conf.c) $(GUEST_SRCS))
# processes looked at
$(BUILD)/guest-inspect: $(call objects,tests/guest-inspect.c $(GUEST_SRCS))
$(BUILD)/bench-inspect: $(call objects,tests/bench/inspect.c $(REPORT_SRCS) $(INSPECT_SRCS))

STATIC_PROGRAMS := guest-init domu-agent guest-fault bench-poweroff
$(addprefix $(BUILD)/,$(filter-out $(STATIC_PROGRAMS) $(LEFT_OUT),$(ALL_PROGRAMS) $(ALL_GUEST_PROGRAMS)) \
	bench-inspect): $(LINK_WORDS) | $(BUILD)/left-out
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(BIND) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS)

$(BUILD)/guest-init: $(call static_objects,$(GUEST_INIT_SRCS))
$(BUILD)/guest-init: private STATIC_LIBS := -l:libjson-c.a
$(BUILD)/domu-agent: $(call static_objects,$(AGENT_SRCS))
$(BUILD)/domu-agent: private STATIC_LIBS := -l:libxengnttab.a -l:libxentoollog.a -l:libxentoolcore.a
# a test program that panics, hangs and lies, for the tests of the runner
$(BUILD)/guest-fault: $(call static_objects,tests/guest-fault.c)
# the init of a bare boot, for make bench
$(BUILD)/bench-poweroff: $(call static_objects,tests/bench/poweroff.c)

$(addprefix $(BUILD)/,$(filter-out $(LEFT_OUT),$(STATIC_PROGRAMS))): $(LINK_WORDS) | $(BUILD)/left-out
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(BASE_CFLAGS) $(LDFLAGS) -static -o $@ $(filter %.o,$^) $(STATIC_LIBS)

# sources that the command builds for the kernel it is to boot; those of this tree, also where it was copied
$(BUILD)/mutants: $(if $(call same,$(realpath $(BUILD)/mutants),$(realpath mutants)),,FORCE)
	@mkdir -p $(@D)
	@ln -sfn "$(CURDIR)/mutants" $@

# each tests/unit/*.c is a cmocka program that may use everything but the programs' main files
PMEM_UNIT_SRCS := $(addprefix tests/unit/,test-contents.c test-signature.c test-tools.c)
UNIT_SRCS := $(filter-out $(if $(filter no,$(PMEM)),$(PMEM_UNIT_SRCS)),$(wildcard tests/unit/*.c))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(UNIT_SRCS))
UNIT_LIB_SRCS := $(LIB_SRCS) $(RESULTS_SRCS) $(JOURNAL_SRCS) $(MACHINE_SRCS) \
	$(if $(filter yes,$(PMEM)),$(PMEM_SRCS),$(PMEM_LOOK_SRCS) provisioning/pmem/identity.c) \
	provisioning/machine/guest/request.c $(addprefix provisioning/xen/,answer.c free_memory.c) tests/soak/growth.c

# one library for all of them
$(BUILD)/unit.a: $(call objects,$(UNIT_LIB_SRCS)) scripts/make-archive $(LINK_WORDS)
	@echo "  AR      $@"
	@scripts/make-archive $@ $(filter %.o,$^)

$(UNIT_TESTS): $(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(BUILD)/unit.a $(LINK_WORDS)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/unit.a -lcmocka $(LIBS)

.PHONY: unit-tests check-unit
unit-tests: $(UNIT_TESTS)

check-unit: unit-tests
	@scripts/needs tools prove
	CMOCKA_MESSAGE_OUTPUT=TAP prove --exec '' $(UNIT_TESTS)

# everything: unit tests, the command's behaviour, kernels in virtual machines
CHECK_SCRIPTS := $(sort $(wildcard tests/cli/*.sh tests/vm/*.sh))
# a guest waits for much of its time, so two scripts side by side are quicker on two CPUs too
CHECK_JOBS ?= 2

# nothing is installed but by make run and scripts/install-deps
GUEST_TOOLS := qemu-system-x86_64 ndctl mkfs.ext4 mkfs.xfs dmsetup

TOOLS := tools-check tools-check-deep tools-bench tools-mutants
.PHONY: $(TOOLS)
tools-check tools-check-deep: NEEDED := prove pgrep xmllint
tools-bench: NEEDED := cpio
$(TOOLS):
	@scripts/needs tools $(GUEST_TOOLS) $(NEEDED)

.PHONY: check
check: tools-check all unit-tests $(GUEST_PROGRAMS)
	@CMOCKA_MESSAGE_OUTPUT=TAP BUILD="$$(realpath -m "$(BUILD)")" \
		prove --timer --jobs $(CHECK_JOBS) --exec '' $(UNIT_TESTS) $(CHECK_SCRIPTS)

# what takes hours: the longest first, side by side, as each waits for much of its time
DEEP_SOAKS := $(sort $(wildcard tests/deep/soak-*.sh))
DEEP_SCRIPTS := $(DEEP_SOAKS) $(sort $(filter-out $(DEEP_SOAKS),$(wildcard tests/deep/*.sh)))
DEEP_JOBS ?= 3

.PHONY: check-deep
check-deep: tools-check-deep all $(GUEST_PROGRAMS)
	@BUILD="$$(realpath -m "$(BUILD)")" prove --timer --jobs $(DEEP_JOBS) --exec '' $(DEEP_SCRIPTS)

# docs/safety-measured.md with what they measured
.PHONY: safety-figures
safety-figures:
	@tests/deep/write-figures $(BUILD) docs/safety-measured.md

# docs/findings.md with the known issues as they are built in
.PHONY: findings
findings: $(BUILD)/normalpage
	@$(BUILD)/normalpage list --issues --output $(BUILD)/known-issues
	@tests/deep/write-figures $(BUILD) docs/findings.md

# ratios within one run, never a verdict; with MATRIX=FILE many kernels, too
.PHONY: bench
bench: tools-bench all $(BUILD)/bench-inspect $(BUILD)/bench-poweroff
	@BUILD="$$(realpath -m "$(BUILD)")" MATRIX="$(MATRIX)" tests/bench/run-all

# docs/performance.md with what it measured
.PHONY: bench-figures
bench-figures:
	@tests/deep/write-figures $(BUILD) docs/performance.md

# proof that the tests can fail: every kernel that is wrong on purpose, and who noticed
.PHONY: mutants
mutants: tools-mutants all
	@$(BUILD)/normalpage mutants --output docs/mutants.md

# parsers against hostile input: libFuzzer for $(FUZZ_SECONDS) each, with the seeds in tests/fuzz/corpus;
# FUZZ_SEED=N with FUZZ_RUNS=N does the same inputs each time
FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 0
FUZZ_RUNS ?= -1
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(filter-out $(if $(filter no,$(PMEM)),tests/fuzz/contents.c),\
	$(wildcard tests/fuzz/*.c)))

FUZZ_LIB_SRCS := $(UNIT_LIB_SRCS) $(wildcard provisioning/survey/*.c) cli/survey_human.c

$(BUILD)/fuzz.a: $(call objects,$(FUZZ_LIB_SRCS)) scripts/make-archive $(LINK_WORDS)
	@echo "  AR      $@"
	@scripts/make-archive $@ $(filter %.o,$^)

$(FUZZERS): $(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/fuzz.a $(LINK_WORDS)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/fuzz.a $(LIBS)

.PHONY: fuzzers fuzz
fuzzers: $(FUZZERS)

fuzz:
	@scripts/needs tools clang
	@$(MAKE) --no-print-directory BUILD=build-fuzz CC=clang fuzzers \
		SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined'
	@for name in $(notdir $(FUZZERS)); do \
		mkdir -p build-fuzz/corpus/$$name; \
		echo "  FUZZ    $$name"; \
		build-fuzz/fuzz/$$name -max_total_time=$(FUZZ_SECONDS) -seed=$(FUZZ_SEED) \
			-runs=$(FUZZ_RUNS) -max_len=65536 -timeout=20 \
			-artifact_prefix=build-fuzz/$$name- build-fuzz/corpus/$$name \
			tests/fuzz/corpus/$$name >build-fuzz/$$name.log 2>&1 || \
			{ tail -n 40 build-fuzz/$$name.log; exit 1; }; \
	done

# what CI also asks of the sources; comparePointers: sections are walked from __start_ to __stop_
.PHONY: lint
lint:
	@scripts/check-devices
	@scripts/check-memory
	@scripts/check-floors $(BUILD)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability \
		--inline-suppr --suppress=missingIncludeSystem --suppress=comparePointers -I. \
		lib daxtest mmtest xentest provisioning cli

# manual pages; their options come from --help
MAN_PAGES := $(patsubst docs/man/%.in,$(BUILD)/man/%,\
	$(filter-out $(LEFT_OUT:%=docs/man/%.8.in),$(wildcard docs/man/*.in)))

.PHONY: man
man: $(MAN_PAGES)

$(BUILD)/man/%: docs/man/%.in scripts/make-man $(PROGRAMS)
	@mkdir -p $(@D)
	@echo "  MAN     $@"
	@scripts/make-man $(BUILD) $< >$@.tmp && mv $@.tmp $@

PREFIX ?= /usr/local
BINDIR := $(DESTDIR)$(PREFIX)/bin
SBINDIR := $(DESTDIR)$(PREFIX)/sbin
LIBDIR := $(DESTDIR)$(PREFIX)/lib/normalpage
SHAREDIR := $(DESTDIR)$(PREFIX)/share

MAN1 := $(notdir $(filter %.1,$(MAN_PAGES)))
MAN8 := $(notdir $(filter %.8,$(MAN_PAGES)))
TEST_PROGRAMS := $(filter-out $(LEFT_OUT),daxtest mmtest xentest)

# the test programs are also copied into guests: they lie beside what is only for those
.PHONY: install
install: all man
	install -d "$(BINDIR)" "$(SBINDIR)" "$(LIBDIR)/mutants" "$(SHAREDIR)/man/man1" "$(SHAREDIR)/man/man8" \
		"$(SHAREDIR)/normalpage/matrix" "$(SHAREDIR)/bash-completion/completions" \
		"$(SHAREDIR)/doc/normalpage/docs"
	install -m 755 $(BUILD)/normalpage "$(BINDIR)/normalpage"
	for program in $(filter-out $(BUILD)/normalpage,$(PROGRAMS)); do \
		install -D -m 755 $$program "$(LIBDIR)/$${program#$(BUILD)/}" || exit 1; \
	done
	for program in $(TEST_PROGRAMS); do \
		ln -sf ../lib/normalpage/$$program "$(SBINDIR)/$$program" || exit 1; \
	done
	install -m 644 $(wildcard mutants/*) "$(LIBDIR)/mutants"
	install -m 644 $(filter %.1,$(MAN_PAGES)) "$(SHAREDIR)/man/man1"
	install -m 644 $(filter %.8,$(MAN_PAGES)) "$(SHAREDIR)/man/man8"
	install -m 644 matrix/debian "$(SHAREDIR)/normalpage/matrix/debian"
	install -m 644 README.md "$(SHAREDIR)/doc/normalpage"
	install -m 644 $(wildcard docs/*.md docs/*.png) "$(SHAREDIR)/doc/normalpage/docs"
	install -m 644 contrib/bash-completion/normalpage \
		"$(SHAREDIR)/bash-completion/completions/normalpage"
	for program in $(TEST_PROGRAMS); do \
		ln -sf normalpage "$(SHAREDIR)/bash-completion/completions/$$program" || exit 1; \
	done

.PHONY: uninstall
uninstall:
	rm -rf "$(LIBDIR)" "$(SHAREDIR)/normalpage" "$(SHAREDIR)/doc/normalpage"
	rm -f "$(BINDIR)/normalpage"
	! cd "$(SBINDIR)" 2>/dev/null || rm -f $(TEST_PROGRAMS)
	! cd "$(SHAREDIR)/bash-completion/completions" 2>/dev/null || rm -f normalpage $(TEST_PROGRAMS)
	! cd "$(SHAREDIR)/man/man1" 2>/dev/null || rm -f $(MAN1)
	! cd "$(SHAREDIR)/man/man8" 2>/dev/null || rm -f $(MAN8)

# for editors and clang's tools
.PHONY: compile_commands.json
compile_commands.json:
	@$(MAKE) --no-print-directory -Bn all unit-tests fuzzers $(GUEST_PROGRAMS) $(BUILD)/bench-inspect \
		$(BUILD)/bench-poweroff | scripts/compile-commands >$@.tmp && \
		mv $@.tmp $@ || { rm -f $@.tmp; exit 1; }

.PHONY: clean
clean:
	rm -rf build build-san build-fuzz compile_commands.json

-include $(wildcard $(foreach dir,obj static,$(patsubst %.c,$(BUILD)/$(dir)/%.d,$(SOURCES))))
