# SPDX-License-Identifier: GPL-2.0-or-later
# build: make; see README.md for run and check

BUILD ?= build
CC ?= gcc
# -Werror where the sources are checked: a newer compiler warns of more
WERROR ?=
CFLAGS ?= -O2 -g

# SAN=1 builds with AddressSanitizer and UndefinedBehaviorSanitizer into a directory of its own
ifdef SAN
BUILD := build-san
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif

WARNINGS := -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wshadow -Wwrite-strings $(WERROR)
ALL_CFLAGS := -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -I. $(CFLAGS) $(SANITIZE)
# each test is a process of its own: what is not bound before them is bound again in each
TEST_LDFLAGS := -Wl,-z,now $(LDFLAGS)

# pkg-config modules of each program
LIB_PKGS := json-c libtracefs libbpf
XENTEST_PKGS := $(LIB_PKGS) uuid xengnttab xenevtchn xenforeignmemory xencontrol xenstore
MMTEST_PKGS := $(LIB_PKGS) uuid
PMEM_PKGS := libndctl libdaxctl mount blkid uuid
# the command does without: it then says what it cannot take down
HAVE_PMEM_PKGS := $(shell pkg-config --exists $(PMEM_PKGS) 2>/dev/null && echo $(PMEM_PKGS))
DAXTEST_PKGS := $(LIB_PKGS) $(PMEM_PKGS)
NORMALPAGE_PKGS = json-c libarchive libkmod libelf libbpf libtracefs uuid $(HAVE_PMEM_PKGS) $(HAVE_XEN_CONTROL)
GUEST_PKGS = json-c libbpf libtracefs uuid $(HAVE_PMEM_PKGS) $(HAVE_XEN_CONTROL)

