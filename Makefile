EXTENSION = walkshed
EXTVERSION = 0.1.0

# Goals that install what they need, PostgreSQL's own build rules among it, and
# so cannot start from those.
ifneq (,$(filter check check-all coverage static mutants demo bench fuzz valgrind stress-%,$(MAKECMDGOALS)))

.PHONY: check check-all coverage static mutants demo bench fuzz valgrind

check check-all coverage static:
	@tools/$@

mutants fuzz valgrind:
	@test/$@/run

stress-%:
	@test/stress/run $*

demo:
	@examples/demo $(if $(PBF),'$(PBF)')

bench:
	@bench/run

else

MODULE_big = walkshed
CORE = \
	src/core/access.o \
	src/core/area.o \
	src/core/area_mark.o \
	src/core/area_measure.o \
	src/core/area_paths.o \
	src/core/area_sight.o \
	src/core/build.o \
	src/core/cache.o \
	src/core/calendar.o \
	src/core/catchment.o \
	src/core/components.o \
	src/core/contour.o \
	src/core/core.o \
	src/core/cover.o \
	src/core/datum.o \
	src/core/decay.o \
	src/core/doors.o \
	src/core/edit.o \
	src/core/field.o \
	src/core/frame.o \
	src/core/geo.o \
	src/core/hours.o \
	src/core/hours_days.o \
	src/core/hours_words.o \
	src/core/hours_write.o \
	src/core/join.o \
	src/core/labels.o \
	src/core/lattice.o \
	src/core/near_miss.o \
	src/core/nearest.o \
	src/core/network.o \
	src/core/outline.o \
	src/core/pairs.o \
	src/core/points.o \
	src/core/reach.o \
	src/core/reached.o \
	src/core/report.o \
	src/core/rtree.o \
	src/core/runs.o \
	src/core/search.o \
	src/core/sight.o \
	src/core/snap.o \
	src/core/sort.o \
	src/core/straight.o \
	src/core/sweep.o \
	src/core/tile.o \
	src/core/walk.o \
	src/core/walker.o \
	src/core/walls.o
GLUE = \
	src/pg/access.o \
	src/pg/area_paths.o \
	src/pg/attributes.o \
	src/pg/call.o \
	src/pg/catchment.o \
	src/pg/circle.o \
	src/pg/covered_minutes.o \
	src/pg/datum.o \
	src/pg/decay_arg.o \
	src/pg/edit.o \
	src/pg/env.o \
	src/pg/geometry.o \
	src/pg/hours.o \
	src/pg/init.o \
	src/pg/measure_arg.o \
	src/pg/minutes_arg.o \
	src/pg/nearest.o \
	src/pg/network.o \
	src/pg/network_agg.o \
	src/pg/network_io.o \
	src/pg/origin_arg.o \
	src/pg/point_set.o \
	src/pg/reach.o \
	src/pg/rows.o \
	src/pg/scratch.o \
	src/pg/straight.o \
	src/pg/surface.o \
	src/pg/travel_times.o \
	src/pg/value_io.o \
	src/pg/walk.o \
	src/pg/walker_arg.o
OBJS = $(CORE) $(GLUE)

# The install script is its numbered pieces in their order.
DATA_built = $(EXTENSION)--$(EXTVERSION).sql

# All of them, so that none can be forgotten; the first defines what the others use.
REGRESS = setup $(filter-out setup,$(patsubst test/sql/%.sql,%,$(sort $(wildcard test/sql/*.sql))))
REGRESS_OPTS = --inputdir=test --outputdir=build/regress --load-extension=postgis --load-extension=walkshed

ISOLATION = network study
ISOLATION_OPTS = --inputdir=test/isolation --outputdir=build/isolation \
	--load-extension=postgis --load-extension=walkshed

REGRESS_PREP = build

TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl

# Strict on our own code, which is C11 with declarations where they belong, and
# not on the server's headers: a directory named with -isystem gives no
# warnings, also when PGXS names it again with -I.
STRICT = -std=c11 -Wall -Wextra -Werror -fno-math-errno
PG_CONFIG ?= pg_config
PG_CPPFLAGS = -isystem $(shell $(PG_CONFIG) --includedir-server) -iquote src/core
PG_CFLAGS = $(STRICT) -Wno-declaration-after-statement
SHLIB_LINK = -lm

# No bitcode for the JIT compiler: it inlines nothing from here, and would need clang.
override with_llvm = no

EXTRA_CLEAN = build

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(OBJS): $(wildcard src/core/*.h src/pg/*.h) Makefile

# Loops over lattice points, which the compiler is to make vectors of.
src/core/area.o src/core/area_mark.o src/core/area_measure.o src/core/area_sight.o src/core/field.o \
	src/core/lattice.o src/core/walls.o: CFLAGS += -O3
# Comparisons of numbers among them; nobody catches what traps.
src/core/field.o: CFLAGS += -fno-trapping-math

$(DATA_built): $(sort $(wildcard sql/[0-9]*.sql))
	cat $^ >$@

# The core and its tests, without PostgreSQL: plain, and under the sanitizers.
UNIT = $(CORE:.o=.c) $(wildcard test/unit/*.c)
UNIT_HEADERS = $(wildcard src/core/*.h test/unit/*.h)
UNIT_CFLAGS = $(STRICT) -O2 -g -iquote src/core
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

build:
	mkdir -p build

build/unit: $(UNIT) $(UNIT_HEADERS) | build
	$(CC) $(UNIT_CFLAGS) -o $@ $(UNIT) -lcrypto -lm

# The core to measure, compiled as the extension is.
build/bench-core: bench/core.c $(CORE:.o=.c) $(wildcard src/core/*.h) | build
	$(CC) $(STRICT) -O2 -iquote src/core -o $@ bench/core.c $(CORE:.o=.c) -lcrypto -lm

build/unit-sanitize: $(UNIT) $(UNIT_HEADERS) | build
	$(CC) $(UNIT_CFLAGS) $(SANITIZE) -o $@ $(UNIT) -lcrypto -lm

# Its memory is not filled: valgrind sees who reads it first.
build/unit-valgrind: $(UNIT) $(UNIT_HEADERS) | build
	$(CC) $(UNIT_CFLAGS) -DTEST_UNFILLED -o $@ $(UNIT) -lcrypto -lm

.PHONY: unit unit-sanitize check-core-headers

unit unit-sanitize: %: build/%
	$<

# The core includes itself and the C library, nothing else.
C_LIBRARY = assert errno float inttypes limits math stdalign stdarg stdbool stddef stdint stdio stdlib \
	stdnoreturn string tgmath time
nothing =
space = $(nothing) $(nothing)
ALLOWED = $(subst $(space),|,$(patsubst %,<%.h>,$(C_LIBRARY)) $(patsubst src/core/%,"%",$(wildcard src/core/*.h)))

check-core-headers:
	@! grep -nE '^[[:space:]]*#[[:space:]]*include' src/core/*.[ch] | grep -vE '$(strip $(ALLOWED))'

endif
