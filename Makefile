# Makefile - builds miglint and runs everything that checks it.
#
#   make            build/miglint                    make test      install what is missing, build, run every test
#   make demo       lint examples/                   make check     style and catalogue checks
#   make sanitize   every test under ASan and UBSan  make fuzz      FUZZ_SECONDS of each fuzz target
#   make bench      time and memory                  make accept    rewrite the expected outputs, then review git diff
#   make docs       regenerate what is generated     make format    lay the C out as .clang-format says
#   make install    PREFIX, DESTDIR                  make clean
#   make new-rule ID=x   a rule to fill in: rules/x.c, its line in analyzer/rules.h, its fixtures
#
# Variables: BUILD (output folder), CC (gcc or clang), CFLAGS, LDFLAGS, SANITIZE (address,undefined),
# DEVELOPER=0 (no extra warnings, none fatal), LIBPG_QUERY=DIR (a built libpg_query source tree instead of the system's),
# SUITES="name..." (which suites to run).

BUILD   ?= build
PREFIX  ?= /usr/local
CFLAGS  ?= -O2 -g
DEVELOPER ?= 1
FUZZ_SECONDS ?= 60
DEMO       ?= examples/clinic
DEMO_CLEAN ?= examples/clinic-clean
ifeq ($(origin CC),default)
CC := gcc
endif

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all deps demo test test-programs test-tools sanitized sanitize check bench fuzz fuzz-programs accept docs \
        install clean format new-rule print-compile FORCE

# ---- flags ------------------------------------------------------------------------------------------------------

PACKAGES := tree-sitter libprotobuf-c libpcre2-8 jansson

STANDARD := -std=c11 -D_GNU_SOURCE -Ianalyzer -pthread $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS     := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm

ifeq ($(DEVELOPER),1)
# Members left out of an initializer are zero: table rows rely on it (clang warns where gcc does not).
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla \
            -Wno-missing-field-initializers -Werror
endif

ifdef SANITIZE
INSTRUMENT := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# A libpg_query source tree keeps the AST header in protobuf/ where installed ones have pg_query/: give it that name.
ifdef LIBPG_QUERY
PG_INCLUDE := $(BUILD)/libpg_query
STANDARD   += -isystem $(LIBPG_QUERY) -isystem $(PG_INCLUDE) -isystem $(LIBPG_QUERY)/vendor
PG_LIBS    := $(LIBPG_QUERY)/libpg_query.a
else
PG_LIBS    := -lpg_query
endif

COMPILE = $(CC) $(STANDARD) $(WARNINGS) $(CFLAGS) $(INSTRUMENT)
LINK    = $(CC) -pthread $(CFLAGS) $(INSTRUMENT) $(LDFLAGS)

# ---- sources ----------------------------------------------------------------------------------------------------