RESULTS_SRCS := $(foreach dir,results html,$(wildcard lib/$(dir)/*.c))
LIB_SRCS := $(filter-out $(RESULTS_SRCS),$(wildcard lib/*/*.c))
REPORT_SRCS := $(foreach dir,base verdict format,$(wildcard lib/$(dir)/*.c))
PMEM_SRCS := $(wildcard provisioning/pmem/*.c)
JOURNAL_SRCS := $(wildcard provisioning/journal/*.c)
PROGRAM_SRCS := $(LIB_SRCS) $(JOURNAL_SRCS) $(wildcard provisioning/program/*.c)
DAXTEST_SRCS := $(wildcard daxtest/*.c) $(PROGRAM_SRCS) $(PMEM_SRCS)
MMTEST_SRCS := $(wildcard mmtest/*.c) $(PROGRAM_SRCS)
XENTEST_SRCS := $(wildcard xentest/*.c provisioning/xen/*.c) $(PROGRAM_SRCS)
# what is known of kernels, and looks at them
INSPECT_SRCS := $(foreach dir,kernel model observe issues inspect,$(wildcard lib/$(dir)/*.c))
XEN_CONTROL_PKGS := xencontrol xenstore
HAVE_XEN_CONTROL := $(shell pkg-config --exists $(XEN_CONTROL_PKGS) 2>/dev/null && echo $(XEN_CONTROL_PKGS))
# what removes what the programs have made
CLEANUP_SRCS := $(JOURNAL_SRCS) lib/trace/left.c lib/trace/event.c \
	$(if $(HAVE_PMEM_PKGS),$(PMEM_SRCS)) \
	$(if $(HAVE_XEN_CONTROL),$(addprefix provisioning/xen/,thing_domain.c live_domain.c xl.c xl_conf.c))
# what only reads can do without the libraries
SURVEY_SRCS := $(wildcard provisioning/survey/*.c) \
	$(if $(HAVE_XEN_CONTROL),provisioning/xen/this_domain.c) \
	$(if $(HAVE_PMEM_PKGS),,$(addprefix provisioning/pmem/,tree.c mountinfo.c use.c idle.c node.c process_list.c process_use.c kernel_use.c))
MACHINE_SRCS := $(filter-out provisioning/machine/guest/%,$(wildcard provisioning/machine/*/*.c))
NORMALPAGE_SRCS := $(wildcard cli/*.c) $(MACHINE_SRCS) $(REPORT_SRCS) $(RESULTS_SRCS) \
	$(INSPECT_SRCS) $(CLEANUP_SRCS) $(SURVEY_SRCS)
# what cleans up the cache, without what fills it
CACHE_SRCS := $(addprefix provisioning/machine/cache/,cache.c cache_entries.c cache_use.c digest.c)
# in a guest, where most of the command and its libraries have no business
GUEST_NORMALPAGE_SRCS := cli/main.c cli/exit_style.c $(wildcard cli/inspect*.c cli/cleanup*.c cli/survey*.c) \
	$(REPORT_SRCS) $(INSPECT_SRCS) $(CLEANUP_SRCS) $(CACHE_SRCS) $(SURVEY_SRCS)
GUEST_INIT_SRCS := $(wildcard provisioning/machine/guest/*.c) lib/base/full_lines.c lib/base/full_write.c lib/base/error.c

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

HAVE_XEN := $(shell pkg-config --exists $(XENTEST_PKGS) 2>/dev/null && echo yes)
PROGRAMS := $(BUILD)/normalpage $(BUILD)/guest/normalpage $(BUILD)/daxtest $(BUILD)/mmtest \
	$(if $(HAVE_XEN),$(BUILD)/xentest $(BUILD)/domu-agent) $(BUILD)/guest-init

.PHONY: all
all: $(PROGRAMS) $(BUILD)/mutants
ifndef HAVE_XEN
	@echo "  xentest is left out: its libraries are not installed (package libxen-dev)"
endif

# the newcomer's command: install what is missing, build, boot a kernel, judge
.PHONY: run deps
run: deps
	@$(MAKE) --no-print-directory all
	@$(BUILD)/normalpage run $(RUN_ARGS)

deps:
	@scripts/install-deps

$(BUILD)/daxtest: $(call objects,$(DAXTEST_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(TEST_LDFLAGS) -o $@ $^ $$(pkg-config --libs $(DAXTEST_PKGS))

$(BUILD)/mmtest: $(call objects,$(MMTEST_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(TEST_LDFLAGS) -o $@ $^ $$(pkg-config --libs $(MMTEST_PKGS))

$(BUILD)/xentest: $(call objects,$(XENTEST_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(TEST_LDFLAGS) -o $@ $^ $$(pkg-config --libs $(XENTEST_PKGS))

# static: the init of a guest that has nothing else, no sanitizer either
AGENT_SRCS := $(wildcard provisioning/xen/agent/*.c) provisioning/xen/grant.c lib/base/error.c lib/base/full_write.c
$(BUILD)/domu-agent: $(AGENT_SRCS) $(wildcard provisioning/xen/agent/*.h provisioning/xen/*.h) \
	$(addprefix lib/base/,error.h full_write.h cleanup.h)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(filter-out $(SANITIZE),$(ALL_CFLAGS)) $(LDFLAGS) -static -o $@ $(AGENT_SRCS) \
		-l:libxengnttab.a -l:libxentoollog.a -l:libxentoolcore.a

$(BUILD)/normalpage: $(call objects,$(NORMALPAGE_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(NORMALPAGE_PKGS))

$(BUILD)/guest/normalpage: $(call objects,$(GUEST_NORMALPAGE_SRCS))
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(GUEST_PKGS))

# sources that the command builds for the kernel it is to boot
$(BUILD)/mutants:
	@mkdir -p $(@D)
	@ln -sfn "$(CURDIR)/mutants" $@

# static, so that the guest's init needs nothing
$(BUILD)/guest-init: $(GUEST_INIT_SRCS) $(wildcard provisioning/machine/guest/*.h) \
	$(addprefix lib/base/,full_lines.h full_write.h error.h cleanup.h)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -I. $(CFLAGS) $(LDFLAGS) -static -o $@ $(GUEST_INIT_SRCS) -l:libjson-c.a

# provisioning judged by the harness, in a guest
GUEST_PMEM_SRCS := tests/guest-pmem.c $(LIB_SRCS) $(PMEM_SRCS) $(JOURNAL_SRCS)
$(BUILD)/guest-pmem: $(call objects,$(GUEST_PMEM_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(DAXTEST_PKGS))

# runs of daxtest that are killed, in a guest
GUEST_KILL_SRCS := tests/guest-kill.c tests/privileges/run_as.c $(filter-out %/dom0.c,$(wildcard tests/kill/*.c)) $(LIB_SRCS) $(PMEM_SRCS) $(JOURNAL_SRCS)
$(BUILD)/guest-kill: $(call objects,$(GUEST_KILL_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(DAXTEST_PKGS))

# the same run again and again, in a guest
GUEST_SOAK_SRCS := tests/guest-soak.c $(wildcard tests/soak/*.c) tests/kill/server.c $(LIB_SRCS) \
	$(PMEM_SRCS) $(JOURNAL_SRCS)
$(BUILD)/guest-soak: $(call objects,$(GUEST_SOAK_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(DAXTEST_PKGS)) -lm

# the programs with less than root's privileges, in a guest
GUEST_PRIVILEGES_SRCS := tests/guest-privileges.c $(wildcard tests/privileges/*.c) tests/kill/server.c \
	$(LIB_SRCS) $(PMEM_SRCS) $(JOURNAL_SRCS)
$(BUILD)/guest-privileges: $(call objects,$(GUEST_PRIVILEGES_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(DAXTEST_PKGS))

# runs of xentest that are killed, in a control domain
GUEST_DOM0_SRCS := tests/guest-dom0.c $(addprefix tests/dom0/,survey.c limits.c memory.c) tests/privileges/run_as.c \
	$(addprefix tests/kill/,dom0.c killer.c labels.c reset.c snapshot.c) \
	$(addprefix provisioning/xen/,grant.c hypervisor.c live_domain.c toolstack.c xl.c xl_conf.c) \
	$(LIB_SRCS) $(PMEM_SRCS) $(JOURNAL_SRCS)
$(BUILD)/guest-dom0: $(call objects,$(GUEST_DOM0_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ \
		$$(pkg-config --libs $(sort $(DAXTEST_PKGS) $(XENTEST_PKGS)))

# processes looked at, in a guest
GUEST_INSPECT_SRCS := tests/guest-inspect.c $(LIB_SRCS) $(PMEM_SRCS) $(JOURNAL_SRCS)
$(BUILD)/guest-inspect: $(call objects,$(GUEST_INSPECT_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(DAXTEST_PKGS))

BENCH_INSPECT_SRCS := tests/bench/inspect.c $(REPORT_SRCS) $(INSPECT_SRCS)
$(BUILD)/bench-inspect: $(call objects,$(BENCH_INSPECT_SRCS))
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(GUEST_PKGS))

# a test program that panics, hangs and lies, for the tests of the runner
$(BUILD)/guest-fault: tests/guest-fault.c
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -I. -O2 -static -o $@ $<

$(BUILD)/obj/lib/html/html.o: lib/html/html.css

# one version for all programs
$(BUILD)/obj/lib/base/version.o: ALL_CFLAGS += -DVERSION='"$(shell cat VERSION)"'
$(BUILD)/obj/lib/base/version.o: VERSION

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	@$(CC) $(ALL_CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# one by one: a library that is missing takes nothing from the others
PKG_CFLAGS := $(foreach pkg,$(sort $(DAXTEST_PKGS) $(XENTEST_PKGS) $(NORMALPAGE_PKGS)),\
	$(shell pkg-config --cflags $(pkg) 2>/dev/null))

# each tests/unit/*.c is a cmocka program that may use everything but the programs' main files
UNIT_SRCS := $(wildcard tests/unit/*.c)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(UNIT_SRCS))
UNIT_LIB_SRCS := $(LIB_SRCS) $(RESULTS_SRCS) $(PMEM_SRCS) $(JOURNAL_SRCS) $(MACHINE_SRCS) \
	provisioning/machine/guest/request.c provisioning/xen/answer.c provisioning/xen/free_memory.c tests/soak/growth.c
UNIT_PKGS := cmocka $(DAXTEST_PKGS) $(NORMALPAGE_PKGS)

$(UNIT_TESTS): $(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(call objects,$(UNIT_LIB_SRCS))
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs $(UNIT_PKGS)) -lm

.PHONY: unit-tests check-unit
unit-tests: $(UNIT_TESTS)

check-unit: $(UNIT_TESTS)
	CMOCKA_MESSAGE_OUTPUT=TAP prove --exec '' $(UNIT_TESTS)

# everything: unit tests, the command's behaviour, kernels in virtual machines
CHECK_SCRIPTS := $(sort $(wildcard tests/cli/*.sh tests/vm/*.sh))
# a guest waits for much of its time, so two scripts side by side are quicker on two CPUs too
CHECK_JOBS ?= 2

.PHONY: check
check: deps
	@$(MAKE) --no-print-directory all unit-tests $(BUILD)/guest-fault $(BUILD)/guest-pmem \
		$(BUILD)/guest-inspect $(BUILD)/guest-kill $(BUILD)/guest-soak \
		$(BUILD)/guest-privileges $(BUILD)/guest-dom0
	@CMOCKA_MESSAGE_OUTPUT=TAP BUILD="$$(realpath -m "$(BUILD)")" \
		prove --timer --jobs $(CHECK_JOBS) --exec '' $(UNIT_TESTS) $(CHECK_SCRIPTS)

# what takes hours: the longest first, side by side, as each waits for much of its time
DEEP_SOAKS := $(sort $(wildcard tests/deep/soak-*.sh))
DEEP_SCRIPTS := $(DEEP_SOAKS) $(sort $(filter-out $(DEEP_SOAKS),$(wildcard tests/deep/*.sh)))
DEEP_JOBS ?= 3

.PHONY: check-deep
check-deep: deps
	@$(MAKE) --no-print-directory all $(BUILD)/guest-kill $(BUILD)/guest-soak $(BUILD)/guest-privileges \
		$(BUILD)/guest-dom0
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

# ratios within one run, never a verdict
.PHONY: bench
bench: deps
	@$(MAKE) --no-print-directory all $(BUILD)/bench-inspect
	@BUILD="$$(realpath -m "$(BUILD)")" tests/bench/run
	@BUILD="$$(realpath -m "$(BUILD)")" tests/bench/run-inspect

# proof that the tests can fail: every kernel that is wrong on purpose, and who noticed
.PHONY: mutants
mutants: deps
	@$(MAKE) --no-print-directory all
	@$(BUILD)/normalpage mutants --output docs/mutants.md

# parsers against hostile input: libFuzzer for $(FUZZ_SECONDS) each, with the seeds in tests/fuzz/corpus;
# FUZZ_SEED=N with FUZZ_RUNS=N does the same inputs each time
FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 0
FUZZ_RUNS ?= -1
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))

FUZZ_LIB_SRCS := $(UNIT_LIB_SRCS) $(wildcard provisioning/survey/*.c) cli/survey_human.c

$(FUZZERS): $(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(call objects,$(FUZZ_LIB_SRCS))
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	@$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $^ $$(pkg-config --libs $(UNIT_PKGS)) -lm

.PHONY: fuzzers fuzz
fuzzers: $(FUZZERS)

fuzz:
	@$(MAKE) --no-print-directory BUILD=build-fuzz CC=clang WERROR= fuzzers \
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
	@scripts/check-floors $(BUILD)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability \
		--inline-suppr --suppress=missingIncludeSystem --suppress=comparePointers -I. lib daxtest mmtest xentest provisioning cli

# manual pages; their options come from --help
MAN_PAGES := $(patsubst docs/man/%.in,$(BUILD)/man/%,$(wildcard docs/man/*.in))

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
TEST_PROGRAMS := daxtest mmtest xentest

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
		[ ! -e "$(LIBDIR)/$$program" ] || \
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

.PHONY: clean
clean:
	rm -rf build build-san build-fuzz

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