SOURCES  := $(sort $(wildcard analyzer/*.c analyzer/*/*.c rules/*.c))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/obj/%.o)
MODULES  := $(filter-out $(BUILD)/obj/analyzer/main.o,$(OBJECTS))

GRAMMARS := grammars/node_modules/tree-sitter-python grammars/node_modules/@tree-sitter-grammars/tree-sitter-toml
GRAMMAR_OBJECTS := $(foreach g,$(GRAMMARS),$(patsubst grammars/node_modules/%,$(BUILD)/obj/grammars/%/parser.o,$g) \
                     $(patsubst grammars/node_modules/%,$(BUILD)/obj/grammars/%/scanner.o,$g))

LIBRARY  := $(BUILD)/libmiglint.a
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit_%,$(sort $(wildcard tests/unit/*.c)))
TOOLS    := $(patsubst tests/tools/%.c,$(BUILD)/tools/%,$(sort $(wildcard tests/tools/*.c)))
TOOL_COMMON := $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard tests/tools/common/*.c)))
BENCHES  := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(sort $(wildcard tests/bench/*.c)))
FUZZERS  := $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(sort $(wildcard tests/fuzz/*.c)))

all: $(BUILD)/miglint

$(BUILD)/miglint: $(BUILD)/obj/analyzer/main.o $(LIBRARY)
	$(LINK) -o $@ $^ $(PG_LIBS) $(LIBS)

# Made anew: ar would keep the members of files that were deleted or renamed.
$(LIBRARY): $(MODULES) $(GRAMMAR_OBJECTS) $(BUILD)/modules
	@rm -f $@
	ar rcs $@ $(MODULES) $(GRAMMAR_OBJECTS)

$(BUILD)/obj/%.o: %.c $(BUILD)/flags | $(BUILD)/deps
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -c -o $@ $<

# Generated code of others: no warnings of ours apply.
$(BUILD)/obj/grammars/%.o: $(BUILD)/flags | $(BUILD)/deps
	@mkdir -p $(@D)
	$(CC) -std=c11 -w -Igrammars/node_modules/$(*D)/src $(CFLAGS) $(INSTRUMENT) -MMD -MP \
		-c -o $@ grammars/node_modules/$(*D)/src/$(*F).c

$(UNITS): $(BUILD)/tests/unit_%: $(BUILD)/obj/tests/unit/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ -lcmocka $(PG_LIBS) $(LIBS)

$(TOOLS): $(BUILD)/tools/%: $(BUILD)/obj/tests/tools/%.o $(TOOL_COMMON) $(LIBRARY)
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(PG_LIBS) $(LIBS)

$(BENCHES): $(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(PG_LIBS) $(LIBS)

$(FUZZERS): $(BUILD)/%: $(BUILD)/obj/tests/fuzz/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(PG_LIBS) $(LIBS)

# Other flags, or another set of files, rebuild what depends on them.
remember = @mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' >$@
$(BUILD)/flags: FORCE
	$(call remember,$(COMPILE))
$(BUILD)/modules: FORCE
	$(call remember,$(MODULES))

# One question up front instead of a screen of compiler errors.
HEADERS := tree_sitter/api.h pg_query.h pg_query/pg_query.pb-c.h pcre2.h jansson.h
$(BUILD)/deps: $(BUILD)/flags Makefile
	@$(if $(LIBPG_QUERY),test -f $(LIBPG_QUERY)/libpg_query.a || \
		{ echo "make: LIBPG_QUERY: there is no $(LIBPG_QUERY)/libpg_query.a" >&2; exit 1; })
	@$(if $(LIBPG_QUERY),mkdir -p $(PG_INCLUDE) && ln -sfn $(abspath $(LIBPG_QUERY))/protobuf $(PG_INCLUDE)/pg_query,:)
	@for package in $(GRAMMARS); do test -f $$package/src/parser.c || \
		{ echo "make: $$package is missing: run ci/install-deps" >&2; exit 1; }; done
	@for header in $(HEADERS); do \
		printf '#define PCRE2_CODE_UNIT_WIDTH 8\n#include <%s>\n' $$header | \
		$(CC) $(STANDARD) -w -fsyntax-only -x c - >/dev/null 2>&1 || \
		{ echo "make: $(CC) finds no <$$header>: run ci/install-deps" >&2; exit 1; }; done
	@touch $@

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

# ---- what people run --------------------------------------------------------------------------------------------

deps:
	@ci/install-deps

# Findings are what the first part is for, so its exit status 1 is a success; the second part must be clean.
demo:
	@ci/install-deps build
	@+$(MAKE) --no-print-directory all
	@echo; $(BUILD)/miglint check $(DEMO) || test $$? -eq 1
	@echo; $(BUILD)/miglint check $(DEMO_CLEAN)

test: deps
	@+$(MAKE) --no-print-directory test-programs sanitized
	@BUILD=$(BUILD) tests/run $(SUITES)

test-programs: $(BUILD)/miglint test-tools $(UNITS)

test-tools: $(TOOLS)

sanitized:
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitize SANITIZE=address,undefined CFLAGS="-O1 -g" all

sanitize: deps
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitize SANITIZE=address,undefined CFLAGS="-O1 -g" test-programs
	@BUILD=$(BUILD)/sanitize MIGLINT_SANITIZED=$(BUILD)/sanitize/miglint tests/run $(SUITES)

check:
	ci/check-style
	@if test -x ci/docs; then ci/docs --check; fi

format:
	clang-format -i $(shell git ls-files -co --exclude-standard '*.c' '*.h' ':!:tests/fixtures')

# From rules/TEMPLATE; the list in analyzer/rules.h stays sorted by id.
new-rule:
	@ci/new-rule $(ID)

print-compile:
	@echo '$(COMPILE)'

bench: all $(BENCHES)
	BUILD=$(BUILD) ci/bench --stages
	BUILD=$(BUILD) ci/bench-sql

fuzz:
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined CFLAGS="-O1 -g" \
		fuzz-programs
	@set -e; for program in $(FUZZERS:$(BUILD)/%=$(BUILD)/fuzz/%); do \
		echo "== $$program"; mkdir -p $$program.corpus; \
		$$program -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=4096 -timeout=20 -artifact_prefix=$$program. \
			$$program.corpus tests/fixtures tests/effects examples; done

fuzz-programs: $(FUZZERS)

accept: test-programs
	@BUILD=$(BUILD) ACCEPT=1 tests/run $(SUITES)

docs: all
	BUILD=$(BUILD) ci/docs

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BUILD)/miglint $(DESTDIR)$(PREFIX)/bin/miglint

clean:
	rm -rf $(BUILD)
